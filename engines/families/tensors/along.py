"""Means and running sums along one dimension of a matrix."""

from __future__ import annotations

from itertools import accumulate

from engines.families.given import number, transpose, whole_rows
from engines.families.tensors.rows import Rows, by_rows, entries
from engines.families.tensors.sizes import choices, docs
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Float, Int, Matrix, Value, Vector

_LINE = Param("dim", "int", "0: down each column; 1: along each row", 0, 1)
_AXIS = choices(0, 1)


def _lines(rows: Rows, dim: int) -> Rows:
    return rows if dim else transpose(rows)


def _means(params: Params, *, other: bool = False, divisor: str = "line") -> Truth:
    """Return the means along dim, or along the `other` one; `divisor` is what sums are divided by:
    the length of a "line", "all" entries, or "nothing"."""
    rows = whole_rows(params, "x")
    dim = number(params, "dim")
    lines = _lines(rows, 1 - dim if other else dim)
    by = {"line": len(lines[0]), "all": len(lines) * len(lines[0]), "nothing": 1}[divisor]
    means = [sum(line) / by for line in lines]
    named = "row" if (dim == 1) != other else "column"
    steps = tuple(
        Step(f"{named} {at}", f"({' + '.join(map(factor, line))}) / {by}", shown(mean))
        for at, (line, mean) in enumerate(zip(lines, means, strict=True))
    )
    return Truth(tuple(means), (*steps, Step("mean", "all of them", row(means))))


MEAN = Family(
    name="mean.values",
    title="means along a dimension",
    topic="tensors",
    formula="sum along dim / size of dim, for each place in the other dimension",
    params=(entries("x", "the matrix, by rows"), _LINE),
    answer=lambda _params: Vector(Float()),
    ask=Ask(
        prompt=(
            "x is the float tensor\n\n{{x:matrix}}\n\n"
            "What does x.mean(dim={{dim}}) return? Dimensions are counted from 0."
        ),
        explanation=(
            "dim is the dimension that goes: 0 averages down each column, 1 along each row. "
            "That gives {{answer}}."
        ),
        params={"x": ((1, 2, 3, 4), (5, 8, 5, 0)), "dim": 0},
        vary={"x": MatrixRange(IntRange(-5, 9), 2, 4), "dim": _AXIS},
        seconds=45,
        tags=("tensors", "reduction"),
        sources=(docs("torch.mean"),),
    ),
    truth=_means,
    slips={
        "other_dim": slip(
            "wrong-axis",
            "the mean is taken along the other dimension.",
            lambda params: _means(params, other=True),
        ),
        "sum": slip(
            "mean-for-sum",
            "the sums are not divided.",
            lambda params: _means(params, divisor="nothing"),
        ),
        "all_entries": slip(
            "wrong-divisor",
            "each sum is divided by the number of all entries.",
            lambda params: _means(params, divisor="all"),
        ),
    },
)


def _running(params: Params, *, other: bool = False, exclusive: bool = False) -> Truth:
    """Return the running sums along dim or the `other` one; `exclusive`: without the entry."""
    rows = whole_rows(params, "x")
    dim = number(params, "dim")
    along = 1 - dim if other else dim
    lines = (tuple(accumulate(line)) for line in _lines(rows, along))
    if exclusive:
        lines = ((0, *line[:-1]) for line in lines)
    found = _lines(tuple(lines), along)
    way = "along each row" if along else "down each column"
    before = (Step("way of the sum", f"dim = {dim}", way),)
    return by_rows(found, (f"running sums at {row(line)}" for line in rows), before)


def _through(params: Params) -> Value:
    """Return the sums that run on from row to row."""
    rows = whole_rows(params, "x")
    sums = tuple(accumulate(entry for line in rows for entry in line))
    width = len(rows[0])
    return tuple(sums[at : at + width] for at in range(0, len(sums), width))


CUMSUM = Family(
    name="cumsum.values",
    title="running sums along a dimension",
    topic="tensors",
    formula="each entry: the sum of all entries up to and with it along dim",
    params=(entries("x", "the matrix, by rows"), _LINE),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\n"
            "What does torch.cumsum(x, dim={{dim}}) return? Dimensions are counted from 0."
        ),
        explanation=(
            "The shape stays. Along dim every entry becomes the sum of all before it and itself; "
            "0 goes down the columns, 1 along the rows: {{answer}}."
        ),
        params={"x": ((1, 2, 3), (4, 5, 6)), "dim": 1},
        vary={"x": MatrixRange(IntRange(-3, 6), 2, 3), "dim": _AXIS},
        seconds=45,
        tags=("tensors", "reduction"),
        sources=(docs("torch.cumsum"),),
    ),
    truth=_running,
    slips={
        "other_dim": slip(
            "wrong-axis",
            "the sums run along the other dimension.",
            lambda params: _running(params, other=True),
        ),
        "exclusive": slip(
            "off-by-one",
            "each sum stops before the entry itself, so that the first is 0.",
            lambda params: _running(params, exclusive=True),
        ),
        "through": bare_slip(
            "other-convention",
            "the sum runs on from row to row, as NumPy's does without an axis.",
            _through,
        ),
    },
)
