"""Near misses: a right answer in the wrong form is asked once more, not called wrong.

What is tried is made from the truth by the transforms of `quizapp.grading.near`: a digit less, a
share as per cent, a bare number of bytes, a rounded count, a letter left out, a parent class, a
whole number for a printed float.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from engines.values import (
    Acceptance,
    Bytes,
    Count,
    ErrorName,
    Float,
    Gaps,
    Matrix,
    Output,
    Raises,
    Text,
    Value,
    Vector,
    as_number,
    show_number,
)
from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.unseen import unseen
from quizapp.grading.near import SMALLEST_ROUNDED
from quizapp.grading.verdict import Correct, Near, Wrong
from quizapp.grading.words import FEWEST_LETTERS

if TYPE_CHECKING:
    from quizapp.grading.asked import Asked

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_FLOAT = re.compile(r"(?<![\w.])-?\d+\.0?(?![\w.])")


def near_misses_are_near(subject: Subject) -> None:
    """What misses the right answer in form alone is told so, unless it is a slip's value, an
    author's known-wrong answer, or within the acceptance."""
    for drawn, asked in subject.ends:
        if drawn.judge is not None or drawn.program is not None:
            return
        for each in (asked, *(part.asked for part in asked.parts)):
            for typed in near_misses(each):
                if unseen(typed):
                    continue  # told at the text that holds it
                verdict = judged(subject, typed, each).verdict
                if isinstance(verdict, (Correct, Near)) or _explained(verdict):
                    continue
                message = f"{typed!r} misses in form alone, but is {named(verdict)}{numbers(drawn)}"
                subject.report.add("QB521", ("answer",), message, severity="warning")
                return


def near_misses(asked: Asked) -> Iterator[str]:
    """Yield texts that miss the truth in their form alone."""
    form, truth = asked.acceptance, asked.truth
    coarser = _coarser(form)
    if coarser is not None:
        yield coarser.show(truth)
    match form:
        case Float(share=True):
            yield replace(form, share=False, percent=True).show(Fraction(as_number(truth)) * 100)
        case Bytes(unit=unit) if unit != "B":
            yield show_number(as_number(truth))
        case Count(approx=None):
            yield from _rounded(int(as_number(truth)))
        case Text() if isinstance(truth, str) and _is_long_word(truth):
            yield _without_a_letter(truth)
        case Gaps() if isinstance(truth, tuple):
            for place, word in enumerate(map(str, truth)):
                if _is_long_word(word):
                    left_out = _without_a_letter(word)
                    yield form.show((*truth[:place], left_out, *truth[place + 1 :]))
        case ErrorName(any_error=False):
            yield from _parents(truth)
        case Output(strict=None) if isinstance(truth, str) and _FLOAT.search(truth):
            yield _FLOAT.sub(lambda found: found[0].partition(".")[0], truth)
        case _:
            pass


def _explained(verdict: object) -> bool:
    """Whether a sentence says what is wrong with it: a slip's, or the author's."""
    return isinstance(verdict, Wrong) and bool(verdict.slips or verdict.sentence)


def _coarser(form: Acceptance) -> Acceptance | None:
    """Return the acceptance that asks for one digit less; None where no digits are asked."""
    match form:
        case Float():
            if form.decimals:
                return replace(form, places=form.decimals - 1)
            if form.sig is not None and form.sig > 1:
                return replace(form, sig=form.sig - 1)
        case Vector(element=element, unordered=False) | Matrix(element=element):
            fewer = _coarser(element)
            return None if fewer is None else replace(form, element=fewer)
    return None


def _rounded(count: int) -> Iterator[str]:
    """Yield a large count to two digits, where that is not the count itself and keeps both."""
    size = len(str(abs(count)))
    text = str(round(count, 2 - size))
    if abs(count) >= SMALLEST_ROUNDED and len(text.strip("-0")) == 2:
        yield text


def _without_a_letter(word: str) -> str:
    return word[: len(word) // 2] + word[len(word) // 2 + 1 :]


def _is_long_word(truth: str) -> bool:
    return len(truth) > FEWEST_LETTERS and _WORD.fullmatch(truth) is not None


def _parents(truth: Value) -> Iterator[str]:
    name = truth.error if isinstance(truth, Raises) else str(truth)
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        yield from (base.__name__ for base in kind.__bases__ if base not in (Exception, object))
