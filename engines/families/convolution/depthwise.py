"""The weights of a depthwise-separable convolution, and their share of an ordinary one's."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from engines.families.given import number
from engines.families.worked import plain, shown
from engines.family import Params, Step, Truth


def separable(
    params: Params, *, depthwise: str | None = "Ci", pointwise: bool = True, square: bool = True
) -> Truth:
    """Return Ci · K² + Ci · Co. `depthwise` names the channels that have a kernel each (None: no
    such layer), `pointwise` off leaves the second layer out, `square` off one side of the kernel.
    """
    channels, filters, kernel = (number(params, name) for name in ("Ci", "Co", "K"))
    kernels = number(params, depthwise) if depthwise else 0
    cells = kernel * kernel if square else kernel
    first = kernels * cells
    second = channels * filters if pointwise else 0
    size = f"{kernel} × {kernel}" if square else str(kernel)
    return Truth(
        first + second,
        (
            Step("depthwise weights", f"{kernels} × {size}", str(first)),
            Step("pointwise weights", _mixing(channels, filters, pointwise), str(second)),
            Step("together", f"{first} + {second}", str(first + second)),
        ),
    )


def _mixing(channels: int, filters: int, pointwise: bool) -> str:
    return f"{channels} × {filters}" if pointwise else "left out"


Combined = Callable[[Fraction, Fraction], Fraction]


def ratio(params: Params, combined: Combined, told: str, channels: str = "Co") -> Truth:
    """Return what 1/Co and 1/K² come to when `combined`; `told` is how a step shows it."""
    filters, kernel = number(params, channels), number(params, "K")
    mixing, spatial = Fraction(1, filters), Fraction(1, kernel * kernel)
    whole = combined(mixing, spatial)
    return Truth(
        plain(whole),
        (
            Step("depthwise share", f"1 / {filters}", shown(mixing)),
            Step("pointwise share", f"1 / {kernel}²", shown(spatial)),
            Step("ratio", told.format(f"1/{filters}", f"1/{kernel * kernel}"), shown(whole)),
        ),
    )


def added(mixing: Fraction, spatial: Fraction) -> Fraction:
    """Return the two shares together."""
    return mixing + spatial


def ordinary(params: Params) -> int:
    """Return the weights of an ordinary convolution between the same channels."""
    channels, filters, kernel = (number(params, name) for name in ("Ci", "Co", "K"))
    return channels * filters * kernel * kernel
