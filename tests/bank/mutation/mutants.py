"""What a planted error is, and how one is put into a question without touching the original."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Question = dict[str, Any]
"""One entry of `questions`, as a round-trip YAML loader gives it."""
Path = tuple[str | int, ...]
"""The keys and places that lead from a question to one of its values."""

NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*(?::[^{}]*)?\}\}")
"""A `{{name}}` or `{{name:format}}` of a text."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A question with one error.

    `sort` is the row of the table, `flaw` the kind of slip within it, `what` says in one line what
    was changed, and `question` is the whole entry with the error. `beside` are entries that stand
    behind it in the topic file, where the error is between questions.
    """

    sort: str
    flaw: str
    what: str
    question: Question
    beside: tuple[Question, ...] = ()


def card(name: str) -> Question:
    """Return a short recall question of that id, to be referred to."""
    return {
        "id": name,
        "kind": "recall",
        "level": "beginner",
        "prompt": "Why is that so?",
        "answer": "Because it is.",
        "points": [{"must": "because"}],
        "explanation": "It is so.",
        "sources": ["Somebody 2020"],
    }


def at(question: Mapping[str, Any], path: Path) -> Any:
    """Return the value at `path`."""
    value: Any = question
    for key in path:
        value = value[key]
    return value


def with_value(question: Question, path: Path, value: Any) -> Question:
    """Return a copy in which `value` stands at `path`."""
    changed = copy.deepcopy(question)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def without(question: Question, path: Path) -> Question:
    """Return a copy that lacks what stands at `path`."""
    changed = copy.deepcopy(question)
    del at(changed, path[:-1])[path[-1]]
    return changed


def exchanged(question: Question, one: Path, other: Path) -> Question:
    """Return a copy in which two values have changed places."""
    return with_value(
        with_value(question, one, at(question, other)), other, copy.deepcopy(at(question, one))
    )


def dotted(path: Path) -> str:
    """Return a path as people write it, `wrong.0.answer`."""
    return ".".join(str(key) for key in path)


def brief(value: object) -> str:
    """Return a value on one line, cut to what a table can hold."""
    line = " ".join(str(plain(value)).split())
    return line if len(line) <= 90 else line[:87] + "..."


def plain(value: Any) -> Any:
    """Return plain Python data for what a round-trip loader gave."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def kind_of(question: Mapping[str, Any]) -> str:
    """Return the kind, `compute` where a family supplies it."""
    return str(question.get("kind", "compute"))


def asked_for(question: Mapping[str, Any]) -> str:
    """Return what a snippet asks for, an empty text for other kinds."""
    return str(question.get("ask", "output")) if kind_of(question) == "snippet" else ""


def texts(question: Mapping[str, Any], *, skip: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield the paths of all texts, those below a key of `skip` left out."""
    yield from _texts(question, (), skip)


def _texts(value: Any, path: Path, skip: frozenset[str]) -> Iterator[Path]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in skip:
                yield from _texts(one, (*path, str(key)), skip)
    elif isinstance(value, Sequence):
        for place, one in enumerate(value):
            yield from _texts(one, (*path, place), skip)
