"""Checks of claims: the question can be drawn, and what its author says is so by the engine."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from engines.protocol import SnippetRefused
from engines.values import Float, Value, as_number
from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.model import Code, Compute, Design, Multi, Snippet
from quizapp.bank.substitute import substitute_code
from quizapp.grading.asked import Asked
from quizapp.grading.comparing import is_value
from quizapp.grading.readers.understood import shortened
from quizapp.grading.shown import shown_truth
from quizapp.grading.transforms import changed
from quizapp.grading.verdict import Correct, Graded, Invalid, Read

Path = tuple[str | int, ...]

_SIGNIFICANT = 2
_UNKNOWN_NAME = re.compile(r"name '(\w+)' is not defined")


def drawable(subject: Subject) -> None:
    """The canonical parameters give a question, and so does every draw."""
    canonical = subject.canonical
    _ = subject.variants
    said: set[str] = set()
    for failure in subject.failures:
        if failure.lacks_torch:
            subject.tally.not_run += 1
            message = f"not run: {failure.reason}"
            subject.report.add("QB514", _of_the_run(subject), message, severity="note")
            return
        if failure.reason in said:
            continue
        said.add(failure.reason)
        what = "the canonical numbers" if canonical is None else "a draw"
        message = f"{what} cannot be asked: {failure.reason}"
        refused = failure.__cause__
        if isinstance(subject.question, Snippet) and isinstance(refused, SnippetRefused):
            _refused(subject, subject.question, refused, message)
        else:
            code, path = _where(subject)
            subject.report.add(code, path, message, _written_bare(subject, failure.reason))


def _of_the_run(subject: Subject) -> Path:
    """Return the place of what would be run."""
    match subject.question:
        case Compute():
            return ("truth", "torch")
        case Code():
            return ("solution",)
        case _:
            return ("code",)


def _refused(subject: Subject, question: Snippet, refused: SnippetRefused, message: str) -> None:
    """Report what cannot be run at its place: in the author's own line, or in the program."""
    if question.ask in ("fill", "fix") and refused.name in (question.expect or ""):
        subject.report.add("QB512", ("expect",), message)
    else:
        of_tensorflow = question.language == "torch" and "tensorflow" in refused.name
        hint = "say language: tf1" if of_tensorflow else ""
        subject.report.add_at_line("QB512", ("code",), refused.line, refused.column, message, hint)


def _written_bare(subject: Subject, reason: str) -> str:
    """Return the hint for an expression that names a parameter where its value must be put in."""
    unknown = _UNKNOWN_NAME.search(reason)
    names = {*subject.question.params, *subject.question.vary}
    return f"write {{{{{unknown[1]}}}}}" if unknown and unknown[1] in names else ""


def _where(subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Return the code and the place of a question that cannot be drawn."""
    match subject.question:
        case Compute(family=None, truth=None, expect=expect):
            return "QB507" if (expect or "").strip() == "?" else "QB501", ("expect",)
        case Compute(family=None):
            return "QB512", ("truth", "torch")
        case Snippet():
            return "QB512", ("code",)
        case Code():
            return "QB512", ("cases",)
        case _:
            return "QB512", ("params",)


def claim_holds(subject: Subject) -> None:
    """`expect`, typed as it stands, is the right answer to the canonical question."""
    question = subject.question
    written = question.expect if isinstance(question, (Compute, Design, Snippet)) else None
    claim = written
    if claim is None or not subject.variants or subject.canonical is None:
        return
    drawn, asked = subject.variants[0]
    if drawn.judge is not None:
        claim = substitute_code(claim, drawn.params)
    graded = judged(subject, claim, asked)
    verdict = graded.verdict
    if isinstance(verdict, Correct):
        return
    if isinstance(verdict, Invalid):
        message = f"the claim {shortened(repr(claim))} cannot be read: {verdict.reason}"
        subject.report.add("QB501", ("expect",), message, "write it as a learner would type it")
        return
    if drawn.judge is not None:
        line = shortened(repr(claim))
        message = f"with the line {line} the program does not do what it must{numbers(drawn)}"
        subject.report.add("QB513", ("expect",), message, _line_hint(written or ""))
    elif isinstance(question, Snippet):
        message = f"the program gives {shortened(repr(drawn.right))}, not {shortened(repr(claim))}"
        subject.report.add("QB513", ("expect",), message, "mend the claim or the program")
    elif _is_share(graded, asked):
        message = (
            f"the claim {shortened(repr(claim))} is in per cent, and the engine's {drawn.right} is"
            " a share: `percent: true` takes the truth in per cent too"
        )
        hint = "multiply the truth by 100, or leave out `percent: true` and claim the share"
        subject.report.add("QB502", ("expect",), message, hint)
    else:
        engine = "does not have the property" if isinstance(question, Design) else drawn.right
        message = (
            f"the claim {shortened(repr(claim))} is {named(verdict)}; the engine says {engine}"
        )
        subject.report.add("QB502", ("expect",), message, "mend the claim or the parameters")


def _is_share(graded: Graded, asked: Asked) -> bool:
    """Whether the truth is a hundredth of a claim that is asked for in per cent."""
    form, reading = asked.acceptance, graded.reading
    if not (isinstance(form, Float) and form.percent and isinstance(reading, Read)):
        return False
    share = replace(reading, value=changed(reading.value, lambda x: x / 100))
    return is_value(share, asked.truth, asked)


def _line_hint(claim: str) -> str:
    if "{{" in claim:
        return "it is run with the numbers of every case: let it name a variable of the program"
    return "mend the line or the cases"


def part_claims_hold(subject: Subject) -> None:
    """`expect` of a part, typed as it stands, is the right answer to the canonical part."""
    if not isinstance(subject.question, Multi) or subject.canonical is None:
        return
    for _, asked in subject.variants[:1]:
        for i, (part, its) in enumerate(zip(subject.question.parts, asked.parts, strict=True)):
            if part.expect is None:
                continue
            verdict = judged(subject, part.expect, its.asked).verdict
            path = ("parts", i, "expect")
            if isinstance(verdict, Invalid):
                message = (
                    f"the claim {shortened(repr(part.expect))} cannot be read: {verdict.reason}"
                )
                subject.report.add("QB501", path, message, "write it as a learner would type it")
            elif not isinstance(verdict, Correct):
                engine = shown_truth(its.asked)
                claim = shortened(repr(part.expect))
                message = f"the claim {claim} is {named(verdict)}; the engine says {engine}"
                subject.report.add("QB502", path, message, "mend the claim")


def enough_digits(subject: Subject) -> None:
    """A truth asked to places keeps two significant digits, or has no more digits than these."""
    if not subject.variants or subject.canonical is None:
        return
    drawn, asked = subject.variants[0]
    for acceptance, truth in _entries(asked.acceptance, asked.truth):
        places = getattr(acceptance, "decimals", None)
        if places is None:
            continue
        number = float(as_number(truth))
        if abs(number) < 10.0 ** (1 - places) and not _has_no_more(number, places):
            message = f"{truth} to {places} places has fewer than {_SIGNIFICANT} significant digits"
            hint = f"say answer: {{sig: {max(places, 2)}}}"
            subject.report.add("QB511", ("answer",), message + numbers(drawn), hint)
            return


def _has_no_more(number: float, places: int) -> bool:
    """Whether a number has no digit beyond so many places."""
    return math.isclose(number, round(number, places), rel_tol=1e-9, abs_tol=0.0)


def _entries(acceptance: object, truth: Value) -> Iterator[tuple[object, Value]]:
    element = getattr(acceptance, "element", None)
    if element is None:
        yield acceptance, truth
    elif isinstance(truth, tuple):
        for entry in truth:
            inner = acceptance if isinstance(entry, tuple) else element
            yield from _entries(inner, entry)
