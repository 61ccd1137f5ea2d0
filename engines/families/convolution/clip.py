"""A kernel that slides over a clip: frames, height and width."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.convolution.sliding import Slide, no_room
from engines.families.given import number
from engines.family import Params, Step, Truth

_CLIP = (("frames", "T"), ("height", "H"), ("width", "W"))


def _clip(params: Params) -> tuple[Slide, ...]:
    kernel, stride, pad = (number(params, name) for name in "KSP")
    return tuple(Slide(number(params, name), kernel, stride, pad) for _, name in _CLIP)


def clip_shape(
    params: Params,
    change: Callable[[Slide], Slide] = lambda window: window,
    *,
    channels: str = "Co",
    flat: bool = False,
) -> Truth | None:
    """Return (Co, T', H', W') after `change`. `channels` names the parameter that gives them,
    `flat` leaves the frames as they are. None where no kernel fits."""
    windows = [change(window) for window in _clip(params)]
    sizes = [window.positions for window in windows]
    numbers = [window.in_one_line() for window in windows]
    if flat:
        sizes[0], numbers[0] = windows[0].side, "as they were"
    if min(sizes) < 1:
        return None
    count = number(params, channels)
    told = "one per filter" if channels == "Co" else "as many as the input has"
    steps = [
        Step(axis, text, str(size))
        for (axis, _), text, size in zip(_CLIP, numbers, sizes, strict=True)
    ]
    return Truth((count, *sizes), (Step("channels", told, str(count)), *steps))


def clip_fits(params: Params) -> str | None:
    """Return why the kernel is too large along some axis, or None."""
    reasons = (no_room(window.padded, window.reach) for window in _clip(params))
    return next(filter(None, reasons), None)
