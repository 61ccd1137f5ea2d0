"""`quizapp bank new`: a working question in the right file."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli.authoring.finding import telling_problems
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.textsafe import clean


@click.command()
@click.argument("what", metavar="FAMILY|KIND")
@click.option(
    "--bank",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The bank to write into; made where it is missing. Default: the bank in this "
    "folder, else your own.",
)
@click.option("--id", "question_id", metavar="ID", help="The question's id.")
@click.option("--topic", metavar="TOPIC", help="The topic, and with it the file.")
def new(what: str, folder: Path | None, question_id: str | None, topic: str | None) -> ExitCode:
    """Write a working question into a bank.

    FAMILY is a name of `quizapp engine list`, such as conv2d.output_size; KIND is recall,
    choice, compute or snippet, and gives an example to write over. Prints the place of the new
    question.

    \b
    quizapp bank new conv2d.output_size --bank my-bank --id conv-size-odd
    quizapp bank new recall --topic losses
    """
    from quizapp.bank.authoring import new_question
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.library import MINE
    from quizapp.bank.loader import BANK_FILE

    here = Path.cwd()
    if folder is None:
        folder = here if (here / BANK_FILE).is_file() else current_config().data / MINE
    with telling_problems():
        written = new_question(what, folder, EngineFamilies(), question_id=question_id, topic=topic)
    if written.created:
        note(f"Made the bank {folder}.")
    click.echo(clean(f"{written.path}:{written.line}"))
    note(f"Look at it: quizapp bank preview {written.key} --bank {folder}")
    note(f"Prove it:   quizapp bank check {written.path}")
    return ExitCode.OK
