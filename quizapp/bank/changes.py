"""Writing several files of a bank as one change: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quizapp.atomic import write_bytes
from quizapp.errors import EnvironmentProblem


class CannotSave(EnvironmentProblem):
    """A file could not be written; those written before it have their old contents again, but for
    the ones that the hint names."""


def write_all(changes: Mapping[Path, str | bytes | None]) -> None:
    """Give each path its new contents (None: remove the file). Raises CannotSave.

    Each file is replaced whole. Where one cannot be written, the earlier ones are put back.
    """
    before: dict[Path, bytes | None] = {}
    try:
        for path, contents in changes.items():
            old = path.read_bytes() if path.exists() else None
            _put(path, contents.encode() if isinstance(contents, str) else contents)
            before[path] = old
    except OSError as error:
        raise CannotSave(
            f"{path} cannot be written: {error.strerror}.", hint=_put_back(before)
        ) from error


def _put_back(before: Mapping[Path, bytes | None]) -> str:
    """Give every file its old contents; return the sentence about what came of it."""
    changed = []
    for path, old in before.items():
        try:
            _put(path, old)
        except OSError as error:
            changed.append(f"{path} ({error.strerror})")
    if changed:
        return f"Could not be put back, and is not as it was: {', '.join(changed)}."
    return "Every file is as it was."


def _put(path: Path, contents: bytes | None) -> None:
    if contents is None:
        path.unlink(missing_ok=True)
    else:
        write_bytes(path, contents)
