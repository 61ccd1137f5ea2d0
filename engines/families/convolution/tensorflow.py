"""TensorFlow's paddings SAME and VALID: the sides that come out and where the zeros go.

SAME gives ceil(H / S) positions whatever the kernel, VALID ceil((H − K + 1) / S); SAME puts an odd
cell of padding at the end.
"""

from __future__ import annotations

from engines.families.convolution.sliding import Slide
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Value, Vector

_SOURCES = ("https://www.tensorflow.org/api_docs/python/tf/nn",)
_PARAMS = (
    Param("H", "int", "cells along one side of the input", 1, 10_000),
    Param("K", "int", "cells along one side of the kernel", 1, 100),
    Param("S", "int", "cells that the kernel moves at a time", 1, 100, default=1),
)


def _sizes(params: Params) -> tuple[int, int, int]:
    side, kernel, stride = (number(params, name) for name in "HKS")
    return side, kernel, stride


def _rounded(starts: int, stride: int, first: Step, *, up: bool = True) -> Truth | None:
    """Return every stride-th of the starts, the first included; None where there is none."""
    if starts < 1:
        return None
    found = -(-starts // stride) if up else starts // stride
    told = f"{'ceil' if up else 'floor'}({starts} / {stride})"
    return Truth(found, (first, Step("positions", told, str(found))))


def _same(params: Params, *, up: bool = True, stride: int | None = None) -> Truth:
    side, _, step = _sizes(params)
    first = Step("places where the kernel may start", "one for each cell", str(side))
    found = _rounded(side, step if stride is None else stride, first, up=up)
    return Truth(0, (first,)) if found is None else found


def _valid(
    params: Params, *, up: bool = True, stride: int | None = None, first: int = 1
) -> Truth | None:
    side, kernel, step = _sizes(params)
    starts = side - kernel + first
    numbers = f"{side} − {kernel} + {first}"
    told = Step("places where the kernel may start", numbers, str(starts))
    return _rounded(starts, step if stride is None else stride, told, up=up)


def _right_valid(params: Params) -> Truth:
    found = _valid(params)
    if found is None:
        raise ValueError("the kernel is larger than the input")
    return found


def _no_room(params: Params) -> str | None:
    side, kernel, _ = _sizes(params)
    return "the kernel is larger than the input" if kernel > side else None


def _half_kernel(params: Params) -> Value | None:
    """Return what PyTorch's layer gives with K // 2 cells of padding on each side."""
    side, kernel, stride = _sizes(params)
    window = Slide(side, kernel, stride, kernel // 2)
    return window.positions if window.room >= 0 else None


SAME_SIZE = Family(
    name="tf_same.output_size",
    title="side behind TensorFlow's SAME padding",
    topic="convolution",
    formula="ceil(H / S)",
    params=_PARAMS,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "In TensorFlow an image of {{H}}×{{H}} meets a {{K}}×{{K}} convolution with stride "
            "{{S}} and padding='SAME'. How many positions does the output have along each side?"
        ),
        explanation=(
            "SAME pads so that there is a position for every S-th cell from the first, whatever "
            "the kernel; only at stride 1 is the output as large as the input: {{answer}}."
        ),
        params={"H": 28, "K": 3, "S": 2},
        vary={
            "H": IntRange(10, 64),
            "K": ChoiceRange((2, 3, 4, 5)),
            "S": ChoiceRange((1, 2, 3, 4)),
        },
        seconds=40,
        tags=("convolution", "padding", "tensorflow"),
        sources=_SOURCES,
    ),
    truth=_same,
    slips={
        "rounded_down": slip(
            "rounding",
            "the last, partial stride is dropped.",
            lambda params: _same(params, up=False),
        ),
        "size_kept": slip(
            "term-dropped",
            "SAME is taken to keep the size whatever the stride.",
            lambda params: _same(params, stride=1),
        ),
        "as_valid": slip("other-convention", "the rule of VALID is used.", _valid),
        "half_kernel": bare_slip(
            "other-convention",
            "half the kernel is added on each side, as is usual in PyTorch.",
            _half_kernel,
        ),
    },
)

VALID_SIZE = Family(
    name="tf_valid.output_size",
    title="side behind TensorFlow's VALID padding",
    topic="convolution",
    formula="ceil((H − K + 1) / S)",
    params=_PARAMS,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "In TensorFlow an image of {{H}}×{{H}} meets a {{K}}×{{K}} convolution with stride "
            "{{S}} and padding='VALID'. How many positions does the output have along each side?"
        ),
        explanation=(
            "VALID adds nothing: the kernel can start at H − K + 1 cells and takes every S-th of "
            "them, the first included, so the division is rounded up: {{answer}}. It is PyTorch's "
            "rule without padding, written another way."
        ),
        params={"H": 28, "K": 5, "S": 2},
        vary={
            "H": IntRange(10, 64),
            "K": ChoiceRange((2, 3, 5, 7)),
            "S": ChoiceRange((1, 2, 3, 4)),
        },
        seconds=45,
        tags=("convolution", "padding", "tensorflow"),
        sources=_SOURCES,
    ),
    truth=_right_valid,
    slips={
        "rounded_down": slip(
            "rounding",
            "the last, partial stride is dropped.",
            lambda params: _valid(params, up=False),
        ),
        "no_plus_one": slip(
            "off-by-one",
            "the cell that the kernel starts from is not counted.",
            lambda params: _valid(params, first=0),
        ),
        "as_same": slip("other-convention", "the rule of SAME is used.", _same),
        "stride_ignored": slip(
            "term-dropped",
            "the kernel moves one cell at a time.",
            lambda params: _valid(params, stride=1),
        ),
    },
    valid=_no_room,
)


def _zeros(params: Params, *, stride: int | None = None) -> tuple[int, tuple[Step, ...]]:
    """Return the padding of both ends together, and how it comes about."""
    side, kernel, step = _sizes(params)
    step = step if stride is None else stride
    out = -(-side // step)
    covered = (out - 1) * step + kernel
    total = max(covered - side, 0)
    return total, (
        Step("positions", f"ceil({side} / {step})", str(out)),
        Step("rows that they cover", f"({out} − 1) × {step} + {kernel}", str(covered)),
        Step("padding in all", f"max({covered} − {side}, 0)", str(total)),
    )


def _split(params: Params, *, stride: int | None = None, odd_first: bool = False) -> Truth:
    """Return (before, after); the odd row goes after, with `odd_first` before."""
    total, steps = _zeros(params, stride=stride)
    less, more = total // 2, total - total // 2
    ends = (more, less) if odd_first else (less, more)
    told = "halved, an odd row goes " + ("before" if odd_first else "after")
    return Truth(ends, (*steps, Step("before, after", told, f"{ends[0]}, {ends[1]}")))


def _unsplit(params: Params) -> Value:
    total, _ = _zeros(params)
    return total, total


SAME_PADDING = Family(
    name="tf_same.padding",
    title="where TensorFlow's SAME puts its zeros",
    topic="convolution",
    formula="total = max((ceil(H / S) − 1)S + K − H, 0); floor(total / 2) before, the rest after",
    params=_PARAMS,
    answer=lambda _params: Vector(Int(), length=2),
    ask=Ask(
        prompt=(
            "In TensorFlow an image of {{H}}×{{H}} meets a {{K}}×{{K}} convolution with stride "
            "{{S}} and padding='SAME'. How many rows of zeros are added before the first row, and "
            "how many after the last?"
        ),
        explanation=(
            "SAME adds just what the last position lacks, at both ends alike, and an odd row goes "
            "to the end: {{answer}}. PyTorch's padding argument is the same on both sides, so this "
            "takes F.pad when weights are carried over."
        ),
        params={"H": 224, "K": 3, "S": 2},
        vary={
            "H": IntRange(10, 40),
            "K": ChoiceRange((2, 3, 4, 5, 7)),
            "S": ChoiceRange((1, 2, 3)),
        },
        level="advanced",
        seconds=90,
        tags=("convolution", "padding", "tensorflow"),
        sources=_SOURCES,
    ),
    truth=_split,
    slips={
        "odd_first": slip(
            "wrong-order",
            "the odd row is put before the first row.",
            lambda params: _split(params, odd_first=True),
        ),
        "half_kernel": bare_slip(
            "other-convention",
            "half the kernel is added at each end, as is usual in PyTorch.",
            lambda params: (number(params, "K") // 2,) * 2,
        ),
        "stride_ignored": slip(
            "term-dropped",
            "the padding for stride 1 is taken.",
            lambda params: _split(params, stride=1),
        ),
        "unsplit": bare_slip(
            "one-side",
            "the padding of both ends together is put at each.",
            _unsplit,
        ),
    },
)

FAMILIES = {family.name: family for family in (SAME_SIZE, VALID_SIZE, SAME_PADDING)}
