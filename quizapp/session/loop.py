"""The loop of one question: attempts, the second try, hints, rubric ticks, and what it came to.

Every function takes a Loop and returns the next one. Nothing here knows of a session, a store or
a screen; study, practice, placement and interview drive it alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from quizapp.bank.presented import RubricPoint
from quizapp.grading.evaluate import evaluate, few_answers
from quizapp.grading.verdict import (
    Correct,
    DontKnow,
    EngineError,
    Graded,
    Invalid,
    Near,
    Partial,
    Read,
    Reading,
    SlipFound,
    Verdict,
    Wrong,
)
from quizapp.session.item import Item
from quizapp.session.rating import suggest_for
from quizapp.session.worked import WorkedStep, worked_steps
from quizapp.srs.state import Rating

Tick = Literal["y", "n", "p"]
Stage = Literal["answering", "ticking", "closed"]

LONGEST_GAP = 180.0
"""Seconds between two events that still count as time spent; the rest was idle."""

TRIES = {"design": 3, "code": 3}
"""Tries at what is judged by what it does."""
_WHOLE_ANSWER = RubricPoint("must", "Did your answer say what the model answer says?")


@dataclass(frozen=True, slots=True)
class Try:
    """One readable attempt and its judgement."""

    text: str
    graded: Graded


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands under the answer line. `sort` says how to dress it.

    not-yet: wrong, with a try left · unreadable: costs nothing, `position` in the text as typed ·
    not-run: understood, but no program that can be run; costs nothing ·
    near: right but for its form · engine: the engine failed, the learner is not to blame.
    """

    sort: Literal["not-yet", "unreadable", "not-run", "near", "engine"]
    text: str
    position: int | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question came to.

    `given` is the last readable answer as typed, `read_as` how it was read, `slips` those of the
    first attempt that showed any, `worked` the solution with the learner's own number beside the
    step where the paths part, `seconds` without idle time.
    """

    verdict: Verdict
    given: str
    read_as: str
    sure: bool
    slips: tuple[SlipFound, ...]
    sentence: str
    attempts: tuple[Try, ...]
    hints: int
    shown: bool
    seconds: float
    suggested: Rating
    worked: tuple[WorkedStep, ...] = ()
    evidence: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()

    @property
    def right(self) -> bool:
        """True when the final verdict is CORRECT."""
        return isinstance(self.verdict, Correct)


@dataclass(frozen=True, slots=True)
class Loop:
    """One question while it is open. `touched` is the time of the last event, in seconds."""

    item: Item
    touched: float
    spent: float = 0.0
    stage: Stage = "answering"
    tries: tuple[Try, ...] = ()
    nears: int = 0
    hints: int = 0
    shown: bool = False
    sure: bool = True
    notice: Notice | None = None
    typed: str = ""
    ticks: tuple[Tick, ...] = ()
    outcome: Outcome | None = None

    @property
    def hints_shown(self) -> tuple[str, ...]:
        """The hints opened so far, the nudge first."""
        return self.item.presented.hints[: self.hints]

    @property
    def rubric(self) -> tuple[RubricPoint, ...]:
        """The points to tick; without any, one that asks for the whole answer."""
        return self.item.presented.points or (_WHOLE_ANSWER,)

    @property
    def point(self) -> RubricPoint | None:
        """The rubric point that is asked now, or None."""
        if self.stage != "ticking" or len(self.ticks) >= len(self.rubric):
            return None
        return self.rubric[len(self.ticks)]


def opens_steps(loop: Loop, outcome: Outcome) -> bool:
    """True where the steps open by themselves: not right, not sure, or met for the first time."""
    return not outcome.right or not outcome.sure or loop.item.first_meeting


def open_loop(item: Item, at: float) -> Loop:
    """Return the loop of a question that was put before the learner at `at` seconds."""
    return Loop(item=item, touched=at)


def answer(loop: Loop, text: str, at: float) -> Loop:
    """Judge one text. A recall's text is kept and its rubric opened; the rest is graded."""
    loop = _touch(loop, at)
    if loop.stage != "answering":
        return loop
    if loop.item.asked is None:
        return _recall(loop, text)
    graded = evaluate(text, loop.item.asked)
    if isinstance(graded.reading, DontKnow):
        return dont_know(loop, at)
    match graded.verdict:
        case Invalid(reason, position):
            return replace(loop, notice=invalid_notice(graded.reading, reason, position))
        case EngineError(_, told):
            return replace(loop, notice=Notice("engine", told))
        case Near(reason) if loop.nears == 0:
            return replace(loop, nears=1, notice=Notice("near", reason))
        case Near():
            graded, loop = replace(graded, verdict=Correct()), replace(loop, nears=loop.nears + 1)
        case _:
            pass
    loop = replace(loop, tries=(*loop.tries, Try(text, graded)), sure=loop.sure and graded.sure)
    if (missed := _not_yet(loop, graded.verdict)) is not None:
        return replace(loop, notice=Notice("not-yet", missed, evidence=graded.evidence))
    return close(loop)


def invalid_notice(reading: Reading | None, reason: str, position: int | None) -> Notice:
    """Return what is said of a text that costs nothing: it could not be read, or not be run."""
    return Notice("not-run" if isinstance(reading, Read) else "unreadable", reason, position)


def _not_yet(loop: Loop, verdict: Verdict) -> str | None:
    """Return what is said of an attempt that leaves a try, None where the question is over."""
    if not _may_try_again(loop):
        return None
    if isinstance(verdict, Partial) and loop.item.takes_program:
        return verdict.which
    return verdict.sentence if isinstance(verdict, Wrong) else None


def dont_know(loop: Loop, at: float) -> Loop:
    """Show the solution: ``?`` before any try, *show me* after a wrong one. Rubric points that are
    not ticked yet count as not said."""
    loop = replace(_touch(loop, at), shown=True, sure=False if not loop.tries else loop.sure)
    if loop.stage == "closed":
        return loop
    if loop.item.asked is None:
        unsaid: list[Tick] = ["n" for _ in loop.rubric[len(loop.ticks) :]]
        loop = replace(loop, ticks=(*loop.ticks, *unsaid))
    return close(loop)


def unsure(loop: Loop, at: float) -> Loop:
    """Mark the answer that is being given as not sure."""
    return replace(_touch(loop, at), sure=False)


def hint(loop: Loop, at: float) -> Loop:
    """Open one more hint, if there is one."""
    deeper = min(loop.hints + 1, len(loop.item.presented.hints))
    return replace(_touch(loop, at), hints=deeper)


def tick(loop: Loop, mark: Tick, at: float) -> Loop:
    """Tick the rubric point that is asked; the last one closes the question."""
    loop = _touch(loop, at)
    if loop.point is None:
        return loop
    loop = replace(loop, ticks=(*loop.ticks, mark))
    return loop if loop.point is not None else close(loop)


def untick(loop: Loop, at: float) -> Loop:
    """Take the last tick back, while the rubric is open."""
    return replace(_touch(loop, at), ticks=loop.ticks[:-1]) if loop.stage == "ticking" else loop


def _touch(loop: Loop, at: float) -> Loop:
    gap = min(max(at - loop.touched, 0.0), LONGEST_GAP)
    return replace(loop, touched=at, spent=loop.spent + gap)


def _recall(loop: Loop, text: str) -> Loop:
    stripped = text.strip()
    if not stripped:
        return replace(loop, notice=Notice("unreadable", "Type what you would say, or ? alone."))
    if stripped == "?":
        return dont_know(loop, loop.touched)
    return replace(loop, stage="ticking", typed=text, notice=None)


def _may_try_again(loop: Loop) -> bool:
    asked = loop.item.asked
    if asked is None or loop.shown:
        return False
    most = TRIES.get(loop.item.presented.kind)
    return len(loop.tries) < most if most else len(loop.tries) < 2 and not few_answers(asked)


def close(loop: Loop) -> Loop:
    """End the question with what there is: its last try, or its ticks."""
    last = loop.tries[-1] if loop.tries else None
    graded = last.graded if last else None
    verdict = _final_verdict(loop, graded)
    named = next(
        (
            t.graded.verdict
            for t in loop.tries
            if isinstance(t.graded.verdict, Wrong) and t.graded.verdict.slips
        ),
        None,
    )
    reading = graded.reading if graded else None
    outcome = Outcome(
        verdict=verdict,
        given=last.text if last else loop.typed,
        read_as=reading.echo if isinstance(reading, Read) else "",
        sure=loop.sure and not (loop.shown and not loop.tries),
        slips=named.slips if named else (),
        sentence=_sentence(verdict, named),
        attempts=loop.tries,
        hints=loop.hints,
        shown=loop.shown,
        seconds=loop.spent,
        suggested=suggest_for(loop, verdict),
        worked=worked_steps(loop.item, named.slips if named else ()),
        evidence=graded.evidence if graded else (),
        ticks=loop.ticks,
    )
    return replace(loop, stage="closed", notice=None, outcome=outcome)


def _final_verdict(loop: Loop, graded: Graded | None) -> Verdict:
    if loop.item.asked is None:
        return rubric_verdict(loop.rubric, loop.ticks)
    return graded.verdict if graded else Wrong(dont_know=True)


def rubric_verdict(points: tuple[RubricPoint, ...], ticks: tuple[Tick, ...]) -> Verdict:
    """Return what the ticks come to: all musts and no red flag are right, none at all is wrong,
    the rest is the share of the musts, a ``p`` being half; a red flag takes half of it away."""
    marks = list(zip(points, ticks, strict=False))
    musts = [mark for point, mark in marks if point.role == "must"]
    flags = sum(mark in ("y", "p") for point, mark in marks if point.role == "red_flag")
    share = sum({"y": 1.0, "p": 0.5, "n": 0.0}[m] for m in musts) / len(musts) if musts else 1.0
    if flags:
        share /= 2
    if share == 1.0:
        return Correct()
    if share == 0.0:
        return Wrong(dont_know=all(mark == "n" for _, mark in marks))
    missed = [
        point.text for point, mark in marks if point.role == "must" and mark in ("n", "p")
    ] + [point.text for point, mark in marks if point.role == "red_flag" and mark != "n"]
    return Partial(share, "; ".join(missed))


def _sentence(verdict: Verdict, named: Wrong | None) -> str:
    if isinstance(verdict, Wrong) and verdict.sentence:
        return verdict.sentence
    if isinstance(verdict, Partial):
        return verdict.which
    return named.sentence if named and isinstance(verdict, Wrong) else ""
