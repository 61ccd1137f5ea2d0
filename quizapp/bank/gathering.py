"""What a check of banks has to verify: their questions, and what is known of them already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.bank.cache import ParsedCache
from quizapp.bank.families import Families
from quizapp.bank.fields import Place
from quizapp.bank.guessing import Tells, guessable, tells_of
from quizapp.bank.known import Known, KnownEntry
from quizapp.bank.loader import (
    BANK_FILE,
    Files,
    read_documents,
    read_file,
    stray_patches,
    topic_names,
)
from quizapp.bank.model import Bank, Question
from quizapp.bank.outline import Entry, Outline, entry_of
from quizapp.bank.problems import Problem
from quizapp.bank.references import check_alone, check_together
from quizapp.bank.source import Source
from quizapp.bank.topicfile import TopicRead, read_topic_with, served
from quizapp.bank.validate import Report
from quizapp.bank.verifying import Verified


@dataclass(slots=True)
class Gathered:
    """The questions of some banks that are to be verified, what is wrong already, what was verified
    in files that are as they were, and the outlines of the files that were read."""

    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    verified: list[Verified] = field(default_factory=list)
    outlines: dict[Path, Outline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """A topic file as far as it had to be read: `verified` holds what is known of those of its
    `entries` of which no question was made, by their index; `read` is None where none was."""

    path: Path
    problems: tuple[Problem, ...]
    entries: tuple[Question | Entry, ...]
    verified: Mapping[int, Verified] = field(default_factory=dict)
    read: TopicRead | None = None


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads banks, each topic file once. With `known` a file that was verified as it is, is not
    even parsed, and of an entry that was no question is made."""

    families: Families
    files: Files
    parsed: ParsedCache | None = None
    known: Known | None = None

    def bank(self, folder: Path, only: set[Path] | None, gathered: Gathered) -> None:
        """Add what the bank in a folder holds, or, of its files, those in `only`."""
        names, problems = topic_names(folder)
        bank, _ = read_documents(folder, problems)
        parts = [self._part(folder / name, bank) for name in names]
        problems += [problem for part in parts for problem in part.problems]

        def add(entry: Question | Entry, *rest: Any) -> None:
            problems.append(self.files.problem(entry, *rest))

        unserved = [
            entry
            for part in parts
            for entry in self.files.unserved(part.path, part.problems, part.entries)
        ]
        entries = [entry for part in parts for entry in part.entries]
        kept = check_together(bank, entries, unserved, add)
        reads = [part.read for part in parts if part.read is not None]
        if bank is not None:
            problems += stray_patches(bank, reads, self.files)
            problems += guessable(map(_tells, kept), folder)
        verified = {part.path: part.verified for part in parts}
        for entry in kept:
            if only is None or entry.place.path in only:
                if isinstance(entry, Question):
                    gathered.questions.append(entry)
                else:
                    gathered.verified.append(verified[entry.place.path][entry.place.index])
        gathered.problems += problems if only is None else within(problems, only, bank)
        gathered.outlines |= _outlines(parts)

    def alone(self, path: Path, gathered: Gathered) -> None:
        """Add what a topic file holds of which the bank is not known."""
        read = read_file(path, "", self.families, self.parsed, self.files)
        gathered.problems += read.problems

        def add(entry: Question, *rest: Any) -> None:
            gathered.problems.append(self.files.problem(entry, *rest))

        gathered.questions += check_alone(read.questions, add)

    def _part(self, path: Path, bank: Bank | None) -> _Part:
        """Return what a topic file holds; of entries that are as they were no question is made."""
        name = bank.id if bank is not None else ""
        source = self.files.read(path)
        if self.known is not None and bank is not None and isinstance(source, Source):
            file = self.known.find_file(source, name)
            if file is not None:
                entries = file.outline.entries
                indices = (entry.place.index for entry in entries)
                by_index = dict(zip(indices, file.verified, strict=True))
                return _Part(path, file.outline.problems, entries, by_index)
            find = self.known.entries(source, name)
            part = self._changed(source, name, find) if find is not None else None
            if part is not None:
                return part
        read = read_file(path, name, self.families, self.parsed, self.files)
        return _Part(path, read.problems, read.questions, read=read)

    def _changed(
        self, source: Source, bank: str, find: Callable[[Place], KnownEntry | None]
    ) -> _Part | None:
        """Return a topic file with what `find` finds for its entries, and questions of the others;
        None where something stands in the way of its entries."""
        same: dict[int, KnownEntry] = {}

        def serve(report: Report, item: Any, place: Place) -> Question | None:
            known = find(place)
            if known is None:
                return served(report, item, place, self.families)
            same[place.index] = known
            return None

        read = read_topic_with(source, serve)
        if read.composed is None or read.composed.findings or read.head is None:
            return None
        self.files.keep(read.composed)
        read = read.in_bank(bank)
        entries: list[Question | Entry] = list(read.questions)
        entries += [one.entry for one in same.values()]
        entries.sort(key=lambda entry: entry.place.index)
        verified = {index: one.verified for index, one in same.items()}
        return _Part(source.path, read.problems, tuple(entries), verified, read)


def within(problems: Iterable[Problem], only: set[Path], bank: Bank | None) -> list[Problem]:
    """Return the problems of some files of a bank, and why none of them can be used."""
    files = only if bank is not None else {path.parent / BANK_FILE for path in only} | only
    return [problem for problem in problems if problem.path in files]


def _tells(entry: Question | Entry) -> Tells | None:
    return entry.tells if isinstance(entry, Entry) else tells_of(entry)


def _outlines(parts: Iterable[_Part]) -> dict[Path, Outline]:
    """Return the outlines of the files that were read and have no patches: where these belong, the
    bank decides."""
    return {
        part.path: Outline(part.path, tuple(map(_entry, part.entries)), part.problems)
        for part in parts
        if part.read is not None and not part.read.patches
    }


def _entry(entry: Question | Entry) -> Entry:
    return entry if isinstance(entry, Entry) else entry_of(entry)
