"""Which banks and which question a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import UsageError

if TYPE_CHECKING:
    from quizapp.bank.library import Library
    from quizapp.bank.model import Question
    from quizapp.config import Config


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


def one_question(config: Config, name: str) -> Question:
    """Return the question of that key or id. Raises UsageError where there is none, or several."""
    from quizapp.drive.library import open_library

    return one_of(open_library(config), name)


def one_of(library: Library, name: str) -> Question:
    """As `one_question`, of a library that is open."""
    found = library.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(question.key for question in found)
        raise UsageError(f"Several banks have {name}.", hint=f"Name one: {keys}.")
    raise UsageError(f"There is no question {name}.", hint=library.nearest(name))
