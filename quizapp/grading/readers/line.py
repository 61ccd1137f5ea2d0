"""The reader of lines of code: the text as it stands, and where in the program it goes."""

from __future__ import annotations

from typing import cast

from engines.values import CodeLine
from quizapp.grading.asked import Asked
from quizapp.grading.lines import NoPlace, place
from quizapp.grading.normalise import Typed
from quizapp.grading.readers.understood import Understood, shortened

_TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def read_line(typed: Typed, asked: Asked) -> Understood:
    """Read a line of code; the echo is the program's line as it then stands, with its number."""
    text = typed.text.translate(_TYPOGRAPHIC).strip("`").strip()
    form = cast(CodeLine, asked.acceptance)
    try:
        placed = place(asked.program, text, form.mode)
    except NoPlace as problem:
        raise typed.refuse(problem.reason, problem.position or 0) from None
    return Understood(text, shortened(f"line {placed.number}: {placed.line}"))
