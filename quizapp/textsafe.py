"""The one door from text that we did not write to a screen or a terminal.

What gets through: printable characters and line breaks. What does not: escape sequences (CSI, OSC,
DCS and the other strings, terminated or not, 7-bit and 8-bit), controls, NUL, bidirectional and
other invisible format characters, lone surrogates, floods of combining marks, endless lines.
Markup is another matter: pass the result as `Content` or with `markup=False`.
"""

from __future__ import annotations

import re
from unicodedata import category

MAX_LINE = 4000
"""Characters of one line that are shown; the rest is counted."""
MAX_MARKS = 4
"""Combining marks kept on one base; living scripts need at most three."""
TAB = 4
"""Columns between tab stops."""
_NOTE = 40
"""Room for the count at the end of a cut line."""

# A terminal gives up on an unterminated string at the next ESC; we also end it at the line's end,
# so that hostile text cannot swallow the honest lines after it.
_STRING = r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n\r]*(?:\x07|\x1b\\|\x9c)?"
_CSI = r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
_ESC = r"\x1b[ -/]*[0-~]?"
_SEQUENCE = re.compile(f"{_STRING}|{_CSI}|{_ESC}")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"\s+")


def clean(text: str, *, lines: bool = True) -> str:
    """`text` as it may be shown: never moves the cursor, never changes the terminal.

    With `lines` false the result is one line, runs of white space folded to one space.
    Cleaning twice changes nothing.
    """
    text = _disarmed(text)
    if not lines:
        text = _BLANKS.sub(" ", text).strip()
    if "\t" in text or len(text) > MAX_LINE:
        text = "\n".join(_fit(line) for line in text.split("\n"))
    return text if text.isascii() else _visible(text)


def escaped_json(text: str) -> str:
    r"""A JSON text that loads to the same data, with what cannot be seen or steers a terminal
    written as \uXXXX; line breaks between its fields stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _units(c) for c in text)


def _units(char: str) -> str:
    """One character as JSON escapes, two of them beyond the basic plane."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def harmless(text: str) -> str:
    """`text` as it may be kept in a file: what `clean` shows of it, whole, with its tabs."""
    text = _disarmed(text)
    return text if text.isascii() else _visible(text)


def _disarmed(text: str) -> str:
    """`text` without sequences and controls, its line breaks in one spelling."""
    text = _SEQUENCE.sub("", text) if "\x1b" in text or not text.isascii() else text
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def _fit(line: str) -> str:
    """One line with tabs as spaces, cut at MAX_LINE with a count of what is missing."""
    # Cut first: a million tabs must not become four million spaces.
    shown = line[: MAX_LINE + 1].expandtabs(TAB)
    if len(shown) <= MAX_LINE:
        return shown
    kept = _that_fit(line, MAX_LINE - _NOTE)
    return f"{line[:kept].expandtabs(TAB)} [{len(line) - kept} more characters]"


def _that_fit(line: str, columns: int) -> int:
    """How many characters of a line stand in so many columns."""
    column = 0
    for place, char in enumerate(line):
        column += TAB - column % TAB if char == "\t" else 1
        if column > columns:
            return place
    return len(line)


def _visible(text: str) -> str:
    """`text` without invisible format characters and without floods of marks."""
    kept: list[str] = []
    marks = 0
    for char in text:
        if char.isascii():
            marks = 0
            kept.append(char)
            continue
        kind = category(char)
        if kind == "Cs":
            kept.append("\N{REPLACEMENT CHARACTER}")
        elif kind in ("Mn", "Me"):
            marks += 1
            if marks <= MAX_MARKS:
                kept.append(char)
        elif kind != "Cf":
            marks = 0
            kept.append(char)
    return "".join(kept)
