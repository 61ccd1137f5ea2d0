"""One topic file: from its text to questions, patches and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.bank.compose import Composed, compose, position
from quizapp.bank.families import Families
from quizapp.bank.fields import Place
from quizapp.bank.model import Question, TopicHead
from quizapp.bank.patches import Patch, read_patch
from quizapp.bank.positions import topic_spelling
from quizapp.bank.problems import Problem, nearest
from quizapp.bank.resolve import resolve
from quizapp.bank.rules import apply_rules
from quizapp.bank.source import Source
from quizapp.bank.unseen import named, unseen
from quizapp.bank.validate import Report, validate, validate_question

_REPLACED = ("QB106", "QB113")
"""Findings behind which something else than what the author meant is taken for the value."""


@dataclass(frozen=True, slots=True)
class TopicRead:
    """What a topic file holds. `questions` are resolved; `written` is what their authors wrote.

    `composed` is None where the file came from the cache.
    """

    path: Path
    head: TopicHead | None
    questions: tuple[Question, ...] = ()
    written: Sequence[Mapping[str, Any]] = ()
    patches: tuple[Patch, ...] = ()
    problems: tuple[Problem, ...] = ()
    composed: Composed | None = None

    def in_bank(self, bank: str) -> TopicRead:
        """Return the same file with its questions placed in `bank`."""
        placed = tuple(
            question.model_copy(
                update={"place": replace(question.place, bank=bank, path=self.path)}
            )
            for question in self.questions
        )
        patches = tuple(
            replace(patch, place=replace(patch.place, bank=bank, path=self.path))
            for patch in self.patches
        )
        return replace(self, questions=placed, patches=patches)


def compose_topic(source: Source) -> Composed | Problem:
    """Return the data of a topic file, or why it must not be composed."""
    return compose(source, topic_spelling)


def read_topic(source: Source, families: Families) -> TopicRead:
    """Return everything good of a topic file, and every problem with the rest."""

    def serve(report: Report, item: Any, place: Place) -> Question | None:
        return served(report, item, place, families)

    return read_topic_with(source, serve)


def read_topic_with(
    source: Source, serve: Callable[[Report, Any, Place], Question | None]
) -> TopicRead:
    """Return a topic file with those questions that `serve` makes of its entries."""
    composed = compose_topic(source)
    if isinstance(composed, Problem):
        return TopicRead(source.path, None, problems=(composed,))
    report = Report(composed, ())
    report.problems += [finding.problem for finding in composed.findings]
    data = composed.data
    if not isinstance(data, dict):
        report.add("QB203", (), "a topic file is a mapping with format, topic, title, questions")
        return TopicRead(source.path, None, problems=tuple(report.problems), composed=composed)
    listed = data.get("questions")
    head = validate(report, TopicHead, {k: v for k, v in data.items() if k != "questions"})
    if head is not None and (found := unseen(head.title)):
        report.add_within("QB406", ("title",), found, 0, named(found), "delete it")
    if listed is None:
        report.add("QB202", (), "questions is missing here", "add questions: and a list behind -")
    elif not isinstance(listed, tuple):
        report.add("QB203", ("questions",), "questions must be a list", "put each behind -")
    spoilt = {finding.path[1] for finding in composed.findings if len(finding.path) > 1}
    questions: list[Question] = []
    written: list[Mapping[str, Any]] = []
    patches: list[Patch] = []
    for index, item in enumerate(listed if isinstance(listed, tuple) else ()):
        inner = Report(composed, ("questions", index))
        place = _place(composed, head, index)
        if isinstance(item, dict) and "patch" in item:
            patch = read_patch(inner, item, place)
            if patch is not None and index not in spoilt:
                patches.append(patch)
        else:
            question = serve(inner, item, place)
            if (
                question is not None
                and isinstance(item, dict)
                and index not in spoilt
                and head is not None
            ):
                questions.append(question)
                written.append(item)
        report.problems += inner.problems
    problems = _without_consequences(composed, report.problems)
    return TopicRead(
        source.path,
        head,
        tuple(questions),
        tuple(written),
        tuple(patches),
        problems,
        composed,
    )


def _without_consequences(composed: Composed, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return problems without those of a value that stands in for one that could not be read."""
    replaced = [finding for finding in composed.findings if finding.problem.code in _REPLACED]
    found = {finding.problem for finding in replaced}
    places = {position(composed.root, finding.path) for finding in replaced if finding.path}
    return tuple(p for p in problems if p in found or (p.line, p.column) not in places)


def served(report: Report, item: Any, place: Place, families: Families) -> Question | None:
    """Return the resolved question that `item` describes, or None with what is wrong with it."""
    question = validate_question(report, item, place, families)
    if question is None:
        return None
    family = families.get(question.family) if question.family is not None else None
    if question.family is not None and family is None:
        hint = nearest(question.family, families.names())
        report.add("QB207", ("family",), f"no family is called {question.family!r}", hint)
        return None
    resolved = resolve(question, family)
    return resolved if apply_rules(report, resolved, family) else None


def _place(composed: Composed, head: TopicHead | None, index: int) -> Place:
    line, column = composed.entries[index]
    topic, title = (head.topic, head.title) if head is not None else ("", "")
    if index + 1 < len(composed.entries):
        until = max(composed.entries[index + 1][0], line + 1)
    else:
        until = len(composed.source.line_starts()) + 1
    return Place("", topic, title, composed.source.path, line, column, index, until)
