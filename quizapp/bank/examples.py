"""Examples of how an answer is typed, none of them right."""

from __future__ import annotations

from dataclasses import replace

from engines.values import (
    Bytes,
    CodeLine,
    Estimate,
    Float,
    Gaps,
    Matrix,
    Ordering,
    Pairs,
    Parts,
    Program,
    Shape,
    Value,
    Vector,
    Weights,
)
from quizapp.bank.drawn import Drawn, OptionDrawn
from quizapp.grading.asked import Asked, OptionAsked
from quizapp.grading.readers.options import letter
from quizapp.grading.shown import shown_truth

_EXAMPLES = {
    "int": ("12", "34"),
    "count": ("1500", "2600"),
    "float": ("0.25", "0.75"),
    "estimate": ("12", "34"),
    "matrix": ("1 2; 3 4", "5 6; 7 8"),
    "set": ("1, 2", "3, 4"),
    "bits": ("101", "100"),
    "truth_table": ("0011", "0101"),
    "dtype": ("int64", "float16"),
    "error": ("KeyError", "OSError"),
    "option": ("a", "b"),
    "line": ("x + 1", "x - 1"),
}
"""Two of each: where one is the right answer the other stands, so that neither is given away."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def example_of(drawn: Drawn) -> str:
    """Return an example of how an answer is typed; never the right answer."""
    acceptance = drawn.acceptance
    if acceptance is None:
        return ""
    examples: tuple[str, ...]
    match acceptance:
        case Shape(rank=rank):
            return " x ".join(map(str, _counting(2, rank or 3, drawn.truth)))
        case Vector(length=length):
            return ", ".join(map(str, _counting(1, length or 3, drawn.truth)))
        case Matrix(shape=(rows, columns)):
            row = " ".join(map(str, range(1, columns + 1)))
            examples = ("; ".join([row] * rows), "; ".join([row[::-1]] * rows))
        case Weights(names=names):
            return " ".join(f"{name}={place}" for place, name in enumerate(names, 2))
        case Bytes(unit=str(unit)) | Estimate(unit=str(unit)):
            examples = (f"3 {unit}", f"5 {unit}")
        case Ordering() | Pairs():
            examples = _arrangements(acceptance)
        case Parts():
            each = (
                example_of(replace(drawn, acceptance=form, truth=part.variant.truth, parts=()))
                for form, part in zip(acceptance.each, drawn.parts, strict=True)
            )
            examples = ("; ".join(map(_in_brackets, each)),)
        case Gaps(length=length):
            return "; ".join(_ORDINALS[: max(length, 1)])
        case Program():
            return ""
        case CodeLine(mode="fix"):
            examples = ("3: x = 1", "3: x = 2")
        case _:
            examples = _EXAMPLES.get(acceptance.type, ("",))
    return next((example for example in examples if not _is_right(example, drawn)), "")


def _arrangements(acceptance: Ordering | Pairs) -> tuple[str, str]:
    """Return two arrangements of steps or of pairs."""
    if isinstance(acceptance, Ordering):
        marks = range(1, (acceptance.length or 3) + 1)
        return " ".join(map(str, marks[::-1])), " ".join(map(str, marks))
    count = acceptance.length or 2
    one, other = (
        " ".join(f"{i + 1}{letter((i + by) % count)}" for i in range(count)) for by in (1, 0)
    )
    return one, other


def _in_brackets(example: str) -> str:
    """Return a matrix whose rows are not split by ``;``, which splits parts."""
    if ";" not in example:
        return example
    rows = (", ".join(row.split()) for row in example.split(";"))
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"


def _counting(first: int, length: int, truth: Value | None) -> tuple[int, ...]:
    """Return `length` numbers in a row from `first`, or from `first` + 1 where these are right."""
    numbers = tuple(range(first, first + length))
    return numbers if numbers != truth else tuple(number + 1 for number in numbers)


def _is_right(example: str, drawn: Drawn) -> bool:
    if isinstance(drawn.acceptance, Float) and drawn.truth is not None:
        return drawn.acceptance.accepts(float(example), drawn.truth)
    if isinstance(drawn.acceptance, Estimate) and drawn.truth is not None:
        return drawn.acceptance.accepts(float(example.split()[0]), drawn.truth)
    if isinstance(drawn.acceptance, (Ordering, Pairs)) and drawn.truth is not None:
        sides = asked_options(drawn.options), asked_options(drawn.targets)
        truth = Asked(drawn.acceptance, drawn.truth, options=sides[0], targets=sides[1])
        return example == shown_truth(truth)
    return example == drawn.right


def asked_options(options: tuple[OptionDrawn, ...]) -> tuple[OptionAsked, ...]:
    """Return options as grading takes them."""
    return tuple(OptionAsked(option.key, option.text, option.why) for option in options)
