"""`quizapp bank new`: a working question in the right file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.names import complete_new, complete_topics
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.plain.new_question import Bench, Editor


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS|FAMILY|KIND]", shell_complete=complete_new)
@click.option(
    "--bank",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The bank to write into; made where it is missing. Default: the bank in this "
    "folder, else your own.",
)
@click.option("--id", "question_id", metavar="ID", help="The question's id.")
@click.option(
    "--topic",
    metavar="TOPIC",
    shell_complete=complete_topics,
    help="The topic, and with it the file.",
)
@click.option(
    "--pick",
    type=click.IntRange(1),
    metavar="N",
    help="Take the family of that number of those that fit WORDS.",
)
@click.option("--no-edit", is_flag=True, help="Open no editor.")
@click.option("--no-run", is_flag=True, help="Check without PyTorch.")
def new(
    words: tuple[str, ...],
    folder: Path | None,
    question_id: str | None,
    topic: str | None,
    pick: int | None,
    no_edit: bool,
    no_run: bool,
) -> ExitCode:
    """Write a working question into a bank.

    \b
    quizapp bank new kv cache
    quizapp bank new conv2d.output_size --bank my-bank --id conv-size-odd
    quizapp bank new softmax temperature --pick 1 --no-edit
    quizapp bank new recall --topic losses

    WORDS look for families by name, title, topic and slips; the best three are shown, and you
    choose. FAMILY is a name of `quizapp engine list`. KIND is recall, cloze, choice,
    order, match, compute, design, snippet, code or multi, and gives an example to write over.

    In a terminal your editor ($VISUAL or $EDITOR) opens at the new question; when it closes the
    question is checked, shown as a learner sees it, and another one is offered. Without a terminal
    nothing is asked and no editor opens: the question is written, checked without PyTorch, and its
    place printed.

    Exit code 0 when the question has no problems, 1 with some, 2 when nothing was written.
    """
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.library import MINE
    from quizapp.bank.loader import BANK_FILE
    from quizapp.bank.preview import WIDTH
    from quizapp.plain.new_question import Bench
    from quizapp.terminal import judge, page_width

    config, here = current_config(), Path.cwd()
    if folder is None:
        folder = here if (here / BANK_FILE).is_file() else config.data / MINE
    bench = Bench(folder, here, EngineFamilies(), width=page_width(WIDTH))
    text = " ".join(words)
    if not judge().is_tty:
        return _at_once(bench, text, question_id, topic, pick)
    return _with_questions(config, bench, text, question_id, topic, pick, not no_edit, not no_run)


def _at_once(
    bench: Bench, words: str, question_id: str | None, topic: str | None, pick: int | None
) -> ExitCode:
    """Write one question and check it; stdout has its place and nothing else."""
    from quizapp.bank.authoring import new_question
    from quizapp.bank.check import check_entry
    from quizapp.bank.insertion import CannotWrite
    from quizapp.bank.problems import blocks
    from quizapp.plain.new_question import verdict_lines

    if not words:
        raise UsageError("Nothing to write.", hint="Name a family, a kind, or words to look for.")
    what = _named(bench, words, pick)
    try:
        written = new_question(
            what, bench.folder, bench.families, question_id=question_id, topic=topic
        )
    except CannotWrite as error:
        _tell(error, bench.base)
        raise
    if written.created:
        note(f"Made the bank {bench.folder}.")
    click.echo(clean(f"{written.path}:{written.line}"))
    _, problems = check_entry(written.path, written.index, families=bench.families)
    for line in verdict_lines(problems, bench.base):
        note(line)
    note(f"Look at it: quizapp bank preview {written.key} --bank {bench.folder}")
    note(f"Prove it:   quizapp bank check {written.path}")
    return ExitCode.FINDINGS if blocks(problems) else ExitCode.OK


def _named(bench: Bench, words: str, pick: int | None) -> str:
    """Return the family or kind that the words stand for. Raises CannotWrite."""
    from quizapp.bank.family_search import search_families
    from quizapp.bank.insertion import CannotWrite
    from quizapp.bank.model import KINDS
    from quizapp.bank.problems import nearest
    from quizapp.plain.new_question import match_lines, picked

    families = bench.families
    if words in KINDS or families.get(words) is not None:
        return words
    matches = search_families(words, families)
    if matches and pick is not None:
        return picked(matches, pick)
    near = nearest(words, KINDS)
    if near.startswith("did you mean") and not any(match.whole for match in matches):
        raise CannotWrite(f"There is no family or kind {words[:60]!r}.", hint=near)
    if not matches:
        near = nearest(words, [*families.names(), *KINDS])
        raise CannotWrite(f"No family fits {words[:60]!r}.", hint=near)
    listed = "\n".join(match_lines(matches, bench.width))
    raise CannotWrite(
        f"These families fit {words[:60]!r}:\n{listed}",
        hint="Choose one with --pick 1, or name it.",
    )


def _with_questions(
    config: Config,
    bench: Bench,
    words: str,
    question_id: str | None,
    topic: str | None,
    pick: int | None,
    edit: bool,
    run: bool,
) -> ExitCode:
    """Write questions in a conversation, and prove them by PyTorch where that may `run`."""
    from dataclasses import replace

    from quizapp.bank.insertion import CannotWrite
    from quizapp.drive.truths import WorkerTruths
    from quizapp.editor import open_editor
    from quizapp.engine_client import EngineClient
    from quizapp.plain.console import StandardConsole
    from quizapp.plain.new_question import PlainNewQuestion

    editor: Editor | None = open_editor if edit else None
    with EngineClient(device=config.device) as client:
        if run:
            # PyTorch loads while the person chooses and writes.
            client.warm()
            bench = replace(bench, runner=WorkerTruths(client))
        dialogue = PlainNewQuestion(bench, StandardConsole(), editor)
        try:
            return dialogue.run(words, question_id=question_id, topic=topic, pick=pick)
        except CannotWrite as error:
            _tell(error, bench.base)
            raise


def _tell(error: Exception, base: Path) -> None:
    from quizapp.bank.render import as_text

    for problem in getattr(error, "problems", ()):
        note(as_text(problem, base))
