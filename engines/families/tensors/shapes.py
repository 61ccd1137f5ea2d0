"""Shapes that come out of joining, broadcasting, reshaping and flattening."""

from __future__ import annotations

from math import prod

from engines.families.given import number, wholes
from engines.families.tensors.broadcasting import COMMON, EXPANDED
from engines.families.tensors.joining import CAT, STACK
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    DIMENSIONS,
    MAX_RANK,
    MAX_SIZE,
    Sizes,
    choices,
    dim_param,
    docs,
    no_dimension,
    shape_param,
    times,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Int, Value


def _known(params: Params) -> Sizes:
    return tuple(size for size in wholes(params, "sizes") if size != -1)


def _cannot_reshape(params: Params) -> str | None:
    sizes = wholes(params, "sizes")
    if sizes.count(-1) != 1 or 0 in sizes:
        return "reshape infers one size: exactly one −1, and no size of 0"
    held, known = prod(wholes(params, "shape")), prod(_known(params))
    if held % known:
        return f"{held} numbers cannot be shared out among {known}, the product of the sizes given"
    return None


def _inferred(params: Params, *, subtract: bool = False, first: bool = False) -> Truth | None:
    """Return the missing size; `subtract`: the known sizes are taken off, `first`: only the first
    known size is divided out."""
    shape, known = wholes(params, "shape"), _known(params)
    held = prod(shape)
    used = known[:1] if first else known
    given = sum(used) if subtract else prod(used)
    left = held - given if subtract else held // given
    if left < 1 or (not subtract and held % given):
        return None
    sums = " + ".join(map(str, used)) or "nothing"
    steps = (
        Step("numbers in x", times(shape), str(held)),
        Step("sizes given", sums if subtract else times(used), str(given)),
        Step("size left", f"{held} {'−' if subtract else '/'} {given}", str(left)),
    )
    return Truth(left, steps)


def _inferred_size(params: Params) -> Truth:
    found = _inferred(params)
    if found is None:
        raise ValueError("the sizes do not fit")
    return found


def _own_size(params: Params) -> Value | None:
    shape, place = wholes(params, "shape"), wholes(params, "sizes").index(-1)
    return shape[place] if place < len(shape) else None


INFERRED = Family(
    name="reshape.inferred_size",
    title="size that reshape infers for −1",
    topic="tensors",
    formula="product of x's sizes / product of the sizes given",
    params=(
        shape_param("shape", "shape of x"),
        Param(
            "sizes",
            "vector",
            "the sizes given to reshape, one of them −1",
            -1,
            MAX_SIZE,
            sizes=(1, MAX_RANK),
        ),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt="x has shape {{shape}}. Which size does −1 come to in x.reshape({{sizes}})?",
        explanation=(
            "Reshaping keeps the count of numbers, so the missing size is what is left after "
            "dividing by the sizes given: {{answer}}."
        ),
        params={"shape": (4, 6, 5), "sizes": (2, -1, 3)},
        vary={
            "shape": VectorRange(choices(2, 3, 4, 5, 6, 8), 3),
            "sizes": choices(
                (2, -1, 3), (4, -1), (-1, 6), (2, 2, -1), (3, -1, 2), (-1, 8), (-1, 2, 5), (5, -1)
            ),
        },
        seconds=45,
        tags=("tensors", "shapes"),
        sources=(docs("torch.reshape"),),
    ),
    truth=_inferred_size,
    slips={
        "subtracted": slip(
            "sum-for-product",
            "the sizes given are added and taken off the count of numbers.",
            lambda params: _inferred(params, subtract=True),
        ),
        "first_only": slip(
            "term-dropped",
            "only the first size given is divided out.",
            lambda params: _inferred(params, first=True),
        ),
        "own_size": bare_slip(
            "stale-value", "−1 keeps the size that x has in this place.", _own_size
        ),
    },
    valid=_cannot_reshape,
)


def _cannot_flatten(params: Params) -> str | None:
    rank = len(wholes(params, "shape"))
    start, end = number(params, "start"), number(params, "end")
    missing = no_dimension(start, rank) or no_dimension(end, rank)
    if missing is None and start % rank > end % rank:
        return "flatten's first dimension comes after its last"
    return missing


def _flattened(
    params: Params, *, start: int | None = None, shorter: int = 0, summed: bool = False
) -> Truth:
    """Return the flattened shape, from another `start`, with the last dimensions left out, or with
    the sizes `summed`."""
    shape = wholes(params, "shape")
    rank = len(shape)
    given = number(params, "start") if start is None else start
    end = number(params, "end")
    first, last = given % rank, end % rank - shorter
    merged = shape[first : last + 1]
    size = sum(merged) if summed else prod(merged)
    middle = (size,) if merged else ()
    found = (*shape[:first], *middle, *shape[first + len(merged) :])
    told_sizes = " + ".join(map(str, merged)) if summed else times(merged)
    steps = (
        Step("first and last dimension", f"{given} and {end}", f"{first}, {last}"),
        Step("sizes made one", told_sizes if merged else "none", str(size) if merged else "none"),
        Step("shape", f"{told(shape)} with these as one", told(found)),
    )
    return Truth(found, steps)


FLATTENED = Family(
    name="flatten.shape",
    title="shape after flatten",
    topic="tensors",
    formula="the sizes from start_dim to end_dim, both included, become their product",
    params=(
        shape_param("shape", "shape of x"),
        dim_param("start", "first dimension that is flattened"),
        dim_param("end", "last dimension that is flattened", default=-1),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of "
            "torch.flatten(x, start_dim={{start}}, end_dim={{end}})? " + DIMENSIONS
        ),
        explanation=(
            "The dimensions from start_dim to end_dim, both included, become one whose size is "
            "their product; the others stay: {{answer}}. nn.Flatten starts at 1 by default and so "
            "keeps the batch."
        ),
        params={"shape": (8, 3, 4, 4), "start": 1, "end": -1},
        vary={
            "shape": VectorRange(IntRange(2, 8), 4),
            "start": choices(0, 1, 2),
            "end": choices(-2, -1, 2, 3),
        },
        seconds=45,
        tags=("tensors", "shapes"),
        sources=(docs("torch.flatten"), docs("torch.nn.Flatten")),
    ),
    truth=_flattened,
    slips={
        "from_the_front": slip(
            "other-convention",
            "flattening starts at dimension 0, which is torch.flatten's default.",
            lambda params: _flattened(params, start=0),
        ),
        "end_left_out": slip(
            "off-by-one",
            "the last dimension named is left out, as a slice would do.",
            lambda params: _flattened(params, shorter=1),
        ),
        "added": slip(
            "sum-for-product",
            "the sizes are added.",
            lambda params: _flattened(params, summed=True),
        ),
    },
    valid=_cannot_flatten,
)

FAMILIES = {family.name: family for family in (COMMON, INFERRED, FLATTENED, CAT, STACK, EXPANDED)}
