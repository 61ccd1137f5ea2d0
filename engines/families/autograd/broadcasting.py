"""The gradient of an operand that was broadcast."""

from __future__ import annotations

from engines.families.autograd.sums import line_sums
from engines.families.given import transpose, whole_rows, word
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Int, Value, Vector

_ROW, _COLUMN, _ONE = "(1, C)", "(R, 1)", "(1, 1)"
_OTHER = {_ROW: _COLUMN, _COLUMN: _ROW, _ONE: _ROW}
_LINES = {_ROW: "column", _COLUMN: "row", _ONE: "all entries"}
_Lines = tuple[tuple[int, ...], ...]


def _lines(params: Params, shape: str) -> _Lines:
    """Return the entries of A that each entry of b meets."""
    rows = whole_rows(params, "A")
    if shape == _ROW:
        return transpose(rows)
    return rows if shape == _COLUMN else (tuple(entry for line in rows for entry in line),)


def _summed(params: Params, *, other: bool = False) -> Truth:
    """Return the sums of A over the axes in which b has size 1, or over the wrong axis."""
    shape = word(params, "shape")
    taken = _OTHER[shape] if other else shape
    lines = _lines(params, taken)
    name = _LINES[taken]
    names = [f"{name} {index}" for index in range(1, len(lines) + 1)]
    summed_over = f"each {name}"
    if taken == _ONE:
        names, summed_over = [name], "both"
    sums, steps = line_sums(lines, names)
    first = Step("axes summed over", f"those where b has size 1: {shape}", summed_over)
    return Truth(sums, (first, *steps))


def _full(params: Params) -> Value:
    return tuple(entry for line in whole_rows(params, "A") for entry in line)


def _copies(params: Params) -> Value:
    return tuple(len(line) for line in _lines(params, word(params, "shape")))


GRAD = Family(
    name="broadcast.grad",
    title="gradient of a broadcast operand",
    topic="autograd",
    formula="sum the gradient over the axes that were broadcast: db = Σ dY · A there",
    params=(
        Param("A", "matrix", "the operand of full shape, by rows", -1000, 1000, sizes=(1, 4)),
        Param("shape", "choice", "the shape of b", choices=(_ROW, _COLUMN, _ONE)),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "A has R rows and C columns:\n\n{{A:matrix}}\n\n"
            "b has shape {{shape}} and is broadcast in Y = A * b (entry by entry). The loss is the "
            "sum of all entries of Y. What is the loss's gradient with respect to b? List its "
            "entries in order."
        ),
        explanation=(
            "An entry of b is used once for each entry of A that it meets, and the slopes of all "
            "uses are added: the gradient is summed over the broadcast axes, down to b's own "
            "shape. Here: {{answer}}."
        ),
        params={"A": ((1, 2, 3), (4, 5, 6)), "shape": _ROW},
        vary={
            "A": MatrixRange(IntRange(-2, 5), 2, 3),
            "shape": ChoiceRange((_ROW, _COLUMN, _ONE)),
        },
        level="intermediate",
        seconds=75,
        tags=("backpropagation", "broadcasting"),
        sources=("https://docs.pytorch.org/docs/stable/notes/broadcasting.html",),
    ),
    truth=_summed,
    slips={
        "full_shape": bare_slip(
            "term-dropped",
            "the gradient keeps the shape of Y and is not summed over the broadcast axes.",
            _full,
        ),
        "other_axis": slip(
            "wrong-axis",
            "the axes that A is summed over are not those that were broadcast.",
            lambda params: _summed(params, other=True),
        ),
        "copies": bare_slip(
            "sum-for-product",
            "the copies of each entry are counted, as if b were added to A.",
            _copies,
        ),
    },
)

FAMILIES = {GRAD.name: GRAD}
