"""Equations in explanations: what stands there with a draw's numbers must hold for that draw.

Only what is certain is said: both sides are plain arithmetic on numbers, and nothing around them
could make it something else (a function's name, an exponent, a unit, a sign of per cent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import Drawn
from quizapp.bank.substitute import substitute
from quizapp.grading.literals import ElementForm, scalar
from quizapp.grading.normalise import Refused, normalise

_NUMBER = r"(?:[−-] ?)?\d{1,15}(?:\.\d{1,15})?"
_GAP = r"\s{0,4}"
_CLOSED = rf"{_GAP}(?:\){{1,4}}{_GAP})?"
"""What ends a number. There is one way to read it: with two a sum of n numbers has 2^n."""
_OPERATION = rf"(?:{_CLOSED}[+−·×*/]{_GAP}|{_GAP}\){{0,4}}\s-\s)\({{0,4}}{_NUMBER}"
_EQUATION = re.compile(
    rf"(?P<left>\({{0,4}}{_NUMBER}(?:{_OPERATION}){{1,20}}\){{0,4}})"
    rf"{_GAP}={_GAP}(?P<right>{_NUMBER})(?=(?P<rest>.{{0,2}}))",
    re.DOTALL,
)
_BEFORE = re.compile(
    r"(?:\A|[.!?:;]\s|[=(]|,\s|\b(?:is|are|it|so|and|hence|thus|gives|since|because|that|which|has)\s)"
    r"\s*\Z",
    re.IGNORECASE,
)
"""What may stand before an equation: the beginning of a clause, or a word that is no function's
name."""
_BEHIND = re.compile(r"\Z|[)\n;:]|[.,!?](?:\s|\Z|[)\"'])")
"""What may stand behind it: the end of the clause, so that neither a unit nor a sum goes on."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation as it stands in a text, and what its left side comes to."""

    text: str
    value: Fraction
    holds: bool


def equations(text: str) -> Iterator[Equation]:
    """Yield every equation of a text that can be nothing else."""
    for match in _EQUATION.finditer(text):
        start = match.start("left")
        before = text[max(0, start - 12) : start]
        if not _BEHIND.match(match["rest"]) or not _BEFORE.search(before):
            continue
        left, right = match["left"], match["right"]
        if len(left) > _LONGEST or left.count("(") != left.count(")"):
            continue
        value = _value(left)
        shown = _value(right)
        if value is None or shown is None:
            continue
        yield Equation(f"{left.strip()} = {right}", value, _is(value, shown, left, right))


def explanation_agrees(subject: Subject) -> None:
    """No equation of the explanation is wrong with the numbers of any draw."""
    explanation = subject.question.explanation
    if explanation is None or "=" not in explanation:
        return
    for drawn, _ in subject.variants:
        text = substitute(explanation, drawn.params, drawn.right)
        wrong = next((equation for equation in equations(text) if not equation.holds), None)
        if wrong is not None:
            _report(subject, drawn, wrong)
            return


def _report(subject: Subject, drawn: Drawn, wrong: Equation) -> None:
    value = f"{float(wrong.value):g}"
    message = f"the explanation says {wrong.text}, which is {value}{numbers(drawn)}"
    hint = "write {{answer}} or {{name}} where the number changes with the draw"
    place = ("explanation",)
    subject.report.add_within("QB520", place, wrong.text, 0, message, hint, severity="warning")


def _value(text: str) -> Fraction | None:
    try:
        value, _ = scalar(normalise(text.replace("×", "*")), ElementForm())
    except Refused:
        return None
    return value if isinstance(value, Fraction) else None


def _is(value: Fraction, shown: Fraction, left: str, right: str) -> bool:
    """Whether the right side is the left one: exactly, or where something is divided or has
    decimals to less than one of the last digit, however it was rounded."""
    if "/" not in left and "." not in left + right:
        return value == shown
    places = len(right.partition(".")[2])
    return abs(value - shown) < Fraction(1, 10**places)
