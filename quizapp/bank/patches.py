"""Patches: one's own changes to the questions of a bank that is read-only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizapp.bank.fields import KEY_PATTERN, Place
from quizapp.bank.model import Question
from quizapp.bank.validate import Report

if TYPE_CHECKING:
    from quizapp.bank.compose import Composed
    from quizapp.bank.families import Families
    from quizapp.bank.problems import Problem

OWN_BANK = "mine"
"""The id of the bank whose patches count."""
_KEY = re.compile(KEY_PATTERN)
_FIXED = ("id", "kind", "formerly")
"""What a patch may not change: progress hangs on it."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Changed fields of the question `target` (`bank-id/question-id`)."""

    target: str
    fields: Mapping[str, Any]
    place: Place


def read_patch(report: Report, item: Mapping[str, Any], place: Place) -> Patch | None:
    """Return the patch that an entry with the key `patch` describes, or None with its problem."""
    target = item["patch"]
    if not isinstance(target, str) or not _KEY.match(target):
        report.add(
            "QB308", ("patch",), "a patch names bank-id/question-id", "like mine/my-question"
        )
        return None
    fixed = [name for name in _FIXED if name in item]
    for name in fixed:
        report.add(
            "QB308", (name,), f"a patch cannot change {name}", "delete the line", at_key=True
        )
    if fixed:
        return None
    return Patch(target, {key: value for key, value in item.items() if key != "patch"}, place)


def patched(
    original: Question,
    written: Mapping[str, Any],
    patch: Patch,
    composed: Composed,
    families: Families,
) -> Question | tuple[Problem, ...]:
    """Return the question with the patch's fields in place of its own, or the patch's problems.

    `written` is what the author of the original wrote; `composed` the file of the patch.
    """
    from quizapp.bank.topicfile import served

    report = Report(composed, ("questions", patch.place.index))
    place = replace(original.place, yours=True)
    question = served(report, {**written, **patch.fields}, place, families)
    return question if question is not None else tuple(report.problems)
