"""The only writer of stderr, and the owner of exit codes. stdout is data alone."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from quizapp.textsafe import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.errors import QuizappError


class ExitCode(IntEnum):
    """How a command ends; documented in README and relied on by scripts."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    ENVIRONMENT = 3
    INTERRUPTED = 130


def note(text: str, *, stream: TextIO | None = None) -> None:
    """Write one cleaned message to stderr; a closed or full stderr is not an error."""
    target = sys.stderr if stream is None else stream
    if target is None:
        return
    safe = clean(text)
    encoding = getattr(target, "encoding", None) or "utf-8"
    safe = safe.encode(encoding, "backslashreplace").decode(encoding)
    with suppress(OSError, ValueError):
        target.write(f"{safe}\n")
        target.flush()


def report(error: QuizappError, *, stream: TextIO | None = None) -> ExitCode:
    """Tell the person about an expected error; returns the code to exit with."""
    note(f"quizapp: {error.message}", stream=stream)
    if error.hint:
        note(error.hint, stream=stream)
    return error.code


def crash(error: BaseException, log_dir: Path, *, stream: TextIO | None = None) -> ExitCode:
    """Write an unexpected error's traceback to a log file and one line with its path to stderr.

    The screen gets no traceback: its lines may hold answers or file contents.
    """
    path = _write_log(error, log_dir)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    where = f"Details are in {path}" if path else "No log could be written."
    note(f"quizapp: something unexpected happened. {clean(what, lines=False)[:300]}", stream=stream)
    note(where, stream=stream)
    return ExitCode.ENVIRONMENT


def _write_log(error: BaseException, log_dir: Path) -> Path | None:
    """The path written, the first of `log_dir` and the temporary folder that takes it."""
    now = datetime.now(UTC)
    head = f"{now.isoformat()}  python {platform.python_version()}  {platform.platform()}\n"
    text = head + "".join(traceback.format_exception(error))
    folders: Sequence[Path] = (log_dir, Path(tempfile.gettempdir()))
    for folder in folders:
        path = folder / f"quizapp-{now:%Y%m%dT%H%M%S}-{os.getpid()}.log"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
            return path
    return None
