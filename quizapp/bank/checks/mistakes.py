"""Checks of what is wrong: slips and known-wrong answers are told by their own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engines import api
from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import Drawn
from quizapp.bank.unseen import unseen
from quizapp.grading.asked import Asked
from quizapp.grading.comparing import is_value
from quizapp.grading.readers.understood import shortened
from quizapp.grading.reading import read
from quizapp.grading.verdict import Correct, Near, Partial, Read, Verdict, Wrong

if TYPE_CHECKING:
    from engines.api import LiveSlip
    from engines.values import Acceptance

MOST_RIGHT = 0.1
"""The share of draws in which a known-wrong answer may come to the right one."""
_NAMED = re.compile(r"(?P<number>[-−]?\d[\d.,/e]*\d|[-−]?\d)\s+(?:is|are)\b")
"""How a sentence begins that names the value it is about."""


def slips_recognised(subject: Subject) -> None:
    """Each live slip's own value, typed, is judged wrong and named as that slip."""
    told: set[str] = set()
    for drawn, asked, slip in _live_slips(subject):
        if slip.value is None or slip.id in told:
            continue
        typed = asked.acceptance.show(slip.value)
        verdict = judged(subject, typed, asked).verdict
        if isinstance(verdict, Wrong) and slip.id in {found.id for found in verdict.slips}:
            continue
        told.add(slip.id)
        message = f"the slip {slip.id} gives {typed!r}, which is {named(verdict)}{numbers(drawn)}"
        subject.report.add("QB504", ("slips",), message)


def _live_slips(subject: Subject) -> Iterator[tuple[Drawn, Asked, LiveSlip]]:
    """Yield the live slips of each draw, those of its parts included."""
    for drawn, asked in subject.variants:
        for each in (asked, *(part.asked for part in asked.parts)):
            for slip in each.live:
                yield drawn, each, slip


def known_wrong_told(subject: Subject) -> None:
    """Each entry of `wrong` can be read with the numbers of every draw, is wrong with the canonical
    ones and in nearly all others, and is told its own sentence in some draw."""
    if not subject.variants or subject.canonical is None:
        return
    for i, wrong in enumerate(subject.question.wrong):
        if unseen(wrong.answer):
            continue  # told at the text itself
        verdicts = [
            judged(subject, asked.known_wrong[i].answer, asked).verdict
            for _, asked in subject.variants
        ]
        _refused(subject, i, verdicts)
        _own_sentence(subject, i, verdicts)


def _refused(subject: Subject, i: int, verdicts: Sequence[Verdict]) -> None:
    """Report what is amiss with the verdicts on one entry of `wrong`: once, at its answer."""
    place = ("wrong", i, "answer")
    right = 0
    for draw, ((drawn, asked), verdict) in enumerate(zip(subject.variants, verdicts, strict=True)):
        if isinstance(verdict, (Wrong, Partial)):
            continue
        if draw and isinstance(verdict, (Correct, Near)):
            right += 1
            continue
        shown = shortened(repr(asked.known_wrong[i].answer))
        message = f"the known-wrong answer {shown} is {named(verdict)}"
        subject.report.add("QB505", place, message + (numbers(drawn) if draw else ""))
        return
    if right > MOST_RIGHT * len(verdicts):
        message = f"the known-wrong answer is right in {right} of {len(verdicts)} draws"
        subject.report.add("QB509", place, message, "narrow the ranges", severity="warning")


def _own_sentence(subject: Subject, i: int, verdicts: Sequence[Verdict]) -> None:
    """Report an entry of `wrong` whose value is that of an entry above, or always a slip's."""
    place = ("wrong", i, "answer")
    if any(_always_same(subject, i, other) for other in range(i)):
        message = "this is the value of an entry above: one of the two is enough"
        subject.report.add("QB522", place, message)
        return
    told = [v.slips if isinstance(v, Wrong) else () for v in verdicts]
    slips = set.intersection(*({slip.id for slip in each} for each in told))
    if slips:
        message = f"this is the value of the slip {min(slips)}, whose sentence is told"
        hint = "delete it, or write the sentence under slip_texts"
        subject.report.add("QB522", place, message, hint, severity="warning")


def _always_same(subject: Subject, one: int, other: int) -> bool:
    return all(
        _same(asked.known_wrong[one].answer, asked.known_wrong[other].answer, asked)
        for _, asked in subject.variants
    )


def sentences_name_their_value(subject: Subject) -> None:
    """A sentence that begins with a value begins with the one that it is told for."""
    _slip_texts(subject)
    if not subject.variants or subject.canonical is None:
        return
    _, asked = subject.variants[0]
    for i, known in enumerate(asked.known_wrong):
        begins = _NAMED.match(known.why)
        if begins is None or _same(begins["number"], known.answer, asked):
            continue
        others = [other.answer for other in asked.known_wrong if other is not known]
        if any(_same(begins["number"], other, asked) for other in others):
            message = f"the sentence is about {begins['number']}, the answer of another entry"
            subject.report.add("QB523", ("wrong", i, "why"), message)


def _slip_texts(subject: Subject) -> None:
    """Report sentences of the author's that belong to another slip of the family."""
    own = subject.question.slip_texts
    if subject.family is None or not own:
        return
    told: set[str] = set()
    for drawn, _ in subject.variants:
        if drawn.variant is None:
            continue
        of_the_family = api.variant(subject.family.name, drawn.params, drawn.variant.acceptance)
        theirs = {slip.text.strip(): slip.id for slip in of_the_family.live}
        for slip in drawn.variant.live:
            if slip.id in own and slip.id not in told:
                problem = _amiss(slip, theirs, drawn.variant.acceptance)
                if problem:
                    told.add(slip.id)
                    path = ("slip_texts", slip.id)
                    subject.report.add("QB523", path, problem + numbers(drawn), "write {{value}}")


def _amiss(slip: LiveSlip, theirs: Mapping[str, str], acceptance: Acceptance) -> str:
    """Return what is wrong with the author's sentence of a slip, empty where nothing is."""
    whose = theirs.get(slip.text.strip(), slip.id)
    if whose != slip.id:
        return f"this is the family's sentence of the slip {whose}"
    begins = _NAMED.match(slip.text)
    if begins is None or slip.value is None:
        return ""
    shown = acceptance.show(slip.value)
    if begins["number"] == shown or _same(begins["number"], shown, Asked(acceptance, slip.value)):
        return ""
    return f"the sentence says {begins['number']}, the slip gives {shown}"


def _same(one: str, other: str, asked: Asked) -> bool:
    """Whether two texts are read as one value."""
    first, second = read(one, asked), read(other, asked)
    return (
        isinstance(first, Read)
        and isinstance(second, Read)
        and is_value(first, second.value, asked)
    )
