"""The cache of verifications: what is known of a question stays true until something changes.

The key of a question is made of its source text, the bank's id, and the setting: the package's
version, the sources of engine, grader and checks, the version of PyTorch or its absence, the number
of draws and the flags. One JSON file for each topic file; a verification that could not run
everything it was to run is never kept. Where an entry of a topic file is what it was, it is not
made a question again; where the file as a whole is, its outline stands for it, and it is not even
parsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
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
    Entry,
    Outline,
    entry_form,
    entry_of,
    outline_form,
    problem_forms,
    read_entry,
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
class KnownEntry:
    """An entry of a topic file that is what it was, and its verification."""

    entry: Entry
    verified: Verified


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
            source = files.read(path)
            if not isinstance(source, Source):
                continue
            forms, _ = self._document(path)
            for number in group:
                place = questions[number].place
                one = _read(forms.get(self._key(source, place, place.bank)), place)
                if one is not None and not blocks(one.problems):
                    found[number] = one
        return found

    def entries(self, source: Source, bank: str) -> Callable[[Place], KnownEntry | None] | None:
        """Return a way to find what is known of an entry of a topic file of a bank: one that was
        read without a remark and verified without a problem. None where nothing is known."""
        forms, _ = self._document(source.path)
        if not forms:
            return None

        def find(at: Place) -> KnownEntry | None:
            place = replace(at, bank=bank)
            form = forms.get(self._key(source, place, bank))
            one = _read(form, place)
            if form is None or one is None or blocks(one.problems) or form.get("told", True):
                return None
            try:
                return KnownEntry(read_entry(form["entry"], place), one)
            except (ValueError, LookupError, TypeError):
                return None

        return find

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
        groups = dict.fromkeys(outlines, ()) | dict(_by_file(questions))
        for path, group in groups.items():
            source = files.read(path)
            if not isinstance(source, Source):
                continue
            outline = outlines.get(path)
            kept, before = self._document(path)
            new = {}
            for number in group:
                question = questions[number]
                form = self._form(found[number], question, outline)
                if form is not None:
                    new[self._key(source, question.place, question.bank)] = form
            keys = self._keys(source, outline)
            forms = new | {key: form for key, form in kept.items() if key not in new}
            # Those of the file as it is are the last to go.
            forms = {key: forms[key] for key in keys if key in forms} | forms
            whole = self._whole(source, outline, keys) if forms.keys() >= set(keys) else {}
            # A file of which nothing can be read now is mended soon.
            if new or (keys and whole != before):
                forms = dict(islice(forms.items(), GENERATIONS * max(len(group), len(keys))))
                self._files.put(_name(path), {"questions": forms, "file": whole})
        self._files.prune()

    def _keys(self, source: Source, outline: Outline | None) -> list[str]:
        entries = outline.entries if outline is not None else ()
        return [self._key(source, entry.place, entry.place.bank) for entry in entries]

    def _whole(
        self, source: Source, outline: Outline | None, keys: Sequence[str]
    ) -> dict[str, Any]:
        """Return what stands for a topic file of which every entry is known."""
        if outline is None or not keys:
            return {}
        key = self._file_key(source, outline.entries[0].place.bank)
        return {"key": key, "outline": outline_form(outline), "keys": list(keys)}

    def _file_key(self, source: Source, bank: str) -> str:
        return self._digest(bank, source.text)

    def _key(self, source: Source, place: Place, bank: str) -> str:
        """Return the key of the entry of a topic file at a place."""
        text = source.lines(place.line, place.until).rstrip()
        return self._digest(bank, str(place.column), text)

    def _digest(self, *parts: str) -> str:
        digest = hashlib.blake2b(key=self._setting, digest_size=20)
        for part in parts:
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

    def _form(
        self, one: Verified, question: Question, outline: Outline | None
    ) -> dict[str, Any] | None:
        place = question.place
        left_out = one.tally.not_run or one.tally.unproved
        if left_out and self._torch is not None:
            return None
        if any(problem.path != place.path for problem in one.problems):
            return None
        moved = (replace(p, line=p.line - place.line) for p in one.problems)
        figures = [getattr(one.tally, name) for name in _FIGURES]
        told = outline is None or any(p.question == question.id for p in outline.problems)
        return {
            "problems": problem_forms(moved),
            "tally": figures,
            "entry": entry_form(entry_of(question)),
            "told": told,
        }


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
