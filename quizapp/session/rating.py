"""From a closed loop to the facts that the rating table asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.grading.evaluate import possible_answers
from quizapp.grading.verdict import Correct, Partial, Verdict, Wrong
from quizapp.srs.ratings import Facts, Rubric, VerdictClass, suggest
from quizapp.srs.state import Rating

if TYPE_CHECKING:
    from quizapp.session.loop import Loop

_COUNTED_IN_RUNS = ("design", "code")


def suggest_for(loop: Loop, verdict: Verdict) -> Rating:
    """Return the rating that the table suggests for a loop that ends with `verdict`."""
    return suggest(facts_of(loop, verdict))


def facts_of(loop: Loop, verdict: Verdict) -> Facts:
    """Return what happened, in the rating table's terms."""
    item, asked = loop.item, loop.item.asked
    earlier = loop.tries[:-1]
    rubric = None
    if asked is None:
        ticks = zip(loop.rubric, loop.ticks, strict=False)
        rubric = Rubric.of([(point.role, mark) for point, mark in ticks])
    return Facts(
        outcome=_outcome(loop, verdict),
        first_try=len(loop.tries) <= 1,
        slip_named=any(
            isinstance(t.graded.verdict, Wrong) and t.graded.verdict.slips for t in earlier
        ),
        sure=loop.sure,
        hint=loop.hints,
        shown=loop.shown,
        dont_know=loop.shown and not loop.tries,
        score=verdict.score if isinstance(verdict, Partial) else 0.0,
        first_meeting=item.first_meeting,
        possible_answers=possible_answers(asked) if asked else None,
        rubric=rubric,
        runs=max(len(loop.tries), 1) if item.presented.kind in _COUNTED_IN_RUNS else None,
    )


def _outcome(loop: Loop, verdict: Verdict) -> VerdictClass:
    match verdict:
        case Correct():
            return "near" if loop.nears > 1 else "correct"
        case Partial():
            return "partial"
        case _:
            return "wrong"
