"""Whole rows or columns by their positions: index_select."""

from __future__ import annotations

from collections.abc import Iterable

from engines.families.given import number, transpose, whole_rows, wholes
from engines.families.tensors.picking import AXIS, DIM
from engines.families.tensors.rows import MOST, entries, listed
from engines.families.tensors.sizes import docs
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange, VectorRange
from engines.values import Int, Matrix


def _cannot_select(params: Params) -> str | None:
    x, dim = whole_rows(params, "x"), number(params, "dim")
    if max(wholes(params, "index")) < (len(x[0]) if dim else len(x)):
        return None
    return "an entry of the index lies outside x"


def _selected(params: Params, dim: int, index: Iterable[int]) -> Truth | None:
    """Return the rows (dim 0) or columns (dim 1) at these positions; None where one is missing."""
    x = whole_rows(params, "x")
    lines = transpose(x) if dim else x
    taken = tuple(index)
    if not taken or not 0 <= min(taken) <= max(taken) < len(lines):
        return None
    picked = tuple(lines[at] for at in taken)
    name = "column" if dim else "row"
    steps = tuple(
        Step(f"position {place}: {name} {at}", f"x, {name} {at}", str(list(lines[at])))
        for place, at in enumerate(taken)
    )
    value = transpose(picked) if dim else picked
    side = "side by side" if dim else "one below the other"
    return Truth(value, (*steps, Step("result", side, listed(value))))


def _select(params: Params) -> Truth:
    found = _selected(params, number(params, "dim"), wholes(params, "index"))
    if found is None:
        raise ValueError("the index lies outside x")
    return found


def _select_from_one(params: Params) -> Truth | None:
    index = (at - 1 for at in wholes(params, "index"))
    return _selected(params, number(params, "dim"), index)


def _select_others(params: Params) -> Truth | None:
    x, dim = whole_rows(params, "x"), number(params, "dim")
    named = set(wholes(params, "index"))
    others = (at for at in range(len(x[0]) if dim else len(x)) if at not in named)
    return _selected(params, dim, others)


SELECT = Family(
    name="index_select.values",
    title="rows or columns that index_select picks",
    topic="tensors",
    formula="dim 0: the rows x[index]; dim 1: the columns x[:, index]",
    params=(
        entries("x", "the matrix picked from, by rows"),
        DIM,
        Param("index", "vector", "positions along dim", 0, MOST - 1, sizes=(1, MOST)),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\n"
            "What does torch.index_select(x, {{dim}}, torch.tensor({{index}})) return?"
        ),
        explanation=(
            "Whole rows (dim 0) or whole columns (dim 1) are copied in the order of the index, "
            "counted from 0, as often as they are named: {{answer}}."
        ),
        params={"x": ((1, 2, 3), (4, 5, 6), (7, 8, 9)), "dim": 1, "index": (2, 0)},
        vary={
            "x": MatrixRange(IntRange(-9, 9), 3, 3),
            "dim": AXIS,
            "index": VectorRange(IntRange(0, 2), 2),
        },
        seconds=45,
        tags=("tensors", "indexing"),
        sources=(docs("torch.index_select"),),
    ),
    truth=_select,
    slips={
        "other_dim": slip(
            "wrong-axis",
            "rows are picked where columns are meant, or columns for rows.",
            lambda params: _selected(params, 1 - number(params, "dim"), wholes(params, "index")),
        ),
        "from_one": slip("off-by-one", "the positions are counted from 1.", _select_from_one),
        "sorted": slip(
            "wrong-order",
            "what is picked comes in the order of x, not of the index.",
            lambda params: _selected(
                params, number(params, "dim"), sorted(wholes(params, "index"))
            ),
        ),
        "others": slip(
            "swapped-roles",
            "the positions named are left out and the rest is kept.",
            _select_others,
        ),
    },
    valid=_cannot_select,
)
