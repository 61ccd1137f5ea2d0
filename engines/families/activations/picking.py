"""Positions of the largest entries: argmax of a matrix, top-k of a vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engines.families.activations.scalars import docs
from engines.families.given import Exact, exact_rows, exacts, number, transpose, word
from engines.families.worked import bare_slip, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Int, Value, Vector

_Line = tuple[Exact, ...]
_FLAT = "None"
_DIMS = ("0", "1", _FLAT)


def _lines(rows: tuple[_Line, ...], dim: str) -> tuple[_Line, ...]:
    """Return the lines along which the largest entry is looked for: dim 0 compares down columns."""
    if dim == _FLAT:
        return (tuple(entry for line in rows for entry in line),)
    return rows if dim == "1" else transpose(rows)


def _at_largest(line: Sequence[Exact]) -> int:
    return line.index(max(line))


def _argmax(params: Params, dim: str | None = None, start: int = 0) -> Truth:
    """Return the position of each line's largest entry, the first position being `start`."""
    taken = word(params, "dim") if dim is None else dim
    lines = _lines(exact_rows(params, "x"), taken)
    value = tuple(_at_largest(line) + start for line in lines)
    name = {"0": "column", "1": "row", _FLAT: "all entries"}[taken]
    steps = tuple(
        Step(
            name if taken == _FLAT else f"{name} {index}",
            f"{row(line)}: {shown(max(line))} is largest",
            str(found),
        )
        for index, (line, found) in enumerate(zip(lines, value, strict=True))
    )
    return Truth(value, (*steps, Step("positions", f"counted from {start}", row(value))))


def _values(params: Params) -> Value:
    lines = _lines(exact_rows(params, "x"), word(params, "dim"))
    return tuple(plain(max(line)) for line in lines)


def _other_dim(params: Params) -> Truth | None:
    dim = word(params, "dim")
    return None if dim == _FLAT else _argmax(params, "1" if dim == "0" else "0")


def _flat(params: Params) -> Truth | None:
    return None if word(params, "dim") == _FLAT else _argmax(params, _FLAT)


def _by_columns(params: Params) -> Value | None:
    """Return the flat position counted down the columns; only where the matrix is flattened."""
    if word(params, "dim") != _FLAT:
        return None
    columns = zip(*exact_rows(params, "x"), strict=True)
    return (_at_largest([entry for column in columns for entry in column]),)


def _tied(params: Params) -> str | None:
    for line in _lines(exact_rows(params, "x"), word(params, "dim")):
        if line.count(max(line)) > 1:
            return "the largest entry stands in two places"
    return None


ARGMAX = Family(
    name="argmax.indices",
    title="indices that argmax gives for a matrix",
    topic="activations",
    formula="dim=0: one a column; dim=1: one a row; dim=None: one for the flattened matrix",
    params=(
        Param("x", "matrix", "the matrix, by rows", -1000, 1000, sizes=(1, 6), entry="decimal"),
        Param("dim", "choice", "the dimension looked along; None: all of it", choices=_DIMS),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\nWhich indices does torch.argmax(x, dim={{dim}}) give? "
            "A single index is a list of one."
        ),
        explanation=(
            "argmax gives positions, not values, counted from 0. dim is the index that runs: "
            "dim=0 compares the entries of each column, dim=1 those of each row, and dim=None, "
            "the default, flattens row after row. Here: {{answer}}."
        ),
        params={"x": ((1, 9, 2), (7, 3, 5)), "dim": "1"},
        vary={"x": MatrixRange(IntRange(-9, 9), 2, 3), "dim": ChoiceRange(_DIMS)},
        seconds=45,
        tags=("argmax", "tensors"),
        sources=(docs("argmax"),),
    ),
    truth=_argmax,
    slips={
        "values": bare_slip(
            "swapped-roles", "the largest values are given in place of their places.", _values
        ),
        "other_dim": slip(
            "wrong-axis", "the largest is looked for along the other dimension.", _other_dim
        ),
        "flattened": slip(
            "other-convention", "the matrix is flattened first, as without a dim.", _flat
        ),
        "by_columns": bare_slip(
            "transposed", "the flattened matrix runs down the columns.", _by_columns
        ),
        "from_one": slip(
            "off-by-one",
            "positions are counted from 1.",
            lambda params: _argmax(params, start=1),
        ),
    },
    valid=_tied,
)


def _order(line: _Line, count: int, *, largest: bool = True) -> tuple[int, ...]:
    """Return the places of the `count` largest or smallest entries, the outermost first."""
    places = sorted(range(len(line)), key=lambda at: line[at], reverse=largest)
    return tuple(places[:count])


def _picked(
    params: Params,
    change: Callable[[tuple[int, ...]], tuple[int, ...]] = lambda places: places,
    *,
    largest: bool = True,
    start: int = 0,
) -> Truth:
    """Return the k places, after the change of a slip, the first place being `start`."""
    line = exacts(params, "z")
    found = _order(line, number(params, "k"), largest=largest)
    value = tuple(at + start for at in change(found))
    kind = "largest" if largest else "smallest"
    return Truth(
        value,
        (
            Step(f"{kind} entries", f"of {row(line)}", row(line[at] for at in found)),
            Step("their indices", f"in {row(line)}, from {start}", row(value)),
        ),
    )


def _too_many(params: Params) -> str | None:
    line, count = exacts(params, "z"), number(params, "k")
    if count > len(line):
        return f"there are no {count} entries to pick"
    ranked = sorted(line, reverse=True)[: count + 1]
    return "two of the largest entries are equal" if len(set(ranked)) < len(ranked) else None


def _smallest(params: Params) -> Truth | None:
    line, count = exacts(params, "z"), number(params, "k")
    ranked = sorted(line)[: count + 1]
    return _picked(params, largest=False) if len(set(ranked)) == len(ranked) else None


def _top_values(params: Params) -> Value:
    line = exacts(params, "z")
    return tuple(plain(line[at]) for at in _order(line, number(params, "k")))


TOPK = Family(
    name="topk.indices",
    title="indices that topk gives",
    topic="activations",
    formula="the places of the k largest entries, counted from 0, the largest entry's first",
    params=(
        Param("z", "vector", "the logits", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param("k", "int", "how many are picked", 1, 8),
    ),
    answer=lambda params: Vector(Int(), length=number(params, "k")),
    ask=Ask(
        prompt="z = {{z}}. What is torch.topk(z, {{k}}).indices?",
        explanation=(
            "topk gives the largest entries in falling order and where each of them stands, "
            "counted from 0: {{answer}}. The order follows the values, not the indices."
        ),
        params={"z": (2, 7, -1, 5, 3), "k": 2},
        vary={"z": VectorRange(IntRange(-9, 9), 5), "k": IntRange(2, 4)},
        seconds=30,
        tags=("topk", "tensors"),
        sources=(docs("topk"),),
    ),
    truth=_picked,
    slips={
        "values": bare_slip("swapped-roles", "the values are given, not the indices.", _top_values),
        "index_order": slip(
            "wrong-order",
            "the indices stand in rising order in place of the order of their values.",
            lambda params: _picked(params, lambda places: tuple(sorted(places))),
        ),
        "rising": slip(
            "wrong-order",
            "the smallest of the picked entries comes first.",
            lambda params: _picked(params, lambda places: places[::-1]),
        ),
        "from_one": slip(
            "off-by-one",
            "the indices are counted from 1.",
            lambda params: _picked(params, start=1),
        ),
        "smallest": slip("sign", "the smallest entries are picked.", _smallest),
    },
    valid=_too_many,
)

FAMILIES = {family.name: family for family in (ARGMAX, TOPK)}
