"""Authors' texts as lines: cleaned, paragraphs filled anew, code kept as it is.

Only three things are read in such a text: back-ticks around code, fences of three of them, and
single stars around a stressed word.
Everything else is shown as it stands; nothing is markup.
"""

from __future__ import annotations

import re

from textual.content import Content

from quizapp.spoken import spoken
from quizapp.textsafe import clean
from quizapp.tui.glyphs import ASCII
from quizapp.tui.layout import BLANK, Lines, Look, indented, wrapped
from quizapp.wording import first_sentence

_FENCE = re.compile(r"^\s*```")
_MARKED = re.compile(r"`([^`\n]+)`|(?<![\w*])\*(?=[^\s*])([^*\n`]+)(?<=\S)\*(?![\w*])")
_NUMBER = re.compile(r"[-+−]?(?:\d[\d.,]*(?:e[-+]?\d+)?|inf|nan)")
_DEEPER = 2
"""Columns by which code and matrices are moved in."""
_RIGHT = 2
"""Columns kept free at the right: the margin, and a scrollbar where there is one."""


def plain_line(text: str, look: Look) -> str:
    """One cleaned line; in ASCII, with its maths in words, where the terminal asks for that."""
    text = clean(text, lines=False)
    if look.signs is ASCII and not text.isascii():
        text = spoken(text).encode("ascii", "replace").decode("ascii")
    return text


def inline(text: str, look: Look) -> Content:
    """One cleaned line; between back-ticks it is bold, between single stars in italics, and loses
    those marks."""
    text = plain_line(text, look)
    parts: list[str | tuple[str, str]] = []
    at = 0
    for found in _MARKED.finditer(text):
        marked = (found[1], "bold") if found[1] else (found[2], "italic")
        parts += [text[at : found.start()], marked]
        at = found.end()
    return Content.assemble(*parts, text[at:])


def prose(text: str, look: Look, *, indent: int = 0, gaps: bool = True) -> Lines:
    """`text` in lines of at most the look's width, `indent` included; paragraphs an empty line
    apart, unless `gaps` is false."""
    lines: Lines = []
    for paragraph in _paragraphs(clean(text)):
        if lines and gaps:
            lines.append(BLANK)
        if paragraph.startswith("\0"):
            kept = code(paragraph[1:], look.width - indent - _RIGHT - _DEEPER)
            lines += indented(kept, _DEEPER)
        else:
            lines += wrapped(inline(paragraph, look), look.width - indent - _RIGHT)
    return indented(lines, indent)


def code(text: str, width: int) -> Lines:
    """Code line by line, never wrapped at words and never filled; long lines are folded."""
    lines: Lines = []
    for line in clean(text).rstrip("\n").split("\n"):
        lines += Content(line).fold(max(width, 8)) if line else [BLANK]
    return lines


def has_more(text: str) -> bool:
    """Whether a text goes on after its first sentence."""
    return len(clean(text, lines=False)) > len(first_sentence(text))


def _is_matrix(lines: list[str]) -> bool:
    """Whether a paragraph is rows of numbers, which stand under each other."""
    return len(lines) > 1 and all(_NUMBER.fullmatch(t) for line in lines for t in line.split())


def _paragraphs(text: str) -> list[str]:
    """Paragraphs in order; fenced ones begin with NUL, which no cleaned text holds."""
    found: list[str] = []
    open_lines: list[str] = []
    fenced = False

    def close() -> None:
        body = "\n".join(open_lines)
        if body.strip():
            found.append(f"\0{body}" if fenced or _is_matrix(open_lines) else body)
        open_lines.clear()

    for line in text.split("\n"):
        if _FENCE.match(line):
            close()
            fenced = not fenced
        elif not fenced and not line.strip():
            close()
        elif not fenced and line.startswith(("- ", "* ", "  ")) and open_lines:
            close()
            open_lines.append(line)
        else:
            open_lines.append(line)
    close()
    return found
