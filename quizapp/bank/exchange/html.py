"""The little HTML of Anki's fields, from and to plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BREAKS = frozenset({"br", "div", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "head", "title"})
_SOUND = re.compile(r"\[sound:[^\]\n]*\]")
_RUNS = re.compile(r"\n{3,}")


class _Text(HTMLParser):
    """Collects what a reader sees; `lost` says which media stood there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost = False
        self.laid_out = False
        self.hidden = 0
        self.ended = False
        """Whether what stands on lines of its own has just ended."""
        self.cells: list[str] | None = None
        """The cells of the table's row that is being read; None outside of rows."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or a cell, where the tag does."""
        self.hidden += tag in _HIDDEN
        self.lost |= tag in ("img", "audio", "video", "object", "embed", "iframe", "svg")
        if tag == "tr":
            self.end_row()
            self.cells = []
        elif tag in _CELLS:
            self.cells = self.cells if self.cells is not None else []
            self.cells.append("")
        elif self.cells and tag in _BREAKS:
            self.cells[-1] += " "
        elif tag == "br":
            self.parts.append("\n")
            self.ended = False
        elif tag in _BREAKS:
            self.laid_out = True
            self.begin_line()
        if tag == "li" and not self.cells:
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        """End a line, a row, or what is not seen."""
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))
        if tag in ("tr", "table"):
            self.end_row()
        self.ended |= tag in _BREAKS and not self.cells

    def handle_data(self, data: str) -> None:
        """Keep text that is seen."""
        if self.hidden:
            return
        if self.cells:
            self.cells[-1] += data
        elif data.strip() or not (self.ended or self.cells is not None):
            if self.ended:
                self.begin_line()
            self.parts.append(data)

    def begin_line(self) -> None:
        """Go on at the beginning of a line."""
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
        self.ended = False

    def end_row(self) -> None:
        """Write the cells of a row, if there are any, on a line."""
        if self.cells:
            self.begin_line()
            self.parts.append(" | ".join(" ".join(cell.split()) for cell in self.cells))
            self.ended = True
        self.cells = None


def plain(field: str) -> tuple[str, bool]:
    """Return the text of a field, and whether pictures or sounds stood in it, which are lost."""
    parser = _Text()
    parser.feed(field)
    parser.close()
    parser.end_row()
    text = "".join(parser.parts).replace("\xa0", " ").replace("\r", "")
    without = _SOUND.sub("", text)
    lost = parser.lost or without != text
    if parser.laid_out:
        without = _RUNS.sub("\n\n", without)
    return without.strip(), lost


def markup(text: str) -> str:
    """Return a text as a field: nothing in it is markup, and its lines and blanks stay."""
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    return re.sub("  ", "&nbsp; ", escaped)
