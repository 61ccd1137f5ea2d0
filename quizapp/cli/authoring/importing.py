"""`quizapp bank import`: cards of other programs, or whole questions, into a bank of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import STDIN, telling_problems, told_skipped
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import EnvironmentProblem, UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.exchange.cards import Separators
    from quizapp.bank.exchange.formats import FormatName

FORMATS = ["csv", "tsv", "markdown", "quizlet", "json", "anki"]


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the file's name.")
@click.option(
    "--bank",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The bank to write into; made where it is missing. Default: the bank in this folder, "
    "else your own.",
)
@click.option("--topic", metavar="TOPIC", help="The topic of the cards; not for json.")
@click.option("--sides", default="\\t", show_default=True, help="quizlet: between the sides.")
@click.option("--cards", default="\\n", show_default=True, help="quizlet: between the cards.")
def import_(
    file: Path,
    form: FormatName | None,
    folder: Path | None,
    topic: str | None,
    sides: str,
    cards: str,
) -> ExitCode:
    """Bring cards, or the questions of a JSON document, into a bank.

    \b
    quizapp bank import cards.csv --topic losses
    quizapp bank import deck.apkg --bank my-bank
    quizapp bank import quizlet.txt --sides " - " --cards ";"
    quizapp bank export --format json | quizapp bank import - --format json --bank copy

    FILE may be - for stdin. A card becomes a recall question, a draft until you give it a rubric;
    cards that are there already are left alone. What cannot be carried is listed. Everything is
    written, or nothing. Exit code 1 where the file holds no question that can be carried.
    """
    from quizapp.bank.authoring import schema_change
    from quizapp.bank.changes import write_all
    from quizapp.bank.checked import count as count_of
    from quizapp.bank.exchange.formats import card_format, guessed
    from quizapp.bank.exchange.importing import import_cards, import_questions
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.library import MINE
    from quizapp.bank.loader import BANK_FILE

    form = form or guessed(file)
    if form is None:
        raise UsageError(f"The format of {file} is not known.", hint="Name it with --format.")
    if folder is None:
        here = Path.cwd()
        folder = here if (here / BANK_FILE).is_file() else current_config().data / MINE
    _refuse_bundled(folder)
    data = _contents(file)
    families = EngineFamilies()
    with telling_problems():
        if form == "json":
            from quizapp.bank.exchange.documents import read_document

            topics = read_document(data)
            found = sum(len(topic.questions) for topic in topics)
            imported = import_questions(topics, folder, families)
            skipped = imported.skipped
        else:
            deck = card_format(form, separators(sides, cards)).read(data)
            found = len(deck.cards)
            imported = import_cards(deck.cards, folder, families, topic)
            skipped = (*deck.skipped, *imported.skipped)
    if imported.texts:
        write_all({**imported.texts, **schema_change(folder)})
    for path in imported.texts:
        click.echo(clean(str(path), lines=False))
    told_skipped(skipped)
    note(f"{count_of(len(imported.new), 'question')} imported, {count_of(len(skipped), 'remark')}.")
    return ExitCode.OK if found else ExitCode.FINDINGS


def separators(sides: str, cards: str) -> Separators:
    """Return the separators of two options, in which \\t and \\n stand for a tab and a new line."""
    from quizapp.bank.exchange.cards import Separators

    def read(text: str) -> str:
        return text.replace("\\t", "\t").replace("\\n", "\n")

    return Separators(read(sides), read(cards))


def _refuse_bundled(folder: Path) -> None:
    from quizapp.bank.library import bundled_bank

    if folder.resolve() == bundled_bank().resolve():
        hint = "Name a bank of your own with --bank."
        raise UsageError("The bundled bank is read-only.", hint=hint)


def _contents(file: Path) -> bytes:
    """Return the bytes of a regular file or of stdin, and hardly more of them than are read."""
    import os
    import stat

    from quizapp.bank.exchange.anki import MAX_PACKAGE

    if file == STDIN:
        return sys.stdin.buffer.read(MAX_PACKAGE + 1)
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UsageError(f"{file} is not a regular file.", hint="Pipe it in, with -.")
            return stream.read(MAX_PACKAGE + 1)
    except IsADirectoryError as error:
        raise UsageError(f"{file} is a folder.", hint="Name a file of cards.") from error
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {file}.") from error
    except OSError as error:
        raise EnvironmentProblem(f"{file} cannot be read: {error.strerror}.") from error
