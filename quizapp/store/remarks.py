"""What the person wrote about a question, as it is kept: a line for each text, never replaced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

RemarkSort = Literal["note", "report"]

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (note|report): (.*)")
_UNDATED_REPORT = "reported: "


@dataclass(frozen=True, slots=True)
class Remark:
    """A note for oneself, or a report of what is wrong with the question, for whoever mends it.

    `day` is the date of the study day on which it was written; None for one from before days were
    kept.
    """

    sort: RemarkSort
    text: str
    day: date | None = None


def line_of(sort: RemarkSort, text: str, day: date) -> str:
    """Return the line under which a text is kept; its own line breaks become spaces."""
    return f"{day.isoformat()} {sort}: {' '.join(text.splitlines())}"


def remarks_of(kept: str) -> tuple[Remark, ...]:
    """Return what `line_of` wrote, the oldest first. A line in no such form is a note."""
    return tuple(_remark(line) for line in kept.splitlines() if line.strip())


def _remark(line: str) -> Remark:
    found = _LINE.fullmatch(line)
    if found is None:
        if line.startswith(_UNDATED_REPORT):
            return Remark("report", line.removeprefix(_UNDATED_REPORT))
        return Remark("note", line)
    day, sort, text = found.groups()
    try:
        return Remark("report" if sort == "report" else "note", text, date.fromisoformat(day))
    except ValueError:
        return Remark("note", line)
