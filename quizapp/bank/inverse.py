"""The same relation asked backwards: a question made from one of its family's inverses."""

from __future__ import annotations

from engines import api
from quizapp.bank.model import Compute, Question
from quizapp.bank.resolve import resolve


def inverse_question(question: Question) -> Question | None:
    """Return the question that asks `question`'s relation backwards, under the same key.

    Texts and ranges are the inverse family's own. None where the family has no inverse, or the
    question is no plain computation.
    """
    if not isinstance(question, Compute) or not question.family:
        return None
    inverses = sorted(api.family(question.family).inverses)
    if not inverses:
        return None
    bare = Compute(
        id=question.id,
        kind="compute",
        family=inverses[0],
        asked=question.asked,
        revision=question.revision,
        needs=question.needs,
        sibling=question.sibling,
        place=question.place,
    )
    return resolve(bare, api.family(inverses[0]))
