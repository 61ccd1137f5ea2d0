"""Checks of what is wrong: slips and known-wrong answers are told by their own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import Drawn
from quizapp.bank.unseen import unseen
from quizapp.grading.comparing import is_value
from quizapp.grading.readers.understood import shortened
from quizapp.grading.reading import read
from quizapp.grading.verdict import Correct, Near, Partial, Read, Wrong

if TYPE_CHECKING:
    from engines.api import LiveSlip
    from quizapp.grading.asked import Asked

_NAMED = re.compile(r"(?P<number>[-−]?\d[\d.,/e]*\d|[-−]?\d)\s+(?:is|are)\b")
"""How a sentence begins that names the value it is about."""
_OVERRIDE = "delete it, or write the sentence under slip_texts"


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


def known_wrong_refused(subject: Subject) -> None:
    """Each entry of `wrong` is refused with the canonical numbers, can be read with those of every
    draw, and is wrong in most of them."""
    if not subject.variants or subject.canonical is None:
        return
    for i, wrong in enumerate(subject.question.wrong):
        if not unseen(wrong.answer):  # told at the text itself
            _told_once(subject, i)


def _told_once(subject: Subject, i: int) -> None:
    """Report what is amiss with one entry of `wrong`: once, at its answer."""
    place = ("wrong", i, "answer")
    right = 0
    for draw, (drawn, asked) in enumerate(subject.variants):
        answer = asked.known_wrong[i].answer
        verdict = judged(subject, answer, asked).verdict
        if isinstance(verdict, (Wrong, Partial)):
            continue
        if draw and isinstance(verdict, (Correct, Near)):
            right += 1
            continue
        shown = shortened(repr(answer))
        message = f"the known-wrong answer {shown} is {named(verdict)}"
        subject.report.add("QB505", place, message + (numbers(drawn) if draw else ""))
        return
    if 2 * right > len(subject.variants):
        message = f"the known-wrong answer is right in {right} of {len(subject.variants)} draws"
        subject.report.add("QB509", place, message, "narrow the ranges", severity="warning")


def own_sentence_is_told(subject: Subject) -> None:
    """A known-wrong answer has a value of its own in some draw, and is not always a slip's."""
    if not subject.variants or subject.canonical is None:
        return
    for i in range(len(subject.question.wrong)):
        place = ("wrong", i, "answer")
        if any(_always_same(subject, i, other) for other in range(i)):
            message = "this is the value of an entry above: one of the two is enough"
            subject.report.add("QB522", place, message)
        elif slips := set.intersection(*map(set, _slips_told(subject, i))):
            message = f"this is the value of the slip {min(slips)}, whose sentence is told"
            subject.report.add("QB522", place, message, _OVERRIDE, severity="warning")


def _always_same(subject: Subject, one: int, other: int) -> bool:
    return all(
        _same(asked.known_wrong[one].answer, asked.known_wrong[other].answer, asked)
        for _, asked in subject.variants
    )


def _slips_told(subject: Subject, i: int) -> Iterator[tuple[str, ...]]:
    """Yield for each draw the slips that are told for a known-wrong answer."""
    for _, asked in subject.variants:
        verdict = judged(subject, asked.known_wrong[i].answer, asked).verdict
        yield tuple(slip.id for slip in verdict.slips) if isinstance(verdict, Wrong) else ()


def sentences_name_their_value(subject: Subject) -> None:
    """A sentence that begins with a value begins with the one that it is told for."""
    _slip_texts(subject)
    if not subject.variants or subject.canonical is None:
        return
    _, asked = subject.variants[0]
    for i, known in enumerate(asked.known_wrong):
        if (begins := _NAMED.match(known.why)) is None:
            continue
        others = [other.answer for other in asked.known_wrong if other is not known]
        number = begins["number"]
        if not _same(number, known.answer, asked) and any(
            _same(number, other, asked) for other in others
        ):
            message = f"the sentence is about {number}, the answer of another entry"
            subject.report.add("QB523", ("wrong", i, "why"), message)


def _slip_texts(subject: Subject) -> None:
    """Report sentences of the author's that belong to another slip of the family."""
    if subject.family is None:
        return
    own = subject.question.slip_texts
    for slip_id, text in own.items():
        for other, of_the_family in subject.family.slips.items():
            if other != slip_id and of_the_family.text.strip() == text.strip():
                message = f"this is the family's sentence of the slip {other}"
                subject.report.add("QB523", ("slip_texts", slip_id), message)
    told: set[str] = set()
    for drawn, asked, slip in _live_slips(subject):
        begins = _NAMED.match(slip.text) if slip.id in own and slip.id not in told else None
        if begins is None or slip.value is None:
            continue
        shown = asked.acceptance.show(slip.value)
        if begins["number"] != shown and not _same(begins["number"], shown, asked):
            told.add(slip.id)
            message = f"the sentence says {begins['number']}, the slip gives {shown}"
            hint = "write {{value}}"
            path = ("slip_texts", slip.id)
            subject.report.add("QB523", path, message + numbers(drawn), hint)


def _same(one: str, other: str, asked: Asked) -> bool:
    """Whether two texts are read as one value."""
    first, second = read(one, asked), read(other, asked)
    return (
        isinstance(first, Read)
        and isinstance(second, Read)
        and is_value(first, second.value, asked)
    )
