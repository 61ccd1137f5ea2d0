"""Joining tensors: along a dimension that they have, or along a new one."""

from __future__ import annotations

from engines.families.given import number, wholes
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    DIMENSIONS,
    MAX_SIZE,
    choices,
    counted_from_one,
    dim_param,
    docs,
    inserted,
    no_dimension,
    ordinal,
    place_of,
    replaced,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Value


def _no_such_dimension(params: Params) -> str | None:
    return no_dimension(number(params, "dim"), len(wholes(params, "shape")))


def _joined(params: Params, dim: int, *, product: bool = False) -> Truth:
    """Return the shape after joining along `dim`; `product`: the two sizes are multiplied."""
    shape, size = wholes(params, "shape"), number(params, "size")
    place = dim % len(shape)
    old = shape[place]
    new = old * size if product else old + size
    found = replaced(shape, place, new)
    sign = "×" if product else "+"
    steps = (
        Step("dimension", ordinal(dim, len(shape)), str(place)),
        Step("its sizes joined", f"{old} {sign} {size}", str(new)),
        Step("shape", f"{told(shape)} with {new} at dimension {place}", told(found)),
    )
    return Truth(found, steps)


def _cat(params: Params) -> Truth:
    return _joined(params, number(params, "dim"))


def _from_one(params: Params) -> Truth | None:
    dim = counted_from_one(number(params, "dim"))
    return None if dim is None else _joined(params, dim)


def _stacked_instead(params: Params) -> Value | None:
    shape, size = wholes(params, "shape"), number(params, "size")
    dim = number(params, "dim")
    if shape[dim] != size:
        return None
    return inserted(shape, dim % (len(shape) + 1), 2)


def _all_doubled(params: Params) -> Value:
    shape, size = wholes(params, "shape"), number(params, "size")
    place = number(params, "dim") % len(shape)
    return tuple(old + (size if at == place else old) for at, old in enumerate(shape))


CAT = Family(
    name="cat.shape",
    title="shape of concatenated tensors",
    topic="tensors",
    formula="the sizes add up along dim; all others are equal and stay",
    params=(
        shape_param("shape", "shape of a"),
        Param("size", "int", "size of b along dim; its others are those of a", 1, MAX_SIZE),
        dim_param("dim", "dimension along which they are joined"),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "Tensor a has shape {{shape}}. Tensor b has size {{size}} along dimension {{dim}}, and "
            "otherwise the sizes of a. What is the shape of torch.cat([a, b], dim={{dim}})? "
            + DIMENSIONS
        ),
        explanation=(
            "cat lays tensors one behind the other along a dimension that they already have: its "
            "sizes add up and nothing else changes: {{answer}}. A new dimension comes from stack."
        ),
        params={"shape": (2, 3, 4), "size": 3, "dim": 1},
        vary={
            "shape": VectorRange(IntRange(2, 6), 3),
            "size": IntRange(2, 6),
            "dim": choices(-2, -1, 0, 1, 2),
        },
        seconds=40,
        tags=("tensors", "shapes"),
        sources=(docs("torch.cat"),),
    ),
    truth=_cat,
    slips={
        "from_one": slip("off-by-one", "the dimensions are counted from 1.", _from_one),
        "multiplied": slip(
            "sum-for-product",
            "the two sizes are multiplied.",
            lambda params: _joined(params, number(params, "dim"), product=True),
        ),
        "every_size": bare_slip(
            "counted-twice", "the sizes of every dimension are added.", _all_doubled
        ),
        "stacked": bare_slip(
            "other-convention",
            "a new dimension of size 2 is made, as stack does.",
            _stacked_instead,
        ),
    },
    valid=_no_such_dimension,
)


def _no_such_place(params: Params) -> str | None:
    return no_dimension(number(params, "dim"), len(wholes(params, "shape")) + 1)


def _stacked(params: Params, *, old_rank: bool = False, front: bool = False) -> Truth:
    """Return the stack's shape; `old_rank`: a dimension from the back is counted before the new
    one is there, `front`: the new one always comes first."""
    shape, many, dim = wholes(params, "shape"), number(params, "n"), number(params, "dim")
    rank = len(shape) + 1
    counted = rank - 1 if old_rank and dim < 0 else rank
    place = 0 if front else max(dim + counted if dim < 0 else dim, 0)
    found = inserted(shape, place, many)
    where = "always in front" if front else ordinal(dim, counted)
    steps = (
        Step("dimensions of the stack", f"{len(shape)} + 1", str(rank)),
        Step("place of the new one", where, str(place)),
        Step("shape", f"{told(shape)} with {many} put in at {place}", told(found)),
    )
    return Truth(found, steps)


def _concatenated(params: Params) -> Value | None:
    shape, many = wholes(params, "shape"), number(params, "n")
    place = place_of(number(params, "dim"), len(shape))
    return None if place is None else replaced(shape, place, shape[place] * many)


STACK = Family(
    name="stack.shape",
    title="shape of stacked tensors",
    topic="tensors",
    formula="a new dimension, as long as there are tensors, is put in at dim",
    params=(
        Param("n", "int", "how many tensors", 1, 1_000),
        shape_param("shape", "shape of each tensor"),
        dim_param("dim", "place of the new dimension in the result"),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "A list xs holds {{n}} tensors, each of shape {{shape}}. What is the shape of "
            "torch.stack(xs, dim={{dim}})? " + DIMENSIONS
        ),
        explanation=(
            "stack makes a new dimension whose size is the number of tensors. dim is its place in "
            "the result, so −1 puts it last: {{answer}}."
        ),
        params={"n": 4, "shape": (2, 3), "dim": -1},
        vary={
            "n": IntRange(2, 8),
            "shape": VectorRange(IntRange(2, 6), 2),
            "dim": choices(-2, -1, 0, 1, 2),
        },
        seconds=40,
        tags=("tensors", "shapes"),
        sources=(docs("torch.stack"),),
    ),
    truth=_stacked,
    slips={
        "old_rank": slip(
            "off-by-one",
            "the place from the back is counted before the new dimension is there.",
            lambda params: _stacked(params, old_rank=True),
        ),
        "in_front": slip(
            "wrong-axis",
            "the new dimension is put in front.",
            lambda params: _stacked(params, front=True),
        ),
        "concatenated": bare_slip(
            "term-dropped",
            "no dimension is added and the tensors are joined along an old one, as cat does.",
            _concatenated,
        ),
    },
    valid=_no_such_place,
)
