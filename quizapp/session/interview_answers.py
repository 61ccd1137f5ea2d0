"""One answer of an interview: taking it, the evidence asked for, what the scorecard says of it."""

from __future__ import annotations

from dataclasses import replace

from quizapp.bank.presented import EvidenceShown
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import (
    Correct,
    DontKnow,
    EngineError,
    Invalid,
    Near,
    Partial,
    Wrong,
)
from quizapp.reports.scorecard import AnswerLine, Came, Source
from quizapp.session import loop as question
from quizapp.session.interview_stages import Answering
from quizapp.session.loop import Loop, Notice, Outcome, Try
from quizapp.srs.ratings import PARTIAL_PASS

_LONG_WORD = 4
"""Letters from which a single word of a request is looked for in the evidence's own words."""


def handed_in(loop: Loop, text: str, at: float) -> Loop:
    """Return the loop after a text: with a notice where it cannot be taken, closed where it says
    "I don't know", with `sure` taken from a mark of doubt otherwise. No verdict is told yet."""
    if loop.item.asked is None:
        if not text.strip():
            told = "Type what you would say, /aloud when you said it, or /pass."
            return replace(loop, notice=Notice("unreadable", told))
        if text.strip() == "?":
            return question.dont_know(loop, at)
        return replace(loop, typed=text, notice=None)
    graded = evaluate(text, loop.item.asked)
    match graded.verdict:
        case Invalid(reason, position):
            return replace(loop, notice=question.invalid_notice(graded.reading, reason, position))
        case EngineError(_, told):
            return replace(loop, notice=Notice("engine", told))
        case Near():
            graded = replace(graded, verdict=Correct())
        case _:
            pass
    if isinstance(graded.reading, DontKnow):
        return question.dont_know(loop, at)
    return replace(loop, tries=(Try(text, graded),), sure=graded.sure, notice=None)


def asked_for_evidence(asked: Answering, words: str) -> EvidenceShown | None:
    """Return the first piece of evidence not shown yet that the words ask for, or None."""
    shown = [evidence for _, evidence in asked.evidence]
    wanted = " ".join(words.casefold().split())
    long_words = [word for word in wanted.split() if len(word) >= _LONG_WORD]

    def meant(name: str) -> bool:
        own = name.casefold()
        return own in wanted or any(word in own for word in long_words)

    return next(
        (
            evidence
            for evidence in asked.loop.item.presented.evidence
            if evidence not in shown and any(meant(name) for name in evidence.on)
        ),
        None,
    )


def missed(line: AnswerLine) -> bool:
    """True for an answer that enters the schedule: wrong, passed, or too little of it right."""
    return line.came in ("wrong", "passed") or (line.came == "partly" and line.share < PARTIAL_PASS)


def made_line(asked: Answering, outcome: Outcome) -> AnswerLine:
    """Return what the scorecard says of an answer, before any run was heard of."""
    item = asked.loop.item
    points = list(zip(asked.loop.rubric, outcome.ticks, strict=False))
    lost = next((p.text for p, mark in points if p.role == "must" and mark != "y"), "")
    gained = next((p.text for p, mark in points if p.role == "must" and mark == "y"), "")
    came = _came(outcome)
    source: Source = "ticks" if item.asked is None else "key"
    return AnswerLine(
        key=item.key,
        topic=item.presented.topic,
        skill=item.presented.skill,
        came=came,
        sure=outcome.sure,
        hints=outcome.hints,
        seconds=round(asked.spent, 1),
        budget=round(asked.budget, 1),
        by=source,
        share=outcome.verdict.score if isinstance(outcome.verdict, Partial) else 0.0,
        missed="" if came == "right" else lost or outcome.sentence or _instead(outcome, item.right),
        gained=gained,
        given=outcome.read_as or outcome.given,
        right=item.right,
    )


def _instead(outcome: Outcome, right: str) -> str:
    given = outcome.read_as or outcome.given
    if not right:
        return ""
    return f"{given} in place of {right}" if given else f"right is {right}"


def _came(outcome: Outcome) -> Came:
    if outcome.shown:
        return "passed"
    match outcome.verdict:
        case Correct() | Near():
            return "right"
        case Partial():
            return "partly"
        case Wrong():
            return "wrong"
        case _:
            return "passed"
