"""A bank's file as text: reading it safely, and problems at places in it."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.bank.problems import Problem, Severity, window
from quizapp.textsafe import clean

MAX_BYTES = 8 * 1024 * 1024
_LONGEST = 800
"""Characters of a message; what a program printed can be more."""

_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BOMS = (
    (b"\xef\xbb\xbf", "it begins with a byte order mark"),
    (b"\xff\xfe", "it is UTF-16"),
    (b"\xfe\xff", "it is UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one file, of which nothing is known yet."""

    path: Path
    data: bytes


@dataclass(frozen=True)
class Source:
    """The text of one file, with line ends as LF."""

    path: Path
    text: str
    _starts: list[int] = field(default_factory=list, compare=False, repr=False)

    def line_starts(self) -> list[int]:
        """Return the index of every line's first character."""
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(match.end() for match in re.finditer("\n", self.text))
        return self._starts

    def line_text(self, line: int) -> str:
        """Return line `line`, counted from 1, without its end; empty beyond the last."""
        starts = self.line_starts()
        if not 1 <= line <= len(starts):
            return ""
        start = starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def lines(self, start: int, end: int) -> str:
        """Return the lines from `start` to before `end`, both counted from 1."""
        starts = self.line_starts()
        last = starts[end - 1] if end <= len(starts) else len(self.text)
        return self.text[starts[start - 1] : last]

    def at(self, index: int) -> tuple[int, int]:
        """Return the line and column, both from 1, of the character at `index`."""
        starts = self.line_starts()
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1

    def problem(
        self,
        code: str,
        message: str,
        line: int,
        column: int,
        *,
        hint: str = "",
        severity: Severity = "problem",
        question: str = "",
    ) -> Problem:
        """Return a problem at a place in this file, with the source line."""
        snippet, caret = window(self.line_text(line), column)
        message, hint = _line(message), _line(hint)
        return Problem(
            code, message, self.path, line, column, hint, snippet, caret, severity, question
        )


def _line(text: str) -> str:
    """Return what is said of hostile text as one line that may be shown."""
    line = clean(text[: 4 * _LONGEST]).replace("\n", " ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def read_source(path: Path) -> Source | Problem:
    """Return the text of a regular UTF-8 file of at most 8 MB, or the problem with it."""
    raw = read_raw(path)
    return raw if isinstance(raw, Problem) else decode(raw)


def read_raw(path: Path) -> Raw | Problem:
    """Return the bytes of a regular file of at most 8 MB, or why they cannot be had.

    Never follows a link, never opens a FIFO or a device, never reads more than the limit.
    """
    try:
        status = os.lstat(path)
        if (refusal := _refuse(path, status)) is not None:
            return refusal
        # Between lstat and open the name may have become something else: ask the open file again.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if (refusal := _refuse(path, os.fstat(descriptor))) is not None:
                return refusal
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem("QB102", f"it cannot be read: {error.strerror}", path)
    return received(path, data)


def received(path: Path, data: bytes) -> Raw | Problem:
    """Return bytes that were read already, of a pipe perhaps, or the problem with their size."""
    return Raw(path, data) if len(data) <= MAX_BYTES else _too_large(path, len(data))


def decode(raw: Raw) -> Source | Problem:
    """Return the text that a file's bytes encode, or the problem with its first unfit character."""
    path, data = raw.path, raw.data
    hint = "save it as UTF-8 without a byte order mark"
    for mark, what in _BOMS:
        if data.startswith(mark):
            return Problem("QB104", f"a bank's files are plain UTF-8; {what}", path, hint=hint)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = Source(path, data[: error.start].decode("utf-8").replace("\r\n", "\n"))
        line, column = good.at(len(good.text))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return good.problem("QB104", message, line, column, hint=hint)
    source = Source(path, text.replace("\r\n", "\n"))
    if (found := _FORBIDDEN.search(source.text)) is not None:
        return _forbidden(source, found.group(), found.start())
    return source


def _forbidden(source: Source, character: str, index: int) -> Problem:
    line, column = source.at(index)
    if character == "\t":
        message, hint = "a tab", "indent with spaces; within a text write \\t in double quotes"
    elif character == "\0":
        message, hint = "a NUL character", "save the file as UTF-8 text"
    else:
        message = f"the control character U+{ord(character):04X}"
        hint = "delete it, or write it as an escape in double quotes"
    return source.problem(
        "QB105", f"{message} may not stand in a bank's file", line, column, hint=hint
    )


def _refuse(path: Path, status: os.stat_result) -> Problem | None:
    if not stat.S_ISREG(status.st_mode):
        what = _SORTS.get(stat.S_IFMT(status.st_mode), "not a file")
        hint = "put the file itself into the bank's folder"
        return Problem("QB101", f"it is {what}; a bank holds regular files only", path, hint=hint)
    if status.st_size > MAX_BYTES:
        return _too_large(path, status.st_size)
    return None


_SORTS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def _too_large(path: Path, size: int) -> Problem:
    message = f"it has {size / 1e6:.1f} MB; a file of a bank has at most 8 MB"
    return Problem("QB103", message, path, hint="split it by topic")
