"""What the terminal can do, judged once: size, UTF-8, colours, and whether it is one at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from quizapp.config import Config

SMALLEST = (60, 18)
"""Columns and rows below which the full-screen app only says that it needs more."""
PAGE = (40, 100)
"""Columns between which the lines of a page are laid."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A judgement of the terminal that the process was started in."""

    columns: int
    rows: int
    is_tty: bool
    """Both stdin and stdout are terminals."""
    utf8: bool
    colours: int
    """0 (none, or NO_COLOR), 16, 256, or 16777216."""
    name: str
    """The TERM variable."""

    @property
    def can_move(self) -> bool:
        """Whether the cursor can be moved: without that the app runs line by line."""
        return self.is_tty and self.name != "dumb"

    @property
    def draws_signs(self) -> bool:
        """Whether signs beyond ASCII can be trusted to show."""
        return self.utf8 and not self.name.startswith(("linux", "vt", "dumb"))

    @property
    def large_enough(self) -> bool:
        return self.columns >= SMALLEST[0] and self.rows >= SMALLEST[1]


def judge(
    environ: Mapping[str, str] = os.environ,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> Terminal:
    """The terminal of `stdin` and `stdout` (this process's own by default)."""
    source = sys.stdin if stdin is None else stdin
    target = sys.stdout if stdout is None else stdout
    size = shutil.get_terminal_size()
    encoding = (getattr(target, "encoding", None) or "").lower().replace("-", "")
    return Terminal(
        columns=size.columns,
        rows=size.lines,
        is_tty=_is_tty(source) and _is_tty(target),
        utf8=encoding == "utf8" and _locale_is_utf8(environ),
        colours=_colours(environ),
        name=environ.get("TERM", ""),
    )


def page_width(otherwise: int, stdout: TextIO | None = None) -> int:
    """How many columns a page of text takes: the terminal's, within what reads well; `otherwise`
    where `stdout` (this process's own by default) is none."""
    if not _is_tty(sys.stdout if stdout is None else stdout):
        return otherwise
    narrowest, widest = PAGE
    return min(max(shutil.get_terminal_size().columns, narrowest), widest)


def opens_plain(config: Config, terminal: Terminal) -> bool:
    """Whether the app runs line by line: asked for, or the terminal cannot do more."""
    return config.ui == "plain" or not terminal.can_move


def uses_ascii(config: Config, terminal: Terminal) -> bool:
    """Whether only ASCII signs are shown: as set, or as the terminal was judged."""
    return not terminal.draws_signs if config.ascii is None else config.ascii


def _is_tty(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _locale_is_utf8(environ: Mapping[str, str]) -> bool:
    # Python reads and writes UTF-8 even under LANG=C, where the terminal itself may not.
    name = next((environ[k] for k in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(k)), "")
    if not name:
        return sys.platform == "darwin"
    return "utf8" in name.lower().replace("-", "")


def _colours(environ: Mapping[str, str]) -> int:
    if environ.get("NO_COLOR") or environ.get("TERM", "dumb") == "dumb":
        return 0
    if environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if "256" in environ["TERM"] else 16
