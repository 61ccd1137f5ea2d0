"""The functions that are differentiated by hand, in parts: nested ones and products."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engines.families.given import Exact
from engines.values import Number

_Curve = Callable[[Exact], Number]
_Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A function with its slope; `words` and `slope_words` write them with an argument put in."""

    value: _Curve
    slope: _Curve
    words: _Words
    slope_words: _Words


@dataclass(frozen=True, slots=True)
class Nested:
    """outer(inner(x)); `positive` where the outer function needs a positive argument."""

    outer: Part
    inner: Part
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """first(x) · second(x)."""

    first: Part
    second: Part


def _power(degree: int) -> Part:
    sign = {1: "", 2: "²", 3: "³"}

    def slope_words(x: str) -> str:
        return "1" if degree == 1 else f"{degree} × {x}{sign[degree - 1]}"

    return Part(
        lambda x: x**degree,
        lambda x: degree * x ** (degree - 1),
        lambda x: f"{x}{sign[degree]}",
        slope_words,
    )


def _line(slope: int, start: int) -> Part:
    """slope · x + start, `start` not negative."""
    tail = f" + {start}" if start else ""
    return Part(
        lambda x: slope * x + start,
        lambda _x: slope,
        lambda x: f"{slope} × {x}{tail}",
        lambda _x: str(slope),
    )


def _square_and(constant: int) -> Part:
    tail = f" + {constant}" if constant > 0 else f" − {-constant}"
    return Part(
        lambda x: x * x + constant,
        lambda x: 2 * x,
        lambda x: f"{x}²{tail}",
        lambda x: f"2 × {x}",
    )


_EXP = Part(math.exp, math.exp, lambda u: f"e^{u}", lambda u: f"e^{u}")
_EXP_MINUS = Part(
    lambda x: math.exp(-x),
    lambda x: -math.exp(-x),
    lambda x: f"e^(−{x})",
    lambda x: f"−e^(−{x})",
)
_LN = Part(math.log, lambda u: 1 / float(u), lambda u: f"ln {u}", lambda u: f"1 / {u}")
_ROOT = Part(
    math.sqrt,
    lambda u: 0.5 / math.sqrt(u),
    lambda u: f"√{u}",
    lambda u: f"1 / (2 × √{u})",
)
_MINUS_SQUARE = Part(lambda x: -x * x, lambda x: -2 * x, lambda x: f"−{x}²", lambda x: f"−2 × {x}")

FUNCTIONS: Mapping[str, Nested | Product] = {
    "(2x + 1)^3": Nested(_power(3), _line(2, 1)),
    "(x^2 - 3)^2": Nested(_power(2), _square_and(-3)),
    "exp(-x^2)": Nested(_EXP, _MINUS_SQUARE),
    "ln(x^2 + 1)": Nested(_LN, _square_and(1), positive=True),
    "sqrt(x^2 + 3)": Nested(_ROOT, _square_and(3), positive=True),
    "x * exp(x)": Product(_power(1), _EXP),
    "x^3 * exp(-x)": Product(_power(3), _EXP_MINUS),
    "x^2 * (3x + 1)": Product(_power(2), _line(3, 1)),
}
"""The function as it is chosen -> its parts."""
