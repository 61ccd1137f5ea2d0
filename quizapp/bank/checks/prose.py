"""Checks of texts and of completeness: nothing is drawn and nothing is judged."""

from __future__ import annotations

import re

from quizapp.bank.checks.page import Page
from quizapp.bank.maths import signs_without_words, unknown_macros
from quizapp.bank.model import Choice, Compute, Recall, Snippet
from quizapp.bank.problems import Severity
from quizapp.bank.texts import Text, lines
from quizapp.bank.unseen import named, unseen

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


def option_letters(page: Page) -> None:
    """No text refers to an option by its letter."""
    if isinstance(page.question, Choice):
        hint = "name what the option says: letters change when options are shuffled, added or moved"
        _each_match(page, _LETTER, "QB405", "refers to an option by its place", hint, "problem")


def precision_by_hand(page: Page) -> None:
    """No prompt says to how many decimals: that sentence is made from the acceptance."""
    if isinstance(page.question, Compute):
        hint = "delete it here; `answer: {places: ...}` says it"
        _each_match(
            page, _PRECISION, "QB407", "says a precision by hand", hint, "warning", ("prompt",)
        )


def maths_subset(page: Page) -> None:
    """Maths is Unicode, or macros of the subset."""
    for text in page.texts:
        if text.sort != "prose" or "\\" not in text.text:
            continue
        for token, nth in unknown_macros(text.text):
            message = f"{token} would not be shown as it is meant"
            hint = "write it in Unicode, or put code in back-ticks"
            page.report.add_within("QB404", text.path, token, nth, message, hint)


def signs_have_words(page: Page) -> None:
    """Line mode has words for every sign of maths outside of code."""
    for text in page.texts:
        for sign, nth in signs_without_words(text.text) if text.sort == "prose" else ():
            message = f"line mode has no words for {sign}"
            hint = "write it in another sign or in words"
            page.report.add_within("QB411", text.path, sign, nth, message, hint, severity="warning")
            break


def invisible_characters(page: Page) -> None:
    """No text holds controls, direction marks, zero-width characters or floods of marks."""
    written = [(text.path, text.text) for text in page.texts]
    for path, text in (*written, *lines(page.question)):
        if found := unseen(text):
            page.report.add_within("QB406", path, found, 0, named(found), "delete it")


def complete(page: Page) -> None:
    """A question has an explanation, a source, a level, and for recall a rubric."""
    question = page.question
    if question.explanation is None and not isinstance(question, Recall):
        _missing(
            page,
            "QB601",
            "explanation",
            "nothing explains why the answer is right",
            "add explanation",
        )
    if isinstance(question, Recall) and not question.points:
        _missing(page, "QB602", "points", "there is no rubric", "add points: [{must: ...}, ...]")
    if not question.sources:
        _missing(page, "QB603", "sources", "no source is named", "add sources: [...]")
    if question.level is None:
        _missing(page, "QB604", "level", "the level is missing", "add level: beginner or higher")


def options_explained(page: Page) -> None:
    """Each wrong option says why it is wrong, and the right one does not stand out."""
    question = page.question
    if not isinstance(question, Choice) or not isinstance(question.options, tuple):
        return
    # A right option with a reason beside a wrong one without looks like a mark at the wrong place.
    marked_amiss = any(option.correct and option.why is not None for option in question.options)
    severity: Severity = "problem" if marked_amiss else "warning"
    hint = "correct: true may stand at the wrong option" if marked_amiss else "add why: ..."
    for i, option in enumerate(question.options):
        if not option.correct and option.why is None:
            message = "a wrong option does not say why it is wrong"
            page.report.add("QB605", ("options", i), message, hint, severity=severity)
    longest_wrong = max(
        (len(option.text) for option in question.options if not option.correct), default=0
    )
    for i, option in enumerate(question.options):
        if option.correct and len(option.text) > max(_SHORT, STANDS_OUT * longest_wrong):
            message = "the right option is by far the longest"
            hint = "make the wrong ones as exact as the right one"
            page.report.add("QB606", ("options", i, "text"), message, hint, severity="warning")


def verified(page: Page) -> None:
    """Whether anything but the author's word stands behind the answer."""
    question = page.question
    if isinstance(question, Compute) and question.family is None and question.truth is None:
        message = "the answer is not verified by a run"
        hint = "give it a family or a truth where there is one"
        page.report.add("QB515", ("expect",), message, hint, severity="note")
    if isinstance(question, Snippet) and question.expect is None:
        message = "the program's output is not claimed, so that no run can contradict it"
        page.report.add("QB515", ("code",), message, "add expect: ...", severity="note")


def _missing(page: Page, code: str, field: str, message: str, hint: str) -> None:
    """Report a field that is missing at the question, or at the field where it is empty."""
    severity: Severity = "note" if page.question.draft else "problem"
    page.report.add(code, (field,), message, hint, severity=severity)


def _each_match(
    page: Page,
    pattern: re.Pattern[str],
    code: str,
    says: str,
    hint: str,
    severity: Severity,
    fields: tuple[str, ...] = (),
) -> None:
    for text in page.texts:
        if text.sort != "prose" or (fields and text.path[0] not in fields):
            continue
        for match in pattern.finditer(text.text):
            token = match.group()
            page.report.add_within(
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
