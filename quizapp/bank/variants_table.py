"""The variants that a question draws, side by side: parameters, truth, live slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.values import show_value
from quizapp.bank.asking import asked_for
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, TruthRunner
from quizapp.bank.model import Question, Snippet
from quizapp.textsafe import clean

IN_VAIN = 200
"""Draws in a row that bring nothing new before a question is taken to have no more variants."""
RUNS = 20
"""Variants at most of a question whose truth is a run."""
_CELL = 40
"""Characters of one value that are shown."""


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant: the seed that draws it (None: the canonical numbers), its parameters as shown,
    the right answer and the ids of the slips that are live."""

    seed: int | None
    params: tuple[tuple[str, str], ...]
    right: str
    live: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variants:
    """The distinct variants that were found, the canonical one first; `complete`: many draws after
    the last one brought nothing new."""

    rows: tuple[VariantRow, ...]
    complete: bool


def distinct_variants(question: Question, most: int, runner: TruthRunner | None = None) -> Variants:
    """Return at most `most` distinct variants, in the order of their seeds.

    Raises CannotDraw where the canonical numbers cannot be asked; draws that cannot are passed
    over.
    """
    rows = [_row(draw(question, 0, "canonical", runner))]
    if not (question.vary or question.together):
        return Variants(tuple(rows), complete=True)
    runs = isinstance(question, Snippet) or getattr(question, "truth", None) is not None
    most = min(most, RUNS) if runs else most
    seen = {rows[0].params}
    seed = vain = 0
    while len(rows) < most and vain < (RUNS if runs else IN_VAIN):
        try:
            row = _row(draw(question, seed, "plain", runner))
        except CannotDraw:
            row = None
        if row is None or row.params in seen:
            vain += 1
        else:
            seen.add(row.params)
            rows.append(row)
            vain = 0
        seed += 1
    return Variants(tuple(rows), complete=len(rows) < most)


def variant_lines(found: Variants) -> list[str]:
    """Return the variants as a table: a column for each parameter that varies, the right answer,
    the live slips; then how many there are."""
    rows = found.rows
    names = [name for name, _ in rows[0].params]
    varying = [name for name in names if len({dict(row.params).get(name) for row in rows}) > 1]
    fixed = [f"{name}={value}" for name, value in rows[0].params if name not in varying]
    table = [("seed", *varying, "right", "live slips")]
    for row in rows:
        params = dict(row.params)
        seed = "–" if row.seed is None else str(row.seed)
        live = ", ".join(row.live) or "none"
        table.append((seed, *(params.get(name, "") for name in varying), row.right, live))
    lines = _aligned(table)
    if fixed:
        lines.append(f"In all of them: {', '.join(fixed)}.")
    count = "1 variant" if len(rows) == 1 else f"{len(rows)} distinct variants"
    lines.append(f"{count}{'' if found.complete else '; there are more'}. – is the canonical one.")
    return [clean(line) for line in lines]


def _row(drawn: Drawn) -> VariantRow:
    asked = asked_for(drawn)
    return VariantRow(
        None if drawn.purpose == "canonical" else drawn.seed,
        tuple((name, _cell(show_value(value))) for name, value in drawn.params.items()),
        _cell(drawn.right),
        tuple(slip.id for slip in asked.live) if asked is not None else (),
    )


def _cell(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
