"""Following banks while they are written: which files changed, and what is wrong with them now.

Files are found by asking for their status, which works on every file system and needs no service
of the system; a bank has some dozens of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.bank.cache import ParsedCache
from quizapp.bank.check import chosen_banks
from quizapp.bank.drawn import TruthRunner
from quizapp.bank.families import EngineFamilies
from quizapp.bank.guessing import guessable, tells_of
from quizapp.bank.loader import Files, Loaded, load_bank
from quizapp.bank.model import Question
from quizapp.bank.problems import Problem, in_order
from quizapp.bank.verifying import Verifier

INTERVAL = 0.15
"""Seconds between two looks at the files."""

Stamp = tuple[int, int, int]
"""Time of the last change in nanoseconds, size in bytes, and the file's number."""


@dataclass(frozen=True, slots=True)
class Update:
    """What came of a change: the files that changed, those of their questions that are new or
    other than before, and what is wrong with the reading of the files and with these questions."""

    files: tuple[Path, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]


class Watcher:
    """Follows banks, each named by its folder or by one of its topic files.

    `seeds` is the number of draws of a question that changed; `runner` runs what needs PyTorch.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        seeds: int = 10,
        runner: TruthRunner | None = None,
        cache: ParsedCache | None = None,
    ) -> None:
        self._banks = chosen_banks(paths)
        self._seeds = seeds
        self._runner = runner
        self._cache = cache
        self._families = EngineFamilies()
        self._stamps = self._look()
        self._known = {
            question.key: _content(question)
            for loaded in self._load(Files())
            for question in loaded.questions
        }

    @property
    def questions(self) -> int:
        """How many questions are followed."""
        return len(self._known)

    @property
    def folders(self) -> Sequence[Path]:
        """The folders of the banks."""
        return tuple(self._banks)

    def poll(self) -> Update | None:
        """Return what came of changes since the last look; None where nothing changed."""
        stamps = self._look()
        before, self._stamps = self._stamps, stamps
        names = {path for path, _ in stamps.items() ^ before.items()}
        if not names:
            return None
        files = Files()
        verifier = Verifier(self._seeds, self._runner, self._families, files)
        problems: list[Problem] = []
        changed: list[Question] = []
        known: dict[str, str] = {}
        for loaded in self._load(files):
            shown = {path for path in names if path.parent == loaded.path}
            found = [*loaded.problems, *guessable(map(tells_of, loaded.questions), loaded.path)]
            problems += [problem for problem in found if problem.path in shown]
            for question in loaded.questions:
                known[question.key] = _content(question)
                inside = question.place.path in shown
                if inside and known[question.key] != self._known.get(question.key):
                    changed.append(question)
        self._known = known
        for question in changed:
            problems += verifier.verify(question).problems
        return Update(tuple(sorted(names)), tuple(changed), in_order(problems))

    def _load(self, files: Files) -> list[Loaded]:
        return [
            load_bank(folder, cache=self._cache, families=self._families, files=files)
            for folder in self._banks
        ]

    def _look(self) -> Mapping[Path, Stamp]:
        """Return the stamp of every file that is followed and there."""
        stamps: dict[Path, Stamp] = {}
        for folder, only in self._banks.items():
            try:
                paths = sorted(folder.glob("*.yaml")) if only is None else sorted(only)
            except OSError:
                continue
            for path in paths:
                try:
                    status = path.stat()
                except OSError:
                    continue
                stamps[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return stamps


def _content(question: Question) -> str:
    return question.model_dump_json()
