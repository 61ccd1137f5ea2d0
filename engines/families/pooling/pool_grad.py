"""Gradients through pooling: a maximum sends them to one cell, a mean shares them out."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import number, whole_rows
from engines.families.pooling import windows
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Float, Int, Matrix, Value

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_MATRIX = Matrix(Int())
Cells = dict[tuple[int, int], int]
"""Numerators of the gradient by (row, column); cells that get nothing are left out."""
Corner = tuple[int, int]


def _starts(side: int, kernel: int, stride: int) -> range:
    return range(0, side - kernel + 1, stride)


def _inside(corner: Corner, kernel: int) -> list[Corner]:
    top, left = corner
    return [(top + i, left + j) for i in range(kernel) for j in range(kernel)]


def _corners(params: Params, high: int, wide: int) -> list[list[Corner]]:
    """Return the windows' top left cells by rows of the output."""
    kernel, stride = number(params, "K"), number(params, "S")
    return [
        [(top, left) for left in _starts(wide, kernel, stride)]
        for top in _starts(high, kernel, stride)
    ]


def _wrong_size(params: Params, high: int, wide: int) -> str | None:
    """Return why the gradient does not belong to the output, or None."""
    kernel = number(params, "K")
    if kernel > min(high, wide):
        return "the window is larger than the input"
    corners, given = _corners(params, high, wide), whole_rows(params, "g")
    if (len(given), len(given[0])) != (len(corners), len(corners[0])):
        return f"the output has {len(corners)} × {len(corners[0])} entries, and so must g"
    return None


def _spread(cells: Cells, high: int, wide: int, below: int = 1) -> Value:
    """Return the whole gradient, each numerator over `below`."""
    return tuple(
        tuple(_over(cells.get((i, j), 0), below) for j in range(wide)) for i in range(high)
    )


def _over(above: int, below: int) -> int | float:
    return above // below if above % below == 0 else above / below


def _add(cells: Cells, cell: Corner, number: int) -> None:
    cells[cell] = cells.get(cell, 0) + number


def _routed(params: Params, *, ones: bool = False, value: bool = False) -> Truth:
    """Return the gradient of max pooling's input. `ones` takes 1 for what comes from behind,
    `value` puts the largest number itself in its cell."""
    rows, given = whole_rows(params, "x"), whole_rows(params, "g")
    high, wide = len(rows), len(rows[0])
    kernel = number(params, "K")
    cells: Cells = {}
    steps = []
    for i, line in enumerate(_corners(params, high, wide)):
        for j, corner in enumerate(line):
            row, column = max(_inside(corner, kernel), key=lambda cell: rows[cell[0]][cell[1]])
            largest = rows[row][column]
            sent = largest if value else 1 if ones else given[i][j]
            _add(cells, (row, column), sent)
            found = f"largest: {largest}, at row {row + 1}, column {column + 1}"
            steps.append(Step(f"window {i + 1}, {j + 1}", found, f"it gets {sent}"))
    whole = _spread(cells, high, wide)
    last = Step("gradient", "the rest gets 0", _MATRIX.show(whole))
    return Truth(whole, (*steps[: windows.SHOWN_WINDOWS], last))


def _shared(params: Params, high: int, wide: int, below: int) -> Value:
    """Return every window's gradient given to all its cells, over `below`."""
    kernel, given = number(params, "K"), whole_rows(params, "g")
    cells: Cells = {}
    for line, sent in zip(_corners(params, high, wide), given, strict=True):
        for corner, one in zip(line, sent, strict=True):
            for cell in _inside(corner, kernel):
                _add(cells, cell, one)
    return _spread(cells, high, wide, below)


def _size(params: Params) -> tuple[int, int]:
    rows = whole_rows(params, "x")
    return len(rows), len(rows[0])


def _everywhere(params: Params) -> Value:
    return _shared(params, *_size(params), 1)


def _evenly(params: Params) -> Value | None:
    """Return what average pooling would send back, where its shares are short decimals."""
    cells = number(params, "K") ** 2
    return _shared(params, *_size(params), cells) if 100 % cells == 0 else None


def _tied(params: Params) -> str | None:
    """Return why the gradient is not settled, or None."""
    rows, kernel = whole_rows(params, "x"), number(params, "K")
    reason = _wrong_size(params, *_size(params))
    if reason:
        return reason
    for line in _corners(params, *_size(params)):
        for corner in line:
            window = [rows[row][column] for row, column in _inside(corner, kernel)]
            if window.count(max(window)) > 1:
                return "two cells of a window share the largest number"
    return None


_G = Param("g", "matrix", "gradient of the loss with respect to the output, by rows", -1000, 1000)

MAX_GRAD = Family(
    name="max_pool2d.grad",
    title="gradient through max pooling",
    topic="pooling",
    formula="dL/dx: each window's gradient goes to its largest cell; where windows meet it adds up",
    params=(
        Param("x", "matrix", "the input, by rows", -1000, 1000),
        Param("K", "int", "cells along one side of the window", 1, 8),
        Param("S", "int", "cells that the window moves at a time", 1, 8, same_as="K"),
        _G,
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "Max pooling with a {{K}}×{{K}} window and stride {{S}}, no padding, was applied to\n\n"
            "{{x:matrix}}\n\n"
            "The gradient of the loss with respect to its output is\n\n"
            "{{g:matrix}}\n\n"
            "What is the gradient with respect to the input?"
        ),
        explanation=(
            "Only the largest cell of a window had an influence on the output, so it gets the "
            "whole gradient of that window and the others get 0: {{answer}}."
        ),
        params={
            "x": ((1, 3, 2, 4), (5, 6, 1, 2), (7, 2, 9, 0), (1, 8, 3, 4)),
            "K": 2,
            "S": 2,
            "g": ((1, 2), (3, 4)),
        },
        vary={
            "x": MatrixRange(IntRange(-9, 9), 4, 4),
            "g": MatrixRange(IntRange(-3, 5), 2, 2),
        },
        together=({"K": 2, "S": 2}, {"K": 3, "S": 1}),
        level="intermediate",
        seconds=90,
        tags=("pooling", "backprop"),
        sources=(f"{_DOCS}MaxPool2d.html",),
    ),
    truth=_routed,
    slips={
        "spread": bare_slip(
            "max-for-mean",
            "each window's gradient is shared out evenly, as average pooling does.",
            _evenly,
        ),
        "everywhere": bare_slip(
            "counted-twice",
            "every cell of a window gets the whole gradient.",
            _everywhere,
        ),
        "ones": slip(
            "term-dropped",
            "the gradient from behind is taken to be 1 everywhere.",
            lambda params: _routed(params, ones=True),
        ),
        "values": slip(
            "swapped-roles",
            "the largest numbers themselves are put in their cells.",
            lambda params: _routed(params, value=True),
        ),
    },
    valid=_tied,
    picture=windows.picture,
)


def _averaged(params: Params, *, below: int | None = None) -> Truth:
    """Return the gradient of average pooling's input; `below` replaces what divides."""
    side, kernel = number(params, "H"), number(params, "K")
    cells = kernel * kernel
    divisor = cells if below is None else below
    whole = _shared(params, side, side, divisor)
    given = whole_rows(params, "g")
    told = ", ".join(f"{entry} / {divisor}" for entry in given[0][:4])
    shares = ", ".join(shown(Fraction(entry, divisor)) for entry in given[0][:4])
    return Truth(
        whole,
        (
            Step("cells of a window", f"{kernel} × {kernel}", str(cells)),
            Step("share of each cell, first row of windows", told, shares),
            Step("gradient", "shares added up where windows meet", _means(params).show(whole)),
        ),
    )


def _overwritten(params: Params) -> Value:
    """Return the share of the last window alone where several meet."""
    side, kernel = number(params, "H"), number(params, "K")
    cells: Cells = {}
    for line, sent in zip(_corners(params, side, side), whole_rows(params, "g"), strict=True):
        for corner, one in zip(line, sent, strict=True):
            cells.update(dict.fromkeys(_inside(corner, kernel), one))
    return _spread(cells, side, side, kernel * kernel)


def _means(params: Params) -> Matrix:
    """Whole shares are asked exactly."""
    cells = number(params, "K") ** 2
    whole = all(entry % cells == 0 for row in whole_rows(params, "g") for entry in row)
    return Matrix(Int() if whole else Float(places=2))


AVG_GRAD = Family(
    name="avg_pool2d.grad",
    title="gradient through average pooling",
    topic="pooling",
    formula="dL/dx: each cell gets g / K² of every window that it lies in",
    params=(
        Param("H", "int", "side of the input", 1, 8),
        Param("K", "int", "cells along one side of the window", 1, 8),
        Param("S", "int", "cells that the window moves at a time", 1, 8, same_as="K"),
        _G,
    ),
    answer=_means,
    ask=Ask(
        prompt=(
            "Average pooling with a {{K}}×{{K}} window and stride {{S}}, no padding, was applied "
            "to an input of {{H}}×{{H}}. The gradient of the loss with respect to its output is\n\n"
            "{{g:matrix}}\n\n"
            "What is the gradient with respect to the input?"
        ),
        explanation=(
            "Each cell has a weight of 1/K² in its window's mean and gets that share of its "
            "gradient, from every window that it lies in: {{answer}}. The input's numbers play "
            "no part."
        ),
        params={"H": 4, "K": 2, "S": 2, "g": ((4, 8), (12, -4))},
        vary={"g": MatrixRange(IntRange(-8, 12, 4), 2, 2)},
        together=({"H": 4, "K": 2, "S": 2}, {"H": 3, "K": 2, "S": 1}),
        level="intermediate",
        seconds=90,
        tags=("pooling", "backprop"),
        sources=(f"{_DOCS}AvgPool2d.html",),
    ),
    truth=_averaged,
    slips={
        "not_divided": slip(
            "mean-for-sum",
            "every cell gets its window's whole gradient.",
            lambda params: _averaged(params, below=1),
        ),
        "one_side": slip(
            "factor-dropped",
            "the gradient is divided by one side of the window.",
            lambda params: _averaged(params, below=number(params, "K")),
        ),
        "overwritten": bare_slip(
            "term-dropped",
            "a cell where windows meet keeps the share of the last one only.",
            _overwritten,
        ),
    },
    valid=lambda params: _wrong_size(params, number(params, "H"), number(params, "H")),
)

FAMILIES = {family.name: family for family in (MAX_GRAD, AVG_GRAD)}
