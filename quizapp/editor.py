"""The person's own editor, opened at a line of a file."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

NONE_SET = "No editor is set. Name yours: export EDITOR=nano"

_PLUS_LINE = frozenset(
    {"vi", "vim", "nvim", "view", "gvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe"}
)
"""Editors that take `+LINE FILE`."""
_COLON_LINE = frozenset({"hx", "helix", "subl", "zed"})
"""Editors that take `FILE:LINE`."""
_GOTO = frozenset({"code", "code-insiders", "codium", "cursor"})
"""Editors that take `--goto FILE:LINE`."""
_RETURN_AT_ONCE = _GOTO | {"subl", "zed"}
"""Editors that end before their window does, unless they are told to wait."""


def editor_command(environ: Mapping[str, str], path: Path, line: int) -> list[str] | None:
    """Return the command that opens `path` at `line`, from 1; None where no editor is set.

    `VISUAL` comes before `EDITOR`. An editor that is not known is given the file alone.
    """
    words = _words(environ.get("VISUAL", "")) or _words(environ.get("EDITOR", ""))
    if not words:
        return None
    # An absolute path cannot be taken for an option.
    file = str(path.absolute())
    name = Path(words[0]).name
    if name in _RETURN_AT_ONCE and not {"--wait", "-w"} & set(words):
        words.append("--wait")
    if name in _PLUS_LINE:
        return [*words, f"+{line}", file]
    if name in _COLON_LINE:
        return [*words, f"{file}:{line}"]
    if name in _GOTO:
        return [*words, "--goto", f"{file}:{line}"]
    return [*words, file]


def open_editor(
    path: Path,
    line: int,
    environ: Mapping[str, str] = os.environ,
    call: Callable[[Sequence[str]], int] = subprocess.call,
) -> str:
    """Open `path` at `line` and wait until the editor has ended.

    Returns an empty text, or a sentence on why the file was not, or may not have been, edited.
    """
    command = editor_command(environ, path, line)
    if command is None:
        return NONE_SET
    try:
        code = call(command)
    except OSError as error:
        return f"The editor {command[0]} could not be started: {error.strerror}."
    return f"The editor {command[0]} ended with code {code}." if code else ""


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()
