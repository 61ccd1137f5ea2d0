"""Which banks and which question a command is about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.exchange.cards import Skipped
    from quizapp.bank.folder import Folder
    from quizapp.bank.library import Library
    from quizapp.bank.model import Question
    from quizapp.bank.patching import ReadOnly
    from quizapp.bank.problems import Problem
    from quizapp.bank.source import Raw
    from quizapp.config import Config

STDIN = Path("-")
"""What stands for stdin among paths."""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of a bank that can be written to; `mine` is one's own bank beside it, if any."""

    id: str
    folder: Folder
    mine: Folder | None


def default_banks(config: Config) -> tuple[Path, ...]:
    """Return the banks that a command without paths is about."""
    from quizapp.bank.library import MINE, bundled_bank
    from quizapp.bank.loader import BANK_FILE

    if config.banks:
        return config.banks
    here = Path.cwd()
    if (here / BANK_FILE).is_file():
        return (here,)
    mine = config.data / MINE
    return (bundled_bank(), *([mine] if mine.is_dir() else []))


def own_banks(config: Config) -> tuple[Path, ...]:
    """Return the banks that a command which writes and has no paths is about: those that the
    settings name, else the one in this folder, else those among one's data. Raises UsageError where
    there is none."""
    from quizapp.bank.library import MINE
    from quizapp.bank.loader import BANK_FILE

    if config.banks:
        return config.banks
    here = Path.cwd()
    found = sorted((config.data / "banks").glob(f"*/{BANK_FILE}"))
    folders = (here, config.data / MINE, *(path.parent for path in found))
    chosen = tuple(path for path in folders if (path / BANK_FILE).is_file())
    if chosen[:1] == (here,):
        return (here,)
    if not chosen:
        hint = "Name a bank's folder, or make one with `quizapp bank new`."
        raise UsageError("There is no bank of your own here.", hint=hint)
    return chosen


def existing(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the same paths. Raises UsageError where one leads nowhere."""
    for path in paths:
        if not path.exists():
            hint = "Name a bank's folder or a topic file."
            raise UsageError(f"There is no file or folder {path}.", hint=hint)
    return paths


def from_stdin() -> Raw | Problem:
    """Return the topic file that comes through stdin; its path is `-`."""
    from quizapp.bank.source import MAX_BYTES, received

    return received(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1))


@contextmanager
def telling_problems() -> Iterator[None]:
    """List the problems that a CannotWrite carries on stderr before it goes its way."""
    from quizapp.bank.insertion import CannotWrite
    from quizapp.bank.render import as_text
    from quizapp.diagnostics import note

    try:
        yield
    except CannotWrite as error:
        for problem in error.problems:
            note(as_text(problem, Path.cwd()))
        raise


def told_skipped(skipped: Iterable[Skipped]) -> None:
    """List on stderr what was not carried, and why."""
    from quizapp.diagnostics import note

    for one in skipped:
        note(clean(f"{one.what}: {one.why}", lines=False))


def one_question(config: Config, name: str) -> Question:
    """Return the question of that key or id. Raises UsageError where there is none, or several."""
    from quizapp.drive.library import open_library

    return one_of(open_library(config), name)


def read_only_question(library: Library, question: Question, data: Path) -> ReadOnly:
    """Return what a patch of a question of a bank that is not one's own is made from."""
    from quizapp.bank.library import MINE
    from quizapp.bank.patching import ReadOnly

    original = library.original(question.key) or question
    return ReadOnly(original, library.as_written(question.key), data / MINE)


def one_of(library: Library, name: str) -> Question:
    """Return the question of a library by key or id. Raises UsageError."""
    found = library.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(question.key for question in found)
        raise UsageError(f"Several banks have {name}.", hint=f"Name one: {keys}.")
    raise UsageError(f"There is no question {name}.", hint=library.nearest(name))


def own_question(config: Config, name: str) -> OwnQuestion:
    """Return the question of that key or id, its bank opened for changes.

    Raises UsageError where there is none, or where its bank is read-only, and CannotWrite where the
    bank cannot be read whole.
    """
    from quizapp.bank.folder import open_folder
    from quizapp.bank.library import MINE
    from quizapp.drive.library import open_library

    library = open_library(config)
    question = one_of(library, name)
    if question.bank not in library.own:
        raise UsageError(
            f"The bank {question.bank} is read-only; {question.id} cannot be changed in it.",
            hint=f"Make one question your own with `quizapp bank copy {question.key}`, or the "
            f"whole bank with `quizapp bank copy {question.bank}`.",
        )
    mine = config.data / MINE
    folder = open_folder(question.place.path.parent)
    other = open_folder(mine) if mine.is_dir() and mine != folder.path else None
    return OwnQuestion(question.id, folder, other)
