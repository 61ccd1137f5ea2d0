"""Pooling at the edges: the partial window of ceil_mode, and zeros that a mean counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engines.families.convolution.sides import CHANGES, PADDING, SIDE, Change
from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import number, wholes
from engines.families.worked import shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Int, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_WINDOW = Param("K", "int", "cells along one side of the window", 1, 1_000)
_STRIDE = Param("S", "int", "cells that the window moves at a time", 1, 1_000, same_as="K")


def _slide(params: Params) -> Slide:
    side, kernel, stride, pad = (number(params, name) for name in "HKSP")
    return Slide(side, kernel, stride, pad, round_up=True)


def _too_much(params: Params) -> str | None:
    window = _slide(params)
    if 2 * window.pad > window.kernel:
        return "PyTorch pads a pooling window by at most half its size"
    return no_room(window.padded, window.reach)


def _corrected(window: Slide, *, corrected: bool = True) -> Truth | None:
    """Return the positions without one that would start in the padding at the end; `corrected` off
    keeps it. None where no window fits."""
    count = window.positions
    if count < 1:
        return None
    last = window.moves * window.stride
    outside = corrected and window.round_up and last >= window.side + window.pad
    kept = count - outside
    end = f"{window.side} + {window.pad}" if window.pad else str(window.side)
    told = f"{last} >= {end}: the last is dropped" if outside else f"{last} < {end}: all stay"
    if not (corrected and window.round_up):
        told = "not asked"
    start = Step("last start against the end of the input", told, str(kept))
    return Truth(kept, (*window.steps(), start))


def _right(params: Params) -> Truth:
    found = _corrected(_slide(params))
    if found is None:
        raise ValueError("the window is larger than the padded input")
    return found


def _size_slip(name: str, text: str, change: Change) -> Slip:
    return slip(name, text, lambda params: _corrected(change(_slide(params))))


CEIL_SIZE = Family(
    name="max_pool2d.ceil_output_size",
    title="side of a max-pooling output in ceil mode",
    topic="pooling",
    formula="ceil((H + 2P − K) / S) + 1, less 1 where the last window starts at H + P or beyond",
    params=(SIDE, _WINDOW, _STRIDE, PADDING),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An input of {{H}}×{{H}} meets PyTorch's MaxPool2d({{K}}, stride={{S}}, "
            "padding={{P}}, ceil_mode=True). How many positions does the output have along each "
            "side?"
        ),
        explanation=(
            "Ceil mode lets a last window hang over the end, but it must still start inside the "
            "input or the padding before it; one that starts behind the last cell is dropped: "
            "{{answer}}."
        ),
        params={"H": 6, "K": 3, "S": 2, "P": 0},
        vary={
            "H": IntRange(5, 32),
            "K": ChoiceRange((2, 3)),
            "S": ChoiceRange((2, 3)),
            "P": ChoiceRange((0, 1)),
        },
        level="advanced",
        seconds=75,
        tags=("pooling", "shapes"),
        sources=(f"{_DOCS}MaxPool2d.html",),
    ),
    truth=_right,
    slips={
        "floor": _size_slip(
            "rounding",
            "only whole steps are counted, as without ceil mode.",
            lambda window: replace(window, round_up=False),
        ),
        "no_correction": slip(
            "no-clamp",
            "a window is kept that starts behind the last cell of the input.",
            lambda params: _corrected(_slide(params), corrected=False),
        ),
        **{
            slip_id: _size_slip(*CHANGES[slip_id])
            for slip_id in ("one_side", "no_padding", "no_plus_one")
        },
    },
    valid=_too_much,
)

Pool = Callable[[tuple[int, ...], int], tuple[int, int]]
"""From a window's cells, padding included, and how many of them are real to a fraction."""


def _counted(window: tuple[int, ...], _real: int) -> tuple[int, int]:
    return sum(window), len(window)


def _not_counted(window: tuple[int, ...], real: int) -> tuple[int, int]:
    return sum(window), max(real, 1)


def _summed(window: tuple[int, ...], _real: int) -> tuple[int, int]:
    return sum(window), 1


def _largest(window: tuple[int, ...], _real: int) -> tuple[int, int]:
    return max(window), 1


def _line(params: Params) -> Slide:
    kernel, stride, pad = (number(params, name) for name in "KSP")
    return Slide(len(wholes(params, "x")), kernel, stride, pad)


def _pooled(params: Params, pool: Pool = _counted, *, pad: int | None = None) -> Truth | None:
    """Return the windows under `pool`, `pad` zeros at each end; None where no window fits."""
    cells, window = wholes(params, "x"), _line(params)
    pad = window.pad if pad is None else pad
    padded = (0,) * pad + cells + (0,) * pad
    if window.kernel > len(padded):
        return None
    values, steps = [], []
    for start in range(0, len(padded) - window.kernel + 1, window.stride):
        inside = padded[start : start + window.kernel]
        first, end = max(start, pad), min(start + window.kernel, pad + len(cells))
        above, below = pool(inside, end - first)
        value = above // below if above % below == 0 else above / below
        values.append(value)
        steps.append(Step(f"window {len(values)}", _told(inside, below, pool), shown(value)))
    return Truth(tuple(values), tuple(steps))


def _told(inside: tuple[int, ...], below: int, pool: Pool) -> str:
    if pool is _largest:
        return f"max of {', '.join(map(str, inside))}"
    terms = " + ".join([f"({cell})" if cell < 0 else str(cell) for cell in inside])
    return terms if below == 1 else f"({terms}) / {below}"


def _right_means(params: Params) -> Truth:
    found = _pooled(params)
    if found is None:
        raise ValueError("the window is larger than the padded input")
    return found


def _no_window(params: Params) -> str | None:
    window = _line(params)
    if 2 * window.pad > window.kernel:
        return "PyTorch pads a pooling window by at most half its size"
    return no_room(window.padded, window.reach)


PADDED_VALUES = Family(
    name="avg_pool1d.padded_values",
    title="values of average pooling with padding",
    topic="pooling",
    formula="each entry: the sum of its window, zeros of the padding included, / K",
    params=(
        Param("x", "vector", "the input", -1000, 1000, sizes=(1, 12)),
        Param("K", "int", "cells of the window", 1, 12),
        Param("S", "int", "cells that the window moves at a time", 1, 12, same_as="K"),
        Param("P", "int", "zeros added at each end", 0, 6, default=0),
    ),
    answer=lambda _params: Vector(Float(places=2)),
    ask=Ask(
        prompt=(
            "PyTorch's AvgPool1d({{K}}, stride={{S}}, padding={{P}}), everything else at its "
            "default, is applied to {{x}}. What comes out?"
        ),
        explanation=(
            "The padding is zeros, and count_include_pad is on by default: every window is divided "
            "by K, padding or not, so the ends come out too small: {{answer}}."
        ),
        params={"x": (4, 2, 6, 8), "K": 2, "S": 2, "P": 1},
        vary={"x": VectorRange(IntRange(-4, 8), 5)},
        together=(
            {"K": 2, "S": 2, "P": 1},
            {"K": 3, "S": 2, "P": 1},
            {"K": 4, "S": 2, "P": 2},
            {"K": 4, "S": 2, "P": 1},
        ),
        level="intermediate",
        seconds=75,
        tags=("pooling", "padding"),
        sources=(f"{_DOCS}AvgPool1d.html",),
    ),
    truth=_right_means,
    slips={
        "excluded": slip(
            "wrong-divisor",
            "zeros of the padding are left out of the count.",
            lambda params: _pooled(params, _not_counted),
        ),
        "no_padding": slip(
            "term-dropped",
            "the padding is left out.",
            lambda params: _pooled(params, pad=0),
        ),
        "sum": slip(
            "mean-for-sum",
            "the sum of each window is not divided.",
            lambda params: _pooled(params, _summed),
        ),
        "maximum": slip(
            "max-for-mean",
            "each window gives its largest number.",
            lambda params: _pooled(params, _largest),
        ),
    },
    valid=_no_window,
)

FAMILIES = {family.name: family for family in (CEIL_SIZE, PADDED_VALUES)}
