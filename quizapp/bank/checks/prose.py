"""Checks of texts and of completeness: nothing is drawn and nothing is judged."""

from __future__ import annotations

import re
from unicodedata import category

from quizapp.bank.checks.subject import Subject
from quizapp.bank.maths import unknown_macros
from quizapp.bank.model import Choice, Compute, Recall, Snippet
from quizapp.bank.problems import Severity
from quizapp.bank.texts import Text, texts

_LETTER = re.compile(
    r"\b[Oo]ptions?\s+(?:\([a-hA-H]\)|[A-H]\b|[b-h]\b|[1-8]\b)|\b[Aa]nswers?\s+[B-H]\b"
)
_PRECISION = re.compile(
    r"\b(?:to|with|at)\s+(?:\d+|one|two|three|four|five|six)\s+"
    r"(?:decimals?(?:\s+places?)?|significant\s+(?:digits?|figures?))\b",
    re.IGNORECASE,
)
STANDS_OUT = 1.8
"""A right option this many times as long as the longest wrong one can be guessed."""
_SHORT = 40


def option_letters(subject: Subject) -> None:
    """No text refers to an option by its letter."""
    if isinstance(subject.question, Choice):
        hint = "options are shuffled: name what the option says"
        _each_match(subject, _LETTER, "QB405", "refers to an option by its place", hint, "problem")


def precision_by_hand(subject: Subject) -> None:
    """No prompt says to how many decimals: that sentence is made from the acceptance."""
    if isinstance(subject.question, Compute):
        hint = "delete it here; `answer: {places: ...}` says it"
        _each_match(
            subject, _PRECISION, "QB407", "says a precision by hand", hint, "warning", ("prompt",)
        )


def maths_subset(subject: Subject) -> None:
    """Maths is Unicode, or macros of the subset."""
    for text in texts(subject.question):
        if text.sort != "prose":
            continue
        for token, nth in unknown_macros(text.text):
            message = f"{token} would not be shown as it is meant"
            hint = "write it in Unicode, or put code in back-ticks"
            subject.report.add_within("QB404", text.path, token, nth, message, hint)


def invisible_characters(subject: Subject) -> None:
    """No text holds controls, direction marks or zero-width characters."""
    for text in texts(subject.question):
        for character in text.text:
            if character in "\n\t" or category(character) not in ("Cc", "Cf", "Cs"):
                continue
            name = f"U+{ord(character):04X}"
            message = f"the invisible character {name} stands in the text"
            subject.report.add_within("QB406", text.path, character, 0, message, "delete it")
            break


def complete(subject: Subject) -> None:
    """A question has an explanation, a source, a level, and for recall a rubric."""
    question = subject.question
    if question.explanation is None and not isinstance(question, Recall):
        _missing(subject, "QB601", "nothing explains why the answer is right", "add explanation")
    if isinstance(question, Recall) and not question.points:
        _missing(subject, "QB602", "there is no rubric", "add points: [{must: ...}, ...]")
    if not question.sources:
        _missing(subject, "QB603", "no source is named", "add sources: [...]")
    if question.level is None:
        _missing(subject, "QB604", "the level is missing", "add level: beginner or higher")


def options_explained(subject: Subject) -> None:
    """Each wrong option says why it is wrong, and the right one does not stand out."""
    question = subject.question
    if not isinstance(question, Choice) or not isinstance(question.options, tuple):
        return
    for i, option in enumerate(question.options):
        if not option.correct and option.why is None:
            subject.report.add(
                "QB605",
                ("options", i),
                "a wrong option does not say why it is wrong",
                "add why: ...",
                severity="warning",
            )
    longest_wrong = max(
        (len(option.text) for option in question.options if not option.correct), default=0
    )
    for i, option in enumerate(question.options):
        if option.correct and len(option.text) > max(_SHORT, STANDS_OUT * longest_wrong):
            message = "the right option is by far the longest"
            hint = "make the wrong ones as exact as the right one"
            subject.report.add("QB606", ("options", i, "text"), message, hint, severity="warning")


def verified(subject: Subject) -> None:
    """Whether anything but the author's word stands behind the answer."""
    question = subject.question
    if isinstance(question, Compute) and question.family is None and question.truth is None:
        message = "the answer is not verified by a run"
        hint = "give it a family or a truth where there is one"
        subject.report.add("QB515", ("expect",), message, hint, severity="note")
    if isinstance(question, Snippet) and question.expect is None:
        message = "the program's output is not claimed, so that no run can contradict it"
        subject.report.add("QB515", ("code",), message, "add expect: ...", severity="note")


def _missing(subject: Subject, code: str, message: str, hint: str) -> None:
    severity: Severity = "note" if subject.question.draft else "problem"
    subject.report.add(code, (), message, hint, severity=severity)


def _each_match(
    subject: Subject,
    pattern: re.Pattern[str],
    code: str,
    says: str,
    hint: str,
    severity: Severity,
    fields: tuple[str, ...] = (),
) -> None:
    for text in texts(subject.question):
        if text.sort != "prose" or (fields and text.path[0] not in fields):
            continue
        for match in pattern.finditer(text.text):
            token = match.group()
            subject.report.add_within(
                code,
                text.path,
                token,
                _nth(text, token, match.start()),
                f"{token!r} {says}",
                hint,
                severity=severity,
            )


def _nth(text: Text, token: str, start: int) -> int:
    return text.text.count(token, 0, start)
