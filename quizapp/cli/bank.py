"""`quizapp bank`: writing questions and proving them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.group import LazyGroup
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.check import Checked
    from quizapp.bank.drawing import TruthRunner
    from quizapp.bank.model import Question
    from quizapp.bank.render import Format
    from quizapp.config import Config

HELP = """
Write questions and prove them.

\b
quizapp bank new conv2d.output_size     a question on a family, in a few lines
quizapp bank new recall                 an example of a kind, to write over
quizapp bank check my-bank              prove every claim in it
quizapp bank preview conv-output-size   the learner's view
"""

COMMANDS = {
    "check": ("quizapp.cli.bank:check", "Prove a bank: claims, answers, slips, texts, references."),
    "new": ("quizapp.cli.bank:new", "Write a working question into a bank."),
    "preview": ("quizapp.cli.bank:preview", "Show a question as a learner sees it."),
    "list": ("quizapp.cli.bank:list_questions", "List the questions in use."),
    "schema": ("quizapp.cli.bank:schema", "Print the JSON Schema of topic files."),
    "explain": ("quizapp.cli.bank:explain", "Say what a problem's code means."),
}

bank = LazyGroup(
    name="bank",
    table=COMMANDS,
    help=HELP,
    short_help="Write questions and prove them.",
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    default=50,
    show_default=True,
    type=click.IntRange(0, 100_000),
    metavar="N",
    help="Draws of each question beside its canonical numbers.",
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "github"]),
    help="How problems are printed.",
)
@click.option("--no-run", is_flag=True, help="Leave out what needs PyTorch.")
def check(paths: tuple[Path, ...], seeds: int, form: Format, no_run: bool) -> ExitCode:
    """Prove banks: folders, or single topic files.

    Without PATHS: the bank in this folder, else the banks in use. Every problem is printed with
    its place, what it means and what to do. Exit code 0 without problems, 1 with some.

    \b
    quizapp bank check
    quizapp bank check my-bank/cnn.yaml --seeds 200
    quizapp bank check --format github
    """
    config = current_config()
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"There is no file or folder {path}.", hint="Name a bank's folder or a topic file."
            )
    chosen = paths or _default_banks(config)
    from quizapp.bank.check import check_paths

    if no_run:
        checked = check_paths(chosen, seeds=seeds)
    else:
        from quizapp.drive.truths import WorkerTruths
        from quizapp.engine_client import EngineClient

        with EngineClient(device=config.device) as client:
            runner: TruthRunner = WorkerTruths(client)
            checked = check_paths(chosen, seeds=seeds, runner=runner)
    _report(checked, form)
    found = any(problem.severity == "problem" for problem in checked.problems)
    return ExitCode.FINDINGS if found else ExitCode.OK


def _report(checked: Checked, form: Format) -> None:
    from quizapp.bank.render import as_github, as_json, as_text

    base = Path.cwd()
    if form == "json":
        click.echo(as_json(checked.problems, checked.summary, base))
        return
    for problem in checked.problems:
        click.echo(as_text(problem, base) if form == "text" else as_github(problem, base))
    click.echo(clean(checked.summary))


def _default_banks(config: Config) -> tuple[Path, ...]:
    from quizapp.bank.library import MINE, bundled_bank
    from quizapp.bank.loader import BANK_FILE

    if config.banks:
        return config.banks
    here = Path.cwd()
    if (here / BANK_FILE).is_file():
        return (here,)
    mine = config.data / MINE
    return (bundled_bank(), *([mine] if mine.is_dir() else []))


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
    from quizapp.bank.authoring import CannotWrite, new_question
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.library import MINE
    from quizapp.bank.loader import BANK_FILE
    from quizapp.bank.render import as_text

    here = Path.cwd()
    if folder is None:
        folder = here if (here / BANK_FILE).is_file() else current_config().data / MINE
    try:
        written = new_question(what, folder, EngineFamilies(), question_id=question_id, topic=topic)
    except CannotWrite as error:
        for problem in error.problems:
            note(as_text(problem, here))
        raise
    if written.created:
        note(f"Made the bank {folder}.")
    click.echo(clean(f"{written.path}:{written.line}"))
    note(f"Look at it: quizapp bank preview {written.key} --bank {folder}")
    note(f"Prove it:   quizapp bank check {written.path}")
    return ExitCode.OK


@click.command()
@click.argument("name", metavar="ID")
@click.option("--seed", type=int, metavar="N", help="A draw; without it the canonical numbers.")
@click.option("--answer", "text", metavar="TEXT", help="Type an answer and see it judged.")
@click.option("--reveal", is_flag=True, help="Show truth, acceptance, slips, steps and texts.")
def preview(name: str, seed: int | None, text: str | None, reveal: bool) -> ExitCode:
    """Show a question as a learner sees it; ID may leave the bank out.

    \b
    quizapp bank preview conv-output-size
    quizapp bank preview conv-output-size --seed 7 --reveal
    quizapp bank preview conv-output-size --answer 12
    """
    from quizapp.bank.asking import asked_for
    from quizapp.bank.drawing import CannotDraw, Purpose, draw
    from quizapp.bank.preview import behind, judged, learner_view
    from quizapp.drive.truths import WorkerTruths
    from quizapp.engine_client import EngineClient
    from quizapp.grading.evaluate import evaluate

    config = current_config()
    question = _one(config, name)
    with EngineClient(device=config.device) as client:
        purpose: Purpose = "canonical" if seed is None else "plain"
        try:
            drawn = draw(question, seed or 0, purpose, WorkerTruths(client))
        except CannotDraw as error:
            raise UsageError(f"{question.key} cannot be asked. {error.reason}") from error
        asked = asked_for(drawn)
        lines = learner_view(drawn)
        if text is not None and asked is not None:
            lines += judged(evaluate(text, asked), text)
        elif text is not None:
            raise UsageError(
                f"{question.key} is a recall question: only you can judge your answer."
            )
    if reveal:
        lines += behind(drawn, asked)
    for line in lines:
        click.echo(line)
    return ExitCode.OK


def _one(config: Config, name: str) -> Question:
    """Return the question of that key or id. Raises UsageError where there is none, or several."""
    from quizapp.drive.library import open_library

    library = open_library(config)
    found = library.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(question.key for question in found)
        raise UsageError(f"Several banks have {name}.", hint=f"Name one: {keys}.")
    raise UsageError(f"There is no question {name}.", hint=library.nearest(name))


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question and line.")
def list_questions(as_json: bool) -> ExitCode:
    """List the questions in use, by topic. Problems of the banks go to stderr."""
    from quizapp.bank.problems import blocks
    from quizapp.drive.library import open_library

    library = open_library(current_config())
    for question in library.questions:
        click.echo(_row_json(question) if as_json else _row(question))
    if blocks(library.problems):
        note(f"{len(library.problems)} problems in the banks; see quizapp bank check")
    return ExitCode.OK


def _row(question: Question) -> str:
    columns = (question.topic, question.kind, question.level or "", question.asked, question.key)
    widths = (18, 8, 12, 9, 0)
    return clean("  ".join(text.ljust(w) for text, w in zip(columns, widths, strict=True))).rstrip()


def _row_json(question: Question) -> str:
    row = {
        "key": question.key,
        "topic": question.topic,
        "kind": question.kind,
        "level": question.level,
        "asked": question.asked,
        "skill": question.skill,
        "tags": question.tags,
        "family": question.family,
        "seconds": question.seconds,
        "position": question.position,
        "yours": question.place.yours,
        "prompt": question.prompt,
    }
    return json.dumps(row, ensure_ascii=False)


@click.command()
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Lay it into the bank in this folder.",
)
def schema(folder: Path | None) -> ExitCode:
    """Print the JSON Schema of topic files, which editors complete and check by."""
    from quizapp.bank.schema import SCHEMA_FILE, schema_text

    if folder is None:
        click.echo(schema_text(), nl=False)
        return ExitCode.OK
    from quizapp.atomic import write_text

    path = folder / "schema" / SCHEMA_FILE
    write_text(path, schema_text())
    click.echo(clean(str(path)))
    return ExitCode.OK


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> ExitCode:
    """Say what a problem's CODE means, with an example mended; without CODE list them all."""
    from quizapp.bank.codes import CODES, explanation
    from quizapp.bank.problems import nearest

    if code is None:
        for name, entry in CODES.items():
            click.echo(f"{name}  {entry.title}")
        return ExitCode.OK
    text = explanation(code)
    if text is None:
        raise UsageError(f"There is no code {code}.", hint=nearest(code.upper(), CODES))
    click.echo(text)
    return ExitCode.OK
