"""`bank check`: everything that can be proved of a bank, as problems at their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.bank.cache import ParsedCache
from quizapp.bank.checked import Checked, Tally
from quizapp.bank.compose import Composed, position
from quizapp.bank.drawn import TruthRunner
from quizapp.bank.families import EngineFamilies, Families
from quizapp.bank.gathering import Gathered, Gatherer, within
from quizapp.bank.known import Known
from quizapp.bank.loader import BANK_FILE, Files, load_bank
from quizapp.bank.model import Question
from quizapp.bank.outline import OutlineCache
from quizapp.bank.problems import Problem, in_order
from quizapp.bank.shards import Shard
from quizapp.bank.source import Raw, Source
from quizapp.bank.static import check_static, check_static_alone
from quizapp.bank.topicfile import read_topic
from quizapp.bank.verifying import Verified, Verifier

Verify = Callable[[Sequence[Question]], Iterator[Verified]]
"""Verifies questions, here or in other processes, and yields what was found in their order."""
Progress = Callable[[int, int], None]
"""Called with how many questions are verified, and of how many."""


def _silent(_done: int, _of: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class How:
    """How a check goes about it, whatever it finds.

    `parsed` and `known` keep what was read and verified before, `files` what is read now. With
    `changed` a question that was verified without a problem is not verified again. `shard` takes a
    part of the questions.
    """

    verify: Verify | None = None
    files: Files = field(default_factory=Files)
    parsed: ParsedCache | None = None
    known: Known | None = None
    changed: bool = False
    shard: Shard | None = None
    progress: Progress = _silent


def check_paths(
    paths: Iterable[Path],
    *,
    seeds: int = 50,
    runner: TruthRunner | None = None,
    families: Families | None = None,
    how: How | None = None,
) -> Checked:
    """Return what is wrong with banks, each named by its folder or by one of its topic files.

    A bank named by a file is loaded whole, since references go anywhere, and its other files'
    problems are left out. The files that `how.files` was given are checked as well, each by itself.
    `runner` runs what needs PyTorch; without one that is counted as not run.
    """
    how = how if how is not None else How()
    families = families if families is not None else EngineFamilies()
    files = how.files
    # A shard takes some questions of every file.
    known = how.known if how.changed and how.shard is None else None
    gatherer = Gatherer(families, files, how.parsed, known)
    gathered = Gathered()
    for given in files.given:
        gatherer.alone(given.path, gathered)
    for folder, only in chosen_banks(paths).items():
        gatherer.bank(folder, only, gathered)
    if how.shard is not None:
        gathered.questions = [one for one in gathered.questions if how.shard.has(one.key)]
    verify = how.verify or Verifier(seeds, runner, families, files)
    found = [*gathered.verified, *_verified(gathered, verify, files, how)]
    tally = Tally()
    for one in found:
        gathered.problems += one.problems
        tally.add(one.tally)
    return Checked(in_order(gathered.problems), tally, seeds)


def check_texts(
    paths: Iterable[Path], cache: OutlineCache | None = None, given: Iterable[Raw | Problem] = ()
) -> Checked:
    """Return what is wrong with banks as far as their texts tell, without the engine; `given` are
    topic files of which the bank is not known."""
    problems: list[Problem] = []
    tally = Tally()
    for one in given:
        alone = check_static_alone(one, cache)
        problems += alone.problems
        tally.questions += len(alone.questions)
    for folder, only in chosen_banks(paths).items():
        read = check_static(folder, cache)
        problems += read.problems if only is None else within(read.problems, only, read.bank)
        tally.questions += sum(only is None or path in only for path in read.questions)
    return Checked(in_order(problems), tally, None)


def chosen_banks(paths: Iterable[Path]) -> Mapping[Path, set[Path] | None]:
    """Return the banks' folders, each with the files that it is restricted to, or None."""
    chosen: dict[Path, set[Path] | None] = {}
    for path in paths:
        if path.is_dir() or not path.name.endswith(".yaml"):
            chosen[path] = None
        elif (only := chosen.setdefault(path.parent, set())) is not None:
            only.add(path)
    return chosen


def check_entry(
    path: Path,
    index: int,
    *,
    seeds: int = 20,
    runner: TruthRunner | None = None,
    families: Families | None = None,
) -> tuple[Question | None, tuple[Problem, ...]]:
    """Return the question that stands at `index`, from 0, in a topic file, and what is wrong there.

    The question is None where it cannot be served. Problems of the file as a whole, and of
    `bank.yaml`, are among them where they keep it from being served.
    """
    verifier = Verifier(seeds, runner, families if families is not None else EngineFamilies())
    files = verifier.files
    loaded = load_bank(path.parent, families=verifier.families, files=files)
    for question in loaded.questions:
        if (question.place.path, question.place.index) == (path, index):
            here = [p for p in loaded.problems if p.path == path and p.question == question.id]
            return question, in_order([*here, *verifier.verify(question).problems])
    first, behind = _lines_of(files.of(path), index)
    keeps_out = [
        problem
        for problem in loaded.problems
        if problem.path.name == BANK_FILE
        or (problem.path == path and (first <= problem.line < behind or not problem.question))
    ]
    return None, in_order(keeps_out)


def check_text(
    source: Source,
    bank: str,
    index: int,
    *,
    seeds: int = 20,
    runner: TruthRunner | None = None,
    families: Families | None = None,
) -> tuple[Question | None, tuple[Problem, ...]]:
    """As `check_entry`, of a topic file that is not written yet, in the bank of that id."""
    verifier = Verifier(seeds, runner, families if families is not None else EngineFamilies())
    read = read_topic(source, verifier.families).in_bank(bank)
    if read.composed is not None:
        verifier.files.keep(read.composed)
    for question in read.questions:
        if question.place.index == index:
            return question, in_order(verifier.verify(question).problems)
    return None, in_order(read.problems)


def _lines_of(composed: Composed | None, index: int) -> tuple[int, float]:
    """Return the first line, from 1, of an entry of the list and the line behind its last one."""
    if composed is None:
        return 1, math.inf
    first, _ = position(composed.root, ("questions", index))
    behind, _ = position(composed.root, ("questions", index + 1))
    return first, behind if behind > first else math.inf


def _verified(gathered: Gathered, verify: Verify, files: Files, how: How) -> list[Verified]:
    """Return what is found of each question: known from before, or verified now and kept."""
    questions = gathered.questions
    before: dict[int, Verified] = {}
    if how.known is not None and how.changed:
        before = how.known.find(questions, files)
    missing = [place for place in range(len(questions)) if place not in before]
    found = dict(before)
    for done, (place, one) in enumerate(
        zip(missing, verify([questions[place] for place in missing]), strict=True), 1
    ):
        found[place] = one
        how.progress(done, len(missing))
    if how.known is not None and (questions or gathered.outlines):
        how.known.keep(questions, files, found, gathered.outlines)
    return [found[place] for place in range(len(questions))]
