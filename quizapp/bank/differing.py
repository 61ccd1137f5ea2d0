"""What differs between two banks: questions, their fields, and the answers of their draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines.protocol import SnippetRefused
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, TruthRunner
from quizapp.bank.model import Question


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; None where one side does not have it."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class TruthChange:
    """A draw whose right answer differs. `seed` is None for the canonical numbers."""

    seed: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that differs. `was` is its id in the first bank; `draws` of both were compared."""

    id: str
    was: str
    fields: tuple[FieldChange, ...]
    truths: tuple[TruthChange, ...] = ()
    draws: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs. `not_drawn` names questions whose draws could not be compared."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[QuestionChange, ...] = ()
    not_drawn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed)


def difference(
    before: Iterable[Question],
    after: Iterable[Question],
    *,
    seeds: int = 20,
    runner: TruthRunner | None = None,
) -> Difference:
    """Return what differs between the questions of two banks.

    Questions are paired by id, or by an earlier id. Of each pair that differs the canonical draw
    and `seeds` others are compared; `runner` runs what needs PyTorch.
    """
    old = {question.id: question for question in before}
    added: list[str] = []
    changed: list[QuestionChange] = []
    not_drawn: list[str] = []
    seen: set[str] = set()
    for question in after:
        was = next((name for name in (question.id, *question.formerly) if name in old), None)
        if was is None:
            added.append(question.id)
            continue
        seen.add(was)
        fields = tuple(_fields(old[was], question))
        if not fields:
            continue
        try:
            truths = tuple(_truths(old[was], question, seeds, runner))
            changed.append(QuestionChange(question.id, was, fields, truths, seeds + 1))
        except (CannotDraw, SnippetRefused):
            not_drawn.append(question.id)
            changed.append(QuestionChange(question.id, was, fields))
    removed = tuple(name for name in old if name not in seen)
    return Difference(tuple(added), removed, tuple(changed), tuple(not_drawn))


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Yield the fields that differ, in the order of the first side."""
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield FieldChange(name, before.get(name), after.get(name))


def _fields(before: Question, after: Question) -> Iterator[FieldChange]:
    yield from field_changes(_plain(before), _plain(after))


def _plain(question: Question) -> dict[str, Any]:
    fields = question.model_dump(by_alias=True, exclude_none=True)
    return {"topic": question.topic, **fields}


def _truths(
    before: Question, after: Question, seeds: int, runner: TruthRunner | None
) -> Iterator[TruthChange]:
    """Yield the draws whose right answers differ. Raises CannotDraw.

    Both are drawn as if they had one key, since a draw follows from key and seed.
    """
    place = replace(after.place, bank=before.place.bank)
    other = after.model_copy(update={"id": before.id, "place": place})
    if before.kind == "recall" or after.kind == "recall":
        return
    for seed in (None, *range(seeds)):
        purpose = "canonical" if seed is None else "plain"
        one = draw(before, seed or 0, purpose, runner).right  # type: ignore[arg-type]
        two = draw(other, seed or 0, purpose, runner).right  # type: ignore[arg-type]
        if one != two:
            yield TruthChange(seed, one, two)
