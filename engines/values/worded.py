"""Types of answers in words and signs: bits, dtypes, text, output, errors, arrangements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, cast

from engines.values.value import Raises, Value, as_number

Scoring = Literal["all_or_nothing", "each"]


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
        return "Give the four outputs, for 00, 01, 10, 11 in this order."


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
        return "Type what is printed, ; between lines, or the error's class."


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a program, in a blank (`mode` fill) or in place of a wrong one (fix).

    Any line will do with which the program does what it must: a run decides, not the text.
    """

    type: ClassVar[str] = "line"
    mode: Literal["fill", "fix"] = "fill"

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal but for spaces; equivalent lines are told by running them."""
        return isinstance(given, str) and isinstance(truth, str) and given.split() == truth.split()

    def show(self, value: Value) -> str:
        """The line itself."""
        return str(value)

    def ask(self) -> str:
        """What the prompt says about the form."""
        if self.mode == "fill":
            return "Type what stands in the blank."
        return "Type the wrong line's number and what must stand there."


@dataclass(frozen=True, slots=True)
class Program:
    """A function in Python, kept as it was typed. `entry` is its name.

    Any program will do whose function gives what it must: runs decide, not the text.
    """

    type: ClassVar[str] = "program"
    entry: str = ""

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal line by line but for blanks at the ends; equivalent ones are told by running."""
        return _program_lines(given) == _program_lines(truth)

    def show(self, value: Value) -> str:
        """The program itself."""
        return str(value).rstrip()

    def ask(self) -> str:
        """What the prompt says about the form."""
        return f"Write the function {self.entry}." if self.entry else "Write the function."


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
        return "Give the numbers in the right order."


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
        return "Give each number with its letter."


@dataclass(frozen=True, slots=True)
class Gaps:
    """What fills the gaps of a text, one text each; `accept` holds further ones for each gap, and
    `around` the words that stand before and behind it, which some type along."""

    type: ClassVar[str] = "gaps"
    length: int = 1
    accept: tuple[tuple[str, ...], ...] = ()
    partial: bool = False
    around: tuple[tuple[str, str], ...] = ()

    def accepts(self, given: Value, truth: Value) -> bool:
        """Equal as they stand; the grader compares folded forms and synonyms."""
        return given == truth

    def show(self, value: Value) -> str:
        """The texts, one after the other."""
        return "; ".join(str(entry) for entry in cast(tuple[Value, ...], value))

    def ask(self) -> str:
        """What the prompt says about the form."""
        return "Fill the gap." if self.length == 1 else "Fill the gaps in order, ; between them."


def _lines(value: Value) -> list[str] | Value:
    if not isinstance(value, str):
        return value
    return [" ".join(line.split()) for line in value.strip().splitlines()]


def _program_lines(value: Value) -> list[str]:
    return [line.rstrip() for line in str(value).strip("\n").rstrip().split("\n")]


def _error_name(value: Value) -> str:
    name = value.error if isinstance(value, Raises) else str(value)
    return name.rsplit(".", 1)[-1].casefold()
