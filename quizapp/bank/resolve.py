"""What a family supplies where the question is silent, merged into one complete question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.bank.fields import Skill
from quizapp.bank.model import Choice, Code, Question
from quizapp.bank.ranges import plain, write_range

if TYPE_CHECKING:
    from engines.api import Family

Q = TypeVar("Q", bound=Question)

_SKILLS: dict[str, Skill] = {
    "compute": "maths",
    "design": "maths",
    "multi": "maths",
    "snippet": "debugging",
    "code": "debugging",
}


def resolve(question: Q, family: Family | None) -> Q:
    """Return the question with every field that its family or its kind supplies filled in.

    What the author wrote stands. The ranges of a family go with its own canonical parameters'
    names; `vary: {}` fixes the numbers.
    """
    written = question.model_fields_set
    filled: dict[str, Any] = {}
    if question.skill is None:
        filled["skill"] = _SKILLS.get(question.kind, "mechanism")
    if family is not None:
        filled |= {
            name: value
            for name, value in _supplied(question, family).items()
            if name not in written and value
        }
    return question.model_copy(update=filled) if filled else question


def _supplied(question: Question, family: Family) -> dict[str, Any]:
    ask = family.ask
    supplied: dict[str, Any] = {
        "prompt": ask.prompt,
        "explanation": ask.explanation,
        "params": {name: plain(value) for name, value in ask.params.items()},
        "level": ask.level,
        "seconds": ask.seconds,
        "tags": ask.tags,
        "sources": ask.sources,
        "hints": ask.hints or (),
    }
    if not question.model_fields_set & {"vary", "together"}:
        supplied["vary"] = {name: write_range(drawn) for name, drawn in ask.vary.items()}
        supplied["together"] = tuple(
            {name: plain(value) for name, value in group.items()} for group in ask.together
        )
    if isinstance(question, Choice) and question.options is not None:
        # A family's prompt asks for a value; the options are the answer's form.
        supplied.pop("hints")
    if isinstance(question, Code):
        # A family asks for a value of its numbers, not for a function.
        for name in ("prompt", "explanation", "seconds"):
            supplied.pop(name)
    return supplied
