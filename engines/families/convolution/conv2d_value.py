"""The numbers that a convolution computes: one entry of its output, or all of them.

PyTorch's convolution is a cross-correlation: out[i, j] = b + Σ w[u, v] · x[S·i + u, S·j + v].
"""

from __future__ import annotations

from engines.families.convolution.correlate import (
    Fill,
    Rows,
    cells,
    ones,
    room,
    sum_at,
    terms_at,
    too_large,
    turned,
    zeros,
)
from engines.families.given import number, transpose, whole_rows
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Int, Matrix, Value

_SOURCES = (
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html",
    "Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285",
)
_SHOWN = 4
"""Steps name this many entries one by one; the rest goes without saying."""

_X = Param("x", "matrix", "the input, by rows", -100, 100, sizes=(1, 6))
_W = Param("w", "matrix", "the kernel, by rows", -100, 100, sizes=(1, 4))


def _entry(
    params: Params, *, kernel: Rows | None = None, bias: bool = True, swapped: bool = False
) -> Truth:
    """Return the entry (i, j). `kernel` replaces the kernel, `swapped` reads (j, i)."""
    rows = whole_rows(params, "x")
    weights = whole_rows(params, "w") if kernel is None else kernel
    top, left = number(params, "i"), number(params, "j")
    if swapped:
        top, left = left, top
    window = tuple(row[left : left + len(weights[0])] for row in rows[top : top + len(weights)])
    weighed = cells(weights)
    offset = number(params, "b") if bias else 0
    found = sum_at(rows, weighed, top, left)
    sign = f"− {-offset}" if offset < 0 else f"+ {offset}"
    return Truth(
        found + offset,
        (
            Step("cells under the kernel", "row by row", _listed(window)),
            Step("products, added up", terms_at(rows, weighed, top, left), str(found)),
            Step("with the bias", f"{found} {sign}", str(found + offset)),
        ),
    )


def _listed(rows: Rows) -> str:
    return ", ".join(str(entry) for row in rows for entry in row)


def _inside(params: Params) -> str | None:
    rows, kernel = whole_rows(params, "x"), whole_rows(params, "w")
    high, wide = room(rows, kernel)
    if number(params, "i") > high or number(params, "j") > wide:
        return too_large(rows, kernel) or "the output has no such entry"
    return None


def _square(kernel: Rows) -> Rows | None:
    """Return the transpose of a square kernel; another would not fit where it stood."""
    return transpose(kernel) if len(kernel) == len(kernel[0]) else None


def _transposed(params: Params) -> Truth | None:
    kernel = _square(whole_rows(params, "w"))
    return None if kernel is None else _entry(params, kernel=kernel)


def _place_swapped(params: Params) -> Truth | None:
    high, wide = room(whole_rows(params, "x"), whole_rows(params, "w"))
    if number(params, "j") > high or number(params, "i") > wide:
        return None
    return _entry(params, swapped=True)


VALUE = Family(
    name="conv2d.value",
    title="one number that a convolution computes",
    topic="convolution",
    formula="out[i, j] = b + Σ w[u, v] · x[i + u, j + v]",
    params=(
        _X,
        _W,
        Param("b", "int", "bias of the filter", -100, 100, default=0),
        Param("i", "int", "row of the entry, from 0", 0, 5),
        Param("j", "int", "column of the entry, from 0", 0, 5),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A filter, as PyTorch's Conv2d applies it, has bias {{b}} and the kernel\n\n"
            "{{w:matrix}}\n\n"
            "Stride is 1 and there is no padding. The input is\n\n"
            "{{x:matrix}}\n\n"
            "What is the output at row {{i}}, column {{j}} (counted from 0)?"
        ),
        explanation=(
            "The kernel is laid on the input with its corner at that row and column, as it stands; "
            "numbers that meet are multiplied, the products added up, and the bias comes on top: "
            "{{answer}}. Convolution in mathematics would flip the kernel in both axes first."
        ),
        params={
            "x": ((1, 2, 0), (3, 1, 2), (0, 4, 1)),
            "w": ((1, 2), (0, -1)),
            "b": 1,
            "i": 0,
            "j": 1,
        },
        vary={
            "x": MatrixRange(IntRange(0, 5), 3, 3),
            "w": MatrixRange(IntRange(-2, 2), 2, 2),
            "b": IntRange(-3, 3),
            "i": ChoiceRange((0, 1)),
            "j": ChoiceRange((0, 1)),
        },
        seconds=75,
        tags=("convolution", "values"),
        sources=_SOURCES,
    ),
    truth=_entry,
    slips={
        "kernel_turned": slip(
            "other-convention",
            "the kernel is flipped in both axes first, as convolution in mathematics does.",
            lambda params: _entry(params, kernel=turned(whole_rows(params, "w"))),
        ),
        "kernel_transposed": slip(
            "transposed", "rows and columns of the kernel change places.", _transposed
        ),
        "no_bias": slip(
            "forgot-bias", "the bias is left out.", lambda params: _entry(params, bias=False)
        ),
        "place_swapped": slip(
            "transposed", "row and column of the entry change places.", _place_swapped
        ),
    },
    valid=_inside,
)


def _corners(params: Params, stride: int, pad: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    high, wide = room(whole_rows(params, "x"), whole_rows(params, "w"), pad)
    return tuple(
        tuple((top, left) for left in range(0, wide + 1, stride))
        for top in range(0, high + 1, stride)
    )


def _map(
    params: Params,
    *,
    stride: int | None = None,
    pad: int | None = None,
    fill: Fill = zeros,
    kernel: Rows | None = None,
) -> Truth | None:
    """Return the whole output; the keywords replace what is meant. None where nothing fits."""
    stride = number(params, "S") if stride is None else stride
    pad = number(params, "P") if pad is None else pad
    weighed = cells(whole_rows(params, "w") if kernel is None else kernel)
    rows = fill(whole_rows(params, "x"), pad)
    corners = _corners(params, stride, pad)
    if not corners or not corners[0]:
        return None
    value = tuple(tuple(sum_at(rows, weighed, *corner) for corner in line) for line in corners)
    named = [(i, j, corner) for i, line in enumerate(corners) for j, corner in enumerate(line)]
    steps = [Step("places of the kernel", "down × across", f"{len(value)} × {len(value[0])}")]
    for i, j, corner in named[:_SHOWN]:
        numbers = terms_at(rows, weighed, *corner)
        steps.append(Step(f"row {i + 1}, column {j + 1}", numbers, str(value[i][j])))
    return Truth(value, tuple(steps))


def _right_map(params: Params) -> Truth:
    found = _map(params)
    if found is None:
        raise ValueError("the kernel is larger than the padded input")
    return found


def _fits(params: Params) -> str | None:
    return too_large(whole_rows(params, "x"), whole_rows(params, "w"), number(params, "P"))


def _picture(params: Params) -> Picture:
    """Return the padded input with the places of the kernel, (top row, left column) from 0."""
    kernel, pad = whole_rows(params, "w"), number(params, "P")
    weighed = cells(kernel)
    rows = zeros(whole_rows(params, "x"), pad)
    corners = tuple(
        corner for line in _corners(params, number(params, "S"), pad) for corner in line
    )
    data: dict[str, Value] = {
        "matrix": rows,
        "height": len(kernel),
        "width": len(kernel[0]),
        "corners": corners,
    }
    words = tuple(
        f"Place {index + 1}: {terms_at(rows, weighed, *corner)} = {sum_at(rows, weighed, *corner)}."
        for index, corner in enumerate(corners)
    )
    return Picture("window", data, words)


FEATURE_MAP = Family(
    name="conv2d.feature_map",
    title="output of a convolution",
    topic="convolution",
    formula="out[i, j] = Σ w[u, v] · x[S·i + u, S·j + v], over the padded input",
    params=(
        _X,
        Param("w", "matrix", "the kernel, by rows", -100, 100, sizes=(1, 3)),
        Param("S", "int", "cells that the kernel moves at a time", 1, 6, default=1),
        Param("P", "int", "cells added on each side of the input", 0, 2, default=0),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "PyTorch's Conv2d with the kernel\n\n"
            "{{w:matrix}}\n\n"
            "stride {{S}}, zero padding {{P}} and no bias is applied to\n\n"
            "{{x:matrix}}\n\n"
            "What comes out?"
        ),
        explanation=(
            "Each entry is the sum of products of the kernel, as it stands, with the cells under "
            "it; cells of the padding are 0: {{answer}}."
        ),
        params={
            "x": ((3, 0, 1, 2), (1, 5, 0, 1), (2, 1, 4, 0), (0, 2, 1, 3)),
            "w": ((1, 0, -1), (1, 0, -1), (1, 0, -1)),
            "S": 1,
            "P": 0,
        },
        vary={
            "x": MatrixRange(IntRange(0, 3), 4, 4),
            "w": MatrixRange(IntRange(-1, 1), 3, 3),
        },
        together=({"S": 1, "P": 0}, {"S": 2, "P": 1}),
        level="intermediate",
        seconds=180,
        tags=("convolution", "values"),
        sources=_SOURCES,
    ),
    truth=_right_map,
    slips={
        "stride_one": slip(
            "term-dropped",
            "the kernel moves one cell at a time.",
            lambda params: _map(params, stride=1) if number(params, "S") > 1 else None,
        ),
        "no_padding": slip(
            "term-dropped",
            "the padding is left out.",
            lambda params: _map(params, pad=0) if number(params, "P") else None,
        ),
        "padded_with_ones": slip(
            "other-convention",
            "the padding is filled with ones in place of zeros.",
            lambda params: _map(params, fill=ones) if number(params, "P") else None,
        ),
        "kernel_turned": slip(
            "other-convention",
            "the kernel is flipped in both axes first, as convolution in mathematics does.",
            lambda params: _map(params, kernel=turned(whole_rows(params, "w"))),
        ),
    },
    valid=_fits,
    picture=_picture,
)

FAMILIES = {family.name: family for family in (VALUE, FEATURE_MAP)}
