"""Reductions: the dimensions that go, and sums and means along one of them."""

from __future__ import annotations

from collections.abc import Sequence

from engines.families.given import flag, number, wholes
from engines.families.tensors.along import CUMSUM, MEAN
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    DIMENSIONS,
    MAX_RANK,
    Sizes,
    choices,
    counted_from_one,
    dim_param,
    docs,
    no_dimension,
    place_of,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Value

_KEEP = Param("keepdim", "bool", "whether a reduced dimension stays with size 1", default=False)
_BOTH = ChoiceRange((False, True))


def _reduced(shape: Sizes, dims: Sequence[int], *, keep: bool, others: bool = False) -> Truth:
    """Return the shape without the dimensions `dims`; `others`: those are the ones that stay."""
    named = {dim % len(shape) for dim in dims}
    gone = set(range(len(shape))) - named if others else named
    found = tuple(
        1 if place in gone else size
        for place, size in enumerate(shape)
        if keep or place not in gone
    )
    steps = (
        Step("dimensions reduced", f"{told(dims)} of {len(shape)}", told(sorted(gone))),
        Step("what they become", "keepdim" if keep else "no keepdim", "size 1" if keep else "gone"),
        Step("shape", f"{told(shape)} reduced", told(found)),
    )
    return Truth(found, steps)


def _dims(params: Params) -> Sizes:
    return wholes(params, "dims")


def _cannot_sum(params: Params) -> str | None:
    rank = len(wholes(params, "shape"))
    places = [place_of(dim, rank) for dim in _dims(params)]
    if None in places:
        return f"there is no dimension {_dims(params)[places.index(None)]} among {rank}"
    return "a dimension is named twice" if len(set(places)) < len(places) else None


def _summed(params: Params, *, flipped: bool = False, others: bool = False) -> Truth:
    keep = flag(params, "keepdim") != flipped
    return _reduced(wholes(params, "shape"), _dims(params), keep=keep, others=others)


def _summed_from_one(params: Params) -> Truth | None:
    dims = [counted_from_one(dim) for dim in _dims(params)]
    known = [dim for dim in dims if dim is not None]
    if len(known) < len(dims):
        return None
    return _reduced(wholes(params, "shape"), known, keep=flag(params, "keepdim"))


SUM = Family(
    name="sum.shape",
    title="shape of a sum over dimensions",
    topic="tensors",
    formula="the dimensions in dim vanish, or become 1 with keepdim",
    params=(
        shape_param("shape", "shape of x"),
        Param(
            "dims",
            "vector",
            "dimensions that are summed over",
            -MAX_RANK,
            MAX_RANK - 1,
            sizes=(1, MAX_RANK),
        ),
        _KEEP,
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of x.sum(dim={{dims}}) when keepdim is "
            "{{keepdim}}? " + DIMENSIONS
        ),
        explanation=(
            "A sum takes away the dimensions that it runs over. keepdim leaves them with size 1, "
            "so that the result still broadcasts against x: {{answer}}."
        ),
        params={"shape": (8, 3, 4, 5), "dims": (0, 2), "keepdim": False},
        vary={
            "shape": VectorRange(IntRange(2, 9), 4),
            "dims": choices(
                (0,), (1,), (-1,), (0, 2), (1, 2), (2, 3), (1, -1), (1, 2, 3), (0, 2, 3)
            ),
            "keepdim": _BOTH,
        },
        seconds=30,
        tags=("tensors", "shapes", "reduction"),
        sources=(docs("torch.sum"),),
    ),
    truth=_summed,
    slips={
        "keepdim_flipped": slip(
            "other-convention",
            "keepdim is taken to be the other way.",
            lambda params: _summed(params, flipped=True),
        ),
        "dims_kept": slip(
            "wrong-axis",
            "the dimensions named are the ones that stay.",
            lambda params: _summed(params, others=True),
        ),
        "from_one": slip("off-by-one", "the dimensions are counted from 1.", _summed_from_one),
    },
    valid=_cannot_sum,
)


def _cannot_argmax(params: Params) -> str | None:
    return no_dimension(number(params, "dim"), len(wholes(params, "shape")))


def _argmax(params: Params, *, flipped: bool = False, others: bool = False) -> Truth:
    keep = flag(params, "keepdim") != flipped
    dim = number(params, "dim")
    return _reduced(wholes(params, "shape"), (dim,), keep=keep, others=others)


def _marked(params: Params) -> Value:
    return wholes(params, "shape")


ARGMAX = Family(
    name="argmax.shape",
    title="shape of an argmax",
    topic="tensors",
    formula="dim vanishes, or becomes 1 with keepdim: one position for each place that is left",
    params=(shape_param("shape", "shape of x"), dim_param("dim", "dimension looked along"), _KEEP),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of torch.argmax(x, dim={{dim}}) when keepdim "
            "is {{keepdim}}? " + DIMENSIONS
        ),
        explanation=(
            "argmax gives one position along dim for each place in the other dimensions, so dim "
            "itself is gone, or of size 1 with keepdim: {{answer}}."
        ),
        params={"shape": (4, 10, 50), "dim": -1, "keepdim": False},
        vary={
            "shape": VectorRange(IntRange(2, 9), 3),
            "dim": choices(-2, -1, 0, 1, 2),
            "keepdim": _BOTH,
        },
        seconds=30,
        tags=("tensors", "shapes", "reduction"),
        sources=(docs("torch.argmax"),),
    ),
    truth=_argmax,
    slips={
        "keepdim_flipped": slip(
            "other-convention",
            "keepdim is taken to be the other way.",
            lambda params: _argmax(params, flipped=True),
        ),
        "dim_kept": slip(
            "wrong-axis",
            "the dimension named is the one that stays.",
            lambda params: _argmax(params, others=True),
        ),
        "marked": bare_slip(
            "in-for-out",
            "every entry keeps its place, with the largest one marked as in a one-hot tensor.",
            _marked,
        ),
    },
    valid=_cannot_argmax,
)

FAMILIES = {family.name: family for family in (SUM, MEAN, ARGMAX, CUMSUM)}
