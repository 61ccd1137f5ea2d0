"""Picking entries by an index: gather, scatter and index_select."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engines.families.given import number, whole_rows
from engines.families.tensors.rows import MOST, Rows, by_rows, entries, listed
from engines.families.tensors.sizes import choices, docs
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Int, Matrix, Value

_Place = tuple[int, int]
_Where = Callable[[int, int, int], _Place]
"""From (row, column, entry of the index) to a place in the other matrix."""

DIM = Param("dim", "int", "0: the index names rows; 1: it names columns", 0, 1)
_INDEX = Param("index", "matrix", "the index, by rows", 0, MOST - 1, sizes=(1, MOST))
AXIS = choices(0, 1)


def _along(dim: int) -> _Where:
    """Return the rule of gather and scatter: the entry of the index replaces the place in dim."""
    return (lambda i, _j, at: (i, at)) if dim else (lambda _i, j, at: (at, j))


def _crossed(dim: int) -> _Where:
    """Return the rule where the remaining place is taken from the wrong dimension."""
    return (lambda _i, j, at: (j, at)) if dim else (lambda i, _j, at: (at, i))


def _inside(places: Iterable[_Place], high: int, wide: int) -> bool:
    return all(i < high and j < wide for i, j in places)


def _places(index: Rows, where: _Where) -> tuple[tuple[_Place, ...], ...]:
    return tuple(
        tuple(where(i, j, at) for j, at in enumerate(line)) for i, line in enumerate(index)
    )


def _named(name: str, places: Iterable[_Place]) -> str:
    return ", ".join(f"{name}[{i}][{j}]" for i, j in places)


def _cannot_gather(params: Params) -> str | None:
    x, index, dim = whole_rows(params, "x"), whole_rows(params, "index"), number(params, "dim")
    if max(map(max, index)) >= (len(x[0]) if dim else len(x)):
        return "an entry of the index lies outside x"
    if (len(index) > len(x)) if dim else (len(index[0]) > len(x[0])):
        return "the index is larger than x beside dim"
    return None


def _gathered(params: Params, where: _Where) -> Truth | None:
    """Return the entries of x at the places that `where` gives, or None where one is outside."""
    x = whole_rows(params, "x")
    places = _places(whole_rows(params, "index"), where)
    if not _inside((place for line in places for place in line), len(x), len(x[0])):
        return None
    value = tuple(tuple(x[i][j] for i, j in line) for line in places)
    return by_rows(value, (_named("x", line) for line in places))


def _gather(params: Params) -> Truth:
    found = _gathered(params, _along(number(params, "dim")))
    if found is None:
        raise ValueError("the index lies outside x")
    return found


def _flat(params: Params) -> Value:
    x = tuple(entry for line in whole_rows(params, "x") for entry in line)
    index = whole_rows(params, "index")
    return tuple(tuple(x[at % len(x)] for at in line) for line in index)


GATHER = Family(
    name="gather.values",
    title="values that gather picks",
    topic="tensors",
    formula="dim 0: out[i][j] = x[index[i][j]][j]; dim 1: out[i][j] = x[i][index[i][j]]",
    params=(entries("x", "the matrix picked from, by rows"), DIM, _INDEX),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\nand index is\n\n{{index:matrix}}\n\n"
            "What does torch.gather(x, {{dim}}, index) return?"
        ),
        explanation=(
            "The result has the shape of the index. Each of its entries comes from its own place "
            "in x, with the coordinate in dim replaced by the index: {{answer}}. The log "
            "probability of each target is picked so."
        ),
        params={
            "x": ((1, 2, 3), (4, 5, 6), (7, 8, 9)),
            "dim": 1,
            "index": ((0, 2), (1, 0)),
        },
        vary={
            "x": MatrixRange(IntRange(-9, 9), 3, 3),
            "dim": AXIS,
            "index": MatrixRange(IntRange(0, 2), 2, 2),
        },
        level="intermediate",
        seconds=75,
        tags=("tensors", "indexing"),
        sources=(docs("torch.gather"),),
    ),
    truth=_gather,
    slips={
        "other_dim": slip(
            "wrong-axis",
            "the index replaces the coordinate of the other dimension.",
            lambda params: _gathered(params, _along(1 - number(params, "dim"))),
        ),
        "crossed": slip(
            "transposed",
            "the coordinate beside the index is taken from the wrong dimension.",
            lambda params: _gathered(params, _crossed(number(params, "dim"))),
        ),
        "flat": bare_slip(
            "other-convention",
            "the index counts through x row after row, as torch.take does.",
            _flat,
        ),
    },
    valid=_cannot_gather,
)


def _cannot_scatter(params: Params) -> str | None:
    index, src = whole_rows(params, "index"), whole_rows(params, "src")
    high, wide = number(params, "R"), number(params, "C")
    if len(index) != len(src) or len(index[0]) != len(src[0]):
        return "index and src differ in shape"
    places = _targets(params, _along(number(params, "dim")))
    if not _inside(places, high, wide):
        return "an entry would be written outside z"
    if len(set(places)) < len(places):
        return "two entries would be written to one place, in no certain order"
    return None


def _targets(params: Params, where: _Where) -> list[_Place]:
    return [place for line in _places(whole_rows(params, "index"), where) for place in line]


def _scattered(params: Params, where: _Where) -> Truth | None:
    """Return z after writing src to the places of `where`; None where that is not possible."""
    high, wide = number(params, "R"), number(params, "C")
    src = whole_rows(params, "src")
    places = _places(whole_rows(params, "index"), where)
    flat = [place for line in places for place in line]
    if not _inside(flat, high, wide) or len(set(flat)) < len(flat):
        return None
    written = dict(zip(flat, (entry for line in src for entry in line), strict=True))
    value = tuple(tuple(written.get((i, j), 0) for j in range(wide)) for i in range(high))
    steps = tuple(
        Step(f"row {at} of src goes to", str(list(line_of)), _named("z", line))
        for at, (line_of, line) in enumerate(zip(src, places, strict=True))
    )
    return Truth(value, (*steps, Step("z", "0 elsewhere", listed(value))))


def _scatter(params: Params) -> Truth:
    found = _scattered(params, _along(number(params, "dim")))
    if found is None:
        raise ValueError("the index lies outside z")
    return found


def _corner(params: Params) -> Value | None:
    """Return z with src in its first rows and columns, whatever the index says."""
    src, high, wide = whole_rows(params, "src"), number(params, "R"), number(params, "C")
    if len(src) > high or len(src[0]) > wide:
        return None
    lines = (line + (0,) * (wide - len(line)) for line in src)
    return (*lines, *(((0,) * wide,) * (high - len(src))))


SCATTER = Family(
    name="scatter.values",
    title="tensor that scatter_ writes",
    topic="tensors",
    formula="dim 0: z[index[i][j]][j] = src[i][j]; dim 1: z[i][index[i][j]] = src[i][j]",
    params=(
        Param("R", "int", "rows of z", 1, MOST),
        Param("C", "int", "columns of z", 1, MOST),
        DIM,
        _INDEX,
        entries("src", "what is written, by rows"),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "z is a {{R}}×{{C}} tensor of zeros, index is\n\n{{index:matrix}}\n\n"
            "and src is\n\n{{src:matrix}}\n\n"
            "What is z after z.scatter_({{dim}}, index, src)?"
        ),
        explanation=(
            "scatter_ is gather the other way: each entry of src keeps its place, with the "
            "coordinate in dim replaced by the index, and is written there: {{answer}}."
        ),
        params={"R": 3, "C": 3, "dim": 0, "index": ((2, 0), (0, 1)), "src": ((5, 6), (7, 8))},
        vary={
            "dim": AXIS,
            "index": MatrixRange(IntRange(0, 2), 2, 2),
            "src": MatrixRange(IntRange(1, 9), 2, 2),
        },
        level="intermediate",
        seconds=75,
        tags=("tensors", "indexing"),
        sources=(docs("torch.Tensor.scatter_"),),
    ),
    truth=_scatter,
    slips={
        "other_dim": slip(
            "wrong-axis",
            "the index replaces the coordinate of the other dimension.",
            lambda params: _scattered(params, _along(1 - number(params, "dim"))),
        ),
        "crossed": slip(
            "transposed",
            "the coordinate beside the index is taken from the wrong dimension.",
            lambda params: _scattered(params, _crossed(number(params, "dim"))),
        ),
        "index_ignored": bare_slip(
            "term-dropped", "src is written into the first rows and columns of z.", _corner
        ),
    },
    valid=_cannot_scatter,
)
