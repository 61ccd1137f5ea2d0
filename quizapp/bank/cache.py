"""The cache of parsed topic files: JSON, one file for each content, always safe to delete.

The key is made of the file's content, the package's version and a stamp of the code that reads
questions, so that neither an edit nor an upgrade can be answered from the past.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizapp import __version__
from quizapp.bank.fields import Place
from quizapp.bank.model import KINDS, TopicHead
from quizapp.bank.patches import Patch
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source
from quizapp.bank.topicfile import TopicRead

MAX_FILES = 400


class ParsedCache:
    """Parsed files in a folder. Whatever is wrong with a cached file, it counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, source: Source) -> TopicRead | None:
        """Return what was read from the same content before, or None."""
        try:
            form = json.loads(self._path(source).read_bytes())
            return _read(source.path, _tuples(form))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, ValidationError):
            return None

    def put(self, source: Source, read: TopicRead) -> None:
        """Keep what was read; a folder that cannot be written to is no error."""
        path = self._path(source)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError, ValueError):
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(_form(read)), encoding="utf-8")
            temporary.replace(path)
            self._prune()

    def _path(self, source: Source) -> Path:
        digest = hashlib.blake2b(source.text.encode(), key=_stamp(), digest_size=20)
        return self._folder / f"{digest.hexdigest()}.json"

    def _prune(self) -> None:
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MAX_FILES]:
            path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _stamp() -> bytes:
    """Return 32 bytes that change with the version and with every source file read here."""
    import engines

    digest = hashlib.blake2b(__version__.encode(), digest_size=32)
    for folder in (Path(__file__).parent, Path(engines.__file__ or "").parent):
        for path in sorted(folder.rglob("*.py")):
            status = path.stat()
            digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.digest()


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
        "written": list(read.written),
        "patches": [
            {"target": p.target, "fields": p.fields, "place": _place_form(p.place)}
            for p in read.patches
        ],
        "problems": [asdict(replace(p, path=Path())) | {"path": ""} for p in read.problems],
    }


def _place_form(place: Place) -> list[Any]:
    return [place.topic, place.topic_title, place.line, place.column, place.index]


def _read(path: Path, form: Mapping[str, Any]) -> TopicRead:
    head = TopicHead.model_validate(form["head"]) if form["head"] is not None else None
    questions = []
    for item in form["questions"]:
        fields = item["fields"]
        question = KINDS[fields["kind"]].model_validate(fields)
        question.model_fields_set.intersection_update(item["set"])
        questions.append(question.model_copy(update={"place": _place(path, item["place"])}))
    return TopicRead(
        path,
        head,
        tuple(questions),
        tuple(form["written"]),
        tuple(Patch(p["target"], p["fields"], _place(path, p["place"])) for p in form["patches"]),
        tuple(Problem(**{**p, "path": path}) for p in form["problems"]),
    )


def _place(path: Path, form: tuple[Any, ...]) -> Place:
    topic, title, line, column, index = form
    return Place("", topic, title, path, line, column, index)


def _tuples(form: Any) -> Any:
    """Return parsed JSON with tuples for lists, as questions hold them."""
    if isinstance(form, list):
        return tuple(_tuples(entry) for entry in form)
    if isinstance(form, dict):
        return {key: _tuples(value) for key, value in form.items()}
    return form
