"""Whole questions as JSON: what their authors wrote, of every kind, without loss."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.bank.exchange.cards import CannotExport, CannotImport, CardFile, decoded
from quizapp.bank.fields import tuples
from quizapp.bank.folder import Folder

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a document: its name, its title, and its entries as they are written."""

    topic: str
    title: str
    questions: tuple[Mapping[str, Any], ...]


def write_document(topics: Iterable[Topic]) -> CardFile:
    """Return the JSON document of topics. Raises CannotExport for a number that JSON has not."""
    document = {
        "format": FORMAT,
        "topics": [
            {"topic": topic.topic, "title": topic.title, "questions": list(topic.questions)}
            for topic in topics
        ],
    }
    try:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError as error:
        hint = "JSON has no .inf and .nan."
        raise CannotExport("A parameter is not a finite number.", hint=hint) from error
    return CardFile(f"{text}\n".encode())


def read_document(data: bytes) -> tuple[Topic, ...]:
    """Return the topics of a JSON document. Raises CannotImport."""
    text = decoded(data)
    try:
        document = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        message = f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}."
        raise CannotImport(message) from error
    except RecursionError as error:
        raise CannotImport("The document is nested too deep.") from error
    except ValueError as error:
        raise CannotImport(f"The document cannot be used: {error}.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        hint = "It is what `quizapp bank export --format json` writes."
        raise CannotImport("The document does not begin with format: 1.", hint=hint)
    listed = document.get("topics")
    if not isinstance(listed, list):
        raise CannotImport("The document has no list of topics.")
    return tuple(_topic(entry, place) for place, entry in enumerate(listed, 1))


def topics_of(folder: Folder, only: Sequence[str] | None = None) -> tuple[Topic, ...]:
    """Return the topics of a bank as its files have them; `only` names files to take."""
    found = []
    for composed in folder.topics:
        data = composed.data
        if isinstance(data, dict) and (only is None or composed.source.path.name in only):
            entries = tuple(e.data for e in folder.entries() if e.file is composed)
            found.append(Topic(str(data.get("topic", "")), str(data.get("title", "")), entries))
    return tuple(found)


def _topic(entry: object, place: int) -> Topic:
    parts = entry if isinstance(entry, dict) else {}
    topic, title, questions = (parts.get(name) for name in ("topic", "title", "questions"))
    if (
        not isinstance(topic, str)
        or not isinstance(title, str)
        or not isinstance(questions, list)
        or not all(isinstance(question, dict) for question in questions)
    ):
        raise CannotImport(f"Topic {place} is not an object with topic, title and questions.")
    return Topic(topic, title, tuples(questions))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:60]!r} stands there twice")
    return result


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number
