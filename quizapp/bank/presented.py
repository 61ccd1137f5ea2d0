"""A question as it is put before a person: every text with its numbers in place. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizapp.grading.asked import OptionAsked

PointRole = Literal["must", "nice", "red_flag", "ask"]


@dataclass(frozen=True, slots=True)
class RubricPoint:
    """One observable point of a rubric: what a good answer says, or for a red flag must not say."""

    role: PointRole
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """What an interviewer shows when one of the words in `on` is asked for."""

    on: tuple[str, ...]
    show: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One thing to be put in order or paired, and the number or letter that stands for it."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Presented:
    """What screens, line mode and previews show of one question and one draw.

    `options` stand in the order shown, and so do the `items` of an order or of pairs.
    `starter` is what a function begins with, `solution` the author's own, for when it was answered.
    `answer_help` is the sentence about the answer's form, `placeholder` an example of it that is
    not the answer. `wanted` is what the program must print where a line of it is asked for;
    `graph` draws the graph of one, for when the answer is known. `hints` go from a nudge to all
    but the last step. Texts are as authors wrote them; whoever prints them cleans them first.
    """

    key: str
    kind: str
    topic: str
    level: str
    prompt: str
    seconds: int
    topic_id: str = ""
    skill: str = "mechanism"
    code: str = ""
    language: str = ""
    wanted: str = ""
    graph: str = ""
    starter: str = ""
    solution: str = ""
    options: tuple[OptionAsked, ...] = ()
    items: tuple[ItemShown, ...] = ()
    answer_help: str = ""
    placeholder: str = ""
    points: tuple[RubricPoint, ...] = ()
    model_answer: str = ""
    hints: tuple[str, ...] = ()
    formula: str = ""
    explanation: str = ""
    caveat: str = ""
    sources: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()
    brief: str = ""
    evidence: tuple[EvidenceShown, ...] = ()
    tags: tuple[str, ...] = ()
    revision: int = 1
