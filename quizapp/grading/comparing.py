"""Is what was read the value that is wanted: the acceptance, and what the way of writing allows."""

from __future__ import annotations

from fractions import Fraction

from engines.values import (
    Bytes,
    CodeLine,
    DType,
    ErrorName,
    Gaps,
    Output,
    Raises,
    SetOf,
    Text,
    Value,
    Vector,
    as_number,
)
from quizapp.grading.asked import Asked
from quizapp.grading.error_names import error_name, same_error
from quizapp.grading.lines import same_code
from quizapp.grading.normalise import Typed, unquoted
from quizapp.grading.outputs import compare_prints
from quizapp.grading.readers.worded import DTYPES
from quizapp.grading.verdict import Read
from quizapp.grading.words import folded, same_words, without_neighbours


def is_right(reading: Read, asked: Asked) -> bool:
    """Say whether the reading is the truth, or one of its synonyms."""
    match asked.acceptance:
        case Text() as form:
            if any(same_words(str(reading.value), word) for word in form.reject):
                return False
            synonyms = (str(asked.truth), *form.accept)
            return any(same_words(str(reading.value), word) for word in synonyms)
        case ErrorName(any_error=True):
            return True
        case _:
            return is_value(reading, asked.truth, asked)


def is_value(reading: Read, wanted: Value, asked: Asked) -> bool:
    """Say whether the reading would be taken for `wanted`, were that the truth."""
    match asked.acceptance:
        case Bytes():
            return _is_amount(reading, wanted)
        case Text():
            return same_words(str(reading.value), str(wanted))
        case ErrorName():
            return same_error(_bare_error(reading.value), _bare_error(wanted))
        case Output():
            given = str(reading.value)
            if isinstance(wanted, Raises):
                return same_error(error_name(given), wanted.error)
            return "same" in (compare_prints(text, str(wanted)) for text in (given, bare(given)))
        case Gaps() as form:
            return all(gaps_right(reading.value, wanted, form))
        case CodeLine():
            return same_code(str(reading.value), str(wanted))
        case (
            Vector(element=Text() | DType() | ErrorName())
            | SetOf(element=Text() | DType() | ErrorName()) as form
        ):
            return form.accepts(_words(reading.value), _words(wanted))
        case form:
            return form.accepts(reading.value, wanted)


def gaps_right(given: Value, wanted: Value, form: Gaps) -> list[bool]:
    """Return gap by gap whether what was given is what stands there, or accepted in its place."""
    ours, theirs = gap_texts(given), gap_texts(wanted)
    accept = form.accept or ((),) * len(theirs)
    around = form.around or (("", ""),) * len(theirs)
    return [
        place < len(ours)
        and any(
            same_words(told, word)
            for told in without_neighbours(ours[place], *beside)
            for word in (text, *others)
        )
        for place, (text, others, beside) in enumerate(zip(theirs, accept, around, strict=True))
    ]


def gap_texts(value: Value) -> tuple[str, ...]:
    """Return what stands in each gap."""
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _is_amount(reading: Read, wanted: Value) -> bool:
    given, truth = Fraction(as_number(reading.value)), Fraction(as_number(wanted))
    if reading.tolerance is None:
        return given == truth
    return abs(given - truth) <= min(reading.tolerance, abs(truth) / 100)


def bare(text: str) -> str:
    """Return a text without one pair of quotes or back-ticks around it."""
    return unquoted(Typed(text, range(len(text) + 1))).text


def _bare_error(value: Value) -> str:
    return error_name(value.error if isinstance(value, Raises) else str(value))


def _words(value: Value) -> Value:
    if not isinstance(value, tuple):
        return value
    return tuple(DTYPES.get(word := folded(_bare_error_or(entry)), word) for entry in value)


def _bare_error_or(value: Value) -> str:
    return value.error if isinstance(value, Raises) else str(value)
