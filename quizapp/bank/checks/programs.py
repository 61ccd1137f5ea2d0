"""Checks of questions that ask for a function: the author's own passes, the beginning does not."""

from __future__ import annotations

from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.model import Code
from quizapp.grading.verdict import Correct, EngineError, Partial, Wrong


def solution_passes(subject: Subject) -> None:
    """The author's solution gives the family's truth on every case of every draw."""
    question = subject.question
    if not isinstance(question, Code):
        return
    for drawn, asked in subject.variants:
        graded = judged(subject, question.solution, asked)
        match graded.verdict:
            case Correct():
                continue
            case EngineError(text=text):
                subject.tally.not_run += 1
                subject.report.add("QB514", ("solution",), f"not run: {text}", severity="note")
                return
            case Partial(which=told) | Wrong(sentence=told):
                pass
            case verdict:
                told = named(verdict)
        where = f"the solution does not pass{numbers(drawn)}"
        message = " | ".join([f"{where}: {told}", *graded.evidence])
        subject.report.add("QB502", ("solution",), message, "mend the solution or the cases")
        return


def starter_is_unfinished(subject: Subject) -> None:
    """What the learner begins with is not right already."""
    question = subject.question
    if not isinstance(question, Code) or question.starter is None or not subject.variants:
        return
    _, asked = subject.variants[0]
    if isinstance(judged(subject, question.starter, asked).verdict, Correct):
        message = "what the learner begins with passes every case"
        subject.report.add("QB519", ("starter",), message, "leave the function's body to them")
