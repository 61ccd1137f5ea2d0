"""Calls that work on one shape and raise on another: view after permute, and broadcasting."""

from __future__ import annotations

from itertools import pairwise, zip_longest

from engines.families.given import whole_rows, wholes
from engines.families.tensors.broadcasting import broadcast
from engines.families.tensors.permutations import OLD_SHAPE, bad_order, taken
from engines.families.tensors.sizes import (
    MAX_RANK,
    MAX_SIZE,
    Sizes,
    choices,
    shape_param,
    strides_of,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import VectorRange
from engines.values import Bits, Value

MERGES = ("y.view(-1, y.size(2))", "y.view(y.size(0), -1)", "y.view(-1)")
"""The calls that are asked about: they merge the first two, the last two, and all dimensions."""
_MERGED = (slice(0, 2), slice(1, 3), slice(0, 3))
"""The dimensions that each call merges."""


def _digits(steps: tuple[Step, ...], what: str) -> Truth:
    """Return the digits of these steps, one for each, and a last step that joins them."""
    value = tuple(int(step.value) for step in steps)
    return Truth(value, (*steps, Step(what, "one digit for each", Bits().show(value))))


def _bad_order(params: Params) -> str | None:
    return bad_order(wholes(params, "dims"), len(wholes(params, "shape")))


def _laid_out(params: Params) -> tuple[Sizes, Sizes]:
    """Return the sizes and the strides of y."""
    shape, dims = wholes(params, "shape"), wholes(params, "dims")
    return taken(shape, dims), taken(strides_of(shape), dims)


def _merging(params: Params, call: int, *, ones: bool) -> Step:
    merged = _MERGED[call]
    sizes, strides = (entries[merged] for entries in _laid_out(params))
    walks = [
        (size, stride) for size, stride in zip(sizes, strides, strict=True) if size > 1 or not ones
    ]
    works = all(here[1] == next_[0] * next_[1] for here, next_ in pairwise(walks))
    numbers = f"sizes {told(sizes)}, strides {told(strides)}"
    return Step(f"{MERGES[call]} merges", numbers, str(int(works)))


def _viewed(params: Params, *, ones: bool = True) -> Truth:
    """Return a 1 for each call that works; `ones`: a dimension of size 1 is free."""
    steps = tuple(_merging(params, call, ones=ones) for call in range(len(MERGES)))
    return _digits(steps, "calls that work")


def _always(params: Params) -> Value:
    return (1,) * len(MERGES)


def _only_contiguous(params: Params) -> Value:
    whole = _merging(params, MERGES.index("y.view(-1)"), ones=True)
    return (int(whole.value),) * len(MERGES)


VIEWED = Family(
    name="view.works",
    title="views of a permuted tensor that raise no error",
    topic="tensors",
    formula="neighbours merge if the stride of the first = stride × size of the second",
    params=(
        Param("shape", "vector", OLD_SHAPE.doc, 1, MAX_SIZE, sizes=(3, 3)),
        Param("dims", "vector", "the order given to permute", 0, 2, sizes=(3, 3)),
    ),
    answer=lambda _params: Bits(len(MERGES)),
    ask=Ask(
        prompt=(
            "x is a contiguous PyTorch tensor of shape {{shape}}, and y = x.permute({{dims}}). "
            "Which of these calls work, and which raise a RuntimeError?\n\n"
            f"{'; '.join(MERGES)}\n\n"
            "Write 1 for a call that works and 0 for one that raises, in this order."
        ),
        explanation=(
            "view never copies: it can only merge neighbouring dimensions of which the first "
            "steps over exactly one whole run of the second, stride = stride × size, where sizes "
            "of 1 do not count. That gives {{answer}}. Where view raises, reshape copies instead."
        ),
        params={"shape": (2, 3, 4), "dims": (1, 2, 0)},
        vary={
            "shape": VectorRange(choices(1, 2, 3, 4), 3),
            "dims": choices((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)),
        },
        level="advanced",
        seconds=90,
        tags=("tensors", "memory"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html",
            "https://docs.pytorch.org/docs/stable/tensor_view.html",
        ),
    ),
    truth=_viewed,
    slips={
        "always": bare_slip(
            "other-convention", "view copies where it must, as reshape does.", _always
        ),
        "only_contiguous": bare_slip(
            "boundary-missed",
            "view needs a contiguous tensor, and raises for every other.",
            _only_contiguous,
        ),
        "ones_count": slip(
            "term-dropped",
            "the strides of dimensions of size 1 are held against the merge.",
            lambda params: _viewed(params, ones=False),
        ),
    },
    valid=_bad_order,
)


def _with_each(params: Params) -> tuple[tuple[Sizes, Sizes], ...]:
    one = wholes(params, "a")
    return tuple((one, other) for other in whole_rows(params, "others"))


def _fitting(one: Sizes, other: Sizes, *, left: bool = False) -> Step:
    found = broadcast(one[::-1], other[::-1]) if left else broadcast(one, other)
    side = "left" if left else "right"
    shape = found[::-1] if left and found else found
    outcome = told(shape) if shape is not None else "sizes differ and neither is 1"
    how = f"from the {side}: {outcome}"
    return Step(f"{told(one)} + {told(other)}", how, str(int(found is not None)))


def _added(params: Params, *, left: bool = False) -> Truth:
    """Return a 1 for each sum that works; `left`: shapes are lined up from the left."""
    steps = tuple(_fitting(one, other, left=left) for one, other in _with_each(params))
    return _digits(steps, "sums that work")


def _pairs_from_right(one: Sizes, other: Sizes) -> tuple[tuple[int, int], ...]:
    return tuple(zip_longest(reversed(one), reversed(other), fillvalue=1))


def _equal_only(params: Params) -> Value:
    """Every dimension that both have must be equal."""
    return tuple(
        int(all(a == b for a, b in zip(reversed(one), reversed(other), strict=False)))
        for one, other in _with_each(params)
    )


def _tiled(params: Params) -> Value:
    """A size is repeated wherever it divides the other."""
    return tuple(
        int(all(max(a, b) % min(a, b) == 0 for a, b in _pairs_from_right(one, other)))
        for one, other in _with_each(params)
    )


ADDED = Family(
    name="broadcast.works",
    title="shapes that can be broadcast together",
    topic="tensors",
    formula="from the right, each two sizes are equal, or one of them is 1 or missing",
    params=(
        shape_param("a", "shape of a"),
        Param(
            "others",
            "matrix",
            "the shapes that b may have, one a row",
            1,
            MAX_SIZE,
            sizes=(2, MAX_RANK),
        ),
    ),
    answer=lambda params: Bits(len(whole_rows(params, "others"))),
    ask=Ask(
        prompt=(
            "Tensor a has shape {{a}}. Each row is the shape of a tensor b:\n\n"
            "{{others:matrix}}\n\n"
            "For which of them does a + b work in PyTorch? Write 1 where it works and 0 where it "
            "raises an error, row by row."
        ),
        explanation=(
            "Lined up from the last dimension, the two sizes must be equal, or one of them must "
            "be 1 or missing; nothing else is ever repeated to fit. That gives {{answer}}."
        ),
        params={"a": (2, 3, 4), "others": ((2, 3), (3, 4), (3, 1))},
        vary={
            "a": VectorRange(choices(1, 2, 3, 4), 3),
            "others": choices(
                ((2, 3), (3, 4), (3, 1)),
                ((1, 2), (4, 3), (2, 4)),
                ((2, 2), (1, 4), (3, 2)),
                ((4, 2), (2, 1), (3, 3)),
                ((1, 3), (4, 4), (2, 3)),
            ),
        },
        seconds=60,
        tags=("tensors", "shapes", "broadcasting"),
        sources=("https://docs.pytorch.org/docs/stable/notes/broadcasting.html",),
    ),
    truth=_added,
    slips={
        "left_aligned": slip(
            "wrong-order",
            "the shapes are lined up from the left.",
            lambda params: _added(params, left=True),
        ),
        "equal_only": bare_slip(
            "boundary-missed", "sizes of 1 are not stretched: only equal sizes pass.", _equal_only
        ),
        "tiled": bare_slip(
            "other-convention",
            "a size is repeated wherever it divides the other.",
            _tiled,
        ),
    },
)

FAMILIES = {family.name: family for family in (VIEWED, ADDED)}
