"""How the checks put a text through the grader, and the words for what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.bank.checks.subject import Subject
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import (
    Correct,
    EngineError,
    Graded,
    Invalid,
    Near,
    Partial,
    Verdict,
    Wrong,
)

if TYPE_CHECKING:
    from quizapp.grading.asked import Asked


def judged(subject: Subject, text: str, asked: Asked) -> Graded:
    """Return what the grader says; whatever stops it becomes an ENGINE_ERROR and a problem."""
    subject.tally.answers += 1
    try:
        return evaluate(text, asked)
    except Exception as error:
        message = f"{text[:30]!r} stops the grader: {type(error).__name__}: {error}"
        subject.report.add("QB506", ("answer",), message)
        return Graded(EngineError("grading", message))


def named(verdict: Verdict) -> str:
    """Return a verdict in words that follow "is"."""
    match verdict:
        case Correct():
            return "judged right"
        case Near(reason):
            return f"judged nearly right ({reason})"
        case Partial(score):
            return f"judged partly right ({score:.2f})"
        case Wrong(slips=slips) if slips:
            return f"judged wrong ({', '.join(slip.id for slip in slips)})"
        case Wrong():
            return "judged wrong"
        case Invalid(reason):
            return f"not readable ({reason})"
        case EngineError(text=text):
            return f"an engine error ({text})"
