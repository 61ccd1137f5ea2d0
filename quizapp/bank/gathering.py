"""What a check of banks has to verify: their questions, and what is known of them already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.bank.cache import ParsedCache
from quizapp.bank.families import Families
from quizapp.bank.guessing import Tells, guessable, tells_of
from quizapp.bank.known import Known, KnownFile
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
from quizapp.bank.topicfile import TopicRead
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
class Gatherer:
    """Reads banks, each topic file once. With `known` a file that was verified as it is, is not
    even parsed."""

    families: Families
    files: Files
    parsed: ParsedCache | None = None
    known: Known | None = None

    def bank(self, folder: Path, only: set[Path] | None, gathered: Gathered) -> None:
        """Add what the bank in a folder holds, or, of its files, those in `only`."""
        names, problems = topic_names(folder)
        bank, _ = read_documents(folder, problems)
        paths = [folder / name for name in names]
        entries: list[Question | Entry] = []
        reads: list[TopicRead] = []
        for path in paths:
            known = self._known(path, bank)
            if known is not None:
                entries += known.outline.entries
                problems += known.outline.problems
                gathered.verified += known.verified if only is None or path in only else ()
            else:
                name = bank.id if bank is not None else ""
                read = read_file(path, name, self.families, self.parsed, self.files)
                entries += read.questions
                problems += read.problems
                reads.append(read)

        def add(entry: Question | Entry, *rest: Any) -> None:
            problems.append(self.files.problem(entry, *rest))

        unserved = [
            entry
            for read in reads
            for entry in self.files.unserved(read.path, read.problems, read.questions)
        ]
        kept = check_together(bank, entries, unserved, add)
        if bank is not None:
            problems += stray_patches(bank, reads, self.files)
            problems += guessable(map(_tells, kept), folder)
        gathered.questions += [
            entry
            for entry in kept
            if isinstance(entry, Question) and (only is None or entry.place.path in only)
        ]
        gathered.problems += problems if only is None else within(problems, only, bank)
        gathered.outlines |= _outlines(reads)

    def alone(self, path: Path, gathered: Gathered) -> None:
        """Add what a topic file holds of which the bank is not known."""
        read = read_file(path, "", self.families, self.parsed, self.files)
        gathered.problems += read.problems

        def add(entry: Question, *rest: Any) -> None:
            gathered.problems.append(self.files.problem(entry, *rest))

        gathered.questions += check_alone(read.questions, add)

    def _known(self, path: Path, bank: Bank | None) -> KnownFile | None:
        if self.known is None or bank is None:
            return None
        source = self.files.read(path)
        return self.known.find_file(source, bank.id) if isinstance(source, Source) else None


def within(problems: Iterable[Problem], only: set[Path], bank: Bank | None) -> list[Problem]:
    """Return the problems of some files of a bank, and why none of them can be used."""
    files = only if bank is not None else {path.parent / BANK_FILE for path in only} | only
    return [problem for problem in problems if problem.path in files]


def _tells(entry: Question | Entry) -> Tells | None:
    return entry.tells if isinstance(entry, Entry) else tells_of(entry)


def _outlines(reads: Sequence[TopicRead]) -> dict[Path, Outline]:
    """Return the outlines of files without patches: where these belong, the bank decides."""
    return {
        read.path: Outline(read.path, tuple(map(entry_of, read.questions)), read.problems)
        for read in reads
        if not read.patches
    }
