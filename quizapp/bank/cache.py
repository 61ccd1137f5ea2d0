"""The cache of parsed topic files: JSON, one file for each content, always safe to delete.

The key is made of the file's content, the package's version and a stamp of the code that reads
questions, so that neither an edit nor an upgrade can be answered from the past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from pydantic import ValidationError
from pydantic_core import from_json

from quizapp.bank.fields import Place
from quizapp.bank.jsoncache import JsonCache, code_stamp
from quizapp.bank.model import KINDS, TopicHead
from quizapp.bank.patches import Patch
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source
from quizapp.bank.topicfile import TopicRead


class ParsedCache:
    """Parsed files in a folder. Whatever is wrong with a cached file, it counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._files = JsonCache(folder)

    def get(self, source: Source, bank: str = "") -> TopicRead | None:
        """Return what was read from the same content before, placed in `bank`, or None."""
        form = self._files.get(content_key(source))
        if form is None:
            return None
        try:
            return _read(source.path, bank, form)
        except (ValueError, LookupError, TypeError, AttributeError, ValidationError):
            return None

    def put(self, source: Source, read: TopicRead) -> None:
        """Keep what was read; a folder that cannot be written to is no error."""
        try:
            form = _form(read)
        except ValueError:
            return
        self._files.put(content_key(source), form)
        self._files.prune()


def content_key(source: Source) -> str:
    """Return a name for a file's content under the code that reads it."""
    digest = hashlib.blake2b(source.text.encode(), key=code_stamp(), digest_size=20)
    return digest.hexdigest()


def _form(read: TopicRead) -> dict[str, Any]:
    return {
        "head": read.head.model_dump() if read.head is not None else None,
        "questions": [
            {
                "fields": question.model_dump(by_alias=True, exclude_none=True),
                "set": sorted(question.model_fields_set - {"place"}),
                "place": _place_form(question.place),
            }
            for question in read.questions
        ],
        "written": json.dumps(list(read.written), ensure_ascii=False),
        "patches": [
            {"target": p.target, "fields": p.fields, "place": _place_form(p.place)}
            for p in read.patches
        ],
        "problems": [asdict(replace(p, path=Path())) | {"path": ""} for p in read.problems],
    }


def _place_form(place: Place) -> list[Any]:
    return [
        place.topic,
        place.topic_title,
        place.line,
        place.column,
        place.index,
        place.until,
    ]


def _read(path: Path, bank: str, form: Mapping[str, Any]) -> TopicRead:
    head = TopicHead.model_validate(form["head"]) if form["head"] is not None else None
    questions = []
    for item in form["questions"]:
        fields = _tuples(item["fields"])
        place = _place(path, bank, item["place"])
        question = KINDS[fields["kind"]].model_validate({**fields, "place": place})
        question.model_fields_set.intersection_update((*item["set"], "place"))
        questions.append(question)
    return TopicRead(
        path,
        head,
        tuple(questions),
        _Written(form["written"], len(questions)),
        tuple(
            Patch(p["target"], _tuples(p["fields"]), _place(path, bank, p["place"]))
            for p in form["patches"]
        ),
        tuple(Problem(**{**p, "path": path}) for p in form["problems"]),
    )


class _Written(Sequence[Mapping[str, Any]]):
    """What authors wrote, as JSON that is read when somebody asks for it: hardly anybody does."""

    def __init__(self, text: str, length: int) -> None:
        self._text = str(text)
        self._length = length

    @cached_property
    def _items(self) -> tuple[Mapping[str, Any], ...]:
        items: tuple[Mapping[str, Any], ...] = _tuples(from_json(self._text))
        return items

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return self._length


def _place(path: Path, bank: str, form: Sequence[Any]) -> Place:
    topic, title, line, column, index, until = form
    return Place(bank, topic, title, path, line, column, index, until)


def _tuples(form: Any) -> Any:
    """Return parsed JSON with tuples for lists, as questions hold them."""
    if isinstance(form, list):
        return tuple([_tuples(one) if isinstance(one, (list, dict)) else one for one in form])
    if isinstance(form, dict):
        return {
            name: _tuples(one) if isinstance(one, (list, dict)) else one
            for name, one in form.items()
        }
    return form
