"""Binary floating-point formats: what they hold, and rounding a number into one of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engines.values import Number, show_number

INFINITY = math.inf
Rule = Callable[[float], int]
"""From a number counted in gaps to a whole one. Python's `round` goes to the even one at a tie."""
ExactRule = Callable[[Fraction], int]
HOW: Mapping[Callable[..., int], str] = {
    round: "rounded",
    math.floor: "rounded down",
    math.trunc: "cut off",
}
"""A rule of rounding -> what it does, as steps say it."""


@dataclass(frozen=True, slots=True)
class Format:
    """Sign, exponent and fraction bits. `top` is the largest exponent of a finite number, `spared`
    how many of the largest fractions at that exponent are no numbers (one in float8_e4m3fn)."""

    exponent_bits: int
    fraction_bits: int
    top: int
    spared: int = 0
    twin: str = ""
    """The other format of the same width, where there is one."""

    @property
    def bottom(self) -> int:
        """The exponent of the smallest normal number."""
        return 2 - (1 << (self.exponent_bits - 1))

    @property
    def largest(self) -> float:
        """The largest finite number."""
        fractions = 2 ** (self.fraction_bits + 1) - 1 - self.spared
        return math.ldexp(fractions, self.top - self.fraction_bits)

    def gap(self, number: float) -> float:
        """Return the distance of neighbours in the power-of-two interval that `number` is in."""
        exponent = math.frexp(number)[1] - 1 if number else self.bottom
        return math.ldexp(1.0, max(exponent, self.bottom) - self.fraction_bits)


FORMATS = {
    "float16": Format(5, 10, 15, twin="bfloat16"),
    "bfloat16": Format(8, 7, 127, twin="float16"),
    "float32": Format(8, 23, 127),
    "float8_e4m3fn": Format(4, 3, 8, spared=1, twin="float8_e5m2"),
    "float8_e5m2": Format(5, 2, 15, twin="float8_e4m3fn"),
}
"""torch's name -> the format."""


def rounded(number: float, held: Format, rule: Rule = round) -> float:
    """Return `number`, exact in float64, in the format `held`: the nearest number, the even one at
    a tie, infinity beyond the largest. `rule` rounds otherwise."""
    gap = held.gap(number)
    near = rule(number / gap) * gap
    return near if abs(near) <= held.largest else math.copysign(INFINITY, number)


def in_float32(number: float) -> float:
    """Return a number of float64 in float32."""
    return rounded(number, FORMATS["float32"])


def half_up(number: float) -> int:
    """Round to the nearest whole number, upwards at a tie."""
    return math.floor(number + 0.5)


def brief(number: Number, sig: int = 3) -> str:
    """Return a number as steps show it: all digits of a middling one, `sig` of others."""
    large = abs(float(number))
    if large == 0 or (1e-3 <= large < 1e10 and len(show_number(number)) <= 12):
        return show_number(number)
    return show_number(float(number), sig=sig)


def bracketed(number: int) -> str:
    """Return a whole number, all its digits, as it stands after a sign."""
    return f"({number})" if number < 0 else str(number)
