"""Types of answers that are numbers: int, count, bytes, float, estimate, and named weights.

Each has `bounds(truth)`: the closed interval of accepted numbers, exact, for a finite truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, cast

from engines.values.value import Number, Value, as_number, show_number
from engines.values.wording import AcceptanceProblem, plural

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number, exact. A slip's value may be none: it is known by its three decimals."""

    type: ClassVar[str] = "int"
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal as numbers."""
        return _same_number(given, truth) or (_is_broken(truth) and Float().accepts(given, truth))

    def bounds(self, truth: Number) -> Bounds:
        """The truth alone."""
        return Fraction(truth), Fraction(truth)

    def show(self, value: Value) -> str:
        """The plain digits; of what is no whole number at most three decimals."""
        number = as_number(value)
        return show_number(round(float(number), 3) if _is_broken(value) else number)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give a whole number."


@dataclass(frozen=True, slots=True)
class Count:
    """A count of things; exact, or within `approx` (a share of the truth) where that is stated."""

    type: ClassVar[str] = "count"
    approx: float | None = None
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal, or |x - t| <= approx * |t|."""
        return _inside(given, truth, self) if self.approx else _same_number(given, truth)

    def bounds(self, truth: Number) -> Bounds:
        """The accepted numbers for a finite truth."""
        return _around(truth, Fraction(str(self.approx or 0)) * abs(Fraction(truth)))

    def show(self, value: Value) -> str:
        """The plain digits."""
        return show_number(as_number(value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        if self.approx is None:
            return "Give the exact count."
        return f"Give the count, within {show_number(self.approx * 100)} %."


BYTE_UNITS: dict[str, int] = {
    "B": 1,
    **{f"{p}B": 1000**i for i, p in enumerate(("k", "M", "G", "T", "P"), 1)},
    **{f"{p}iB": 1024**i for i, p in enumerate(("K", "M", "G", "T", "P"), 1)},
}


@dataclass(frozen=True, slots=True)
class Bytes:
    """An amount of memory in bytes; `unit` (GB, GiB ...) is how the prompt wants it."""

    type: ClassVar[str] = "bytes"
    unit: str = "B"
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal in bytes; what a typed unit allows beyond that is the grader's matter."""
        return _same_number(given, truth)

    def bounds(self, truth: Number) -> Bounds:
        """The truth alone."""
        return Fraction(truth), Fraction(truth)

    def show(self, value: Value) -> str:
        """The amount in the asked unit; at most four significant digits behind a large unit."""
        if self.unit == "B":
            return f"{show_number(as_number(value))} B"
        amount = _exact(value) / BYTE_UNITS[self.unit]
        exact = show_number(amount)
        text = exact if "/" not in exact and len(exact) <= 8 else show_number(float(amount), sig=4)
        return f"{text} {self.unit}"

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give the bytes." if self.unit == "B" else f"Give it in {self.unit}."


@dataclass(frozen=True, slots=True)
class Float:
    """A real number within a stated tolerance: `places`, `sig`, or `rtol` and `atol`.

    Where none is stated three places are meant. `percent`: the prompt asks in per cent and the
    truth is in per cent. `share`: the truth is a share, so that a factor 100 is a matter of form.
    `log`: the value holds a natural logarithm, so that another base is a recognisable slip.
    """

    type: ClassVar[str] = "float"
    places: int | None = None
    sig: int | None = None
    rtol: float | None = None
    atol: float | None = None
    unit: str | None = None
    percent: bool = False
    share: bool = False
    log: bool = False
    allow_nonfinite: bool = False
    allow_expr: bool = True

    def __post_init__(self) -> None:
        stated = [self.places is not None, self.sig is not None]
        stated.append(self.rtol is not None or self.atol is not None)
        if sum(stated) > 1:
            raise AcceptanceProblem("places", "state one of places, sig, rtol with atol")

    @property
    def states_nothing(self) -> bool:
        """True where no tolerance is stated, so that the default of three decimals holds."""
        return self.places is None and self.decimals is not None

    @property
    def decimals(self) -> int | None:
        """The decimals asked, or None where the tolerance is stated another way."""
        if self.sig is None and self.rtol is None and self.atol is None:
            return 3 if self.places is None else self.places
        return None

    def tolerance(self, truth: Number) -> Fraction:
        """The largest accepted distance from a finite `truth`, as an exact rational."""
        size = abs(_exact(truth))
        if (places := self.decimals) is not None:
            return max(Fraction(51, 100) * _power_of_ten(-places), size / 10**9)
        if self.sig is not None:
            if size == 0:
                return Fraction(0)
            return Fraction(51, 100) * _power_of_ten(_exponent(size) + 1 - self.sig)
        atol = Fraction(str(self.atol or 0))
        return max(atol, Fraction(str(self.rtol or 0)) * size)

    def accepts(self, given: Value, truth: Value) -> bool:
        """Within the tolerance; infinities and nan by identity and only where they are allowed."""
        if _finite(given) and _finite(truth):
            plain = self._plainly(as_number(given), as_number(truth))
            return _inside(given, truth, self) if plain is None else plain
        return self.allow_nonfinite and _same_nonfinite(given, truth)

    def _plainly(self, given: Number, truth: Number) -> bool | None:
        """Whether it is within a tolerance in digits, None where float64 cannot tell for sure.

        Exact rationals take a hundred times as long, and nearly all answers are plainly right or
        plainly wrong.
        """
        try:
            x, t = float(given), float(truth)
        except OverflowError:
            return None
        tolerance = self._plain_tolerance(abs(t))
        distance = abs(x - t)
        if tolerance is None or not math.isfinite(distance):
            return None
        unsure = 1e-9 * tolerance + 1e-15 * (abs(x) + abs(t))
        if abs(distance - tolerance) <= unsure:
            return None
        return distance < tolerance

    def _plain_tolerance(self, size: float) -> float | None:
        """Return `tolerance` in float64, None where it is not one in digits or not plain."""
        if (places := self.decimals) is not None:
            return max(0.51 * 10.0**-places, size * 1e-9)
        if self.sig is None or size == 0:
            return None
        magnitude = math.log10(size)
        if abs(magnitude - round(magnitude)) < 1e-9:
            return None
        tolerance: float = 0.51 * 10.0 ** (math.floor(magnitude) + 1 - self.sig)
        return tolerance or None

    def bounds(self, truth: Number) -> Bounds:
        """The accepted numbers for a finite truth."""
        return _around(truth, self.tolerance(truth))

    def show(self, value: Value) -> str:
        """Rounded to what is asked."""
        number = as_number(value)
        if self.decimals is not None:
            return show_number(number, places=self.decimals)
        if self.sig is not None:
            return show_number(number, sig=self.sig)
        return _briefly(number, self, fewest=6)

    def ask(self) -> str:
        """What the prompt says about the form."""
        tail = f", in {self.unit}" if self.unit else (", in per cent" if self.percent else "")
        if self.decimals is not None:
            places = self.decimals
            words = "a whole number" if places == 0 else plural(places, "decimal")
            return f"Give {'' if places == 0 else 'it to '}{words}{tail}."
        if self.sig is not None:
            return f"Give it to {plural(self.sig, 'significant digit')}{tail}."
        if self.rtol:
            return f"Within {show_number(self.rtol * 100)} % is right{tail}."
        return f"Within {show_number(self.atol or 0)} is right{tail}."


@dataclass(frozen=True, slots=True)
class Estimate:
    """An order-of-magnitude estimate: right within the share `within` of the truth."""

    type: ClassVar[str] = "estimate"
    within: float = 0.15
    unit: str | None = None
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """|x - t| <= within * |t|."""
        return _inside(given, truth, self)

    def bounds(self, truth: Number) -> Bounds:
        """The accepted numbers for a finite truth."""
        return _around(truth, Fraction(str(self.within)) * abs(Fraction(truth)))

    def show(self, value: Value) -> str:
        """Three significant digits, or as many as it takes to be right."""
        return _briefly(as_number(value), self, fewest=3)

    def ask(self) -> str:
        """What the prompt says about the form."""
        tail = f", in {self.unit}" if self.unit else ""
        return f"Estimate it{tail}: within {show_number(self.within * 100)} % is right."


@dataclass(frozen=True, slots=True)
class Weights:
    """Named numbers that must have a property; the family's judge decides."""

    type: ClassVar[str] = "weights"
    names: tuple[str, ...] = ("w1", "w2", "b")
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal number by number, but for the float64 of typed decimals; whether other numbers
        have the property is the judge's matter."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        return all(_nearly(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """By name, like w1=1 w2=1 b=-1.5."""
        numbers = cast(tuple[Value, ...], value)
        named = zip(self.names, numbers, strict=True)
        return " ".join(f"{name}={show_number(as_number(number))}" for name, number in named)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return f"Give {', '.join(self.names)}: {plural(len(self.names), 'number')}."


def _exact(value: Value) -> Fraction:
    return Fraction(as_number(value))


def _finite(value: Value) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (int, Fraction))


def _is_broken(value: Value) -> bool:
    """Whether it is a number with decimals, of a size that is written with them."""
    if isinstance(value, float):
        return math.isfinite(value) and not value.is_integer() and abs(value) < 1e15
    if isinstance(value, Fraction):
        return value.denominator != 1 and abs(value.numerator) < 10**15 * value.denominator
    return False


def _same_nonfinite(given: Value, truth: Value) -> bool:
    if not (isinstance(given, float) and isinstance(truth, float)):
        return False
    return (math.isnan(given) and math.isnan(truth)) or given == truth


def _same_number(given: Value, truth: Value) -> bool:
    if type(given) is int and type(truth) is int:
        return given == truth
    return _finite(given) and _finite(truth) and _exact(given) == _exact(truth)


def _nearly(given: Value, truth: Value) -> bool:
    if not (_finite(given) and _finite(truth)):
        return False
    return abs(_exact(given) - _exact(truth)) <= abs(_exact(truth)) / 10**9


def _around(truth: Number, tolerance: Fraction) -> Bounds:
    return Fraction(truth) - tolerance, Fraction(truth) + tolerance


def _inside(given: Value, truth: Value, rule: Count | Float | Estimate) -> bool:
    if not (_finite(given) and _finite(truth)):
        return False
    low, high = rule.bounds(as_number(truth))
    return low <= _exact(given) <= high


def _briefly(number: Number, rule: Float | Estimate, fewest: int) -> str:
    """Return as few significant digits as are taken for the number itself."""
    if not _finite(number):
        return show_number(number)
    low, high = rule.bounds(number)
    for digits in range(fewest, 18):
        text = show_number(number, sig=digits)
        if low <= Fraction(text) <= high:
            return text
    return show_number(number)


def _exponent(size: Fraction) -> int:
    """Return floor(log10(size)) exactly, for size > 0."""
    guess = len(str(size.numerator)) - len(str(size.denominator))
    while Fraction(10) ** guess > size:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= size:
        guess += 1
    return guess


@lru_cache(maxsize=256)
def _power_of_ten(exponent: int) -> Fraction:
    return Fraction(10) ** exponent
