"""Indexing with tensors of positions and with masks, beside what picking and slicing give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engines.families.given import number, whole_rows, wholes, word
from engines.families.tensors import slicing
from engines.families.tensors.masking import MASKED
from engines.families.tensors.picking import GATHER, SCATTER
from engines.families.tensors.rows import MOST, entries
from engines.families.tensors.selecting import SELECT
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    MAX_SIZE,
    Sizes,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Int, Value, Vector

_NUMPY = "https://numpy.org/doc/stable/user/basics.indexing.html"


@dataclass(frozen=True, slots=True)
class _Form:
    """What an indexing expression does to a shape of three sizes, which the digits 0, 1 and 2
    stand for; n is the length of an index. The last three are what may go wrong."""

    shape: str
    why: str
    outer: str
    dropped: str
    other_place: str | None = None
    paired: str | None = None


_PAIR = "i and j are paired: one dimension for both"
FORMS = {
    "x[i]": _Form("n12", "i replaces dimension 0", "n12", "12"),
    "x[:, i]": _Form("0n2", "i replaces dimension 1", "0n2", "02"),
    "x[i, j]": _Form("n2", _PAIR, "nn2", "2"),
    "x[:, i, j]": _Form("0n", _PAIR, "0nn", "0", other_place="n0"),
    "x[i, :, j]": _Form("n1", "paired; a slice between, so in front", "n1n", "1", other_place="1n"),
    "x[i[:, None], j]": _Form("nn2", "(n, 1) and (n,) make (n, n)", "nn2", "2", paired="n2"),
}


def _filled(params: Params, template: str) -> Sizes:
    shape, many = wholes(params, "shape"), number(params, "n")
    return tuple(many if sign == "n" else shape[int(sign)] for sign in template)


def _form(params: Params) -> _Form:
    return FORMS[word(params, "form")]


def _indexed_shape(params: Params) -> Truth:
    form = _form(params)
    found = _filled(params, form.shape)
    given = (number(params, "n"),) * form.shape.count("n")
    left = [int(sign) for sign in form.shape if sign != "n"]
    steps = (
        Step("what the index tensors give", form.why, told(given)),
        Step("dimensions left as they are", f"of {told(wholes(params, 'shape'))}", told(left)),
        Step("shape", f"of {word(params, 'form')}", told(found)),
    )
    return Truth(found, steps)


def _as(template: Callable[[_Form], str | None]) -> Callable[[Params], Value | None]:
    """Return the value of a slip that gives another template, or none."""

    def value(params: Params) -> Value | None:
        other = template(_form(params))
        return None if other is None else _filled(params, other)

    return value


ADVANCED_SHAPE = Family(
    name="advanced_indexing.shape",
    title="shape after indexing with tensors",
    topic="tensors",
    formula=(
        "the index tensors are broadcast together; their dimensions stand where the indexed ones "
        "did, or in front where a slice parts them"
    ),
    params=(
        shape_param("shape", "shape of x", (3, 3)),
        Param("n", "int", "length of i and of j", 1, MAX_SIZE),
        Param("form", "choice", "the expression", choices=tuple(FORMS)),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}; i and j are 1-D tensors of {{n}} valid positions each. What is "
            "the shape of {{form}} in PyTorch?"
        ),
        explanation=(
            "Index tensors are broadcast with each other and walk in step, so two 1-D ones give "
            "one dimension, not a grid. It stands where the indexed dimensions stood, or in front "
            "where a slice lies between them: {{answer}}."
        ),
        params={"shape": (4, 5, 6), "n": 3, "form": "x[i, j]"},
        vary={
            "shape": VectorRange(IntRange(2, 9), 3),
            "n": IntRange(2, 8),
            "form": ChoiceRange(tuple(FORMS)),
        },
        level="advanced",
        seconds=60,
        tags=("tensors", "indexing", "shapes"),
        sources=(_NUMPY,),
    ),
    truth=_indexed_shape,
    slips={
        "grid": bare_slip(
            "counted-twice",
            "every index makes a dimension of its own, as a grid of all pairs would.",
            _as(lambda form: form.outer),
        ),
        "dropped": bare_slip(
            "term-dropped",
            "the indexed dimensions vanish, as they do for single numbers.",
            _as(lambda form: form.dropped),
        ),
        "other_place": bare_slip(
            "wrong-order",
            "the dimension of the index tensors is put at the wrong end.",
            _as(lambda form: form.other_place),
        ),
        "paired": bare_slip(
            "term-dropped",
            "i[:, None] is taken for i, so that the two walk in step.",
            _as(lambda form: form.paired),
        ),
    },
)


def _outside(params: Params) -> str | None:
    x, down, across = whole_rows(params, "x"), wholes(params, "i"), wholes(params, "j")
    if len(down) != len(across):
        return "i and j differ in length"
    for places, size in ((down, len(x)), (across, len(x[0]))):
        if not -size <= min(places) <= max(places) < size:
            return f"a position lies outside the {size} there are"
    return None


def _paired(params: Params, down: Sizes, across: Sizes) -> Truth | None:
    """Return the entries at the paired positions, or None where one lies outside."""
    x = whole_rows(params, "x")
    for places, size in ((down, len(x)), (across, len(x[0]))):
        if not -size <= min(places) <= max(places) < size:
            return None
    pairs = list(zip(down, across, strict=True))
    value = tuple(x[i][j] for i, j in pairs)
    steps = tuple(
        Step(f"pair {at}", f"x[{i}][{j}]", str(x[i][j])) for at, (i, j) in enumerate(pairs[:4])
    )
    return Truth(value, (*steps, Step("result", "one entry a pair", row(value))))


def _picked(params: Params) -> Truth:
    found = _paired(params, wholes(params, "i"), wholes(params, "j"))
    if found is None:
        raise ValueError("a position lies outside x")
    return found


def _all_pairs(params: Params) -> Value:
    x = whole_rows(params, "x")
    return tuple(x[i][j] for i in wholes(params, "i") for j in wholes(params, "j"))


def _from_one(params: Params) -> Truth | None:
    down, across = wholes(params, "i"), wholes(params, "j")
    if 0 in down + across:
        return None
    one, other = (tuple(at - (at > 0) for at in places) for places in (down, across))
    return _paired(params, one, other)


ADVANCED_VALUES = Family(
    name="advanced_indexing.values",
    title="entries that two index lists pick",
    topic="tensors",
    formula="x[i, j] = [x[i[0]][j[0]], x[i[1]][j[1]], ...]",
    params=(
        entries("x", "the matrix, by rows"),
        Param("i", "vector", "positions of rows", -MOST, MOST - 1, sizes=(1, MOST)),
        Param("j", "vector", "positions of columns", -MOST, MOST - 1, sizes=(1, MOST)),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "x is the PyTorch tensor\n\n{{x:matrix}}\n\n"
            "With the lists i = {{i}} and j = {{j}}, what does x[i, j] return?"
        ),
        explanation=(
            "The lists walk in step: the first entry of i goes with the first of j, and so on, "
            "with −1 as the last position. That gives one number a pair, {{answer}}, and not a "
            "block of rows and columns."
        ),
        params={"x": ((1, 2, 3), (4, 5, 6), (7, 8, 9)), "i": (0, 2), "j": (1, -1)},
        vary={
            "x": MatrixRange(IntRange(-9, 9), 3, 3),
            "i": VectorRange(IntRange(-1, 2), 2),
            "j": VectorRange(IntRange(-1, 2), 2),
        },
        level="intermediate",
        seconds=40,
        tags=("tensors", "indexing"),
        sources=(_NUMPY,),
    ),
    truth=_picked,
    slips={
        "all_pairs": bare_slip(
            "counted-twice",
            "every row named meets every column named, as np.ix_ would have it.",
            _all_pairs,
        ),
        "turned": slip(
            "transposed",
            "i is taken for columns and j for rows.",
            lambda params: _paired(params, wholes(params, "j"), wholes(params, "i")),
        ),
        "from_one": slip("off-by-one", "positions from the front are counted from 1.", _from_one),
    },
    valid=_outside,
)


FAMILIES = {
    family.name: family
    for family in (
        GATHER,
        SCATTER,
        SELECT,
        ADVANCED_SHAPE,
        ADVANCED_VALUES,
        MASKED,
        slicing.VALUES,
        slicing.SHAPE,
    )
}
