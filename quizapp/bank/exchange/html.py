"""The little HTML of Anki's fields, from and to plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BREAKS = frozenset({"br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"})
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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where the tag does."""
        self.laid_out |= tag in _BREAKS and tag != "br"
        if tag in _BREAKS and (self.parts or tag == "br"):
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        self.hidden += tag in _HIDDEN
        self.lost |= tag in ("img", "audio", "video", "object", "embed", "iframe", "svg")

    def handle_endtag(self, tag: str) -> None:
        """End what is not seen."""
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        """Keep text that is seen."""
        if not self.hidden:
            self.parts.append(data)


def plain(field: str) -> tuple[str, bool]:
    """Return the text of a field, and whether pictures or sounds stood in it, which are lost."""
    parser = _Text()
    parser.feed(field)
    parser.close()
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
