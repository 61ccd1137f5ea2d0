"""`quizapp bank export`: questions as the cards of other programs, or whole as JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import (
    default_banks,
    existing,
    telling_problems,
    told_skipped,
)
from quizapp.cli.authoring.importing import FORMATS, separators
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import EnvironmentProblem, UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.exchange.cards import CardFile, Separators
    from quizapp.bank.exchange.documents import Topic
    from quizapp.bank.exchange.formats import FormatName


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the file's name.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    show_default=True,
    metavar="FILE",
    help="The file to write; - is stdout.",
)
@click.option("--sides", default="\\t", show_default=True, help="quizlet: between the sides.")
@click.option("--cards", default="\\n", show_default=True, help="quizlet: between the cards.")
def export(
    paths: tuple[Path, ...], form: FormatName | None, output: Path, sides: str, cards: str
) -> ExitCode:
    """Write the questions of banks as cards, or whole as JSON.

    \b
    quizapp bank export my-bank -o cards.apkg
    quizapp bank export my-bank/cnn.yaml --format csv
    quizapp bank export --format json -o questions.json

    A card has the canonical numbers, the answer and the explanation; what it has no place for is
    listed. JSON holds everything of every kind. PATHS are banks' folders or topic files; without
    them the bank in this folder, else the banks in use.
    """
    from quizapp.bank.checked import count as count_of
    from quizapp.bank.exchange.formats import guessed

    form = form or guessed(output)
    if form is None:
        raise UsageError("The format is not known.", hint="Name it with --format.")
    chosen = existing(paths) or default_banks(current_config())
    with telling_problems():
        if form == "json":
            made, count = _document(chosen)
        else:
            made, count = _cards(chosen, form, separators(sides, cards))
    if str(output) == "-":
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    else:
        from quizapp.atomic import write_bytes

        try:
            write_bytes(output, made.data)
        except OSError as error:
            raise EnvironmentProblem(f"{output} cannot be written: {error.strerror}.") from error
        click.echo(clean(str(output), lines=False))
    told_skipped(made.skipped)
    note(f"{count_of(count, 'question')} exported, {count_of(len(made.skipped), 'remark')}.")
    return ExitCode.OK


def _document(paths: tuple[Path, ...]) -> tuple[CardFile, int]:
    from quizapp.bank.exchange.documents import topics_of, write_document
    from quizapp.bank.folder import open_folder

    topics: list[Topic] = []
    for folder, only in _by_folder(paths).items():
        topics += topics_of(open_folder(folder), only)
    return write_document(topics), sum(len(topic.questions) for topic in topics)


def _cards(
    paths: tuple[Path, ...], form: FormatName, separators: Separators
) -> tuple[CardFile, int]:
    from dataclasses import replace

    from quizapp.bank.exchange.exporting import cards_of
    from quizapp.bank.exchange.formats import card_format
    from quizapp.bank.loader import load_bank
    from quizapp.bank.problems import blocks
    from quizapp.drive.truths import WorkerTruths
    from quizapp.engine_client import EngineClient

    questions = []
    for folder, only in _by_folder(paths).items():
        loaded = load_bank(folder)
        if loaded.bank is None or blocks(loaded.problems):
            note(f"{folder} has problems; see quizapp bank check {folder}")
        questions += [q for q in loaded.questions if only is None or q.place.path.name in only]
    with EngineClient(device=current_config().device) as client:
        deck = cards_of(questions, WorkerTruths(client))
    made = card_format(form, separators).write(deck.cards)
    return replace(made, skipped=(*deck.skipped, *made.skipped)), len(deck.cards)


def _by_folder(paths: tuple[Path, ...]) -> dict[Path, list[str] | None]:
    """Return each bank's folder with the names of the files that are meant, None for all."""
    chosen: dict[Path, list[str] | None] = {}
    for path in paths:
        if path.is_dir():
            chosen[path] = None
        elif (names := chosen.setdefault(path.parent, [])) is not None:
            names.append(path.name)
    return chosen
