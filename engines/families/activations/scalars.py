"""What the activations of one number share: the parameter, the ranges, the curve with its point."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import real
from engines.families.worked import factor, shown
from engines.family import Param, Params, Picture
from engines.ranges import ChoiceRange
from engines.values import Float

X = Param("x", "decimal", "the number", -30, 30)
ANSWER = Float(places=3)
_POINTS = 41


def docs(name: str) -> str:
    """Return where PyTorch documents a function or module, by its name after ``torch.``."""
    return f"https://docs.pytorch.org/docs/stable/generated/torch.{name}.html"


def halves(low: int, high: int) -> ChoiceRange:
    """Return the range of the multiples of one half from `low` to `high`, but for 0."""
    doubled = (each for each in range(2 * low, 2 * high + 1) if each)
    return ChoiceRange(tuple(each / 2 if each % 2 else each // 2 for each in doubled))


def power_of_e(exponent: float) -> str:
    """Return a power of e as steps show it: ``e^(-1)``."""
    return f"e^{factor(exponent)}"


def at_x(function: Callable[[float], float]) -> Callable[[Params], float]:
    """Return the function of the parameter x."""
    return lambda params: function(real(params, "x"))


def curve(
    words: str, function: Callable[[Params, float], float], *, least: float = 4.0
) -> Callable[[Params], Picture]:
    """Return what draws an activation with its value at x marked.

    `words` is one short sentence on the curve, without its period. The curve runs from −`least` to
    `least`, and further where x lies further out.
    """

    def picture(params: Params) -> Picture:
        x = real(params, "x")
        right = max(least, abs(x))
        xs = tuple(right * (2 * index / (_POINTS - 1) - 1) for index in range(_POINTS))
        ys = tuple(float(function(params, each)) for each in xs)
        value = float(function(params, x))
        said = (f"{words}.", f"At x = {shown(x)} it is {shown(value)}.")
        return Picture("curve", {"xs": xs, "ys": ys, "px": (x,), "py": (value,)}, said)

    return picture
