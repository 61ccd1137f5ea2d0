"""Picking entries by a mask of the tensor's own shape."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import number, transpose, whole_rows
from engines.families.tensors.rows import entries, in_reading_order
from engines.families.tensors.sizes import Sizes, docs
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Int, Value, Vector

_NUMPY = "https://numpy.org/doc/stable/user/basics.indexing.html"


def _kept(params: Params, keep: Callable[[int, int], bool]) -> Truth:
    """Return the entries that are kept, `keep` being asked with the entry and the threshold."""
    x, limit = whole_rows(params, "x"), number(params, "t")
    lines = [tuple(entry for entry in line if keep(entry, limit)) for line in x]
    value = in_reading_order(lines)
    steps = tuple(
        Step(f"row {at}", f"kept of {row(line)}", row(kept))
        for at, (line, kept) in enumerate(zip(x, lines, strict=True))
    )
    return Truth(value, (*steps, Step("result", "one row after the other", _listed(lines))))


def _listed(lines: list[Sizes]) -> str:
    return row(entry for line in lines for entry in line)


def _none_kept(params: Params) -> str | None:
    return None if max(map(max, whole_rows(params, "x"))) > number(params, "t") else "none is kept"


def _mask(params: Params) -> Truth:
    return _kept(params, lambda entry, limit: entry > limit)


def _zeroed(params: Params) -> Value:
    limit = number(params, "t")
    return tuple(
        entry if entry > limit else 0 for line in whole_rows(params, "x") for entry in line
    )


def _by_columns(params: Params) -> Value:
    limit = number(params, "t")
    columns = transpose(whole_rows(params, "x"))
    return tuple(entry for line in columns for entry in line if entry > limit)


def _unless_empty(found: Truth) -> Truth | None:
    return found if found.value else None


MASKED = Family(
    name="boolean_mask.values",
    title="entries that a mask keeps",
    topic="tensors",
    formula="x[mask]: the entries where the mask is true, in reading order, as one dimension",
    params=(
        entries("x", "the matrix, by rows"),
        Param("t", "int", "the threshold", -1000, 1000),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt="x is the PyTorch tensor\n\n{{x:matrix}}\n\nWhat does x[x > {{t}}] return?",
        explanation=(
            "A mask of the tensor's own shape picks single entries, row by row, and the result "
            "has one dimension, since the rows may keep different numbers: {{answer}}."
        ),
        params={"x": ((1, 5, 2), (7, 3, 4)), "t": 3},
        vary={"x": MatrixRange(IntRange(-4, 6), 2, 3), "t": IntRange(-2, 3)},
        seconds=30,
        tags=("tensors", "indexing", "masks"),
        sources=(docs("torch.masked_select"), _NUMPY),
    ),
    truth=_mask,
    slips={
        "zeroed": bare_slip(
            "other-convention",
            "every place is kept and the others are set to 0, as torch.where would.",
            _zeroed,
        ),
        "by_columns": bare_slip(
            "wrong-order", "the entries are read column after column.", _by_columns
        ),
        "with_equal": slip(
            "strictness",
            "entries equal to the threshold are kept as well.",
            lambda params: _kept(params, lambda entry, limit: entry >= limit),
        ),
        "others": slip(
            "swapped-roles",
            "the entries that the mask marks are left out and the rest is kept.",
            lambda params: _unless_empty(_kept(params, lambda entry, limit: entry <= limit)),
        ),
    },
    valid=_none_kept,
)
