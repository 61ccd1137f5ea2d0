"""The cache of parsed topic files: JSON, one file for each content, always safe to delete.

The key is made of the file's content, the package's version and a stamp of the code that reads
questions, so that neither an edit nor an upgrade can be answered from the past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json

from quizapp.bank.code_stamp import code_stamp
from quizapp.bank.fields import Data, Place, tuples
from quizapp.bank.jsoncache import JsonCache
from quizapp.bank.model import AnyQuestion, TopicHead
from quizapp.bank.patches import Patch
from quizapp.bank.problems import Problem
from quizapp.bank.source import Raw
from quizapp.bank.topicfile import TopicRead


class _PatchForm(BaseModel):
    """A patch without its place."""

    model_config = ConfigDict(defer_build=True)

    target: str
    fields: dict[str, Data]


_At = tuple[str, str, int, int, int, int]
"""Where an entry stands: topic, its title, line, column, index and the line of the next one."""


class _File(BaseModel):
    """A topic file as it is kept. Validation makes questions of it at once, without a document of
    lists and mappings between them and the text."""

    model_config = ConfigDict(strict=True, ser_json_inf_nan="constants", defer_build=True)

    head: TopicHead | None
    questions: tuple[AnyQuestion, ...]
    places: tuple[_At, ...]
    written: str
    patches: tuple[_PatchForm, ...]
    patch_places: tuple[_At, ...]
    problems: tuple[Problem, ...]


class ParsedCache:
    """Parsed files in a folder. Whatever is wrong with a cached file, it counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._files = JsonCache(folder)

    def get(self, raw: Raw, bank: str = "") -> TopicRead | None:
        """Return what was read from the same content before, placed in `bank`, or None."""
        text = self._files.read(content_key(raw))
        if text is None:
            return None
        try:
            return _read(raw.path, bank, _File.model_validate_json(text))
        except ValueError:
            return None

    def put(self, raw: Raw, read: TopicRead) -> None:
        """Keep what was read; a folder that cannot be written to is no error."""
        try:
            text = _file(read).model_dump_json(by_alias=True, exclude_unset=True)
        except ValueError:
            return
        self._files.write(content_key(raw), text)
        self._files.prune()


def content_key(raw: Raw) -> str:
    """Return a name for a file's content under the code that reads it."""
    digest = hashlib.blake2b(raw.data, key=code_stamp(), digest_size=20)
    return digest.hexdigest()


def _file(read: TopicRead) -> _File:
    return _File.model_construct(
        head=read.head,
        questions=read.questions,
        places=tuple(_at(question.place) for question in read.questions),
        written=json.dumps(list(read.written), ensure_ascii=False),
        patches=tuple(
            _PatchForm.model_construct(target=patch.target, fields=dict(patch.fields))
            for patch in read.patches
        ),
        patch_places=tuple(_at(patch.place) for patch in read.patches),
        problems=tuple(replace(problem, path=Path()) for problem in read.problems),
    )


def _at(place: Place) -> _At:
    return (
        place.topic,
        place.topic_title,
        place.line,
        place.column,
        place.index,
        place.until,
    )


def _read(path: Path, bank: str, file: _File) -> TopicRead:
    """Return the file at its path, in its bank. Raises ValueError where a place is missing."""
    return TopicRead(
        path,
        file.head,
        tuple(
            question.model_copy(update={"place": _place(path, bank, at)})
            for question, at in zip(file.questions, file.places, strict=True)
        ),
        _Written(file.written, len(file.questions)),
        tuple(
            Patch(patch.target, patch.fields, _place(path, bank, at))
            for patch, at in zip(file.patches, file.patch_places, strict=True)
        ),
        tuple(replace(problem, path=path) for problem in file.problems),
    )


class _Written(Sequence[Mapping[str, Any]]):
    """What authors wrote, as JSON that is read when somebody asks for it: hardly anybody does."""

    def __init__(self, text: str, length: int) -> None:
        self._text = str(text)
        self._length = length

    @cached_property
    def _items(self) -> tuple[Mapping[str, Any], ...]:
        items: tuple[Mapping[str, Any], ...] = tuples(from_json(self._text))
        return items

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return self._length


def _place(path: Path, bank: str, at: _At) -> Place:
    topic, title, line, column, index, until = at
    return Place(bank, topic, title, path, line, column, index, until)
