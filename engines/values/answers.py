"""The types of answers: a closed union of frozen dataclasses, one for each type.

A type says which values belong to it, which given values are accepted for a truth, how a value is
shown and what the prompt says about its form. The rules are those of the grading document: exact
for whole things, a stated tolerance for floats. Reading typed text is not done here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Literal, cast

from engines.values.value import Number, Raises, Value, as_number, show_number

Scoring = Literal["all_or_nothing", "each"]


class AcceptanceProblem(ValueError):
    """A mapping that describes no acceptance; `field` is the key at fault, `hint` what to do."""

    def __init__(self, key: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.field = key
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number, exact."""

    type: ClassVar[str] = "int"
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal as numbers."""
        return _same_number(given, truth)

    def show(self, value: Value) -> str:
        """The plain digits."""
        return show_number(as_number(value))

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
        if self.approx is None:
            return _same_number(given, truth)
        return _within(given, truth, Fraction(str(self.approx)) * abs(_exact(truth)))

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
        """Equal in bytes. The reader turns a typed unit into a tolerance before it asks here."""
        return _same_number(given, truth)

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
    def decimals(self) -> int | None:
        """The decimals asked, or None where the tolerance is stated another way."""
        if self.sig is None and self.rtol is None and self.atol is None:
            return 3 if self.places is None else self.places
        return None

    def tolerance(self, truth: Number) -> Fraction:
        """The largest accepted distance from a finite `truth`, as an exact rational."""
        size = abs(_exact(truth))
        if (places := self.decimals) is not None:
            return max(Fraction(51, 100) / 10**places, size / 10**9)
        if self.sig is not None:
            if size == 0:
                return Fraction(0)
            return Fraction(51, 100) * Fraction(
                10 ** (_exponent(size) + 400), 10 ** (399 + self.sig)
            )
        atol = Fraction(str(self.atol or 0))
        return max(atol, Fraction(str(self.rtol or 0)) * size)

    def accepts(self, given: Value, truth: Value) -> bool:
        """Within the tolerance; infinities and nan by identity and only where they are allowed."""
        if _finite(given) and _finite(truth):
            return _within(given, truth, self.tolerance(as_number(truth)))
        return self.allow_nonfinite and _same_nonfinite(given, truth)

    def show(self, value: Value) -> str:
        """Rounded to what is asked."""
        number = as_number(value)
        if self.decimals is not None:
            return show_number(number, places=self.decimals)
        return show_number(number, sig=self.sig if self.sig is not None else 6)

    def ask(self) -> str:
        """What the prompt says about the form."""
        tail = f", in {self.unit}" if self.unit else (", in per cent" if self.percent else "")
        if self.decimals is not None:
            places = self.decimals
            words = "a whole number" if places == 0 else _plural(places, "decimal")
            return f"Give {'' if places == 0 else 'it to '}{words}{tail}."
        if self.sig is not None:
            return f"Give it to {_plural(self.sig, 'significant digit')}{tail}."
        if self.rtol:
            return f"Within {show_number(self.rtol * 100)} % is right{tail}."
        return f"Within {show_number(self.atol or 0)} is right{tail}."


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a tensor. `rank` None hides how many there are; an entry may be the string
    ``N`` where `batch` says that the prompt names the batch size so."""

    type: ClassVar[str] = "shape"
    rank: int | None = None
    names: tuple[str, ...] = ()
    batch: bool = False
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal in rank and every size."""
        return isinstance(given, tuple) and isinstance(truth, tuple) and given == truth

    def show(self, value: Value) -> str:
        """As a Python tuple."""
        entries = [str(entry) for entry in cast(tuple[Value, ...], value)]
        return f"({entries[0]},)" if len(entries) == 1 else f"({', '.join(entries)})"

    def ask(self) -> str:
        """What the prompt says about the form."""
        if self.names:
            return f"Give {' × '.join(self.names)}: {_plural(len(self.names), 'whole number')}."
        if self.rank is None:
            return "Give the shape, like (2, 3)."
        return f"Give the shape: {_plural(self.rank, 'whole number')}."


@dataclass(frozen=True, slots=True)
class Vector:
    """A list of numbers under the rule of `element`. `length` None hides how many there are."""

    type: ClassVar[str] = "vector"
    element: Acceptance = field(default_factory=lambda: Float())
    length: int | None = None
    unordered: bool = False
    partial: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """Every entry accepted: in place, or after the best matching where `unordered`."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        if self.unordered:
            return matched(self.element, given, truth) == len(truth)
        return all(self.element.accepts(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """In brackets, comma-separated."""
        return _show_row(self.element, cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        head = "Give the list" if self.length is None else f"Give {_plural(self.length, 'number')}"
        return f"{head}{', in any order' if self.unordered else ''}{_element_tail(self.element)}."


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of numbers under the rule of `element`. `shape` (rows, columns); None hides it."""

    type: ClassVar[str] = "matrix"
    element: Acceptance = field(default_factory=lambda: Float())
    shape: tuple[int, int] | None = None
    partial: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """Same shape, every entry accepted."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        row = Vector(self.element)
        return all(row.accepts(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """In nested brackets."""
        rows = (
            _show_row(self.element, cast(tuple[Value, ...], row))
            for row in cast(tuple[Value, ...], value)
        )
        return "[" + ", ".join(rows) + "]"

    def ask(self) -> str:
        """What the prompt says about the form."""
        head = "Give the matrix"
        if self.shape is not None:
            head = f"Give a {self.shape[0]}×{self.shape[1]} matrix"
        return f"{head}, rows split by ;{_element_tail(self.element)}."


@dataclass(frozen=True, slots=True)
class SetOf:
    """A set: order and repeats do not count."""

    type: ClassVar[str] = "set"
    element: Acceptance = field(default_factory=lambda: Int())

    def accepts(self, given: Value, truth: Value) -> bool:
        """Each entry of one has its match in the other."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)):
            return False
        one, other = _distinct(self.element, given), _distinct(self.element, truth)
        return len(one) == len(other) == matched(self.element, one, other)

    def show(self, value: Value) -> str:
        """In braces."""
        return "{" + _show_row(self.element, cast(tuple[Value, ...], value))[1:-1] + "}"

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give all of them, in any order."


@dataclass(frozen=True, slots=True)
class Bits:
    """A row of yes/no values, kept as 0 and 1. `length` None hides how many there are."""

    type: ClassVar[str] = "bits"
    length: int | None = None

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal bit by bit."""
        return given == truth

    def show(self, value: Value) -> str:
        """The digits in a row."""
        return "".join(str(as_number(bit)) for bit in cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give 0 or 1 for each." if self.length is None else f"Give {self.length} bits."


@dataclass(frozen=True, slots=True)
class TruthTable:
    """The outputs of a Boolean function of two inputs, for 00, 01, 10, 11 in this order."""

    type: ClassVar[str] = "truth_table"
    length: int = 4

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal row by row."""
        return given == truth

    def show(self, value: Value) -> str:
        """The digits in a row, like 0001."""
        return "".join(str(as_number(bit)) for bit in cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give the outputs for 00, 01, 10, 11, like 0110."


@dataclass(frozen=True, slots=True)
class DType:
    """A number format by torch's name without prefix; `strict_width` refuses bare int and float."""

    type: ClassVar[str] = "dtype"
    strict_width: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal after the reader resolved aliases."""
        return given == truth

    def show(self, value: Value) -> str:
        """The bare name."""
        return str(value)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give the dtype, like float32."


@dataclass(frozen=True, slots=True)
class Text:
    """A word or short phrase; `accept` holds synonyms, `reject` what is wrong however close."""

    type: ClassVar[str] = "text"
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal as they stand; the grader compares folded forms and synonyms."""
        return given == truth

    def show(self, value: Value) -> str:
        """The text itself."""
        return str(value)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Answer in a word or two."


@dataclass(frozen=True, slots=True)
class Output:
    """What a program prints. `strict` 'dtype' tells 3 from 3.0."""

    type: ClassVar[str] = "output"
    strict: Literal["dtype"] | None = None

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal after collapsing spaces line by line; the grader does the rest."""
        return _lines(given) == _lines(truth)

    def show(self, value: Value) -> str:
        """The printed text; an error by its class."""
        return value.error if isinstance(value, Raises) else str(value).rstrip("\n")

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Type what is printed, or the error's class."


@dataclass(frozen=True, slots=True)
class ErrorName:
    """The class of an error; `any_error` takes every error's name."""

    type: ClassVar[str] = "error"
    any_error: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal class names, any case."""
        return self.any_error or _error_name(given) == _error_name(truth)

    def show(self, value: Value) -> str:
        """The bare class name."""
        return value.error if isinstance(value, Raises) else str(value)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Name the class of the error."


@dataclass(frozen=True, slots=True)
class Option:
    """One or several options by key. The value is the tuple of chosen keys, sorted."""

    type: ClassVar[str] = "option"
    multi: bool = False
    scoring: Scoring = "all_or_nothing"

    def accepts(self, given: Value, truth: Value) -> bool:
        """The same keys, in any order."""
        return isinstance(given, tuple) and isinstance(truth, tuple) and set(given) == set(truth)

    def show(self, value: Value) -> str:
        """The keys; a screen that knows the options shows their letters and texts."""
        return ", ".join(str(key) for key in cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        if not self.multi:
            return "Choose one."
        return "Choose all that hold" + (": every box counts." if self.scoring == "each" else ".")


@dataclass(frozen=True, slots=True)
class Ordering:
    """Items by key in their right order."""

    type: ClassVar[str] = "ordering"
    length: int | None = None
    partial: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """The same order."""
        return given == truth

    def show(self, value: Value) -> str:
        """The keys in order."""
        return " ".join(str(key) for key in cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give the order, like 3 1 2."


@dataclass(frozen=True, slots=True)
class Pairs:
    """Left items paired with right ones: a tuple of (left, right) keys."""

    type: ClassVar[str] = "pairs"
    length: int | None = None
    partial: bool = False

    def accepts(self, given: Value, truth: Value) -> bool:
        """The same pairs, in any order."""
        return isinstance(given, tuple) and isinstance(truth, tuple) and set(given) == set(truth)

    def show(self, value: Value) -> str:
        """Like 1b 2a."""
        pairs = cast(tuple[tuple[str, str], ...], value)
        return " ".join(f"{left}{right}" for left, right in pairs)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Give the pairs, like 1b 2a."


@dataclass(frozen=True, slots=True)
class Weights:
    """Named numbers that must have a property; the family's judge decides."""

    type: ClassVar[str] = "weights"
    names: tuple[str, ...] = ("w1", "w2", "b")
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal number by number; whether others have the property is the judge's matter."""
        if not (isinstance(given, tuple) and isinstance(truth, tuple)) or len(given) != len(truth):
            return False
        return all(_same_number(g, t) for g, t in zip(given, truth, strict=True))

    def show(self, value: Value) -> str:
        """By name, like w1=1 w2=1 b=-1.5."""
        numbers = cast(tuple[Value, ...], value)
        named = zip(self.names, numbers, strict=True)
        return " ".join(f"{name}={show_number(as_number(number))}" for name, number in named)

    def ask(self) -> str:
        """What the prompt says about the form."""
        return f"Give {', '.join(self.names)}: {_plural(len(self.names), 'number')}."


@dataclass(frozen=True, slots=True)
class Estimate:
    """An order-of-magnitude estimate: right within the share `within` of the truth."""

    type: ClassVar[str] = "estimate"
    within: float = 0.15
    unit: str | None = None
    allow_expr: bool = True

    def accepts(self, given: Value, truth: Value) -> bool:
        """|x - t| <= within * |t|."""
        return _within(given, truth, Fraction(str(self.within)) * abs(_exact(truth)))

    def show(self, value: Value) -> str:
        """Three significant digits."""
        return show_number(float(as_number(value)), sig=3)

    def ask(self) -> str:
        """What the prompt says about the form."""
        tail = f", in {self.unit}" if self.unit else ""
        return f"Estimate it{tail}: within {show_number(self.within * 100)} % is right."


Acceptance = (
    Int
    | Count
    | Bytes
    | Float
    | Shape
    | Vector
    | Matrix
    | SetOf
    | Bits
    | TruthTable
    | DType
    | Text
    | Output
    | ErrorName
    | Option
    | Ordering
    | Pairs
    | Weights
    | Estimate
)

_CLASSES: tuple[type[Acceptance], ...] = Acceptance.__args__
ANSWER_TYPES: dict[str, type[Acceptance]] = {cls.type: cls for cls in _CLASSES}
"""Name of a type -> its class, in the order of the grading document."""


def matched(element: Acceptance, given: tuple[Value, ...], truth: tuple[Value, ...]) -> int:
    """Return the size of a maximum matching of given entries with truths that accept them.

    Augmenting paths (Kuhn's algorithm), O(n^3) at worst for n entries.
    """
    partner: dict[int, int] = {}

    def augment(index: int, seen: set[int]) -> bool:
        for place, wanted in enumerate(truth):
            if place in seen or not element.accepts(given[index], wanted):
                continue
            seen.add(place)
            if place not in partner or augment(partner[place], seen):
                partner[place] = index
                return True
        return False

    return sum(augment(index, set()) for index in range(len(given)))


def _distinct(element: Acceptance, entries: tuple[Value, ...]) -> tuple[Value, ...]:
    kept: list[Value] = []
    for entry in entries:
        if not any(element.accepts(entry, other) for other in kept):
            kept.append(entry)
    return tuple(kept)


def _exact(value: Value) -> Fraction:
    return Fraction(as_number(value))


def _finite(value: Value) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (int, Fraction))


def _same_nonfinite(given: Value, truth: Value) -> bool:
    if not (isinstance(given, float) and isinstance(truth, float)):
        return False
    return (math.isnan(given) and math.isnan(truth)) or given == truth


def _same_number(given: Value, truth: Value) -> bool:
    return _finite(given) and _finite(truth) and _exact(given) == _exact(truth)


def _within(given: Value, truth: Value, tolerance: Fraction) -> bool:
    return _finite(given) and _finite(truth) and abs(_exact(given) - _exact(truth)) <= tolerance


def _exponent(size: Fraction) -> int:
    """Return floor(log10(size)) exactly, for size > 0."""
    guess = len(str(size.numerator)) - len(str(size.denominator))
    while Fraction(10) ** guess > size:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= size:
        guess += 1
    return guess


def _lines(value: Value) -> list[str] | Value:
    if not isinstance(value, str):
        return value
    return [" ".join(line.split()) for line in value.strip().splitlines()]


def _error_name(value: Value) -> str:
    name = value.error if isinstance(value, Raises) else str(value)
    return name.rsplit(".", 1)[-1].casefold()


def _show_row(element: Acceptance, row: tuple[Value, ...]) -> str:
    return "[" + ", ".join(element.show(entry) for entry in row) + "]"


def _element_tail(element: Acceptance) -> str:
    if isinstance(element, Float) and element.decimals:
        return f", each to {_plural(element.decimals, 'decimal')}"
    if isinstance(element, Int):
        return ", whole"
    return ""


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _plural(number: int, noun: str) -> str:
    word = _WORDS[number] if number < len(_WORDS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"
