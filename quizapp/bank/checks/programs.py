"""Checks of programs, and of functions and lines to write: the author's own is right, the
beginning is not."""

from __future__ import annotations

import re

from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.model import Code, Snippet
from quizapp.grading.reading import read
from quizapp.grading.verdict import Correct, EngineError, Partial, Read, Wrong

_TENSORFLOW = re.compile(r"\btf\b")


def run_together(subject: Subject) -> None:
    """Have the author's functions run, each with the cases of all draws at once: to start a process
    takes longer than they do."""
    question, runner = subject.question, subject.runner
    if not isinstance(question, Code) or runner is None:
        return
    wanted = []
    for drawn, asked in subject.variants:
        for text in (question.solution, *(known.answer for known in asked.known_wrong)):
            reading = read(text, asked)
            if drawn.program is not None and isinstance(reading, Read):
                wanted.append(drawn.program.program(reading.value))
    runner.programs(wanted)


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


def language_is_used(subject: Subject) -> None:
    """A program that is said to be of TensorFlow, or the line that belongs into it, uses it."""
    question = subject.question
    if not isinstance(question, Snippet) or question.language != "tf1":
        return
    if not _TENSORFLOW.search(f"{question.code}\n{question.expect or ''}"):
        message = "the program uses nothing of TensorFlow"
        hint = "say language: torch, which runs plain Python too"
        subject.report.add("QB524", ("language",), message, hint, severity="warning")


def wrong_program_is_wrong(subject: Subject) -> None:
    """The program to be mended does not do already what it must."""
    for drawn, _ in subject.variants:
        judge = drawn.judge
        if judge is None or judge.mode != "fix":
            return
        first = drawn.code.split("\n", 1)[0]
        if judge(f"1: {first.strip()}").holds:
            message = f"the program needs no mending{numbers(drawn)}"
            subject.report.add("QB518", ("code",), message, "break it, or add a case that tells")
            return


def line_lets_it_run(subject: Subject) -> None:
    """The program with the author's own line in it prints something and ends without an error:
    else any line that fails in the same way, or that changes nothing, would be right."""
    for drawn, _ in subject.variants:
        run = drawn.run
        if drawn.judge is None or run is None or (run.error is None and run.stdout.strip()):
            continue
        does = "prints nothing" if run.error is None else f"raises {run.error.type}"
        message = f"with this line the program {does}{numbers(drawn)}"
        subject.report.add("QB513", ("expect",), message, "mend the line or the program")
        return
