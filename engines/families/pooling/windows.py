"""Windows over a matrix: what the values of both kinds of pooling have in common."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import Exact, exact_rows, number
from engines.families.worked import plain, shown
from engines.family import Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, Range
from engines.values import Value, show_value

Window = tuple[Exact, ...]
Pool = Callable[[Window], Exact]

PARAMS = (
    Param("x", "matrix", "the input, by rows", -1000, 1000, sizes=(1, 8)),
    Param("K", "int", "cells along one side of the window", 1, 8),
    Param("S", "int", "cells that the window moves at a time", 1, 8, same_as="K"),
)
CANONICAL: Params = {
    "x": ((1, 3, 2, 4), (5, 6, 1, 2), (7, 2, 9, 0), (1, 8, 3, 4)),
    "K": 2,
    "S": 2,
}
VARY: dict[str, Range] = {
    "x": MatrixRange(IntRange(-9, 9), 4, 4),
    "K": ChoiceRange((2,)),
    "S": ChoiceRange((2,)),
}
SHOWN_WINDOWS = 6
"""Steps name this many windows one by one; the rest goes without saying."""


def windows(params: Params, stride: int | None = None) -> tuple[tuple[Window, ...], ...]:
    """Return the windows of the input by rows of the output, each as its cells in reading order."""
    rows = exact_rows(params, "x")
    size = number(params, "K")
    step = number(params, "S") if stride is None else stride
    return tuple(
        tuple(
            tuple(rows[top + i][left + j] for i in range(size) for j in range(size))
            for left in range(0, len(rows[0]) - size + 1, step)
        )
        for top in range(0, len(rows) - size + 1, step)
    )


def pooled(params: Params, pool: Pool, how: str, stride: int | None = None) -> Truth:
    """Return the matrix of pooled windows; `how` is the operation as a step names it."""
    places = windows(params, stride)
    value = tuple(tuple(plain(pool(window)) for window in row) for row in places)
    flat = [
        (f"row {i + 1}, column {j + 1}", window)
        for i, row in enumerate(places)
        for j, window in enumerate(row)
    ]
    steps = tuple(
        Step(name, f"{how}({', '.join(map(shown, window))})", shown(pool(window)))
        for name, window in flat[:SHOWN_WINDOWS]
    )
    size = f"{len(places)} × {len(places[0])}"
    fit = Step("windows that fit", f"down × across, {_stride_words(params, stride)}", size)
    return Truth(value, (fit, *steps))


def fits(params: Params) -> str | None:
    """Return why no window fits, or None."""
    rows = exact_rows(params, "x")
    if number(params, "K") > min(len(rows), len(rows[0])):
        return "the window is larger than the input"
    return None


def picture(params: Params) -> Picture:
    """Return the input with its windows, each as (top row, left column), counted from 0."""
    step = number(params, "S")
    places = windows(params)
    corners = tuple((i * step, j * step) for i, row in enumerate(places) for j, _ in enumerate(row))
    data: dict[str, Value] = {
        "matrix": params["x"],
        "height": params["K"],
        "width": params["K"],
        "corners": corners,
    }
    words = tuple(
        f"Window {index + 1}: {', '.join(map(shown, window))}."
        for index, window in enumerate(window for row in places for window in row)
    )
    return Picture("window", data, words)


def _stride_words(params: Params, stride: int | None) -> str:
    step = show_value(params["S"]) if stride is None else str(stride)
    return f"{step} {'cell' if step == '1' else 'cells'} apart"
