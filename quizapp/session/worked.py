"""The worked solution beside the learner's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.grading.verdict import SlipFound
from quizapp.session.item import Item


@dataclass(frozen=True, slots=True)
class WorkedStep:
    """One line of the solution; `yours` is the number that the slip gives where the paths part."""

    what: str
    numbers: str
    value: str
    yours: str = ""


def worked_steps(item: Item, slips: tuple[SlipFound, ...]) -> tuple[WorkedStep, ...]:
    """Return the item's steps, with the slip's number at the first step that it changes.

    Where several slips explain the answer, or the slip has no steps of its own, nothing stands
    beside the truth's numbers.
    """
    live = item.asked.live if item.asked else ()
    slip = next((s for s in live if len(slips) == 1 and s.id == slips[0].id), None)
    parts = slip.parts if slip else None
    own = slip.steps[parts].value if slip and slip.steps and parts is not None else ""
    return tuple(
        WorkedStep(step.what, step.numbers, step.value, own if index == parts else "")
        for index, step in enumerate(item.steps)
    )
