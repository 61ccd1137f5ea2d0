"""Arithmetic that stays exact while it can: rationals first, float64 where they do not suffice.

Every result is bounded by 10^400; what goes beyond, or has no value, raises NoValue.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

Amount = Fraction | float
"""A rational is exact; a float was computed in float64."""

MAX_POWER = 400
_LIMIT = Fraction(10) ** MAX_POWER
_MAX_BITS = 2048
"""Rationals with longer terms go on as float64."""


class NoValue(ArithmeticError):
    """An operation without a value, and why, in words for the learner."""


def add(left: Amount, right: Amount) -> Amount:
    """Return left + right. Raises NoValue."""
    return _bounded(_both(left, right, lambda a, b: a + b, lambda a, b: a + b))


def subtract(left: Amount, right: Amount) -> Amount:
    """Return left - right. Raises NoValue."""
    return _bounded(_both(left, right, lambda a, b: a - b, lambda a, b: a - b))


def multiply(left: Amount, right: Amount) -> Amount:
    """Return left * right. Raises NoValue."""
    return _bounded(_both(left, right, lambda a, b: a * b, lambda a, b: a * b))


def divide(left: Amount, right: Amount) -> Amount:
    """Return left / right. Raises NoValue, for a zero divisor too."""
    if right == 0:
        raise NoValue("division by zero")
    return _bounded(_both(left, right, lambda a, b: a / b, lambda a, b: a / b))


def power(base: Amount, exponent: Amount) -> Amount:
    """Return base ^ exponent, judged for size before it is computed. Raises NoValue."""
    if base == 0 and exponent < 0:
        raise NoValue("division by zero")
    if base in (0, 1) or exponent == 0:
        return Fraction(1) if exponent == 0 else base
    if base < 0 and exponent != math.floor(exponent):
        raise NoValue("no real power of a negative number")
    digits = _as_float(exponent) * _log10(size(base))
    if digits > MAX_POWER:
        raise NoValue("too large")
    if digits < -MAX_POWER:
        raise NoValue("too small")
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent.numerator) <= _MAX_BITS:
            return _bounded(base**exponent.numerator)
    sign = -1.0 if base < 0 and exponent % 2 == 1 else 1.0
    return _bounded(sign * _float_call(math.pow, size(base), exponent))


def negate(amount: Amount) -> Amount:
    """Return -amount."""
    return -amount


def size(amount: Amount) -> Amount:
    """Return |amount|."""
    return -amount if amount < 0 else amount


def _sqrt(x: Amount) -> Amount:
    if x < 0:
        raise NoValue("no real root of a negative number")
    if isinstance(x, Fraction):
        above, below = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if above * above == x.numerator and below * below == x.denominator:
            return Fraction(above, below)
    return _float_call(math.sqrt, x)


def _logarithm(name: str, function: Callable[[int], float]) -> Callable[[Amount], Amount]:
    def of(x: Amount) -> Amount:
        if x <= 0:
            raise NoValue(f"{name} needs a number above 0")
        if isinstance(x, Fraction) and x.denominator == 1:
            return function(x.numerator)
        return _float_call(function, x)

    return of


def _exp(x: Amount) -> Amount:
    if x == 0:
        return Fraction(1)
    value = _float_call(math.exp, x)
    if value == 0:
        raise NoValue("too small")
    return value


def _floor(x: Amount) -> Amount:
    return Fraction(math.floor(x))


def _ceil(x: Amount) -> Amount:
    return Fraction(math.ceil(x))


FUNCTIONS: dict[str, Callable[[Amount], Amount]] = {
    "exp": _exp,
    "ln": _logarithm("ln", math.log),
    "log2": _logarithm("log2", math.log2),
    "log10": _logarithm("log10", math.log10),
    "sqrt": _sqrt,
    "floor": _floor,
    "ceil": _ceil,
}
CHOOSERS: dict[str, Callable[[list[Amount]], Amount]] = {"min": min, "max": max}
CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}


def apply(name: str, argument: Amount) -> Amount:
    """Return the value of FUNCTIONS[name] at `argument`. Raises NoValue."""
    return _bounded(FUNCTIONS[name](argument))


def settled(amount: Amount) -> Amount:
    """Return a computed float that is a whole number but for its last bits as that number."""
    if isinstance(amount, float) and 0.5 < abs(amount) < 2**52:
        nearest = round(amount)
        if abs(amount - nearest) <= 4e-15 * abs(amount):
            return Fraction(nearest)
    return amount


def _both(
    left: Amount,
    right: Amount,
    exact: Callable[[Fraction, Fraction], Fraction],
    rounded: Callable[[float, float], float],
) -> Amount:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        result = exact(left, right)
        if result.denominator.bit_length() <= _MAX_BITS:
            return result
        return _as_float(result)
    return rounded(_as_float(left), _as_float(right))


def _bounded(amount: Amount) -> Amount:
    if isinstance(amount, float) and not math.isfinite(amount):
        raise NoValue("too large")
    if size(amount) > _LIMIT:
        raise NoValue("too large")
    return amount


def _as_float(amount: Amount) -> float:
    try:
        return float(amount)
    except OverflowError:
        raise NoValue("too large") from None


def _float_call(function: Callable[..., float], *arguments: Amount) -> float:
    try:
        return function(*(_as_float(argument) for argument in arguments))
    except (OverflowError, ValueError):
        raise NoValue("too large") from None


def _log10(amount: Amount) -> float:
    if isinstance(amount, float):
        return math.log10(amount)
    return math.log10(amount.numerator) - math.log10(amount.denominator)
