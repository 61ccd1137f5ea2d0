"""Making one's own of what is read-only: a whole bank as files, one question as a patch."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizapp.bank.families import Families
from quizapp.bank.formatting import topic_files
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.loader import RESERVED
from quizapp.bank.model import Question
from quizapp.bank.patching import Patched, ReadOnly, new_patch
from quizapp.bank.schema import SCHEMA_FILE, schema_text
from quizapp.bank.source import MAX_BYTES
from quizapp.errors import EnvironmentProblem

TEXTS = (
    *("prompt", "text", "accept", "options", "steps", "pairs", "code", "answer", "wrong"),
    *("slip_texts", "explanation", "points", "hints", "brief", "evidence", "caveat"),
)
"""The fields that a person reads, which a patch of a question begins with."""


def copy_bank(bank: Path, target: Path) -> tuple[Path, ...]:
    """Copy a bank's own files into the new folder `target` and return their new paths.

    Whatever else lies there is left out. The folder appears whole or not at all. Raises CannotWrite
    where it is there already or a file is a link, EnvironmentProblem where it cannot be made.
    """
    if os.path.lexists(target):
        hint = "Name another folder with --to."
        raise CannotWrite(f"{target} is there already.", hint=hint)
    names = [path.name for path in topic_files([bank])]
    names += [name for name in sorted(RESERVED) if (bank / name).is_file()]
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        (beside / "schema").mkdir(parents=True)
        for name in names:
            if (bank / name).is_symlink() or (bank / name).stat().st_size > MAX_BYTES:
                raise CannotWrite(f"{bank / name} is not a file of a bank.")
            shutil.copyfile(bank / name, beside / name)
        (beside / "schema" / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
        beside.rename(target)
    except OSError as error:
        message = f"{target} cannot be made: {error.strerror}."
        raise EnvironmentProblem(message, hint="Name another folder with --to.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(target / name for name in names)


def patch_of(one: ReadOnly, families: Families) -> Patched:
    """Return one's own bank with a patch of a read-only question.

    The patch begins with all texts of the question, those that its family supplies included, so
    that each can be changed; it changes nothing yet. Raises CannotWrite where there is a patch
    already.
    """
    return new_patch(one, _texts(one.original, one.written), families)


def _texts(question: Question, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a question that are texts: as written, else as its family has them."""
    supplied = question.model_dump(by_alias=True, exclude_none=True)
    texts: dict[str, Any] = {}
    for name in TEXTS:
        value = written.get(name, supplied.get(name))
        if not value or (name == "answer" and question.kind != "recall"):
            continue
        if name in ("options", "hints") and not isinstance(value, tuple):
            continue  # made from a family, or a word
        texts[name] = value
    return texts
