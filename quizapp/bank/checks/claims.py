"""Checks that put texts through the real parser and grader: claims, shown answers, slips, junk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engines.protocol import SnippetRefused
from engines.values import Gaps, Option, Text, Value, as_number
from quizapp.bank.checks.judging import judged, named
from quizapp.bank.checks.junk import JUNK, TINY
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import Drawn
from quizapp.bank.model import Code, Compute, Design, Multi, Snippet
from quizapp.bank.substitute import substitute_code
from quizapp.bank.unseen import unseen
from quizapp.grading.readers.understood import shortened
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, Invalid, Near, Partial, Wrong

if TYPE_CHECKING:
    from engines.api import LiveSlip
    from quizapp.grading.asked import Asked

Path = tuple[str | int, ...]

_SIGNIFICANT = 2
_AS_THEY_STAND = ("output", "text", "error", "line", "gaps", "ordering", "pairs", "parts")
"""Types that have no other spelling but blanks."""


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
            subject.report.add(code, path, message)


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
        subject.report.add_at_line("QB512", ("code",), refused.line, refused.column, message)


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
    claim = question.expect if isinstance(question, (Compute, Design, Snippet)) else None
    if claim is None or not subject.variants or subject.canonical is None:
        return
    drawn, asked = subject.variants[0]
    if drawn.judge is not None:
        claim = substitute_code(claim, drawn.params)
    verdict = judged(subject, claim, asked).verdict
    if isinstance(verdict, Correct):
        return
    if isinstance(verdict, Invalid):
        message = f"the claim {shortened(repr(claim))} cannot be read: {verdict.reason}"
        subject.report.add("QB501", ("expect",), message, "write it as a learner would type it")
        return
    if isinstance(question, Snippet):
        message = f"the program gives {shortened(repr(drawn.right))}, not {shortened(repr(claim))}"
        subject.report.add("QB513", ("expect",), message, "mend the claim or the program")
    else:
        engine = "does not have the property" if isinstance(question, Design) else drawn.right
        message = (
            f"the claim {shortened(repr(claim))} is {named(verdict)}; the engine says {engine}"
        )
        subject.report.add("QB502", ("expect",), message, "mend the claim or the parameters")


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


def shown_answers_accepted(subject: Subject) -> None:
    """What the app shows as the right answer is right when it is typed, also a little otherwise."""
    for drawn, asked in subject.variants:
        if drawn.program is not None or _raises_nothing(drawn):
            return
        for path, shown in (((), _typed(drawn, asked)), *_synonyms(asked)):
            if not _shown_accepted(subject, drawn, asked, shown, path):
                return


def _raises_nothing(drawn: Drawn) -> bool:
    """Whether the name of an error is asked for and there is none, as its claim is told."""
    question = drawn.question
    if not isinstance(question, Snippet) or question.ask != "error" or question.expect is None:
        return False
    return drawn.run is not None and drawn.run.error is None


def _synonyms(asked: Asked) -> Iterator[tuple[Path, str]]:
    """Yield the further answers that the author accepts with their paths, as they are typed."""
    match asked.acceptance:
        case Text(accept=accept):
            for i, text in enumerate(accept):
                yield ("answer", "accept", i), text
        case Gaps(accept=accept) as form if isinstance(asked.truth, tuple):
            for place, texts in enumerate(accept):
                for i, text in enumerate(texts):
                    typed = form.show((*asked.truth[:place], text, *asked.truth[place + 1 :]))
                    yield ("accept", f"c{place + 1}", i), typed


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
    for other in _spellings(shown, asked):
        verdict = judged(subject, other, asked).verdict
        if not isinstance(verdict, Correct):
            right, typed = shortened(repr(shown)), shortened(repr(other))
            message = f"{right} is right, but {typed} is {named(verdict)}{numbers(drawn)}"
            subject.report.add("QB516", path or ("answer",), message)
            return False
    return True


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


def known_wrong_refused(subject: Subject) -> None:
    """Each entry of `wrong` is read, and refused."""
    if not subject.variants or subject.canonical is None:
        return
    _, asked = subject.variants[0]
    for i, known in enumerate(asked.known_wrong):
        if unseen(known.answer):
            continue  # told at the text itself
        verdict = judged(subject, known.answer, asked).verdict
        if isinstance(verdict, (Wrong, Partial)):
            continue
        answer = shortened(repr(known.answer))
        message = f"the known-wrong answer {answer} is {named(verdict)}"
        subject.report.add("QB505", ("wrong", i, "answer"), message)


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
    """The program with the author's own line in it ends without an error: with one any line that
    fails in the same way would be right."""
    for drawn, _ in subject.variants:
        if drawn.judge is None or drawn.run is None or drawn.run.error is None:
            continue
        message = f"with this line the program raises {drawn.run.error.type}{numbers(drawn)}"
        subject.report.add("QB513", ("expect",), message, "mend the line or the program")
        return


def junk_never_scores(subject: Subject) -> None:
    """Nothing of a corpus of nonsense is right, and none of it stops the grader."""
    for drawn, asked in (*subject.variants[:1], *subject.variants[-1:]):
        if drawn.program is not None:
            return
        right = _typed(drawn, asked).strip()
        for junk in JUNK:
            if junk.strip().casefold() in (right.casefold(), drawn.right.casefold()):
                continue
            if junk == TINY and asked.acceptance.accepts(0, asked.truth):
                continue
            graded = judged(subject, junk, asked)
            verdict = graded.verdict
            if isinstance(verdict, (Correct, Near)) or (
                isinstance(verdict, Partial) and not isinstance(asked.acceptance, Option)
            ):
                message = f"{junk[:30]!r} is {named(verdict)}{numbers(drawn)}"
                accepted = {text: path for path, text in _synonyms(asked)}
                subject.report.add("QB506", accepted.get(junk, ("answer",)), message)
                return


def enough_digits(subject: Subject) -> None:
    """A truth asked to places keeps two significant digits, or is exactly 0."""
    if not subject.variants or subject.canonical is None:
        return
    drawn, asked = subject.variants[0]
    for acceptance, truth in _entries(asked.acceptance, asked.truth):
        places = getattr(acceptance, "decimals", None)
        if places is None:
            continue
        size = abs(float(as_number(truth)))
        if 0 < size < 10.0 ** (1 - places):
            message = f"{truth} to {places} places has fewer than {_SIGNIFICANT} significant digits"
            hint = f"say answer: {{sig: {max(places, 2)}}}"
            subject.report.add("QB511", ("answer",), message + numbers(drawn), hint)
            return


def _entries(acceptance: object, truth: Value) -> Iterator[tuple[object, Value]]:
    element = getattr(acceptance, "element", None)
    if element is None:
        yield acceptance, truth
    elif isinstance(truth, tuple):
        for entry in truth:
            inner = acceptance if isinstance(entry, tuple) else element
            yield from _entries(inner, entry)


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
