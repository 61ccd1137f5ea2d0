"""Broadcasting: the shape that two operands come to, and a tensor expanded to another shape."""

from __future__ import annotations

from itertools import zip_longest

from engines.families.given import wholes
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    MAX_RANK,
    MAX_SIZE,
    Sizes,
    choices,
    docs,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import VectorRange
from engines.values import Value

_NOTES = "https://docs.pytorch.org/docs/stable/notes/broadcasting.html"


def broadcast(one: Sizes, other: Sizes) -> Sizes | None:
    """Return the common shape by the rule from the right, or None where sizes contradict."""
    pairs = list(zip_longest(reversed(one), reversed(other), fillvalue=1))
    if any(a != b and 1 not in (a, b) for a, b in pairs):
        return None
    return tuple(b if a == 1 else a for a, b in reversed(pairs))


def padded(sizes: Sizes, rank: int) -> Sizes:
    """Return the shape with sizes of 1 put in front until it has so many dimensions."""
    return (1,) * (rank - len(sizes)) + sizes


def _padded_behind(sizes: Sizes, rank: int) -> Sizes:
    return sizes + (1,) * (rank - len(sizes))


def _both(params: Params) -> tuple[Sizes, Sizes]:
    return wholes(params, "a"), wholes(params, "b")


def _contradicting(params: Params) -> str | None:
    one, other = _both(params)
    if broadcast(one, other) is not None:
        return None
    return f"{told(one)} and {told(other)} cannot be broadcast: sizes differ and neither is 1"


def _common(params: Params, *, left: bool = False, kept: bool = False) -> Truth | None:
    """Return the common shape; `left`: lined up from the left, `kept`: no size of a is widened."""
    one, other = _both(params)
    rank = max(len(one), len(other))
    fill = _padded_behind if left else padded
    first, second = fill(one, rank), fill(other, rank)
    found = first if kept else broadcast(first, second)
    if found is None:
        return None
    side = "left" if left else "right"
    lined = Step(f"lined up on the {side}, filled with 1", "a above b", _above(first, second))
    larger = ", ".join(
        f"{a}" if kept else f"max({a}, {b})" for a, b in zip(first, second, strict=True)
    )
    return Truth(found, (lined, Step("size of each dimension", larger, told(found))))


def _above(one: Sizes, other: Sizes) -> str:
    return f"{told(one)} / {told(other)}"


def _common_shape(params: Params) -> Truth:
    found = _common(params)
    if found is None:
        raise ValueError("the shapes contradict each other")
    return found


def _joined(params: Params) -> Value:
    one, other = _both(params)
    return one + other


COMMON = Family(
    name="broadcast.shape",
    title="shape of a broadcast result",
    topic="tensors",
    formula="line up on the right, fill with 1 in front; equal sizes stay, a 1 stretches",
    params=(shape_param("a", "shape of a"), shape_param("b", "shape of b")),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "Tensor a has shape {{a}}, tensor b has shape {{b}}. What is the shape of a + b in "
            "PyTorch?"
        ),
        explanation=(
            "Shapes are compared from the last dimension on; a missing dimension counts as 1, and "
            "a size of 1 is stretched to the other's. That gives {{answer}}, and neither operand "
            "is copied for it."
        ),
        params={"a": (3, 1, 5), "b": (4, 1)},
        vary={
            "a": VectorRange(choices(1, 2, 3, 4), 3),
            "b": VectorRange(choices(1, 2, 4), 2),
        },
        seconds=45,
        tags=("tensors", "shapes", "broadcasting"),
        sources=(_NOTES,),
    ),
    truth=_common_shape,
    slips={
        "left_aligned": slip(
            "wrong-order",
            "the shapes are lined up from the left.",
            lambda params: _common(params, left=True),
        ),
        "first_kept": slip(
            "in-for-out",
            "the result takes the shape of a, and only b is stretched.",
            lambda params: _common(params, kept=True),
        ),
        "joined": bare_slip(
            "counted-twice",
            "the dimensions of both stand one after the other, as in an outer product.",
            _joined,
        ),
    },
    valid=_contradicting,
)


def _cannot_expand(params: Params) -> str | None:
    shape, sizes = wholes(params, "shape"), wholes(params, "sizes")
    added = len(sizes) - len(shape)
    if added < 0:
        return "expand takes at least as many sizes as the tensor has dimensions"
    if 0 in sizes:
        return "a size of 0 cannot be expanded to"
    if -1 in sizes[:added]:
        return "−1 cannot stand for a dimension that the tensor does not have"
    for old, new in zip(shape, sizes[added:], strict=True):
        if new not in (-1, old) and old != 1:
            return f"a size of {old} cannot be expanded to {new}: only a size of 1 can"
    return None


def _expanded(params: Params, *, one: bool = False, kept: bool = False) -> Truth:
    """Return the shape; `one`: −1 stands for 1, `kept`: a size of 1 stays what it is."""
    shape, sizes = wholes(params, "shape"), wholes(params, "sizes")
    added = len(sizes) - len(shape)
    own = tuple(
        1 if one and new == -1 else (old if kept or new == -1 else new)
        for old, new in zip(shape, sizes[added:], strict=True)
    )
    steps = (
        Step("dimensions put in front", f"{len(sizes)} − {len(shape)}", str(added)),
        Step("the tensor's own dimensions", _turned(shape, sizes[added:]), told(own)),
        Step("shape", f"{told(sizes[:added])} and {told(own)}", told(sizes[:added] + own)),
    )
    return Truth(sizes[:added] + own, steps)


def _turned(shape: Sizes, sizes: Sizes) -> str:
    return ", ".join(f"{old} as {new}" for old, new in zip(shape, sizes, strict=True))


def _multiplied(params: Params) -> Value | None:
    shape, sizes = wholes(params, "shape"), wholes(params, "sizes")
    if -1 in sizes:
        return None
    return tuple(a * b for a, b in zip(padded(shape, len(sizes)), sizes, strict=True))


EXPANDED = Family(
    name="expand.shape",
    title="shape of an expanded tensor",
    topic="tensors",
    formula="new dimensions in front; −1 keeps a size; only a size of 1 can grow",
    params=(
        shape_param("shape", "shape of x", (1, MAX_RANK)),
        Param(
            "sizes",
            "vector",
            "the sizes given to expand; −1 keeps a size",
            -1,
            MAX_SIZE,
            sizes=(1, MAX_RANK),
        ),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt="x has shape {{shape}}. What is the shape of x.expand({{sizes}})?",
        explanation=(
            "expand lines the sizes up on the right. −1 leaves a size as it is, a size of 1 is "
            "read as often as asked through a stride of 0, and further dimensions come in front: "
            "{{answer}}."
        ),
        params={"shape": (3, 1), "sizes": (2, -1, 4)},
        vary={
            "shape": VectorRange(choices(1, 2, 3), 2),
            "sizes": choices(
                (2, -1, 4), (4, 2, -1), (3, -1, 3), (2, 3, 4), (5, 3, -1), (2, -1, -1), (4, 2, 2)
            ),
        },
        seconds=40,
        tags=("tensors", "shapes", "broadcasting"),
        sources=(docs("torch.Tensor.expand"),),
    ),
    truth=_expanded,
    slips={
        "minus_one_is_one": slip(
            "other-convention",
            "−1 is read as a size of 1.",
            lambda params: _expanded(params, one=True),
        ),
        "ones_stay": slip(
            "term-dropped",
            "the tensor keeps its own sizes and only gets dimensions in front.",
            lambda params: _expanded(params, kept=True),
        ),
        "multiplied": bare_slip(
            "sum-for-product",
            "the sizes multiply those of the tensor, as the numbers given to repeat do.",
            _multiplied,
        ),
    },
    valid=_cannot_expand,
)
