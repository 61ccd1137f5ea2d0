"""The one table of interface signs: narrow, of unambiguous width, each with its ASCII twin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """Every sign that the interface itself draws; each is one cell wide."""

    right: str = "✓"
    wrong: str = "✗"
    part: str = "~"
    rule: str = "─"
    full: str = "━"
    prompt: str = "›"
    bar: str = "▏"
    dot: str = "·"
    dash: str = "–"
    times: str = "×"
    about: str = "≈"
    more: str = "…"
    picked: str = "●"
    free: str = "○"
    caret: str = "^"


UNICODE = Signs()

ASCII = Signs(
    right="+",
    wrong="x",
    rule="-",
    full="=",
    prompt=">",
    bar="|",
    dot="-",
    dash="-",
    times="x",
    about="~",
    more="~",
    picked="*",
    free="o",
)
