"""What the checks of a whole bank need of a topic file, without the questions themselves.

An outline is made by reading a file without the engine; kept in a cache it stands for the file as
long as neither its content nor our code changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.bank.cache import content_key
from quizapp.bank.fields import Place
from quizapp.bank.guessing import Tells, tells_of
from quizapp.bank.jsoncache import JsonCache
from quizapp.bank.model import Question
from quizapp.bank.problems import Problem
from quizapp.bank.source import Raw


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as others refer to it."""

    id: str
    formerly: tuple[str, ...]
    needs: tuple[str, ...]
    contrast: tuple[str, ...]
    followups: tuple[str, ...]
    tells: Tells | None
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """A topic file: its questions as others refer to them, and everything wrong within it."""

    path: Path
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def entry_of(question: Question) -> Entry:
    """Return what others may ask of a question."""
    return Entry(
        question.id,
        question.formerly,
        question.needs,
        question.contrast,
        question.followups,
        tells_of(question),
        question.place,
    )


class OutlineCache:
    """Outlines in a folder; whatever is wrong with a cached one, it counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._files = JsonCache(folder)

    def get(self, raw: Raw) -> Outline | None:
        """Return the outline of the same content, or None."""
        form = self._files.get(content_key(raw))
        try:
            return None if form is None else read_outline(form, raw.path)
        except (ValueError, LookupError, TypeError, AttributeError):
            return None

    def put(self, raw: Raw, outline: Outline) -> None:
        """Keep an outline; a folder that cannot be written to is no error."""
        self._files.put(content_key(raw), outline_form(outline))

    def prune(self) -> None:
        """Delete what goes beyond the cache's bounds."""
        self._files.prune()


def problem_forms(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON without their path."""
    return [asdict(replace(problem, path=Path())) | {"path": ""} for problem in problems]


def read_problems(forms: Iterable[Mapping[str, Any]], path: Path) -> tuple[Problem, ...]:
    """Return the problems of `problem_forms` at a path. Raises TypeError for other forms."""
    return tuple(Problem(**{**form, "path": path}) for form in forms)


def outline_form(outline: Outline) -> dict[str, Any]:
    """Return an outline as JSON without its path."""
    topics = {(entry.place.topic, entry.place.topic_title) for entry in outline.entries}
    return {
        "topic": list(topics.pop()) if topics else ["", ""],
        "entries": [
            [*entry_form(entry), entry.place.line, entry.place.column, entry.place.index]
            for entry in outline.entries
        ],
        "problems": problem_forms(outline.problems),
    }


def read_outline(form: Mapping[str, Any], path: Path) -> Outline:
    """Return the outline of `outline_form` at a path. Raises ValueError, LookupError, TypeError or
    AttributeError for other forms."""
    topic, title = form["topic"]
    entries = tuple(
        read_entry(entry, Place("", topic, title, path, line, column, index))
        for *entry, line, column, index in form["entries"]
    )
    return Outline(path, entries, read_problems(form["problems"], path))


def entry_form(entry: Entry) -> list[Any]:
    """Return an entry as JSON without its place."""
    return [
        entry.id,
        entry.formerly,
        entry.needs,
        entry.contrast,
        entry.followups,
        entry.tells,
    ]


def read_entry(form: Sequence[Any], place: Place) -> Entry:
    """Return the entry of `entry_form` at its place. Raises ValueError or TypeError for other
    forms."""
    name, formerly, needs, contrast, followups, tells = form
    if not isinstance(name, str):
        raise TypeError("an id is a text")
    return Entry(
        name,
        tuple(formerly),
        tuple(needs),
        tuple(contrast),
        tuple(followups),
        None if tells is None else Tells(*tells),
        place,
    )
