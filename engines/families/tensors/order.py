"""Dimensions in another order: the shape, the strides, and whether memory is still in order."""

from __future__ import annotations

from itertools import permutations

from engines.families.given import number, wholes
from engines.families.tensors.contiguity import CONTIGUOUS
from engines.families.tensors.permutations import OLD_SHAPE, bad_order, inverse, taken
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    DIMENSIONS,
    MAX_RANK,
    choices,
    counted_from_one,
    dim_param,
    docs,
    no_dimension,
    ordinal,
    strides_of,
    told,
)
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int, Shape, Value, Vector

FLOAT_BYTES = 4
_DIMS = Param(
    "dims",
    "vector",
    "the old dimension that goes to each place",
    0,
    MAX_RANK - 1,
    sizes=(2, MAX_RANK),
)


def _bad_pair(params: Params) -> str | None:
    rank = len(wholes(params, "shape"))
    return no_dimension(number(params, "dim0"), rank) or no_dimension(number(params, "dim1"), rank)


def _swapped(params: Params, first: int, second: int) -> Truth:
    shape = wholes(params, "shape")
    rank = len(shape)
    found = list(shape)
    found[first], found[second] = shape[second], shape[first]
    steps = (
        Step("one dimension", ordinal(first, rank), str(first % rank)),
        Step("the other", ordinal(second, rank), str(second % rank)),
        Step("shape", f"{shape[first]} and {shape[second]} change places", told(found)),
    )
    return Truth(tuple(found), steps)


def _transposed(params: Params) -> Truth:
    return _swapped(params, number(params, "dim0"), number(params, "dim1"))


def _transposed_from_one(params: Params) -> Truth | None:
    first, second = (counted_from_one(number(params, name)) for name in ("dim0", "dim1"))
    return None if first is None or second is None else _swapped(params, first, second)


def _reversed(params: Params) -> Value:
    return wholes(params, "shape")[::-1]


TRANSPOSED = Family(
    name="transpose.shape",
    title="shape of a transposed tensor",
    topic="tensors",
    formula="the sizes of dim0 and dim1 change places",
    params=(
        OLD_SHAPE,
        dim_param("dim0", "one dimension that changes place"),
        dim_param("dim1", "the other"),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of x.transpose({{dim0}}, {{dim1}})? "
            + DIMENSIONS
        ),
        explanation=(
            "transpose swaps two dimensions and leaves the others where they are: {{answer}}. "
            "Attention turns (batch, tokens, heads, head size) so, to have the heads in front."
        ),
        params={"shape": (2, 5, 8, 4), "dim0": 1, "dim1": 2},
        vary={
            "shape": VectorRange(IntRange(2, 9), 4),
            "dim0": choices(0, 1, 2),
            "dim1": choices(-1, -2, 1, 2, 3),
        },
        seconds=30,
        tags=("tensors", "shapes"),
        sources=(docs("torch.transpose"),),
    ),
    truth=_transposed,
    slips={
        "from_one": slip("off-by-one", "the dimensions are counted from 1.", _transposed_from_one),
        "last_two": slip(
            "wrong-axis",
            "the last two dimensions change places.",
            lambda params: _swapped(params, -2, -1),
        ),
        "reversed": bare_slip(
            "transposed", "the order of all dimensions is turned round.", _reversed
        ),
    },
    valid=_bad_pair,
)


def _bad_permutation(params: Params) -> str | None:
    return bad_order(wholes(params, "dims"), len(wholes(params, "shape")))


def _permuted(params: Params, *, inverted: bool = False) -> Truth:
    """Return the shape; `inverted`: size i goes to place dims[i]."""
    shape, given = wholes(params, "shape"), wholes(params, "dims")
    dims = inverse(given) if inverted else given
    found = taken(shape, dims)
    how = "where the list sends each" if inverted else "the list as it stands"
    steps = (
        Step("old dimension at each place", how, told(dims)),
        Step("sizes of these", f"of {told(shape)}", told(found)),
    )
    return Truth(found, steps)


def _orders(rank: int) -> ChoiceRange:
    """Return all orders but the one that changes nothing."""
    return ChoiceRange(tuple(permutations(range(rank)))[1:])


PERMUTED = Family(
    name="permute.shape",
    title="shape of a permuted tensor",
    topic="tensors",
    formula="the new size at place i is the old size of dims[i]",
    params=(OLD_SHAPE, _DIMS),
    answer=lambda params: Shape(len(wholes(params, "shape"))),
    ask=Ask(
        prompt="x has shape {{shape}}. What is the shape of x.permute({{dims}})?",
        explanation=(
            "The list says for each new place which old dimension it takes: {{answer}}. It does "
            "not say where the old ones go."
        ),
        params={"shape": (2, 3, 4, 5), "dims": (0, 3, 1, 2)},
        vary={"shape": VectorRange(IntRange(2, 9), 4), "dims": _orders(4)},
        seconds=40,
        tags=("tensors", "shapes"),
        sources=(docs("torch.permute"),),
    ),
    truth=_permuted,
    slips={
        "inverted": slip(
            "swapped-roles",
            "the list says where each old dimension goes.",
            lambda params: _permuted(params, inverted=True),
        ),
        "reversed": bare_slip(
            "transposed", "the order of all dimensions is turned round.", _reversed
        ),
    },
    valid=_bad_permutation,
)


def _strides(params: Params, *, inverted: bool = False, fresh: bool = False) -> Truth:
    """Return the strides of the permuted tensor; `fresh`: as if its numbers were copied in the
    new order, `inverted`: stride i goes to place dims[i]."""
    shape, given = wholes(params, "shape"), wholes(params, "dims")
    dims = inverse(given) if inverted else given
    start = taken(shape, dims) if fresh else shape
    own = strides_of(start)
    found = own if fresh else taken(own, dims)
    where = "as they stand" if fresh else f"at {told(dims)}"
    steps = (
        Step("strides of a contiguous tensor", f"of shape {told(start)}", row(own)),
        Step("after permute", where, row(found)),
    )
    return Truth(found, steps)


def _strides_in_bytes(params: Params) -> Value:
    own = strides_of(wholes(params, "shape"))
    return tuple(FLOAT_BYTES * stride for stride in taken(own, wholes(params, "dims")))


def _own_strides(params: Params) -> Value:
    return strides_of(wholes(params, "shape"))


STRIDES = Family(
    name="permute.strides",
    title="strides after permute",
    topic="tensors",
    formula="the strides are permuted like the sizes; the memory stays as it is",
    params=(OLD_SHAPE, _DIMS),
    answer=lambda params: Vector(Int(), len(wholes(params, "shape"))),
    ask=Ask(
        prompt=(
            "x is a contiguous float32 tensor of shape {{shape}}. "
            "What does x.permute({{dims}}).stride() return in PyTorch?"
        ),
        explanation=(
            "permute moves no numbers: it is a view with the old strides in the new order, "
            "{{answer}}. PyTorch counts strides in numbers, NumPy in bytes."
        ),
        params={"shape": (2, 3, 4), "dims": (2, 0, 1)},
        vary={"shape": VectorRange(IntRange(2, 6), 3), "dims": _orders(3)},
        level="intermediate",
        seconds=60,
        tags=("tensors", "memory"),
        sources=(docs("torch.permute"), "https://docs.pytorch.org/docs/stable/tensor_view.html"),
    ),
    truth=_strides,
    slips={
        "fresh": slip(
            "stale-value",
            "the numbers are copied into the new order, as contiguous() would do afterwards.",
            lambda params: _strides(params, fresh=True),
        ),
        "inverted": slip(
            "swapped-roles",
            "the list says where each old stride goes.",
            lambda params: _strides(params, inverted=True),
        ),
        "unpermuted": bare_slip(
            "term-dropped", "the strides stay as they were before permute.", _own_strides
        ),
        "bytes": bare_slip(
            "units", "each stride is counted in bytes, four to a number.", _strides_in_bytes
        ),
    },
    valid=_bad_permutation,
)


FAMILIES = {family.name: family for family in (TRANSPOSED, PERMUTED, STRIDES, CONTIGUOUS)}
