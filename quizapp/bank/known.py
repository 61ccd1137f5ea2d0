"""The cache of verifications: what is known of a question stays true until something changes.

The key of a question is made of its source text, its content with what its family supplies, the
bank's id, and the setting: the package's version, the sources of engine, grader and checks, the
version of PyTorch or its absence, the number of draws and the flags. One JSON file for each topic
file; a verification that could not run everything it was to run is never kept. Where a topic file
as a whole is what it was, its outline stands for it, and it is not even read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from quizapp import __version__
from quizapp.bank.checked import Tally
from quizapp.bank.code_stamp import code_digest
from quizapp.bank.fields import Place
from quizapp.bank.jsoncache import JsonCache
from quizapp.bank.loader import Files
from quizapp.bank.model import Question
from quizapp.bank.outline import (
    Outline,
    outline_form,
    problem_forms,
    read_outline,
    read_problems,
)
from quizapp.bank.problems import blocks
from quizapp.bank.source import Source
from quizapp.bank.verifying import Verified

GENERATIONS = 4
"""Verifications kept for each question of a file: earlier texts, other flags."""
_FIGURES = ("questions", "variants", "answers", "not_run", "runs")


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A topic file that is what it was: its outline, and the verification of each entry."""

    outline: Outline
    verified: tuple[Verified, ...]


class Known:
    """Verifications in a folder under one setting. Whatever is wrong with a file, it counts as
    absent; a folder that cannot be written to is no error."""

    def __init__(
        self, folder: Path, *, seeds: int, torch: str | None, flags: Sequence[str] = ()
    ) -> None:
        self._files = JsonCache(folder)
        self._torch = torch
        parts = (__version__, code_digest(JsonCache(folder / "code")), torch, seeds, *flags)
        self._setting = hashlib.blake2b(repr(parts).encode(), digest_size=32).digest()

    def find(self, questions: Sequence[Question], files: Files) -> dict[int, Verified]:
        """Return, by their places, the questions that were verified without a problem."""
        found: dict[int, Verified] = {}
        for path, group in _by_file(questions):
            forms, _ = self._document(path)
            for place, key in self._keys(questions, group, files).items():
                one = _read(forms.get(key), questions[place].place)
                if one is not None and not blocks(one.problems):
                    found[place] = one
        return found

    def find_file(self, source: Source, bank: str) -> KnownFile | None:
        """Return what is known of a topic file of a bank, where all of it was verified as it is
        and without a problem."""
        forms, kept = self._document(source.path)
        try:
            if kept["key"] != self._file_key(source, bank):
                return None
            outline = read_outline(kept["outline"], source.path)
            pairs = zip(kept["keys"], outline.entries, strict=True)
            found = [_read(forms[key], entry.place) for key, entry in pairs]
        except (ValueError, LookupError, TypeError, AttributeError):
            return None
        verified = tuple(one for one in found if one is not None and not blocks(one.problems))
        return KnownFile(outline, verified) if len(verified) == len(found) else None

    def keep(
        self,
        questions: Sequence[Question],
        files: Files,
        found: Mapping[int, Verified],
        outlines: Mapping[Path, Outline],
    ) -> None:
        """Keep what was found, by the places of the questions, and the outlines of their files."""
        for path, group in _by_file(questions):
            keys = self._keys(questions, group, files)
            forms: dict[str, Any] = {}
            for place, key in keys.items():
                form = self._form(found[place], questions[place])
                if form is not None:
                    forms[key] = form
            for key, form in self._document(path)[0].items():
                forms.setdefault(key, form)
            kept = dict(islice(forms.items(), GENERATIONS * len(group)))
            whole = self._whole(questions, keys, files, outlines.get(path))
            self._files.put(_name(path), {"questions": kept, "file": whole})
        self._files.prune()

    def _whole(
        self,
        questions: Sequence[Question],
        keys: Mapping[int, str],
        files: Files,
        outline: Outline | None,
    ) -> dict[str, Any]:
        """Return what stands for a topic file, where these are all its questions."""
        if outline is None or len(keys) != len(outline.entries) or not keys:
            return {}
        source = files.read(outline.path)
        if not isinstance(source, Source):
            return {}
        key = self._file_key(source, questions[min(keys)].bank)
        return {"key": key, "outline": outline_form(outline), "keys": list(keys.values())}

    def _file_key(self, source: Source, bank: str) -> str:
        digest = hashlib.blake2b(key=self._setting, digest_size=20)
        for part in (bank, source.text):
            digest.update(f"{len(part)}:{part}".encode())
        return digest.hexdigest()

    def _document(self, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is kept of the questions of a topic file by their keys, and of it whole."""
        document = self._files.get(_name(path))
        kept = document if isinstance(document, dict) else {}
        forms, whole = kept.get("questions"), kept.get("file")
        return (
            forms if isinstance(forms, dict) else {},
            whole if isinstance(whole, dict) else {},
        )

    def _keys(
        self, questions: Sequence[Question], group: Sequence[int], files: Files
    ) -> dict[int, str]:
        """Return the key of each question of a file, by its place."""
        source = files.read(questions[group[0]].place.path)
        if not isinstance(source, Source):
            return {}
        return {place: self._key(questions[place], source) for place in group}

    def _key(self, question: Question, source: Source) -> str:
        place = question.place
        text = source.lines(place.line, place.until).rstrip()
        digest = hashlib.blake2b(key=self._setting, digest_size=20)
        for part in (place.bank, str(place.column), text, question.model_dump_json()):
            digest.update(f"{len(part)}:{part}".encode())
        return digest.hexdigest()

    def _form(self, one: Verified, question: Question) -> dict[str, Any] | None:
        place = question.place
        left_out = one.tally.not_run or one.tally.unproved
        if left_out and self._torch is not None:
            return None
        if any(problem.path != place.path for problem in one.problems):
            return None
        moved = (replace(p, line=p.line - place.line) for p in one.problems)
        figures = [getattr(one.tally, name) for name in _FIGURES]
        return {"problems": problem_forms(moved), "tally": figures}


def _by_file(questions: Sequence[Question]) -> list[tuple[Path, list[int]]]:
    """Return the places of the questions of each file; they come file by file."""
    places = groupby(range(len(questions)), key=lambda place: questions[place].place.path)
    return [(path, list(group)) for path, group in places]


def _name(path: Path) -> str:
    return hashlib.blake2b(str(path.resolve()).encode(), digest_size=20).hexdigest()


def _read(form: Any, place: Place) -> Verified | None:
    try:
        problems = read_problems(form["problems"], place.path)
        moved = tuple(replace(p, line=p.line + place.line) for p in problems)
        tally = Tally(**dict(zip(_FIGURES, form["tally"], strict=True)), unchanged=1)
    except (KeyError, TypeError, ValueError):
        return None
    return Verified(moved, tally)
