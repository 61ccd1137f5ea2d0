"""Checks of what is right: shown answers and their spellings are accepted, nonsense is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engines.values import Gaps, Option, Text
from quizapp.bank.checks.figures import figures
from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.junk import JUNK, TINY
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.checks.sums import value
from quizapp.bank.drawn import Drawn
from quizapp.bank.model import Snippet
from quizapp.bank.unseen import unseen
from quizapp.grading.readers.understood import shortened
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, Invalid, Near, Partial, Verdict

if TYPE_CHECKING:
    from engines.values import Acceptance
    from quizapp.grading.asked import Asked

Path = tuple[str | int, ...]

_AS_THEY_STAND = ("output", "text", "error", "line", "gaps", "ordering", "pairs", "parts")
"""Types that have no other spelling but blanks."""
_DIGIT = re.compile(r"\d")


class _Synonym(NamedTuple):
    """A further answer that the author accepts: where it stands, in place of what, and how the
    whole answer is typed with it."""

    path: Path
    text: str
    meant: str
    typed: str


def shown_answers_accepted(subject: Subject) -> None:
    """What the app shows as the right answer is right when it is typed, also a little otherwise."""
    line_is_wrong = any(problem.code == "QB513" for problem in subject.report.problems)
    spelt: set[str] = set()
    for drawn, asked in subject.variants:
        if drawn.program is not None or _raises_nothing(drawn):
            return
        if drawn.judge is not None and line_is_wrong:
            return
        synonyms = ((synonym.path, synonym.typed) for synonym in _synonyms(asked))
        for path, shown in (((), _typed(drawn, asked)), *synonyms):
            if not _shown_accepted(subject, drawn, asked, shown, path):
                return
            # Whether another spelling is read follows from the form, not from the digits in it.
            form = _DIGIT.sub("0", shown)
            if form not in spelt and not _spellings_accepted(subject, drawn, asked, shown, path):
                return
            spelt.add(form)


def _raises_nothing(drawn: Drawn) -> bool:
    """Whether the name of an error is asked for and there is none, as its claim is told."""
    question = drawn.question
    if not isinstance(question, Snippet) or question.ask != "error" or question.expect is None:
        return False
    return drawn.run is not None and drawn.run.error is None


def _synonyms(asked: Asked) -> Iterator[_Synonym]:
    """Yield the further answers that the author accepts."""
    match asked.acceptance:
        case Text(accept=accept):
            for i, text in enumerate(accept):
                yield _Synonym(("answer", "accept", i), text, str(asked.truth), text)
        case Gaps(accept=accept) as form if isinstance(asked.truth, tuple):
            for place, texts in enumerate(accept):
                for i, text in enumerate(texts):
                    typed = form.show((*asked.truth[:place], text, *asked.truth[place + 1 :]))
                    path = ("accept", f"c{place + 1}", i)
                    yield _Synonym(path, text, str(asked.truth[place]), typed)


def synonyms_are_no_other_number(subject: Subject) -> None:
    """A number that is accepted in the place of a number is the same one."""
    for _, asked in subject.variants[:1]:
        for synonym in _synonyms(asked):
            ours, theirs = _number(synonym.text), _number(synonym.meant)
            if ours and theirs and not _meet(ours, theirs):
                message = f"{shortened(repr(synonym.text))} is accepted for {synonym.meant}"
                subject.report.add("QB525", synonym.path, message, "mend one of the two")


def _meet(ours: frozenset[Fraction], theirs: frozenset[Fraction]) -> bool:
    """Whether one number of each is the same, rounded perhaps."""
    return any(abs(one - other) <= abs(other) / 100 for one in ours for other in theirs)


def _number(text: str) -> frozenset[Fraction]:
    """Return what a text may be that is a number and nothing more, in digits or in a word."""
    if text.isalpha():
        return figures(text)
    number = value(text)
    return frozenset() if number is None else frozenset((number,))


def _shown_accepted(subject: Subject, drawn: Drawn, asked: Asked, shown: str, path: Path) -> bool:
    if unseen(shown) and any(unseen(text.text) for text in subject.texts):
        return False  # told at the text that holds it
    if shown.startswith("/") or shown.strip() in ("", "?"):
        message = f"the answer {shortened(repr(shown))} cannot be typed{numbers(drawn)}"
        subject.report.add("QB507", path or ("expect",), message, "ask for it in another form")
        return False
    verdict = judged(subject, shown, asked).verdict
    if not isinstance(verdict, Correct):
        message = f"the shown answer {shortened(repr(shown))} is {named(verdict)}{numbers(drawn)}"
        subject.report.add("QB503", path or ("answer",), message, "widen the acceptance")
        return False
    return True


def _spellings_accepted(
    subject: Subject, drawn: Drawn, asked: Asked, shown: str, path: Path
) -> bool:
    for other in _spellings(shown, asked):
        verdict = judged(subject, other, asked).verdict
        if not isinstance(verdict, Correct):
            right, typed = shortened(repr(shown)), shortened(repr(other))
            message = f"{right} is right, but {typed} is {named(verdict)}{numbers(drawn)}"
            subject.report.add("QB516", path or ("answer",), message)
            return False
    return True


def wrong_options_refused(subject: Subject) -> None:
    """Each wrong option, chosen alone, is not right."""
    for drawn, asked in subject.variants:
        if not isinstance(asked.acceptance, Option):
            return
        right = {option.key for option in drawn.options if option.correct}
        for place, option in enumerate(asked.options):
            if option.key in right:
                continue
            verdict = judged(subject, chr(ord("a") + place), asked).verdict
            if isinstance(verdict, (Correct, Near)):
                message = f"the wrong option {option.text!r} is judged right{numbers(drawn)}"
                subject.report.add("QB505", ("options",), message)
                return


def junk_never_scores(subject: Subject) -> None:
    """Nothing of a corpus of nonsense is right, and none of it stops the grader."""
    unread: defaultdict[Acceptance, set[str]] = defaultdict(set)
    for drawn, asked in subject.ends:
        if drawn.program is not None:
            return
        right = {text.strip().casefold() for text in (_typed(drawn, asked), drawn.right)}
        never = unread[asked.acceptance]
        for junk in JUNK:
            if junk in never or junk.strip().casefold() in right:
                continue
            if junk == TINY and asked.acceptance.accepts(0, asked.truth):
                continue
            verdict = judged(subject, junk, asked).verdict
            if isinstance(verdict, Invalid):
                never.add(junk)
            elif _scores(verdict, asked):
                message = f"{junk[:30]!r} is {named(verdict)}{numbers(drawn)}"
                accepted = {synonym.typed: synonym.path for synonym in _synonyms(asked)}
                subject.report.add("QB506", accepted.get(junk, ("answer",)), message)
                return


def _scores(verdict: Verdict, asked: Asked) -> bool:
    """Whether nonsense gets anything for it; a letter in it may be one of several options."""
    if isinstance(verdict, Partial):
        return not isinstance(asked.acceptance, Option)
    return isinstance(verdict, (Correct, Near))


def _typed(drawn: Drawn, asked: Asked) -> str:
    """Return the right answer as a person types it: options by the letters they are shown with."""
    if isinstance(asked.acceptance, Option):
        right = {option.key for option in drawn.options if option.correct}
        return " ".join(
            chr(ord("a") + place)
            for place, option in enumerate(asked.options)
            if option.key in right
        )
    return shown_truth(asked)


def _spellings(shown: str, asked: Asked) -> Iterator[str]:
    """Yield the same answer as other hands type it."""
    yield f"  {shown}  "
    if asked.acceptance.type in _AS_THEY_STAND:
        return
    if "-" in shown:
        yield shown.replace("-", "−")
    if asked.acceptance.type in ("int", "float", "count") and "e" not in shown:
        if shown.lstrip("-").isdigit():
            yield f"{shown}.0"
        yield f"= {shown}"
