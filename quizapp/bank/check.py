"""`bank check`: everything that can be proved of a bank, as problems at their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.bank.checks import claims, draws, programs, prose, runs
from quizapp.bank.checks.subject import Subject, Tally
from quizapp.bank.compose import Composed, position
from quizapp.bank.drawn import TruthRunner
from quizapp.bank.families import EngineFamilies, Families
from quizapp.bank.loader import BANK_FILE, Files, load_bank
from quizapp.bank.model import Question
from quizapp.bank.problems import Problem, in_order
from quizapp.bank.source import Source
from quizapp.bank.topicfile import read_topic
from quizapp.bank.validate import Report

CHECKS: tuple[Callable[[Subject], None], ...] = (
    prose.complete,
    prose.option_letters,
    prose.precision_by_hand,
    prose.maths_subset,
    prose.invisible_characters,
    prose.options_explained,
    prose.verified,
    claims.drawable,
    claims.claim_holds,
    claims.part_claims_hold,
    claims.shown_answers_accepted,
    claims.slips_recognised,
    claims.wrong_options_refused,
    claims.known_wrong_refused,
    claims.wrong_program_is_wrong,
    claims.junk_never_scores,
    claims.enough_digits,
    programs.solution_passes,
    programs.starter_is_unfinished,
    draws.draws_succeed,
    runs.runs_agree,
)
"""Every check of a question that can be served; a further one is one line here."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found and what it did."""

    problems: tuple[Problem, ...]
    tally: Tally
    seeds: int

    @property
    def summary(self) -> str:
        """Return the closing line: what was done and how much was found."""
        tally = self.tally
        each = round(tally.answers / tally.variants) if tally.variants else 0
        done = f"{_count(tally.questions, 'question')} × {self.seeds} variants × {each} answers"
        found = [_count(self._of("problem"), "problem")]
        found += [_count(n, word) for word in ("warning", "note") if (n := self._of(word))]
        if tally.not_run:
            found.append(f"{_count(tally.not_run, 'question')} not run")
        exact = f"{tally.variants:,} variants and {tally.answers:,} answers judged"
        exact += f", {_count(tally.runs, 'run')} of PyTorch beside them" if tally.runs else ""
        return f"{done}, {', '.join(found)} ({exact})"

    def _of(self, severity: str) -> int:
        return sum(problem.severity == severity for problem in self.problems)


@dataclass(slots=True)
class _Work:
    """What the checks of one run share."""

    seeds: int
    runner: TruthRunner | None
    families: Families
    tally: Tally = field(default_factory=Tally)


def check_paths(
    paths: Iterable[Path],
    *,
    seeds: int = 50,
    runner: TruthRunner | None = None,
    families: Families | None = None,
) -> Checked:
    """Return what is wrong with banks, each named by its folder or by one of its topic files.

    A bank named by a file is loaded whole, since references go anywhere, and its other files'
    problems are left out. `runner` runs what needs PyTorch; without one that is counted as not run.
    """
    work = _Work(seeds, runner, families if families is not None else EngineFamilies())
    chosen: dict[Path, set[Path] | None] = {}
    for path in paths:
        if path.is_dir() or not path.name.endswith(".yaml"):
            chosen[path] = None
        elif (only := chosen.setdefault(path.parent, set())) is not None:
            only.add(path)
    problems: list[Problem] = []
    for folder, only in chosen.items():
        problems += _check_bank(folder, only, work)
    return Checked(in_order(problems), work.tally, seeds)


def _check_bank(folder: Path, only: set[Path] | None, work: _Work) -> list[Problem]:
    files = Files()
    loaded = load_bank(folder, families=work.families, files=files)
    problems = list(loaded.problems)
    for question in loaded.questions:
        if only is None or question.place.path in only:
            problems += check_question(question, files, work)
    if only is None:
        return problems
    return [problem for problem in problems if problem.path in only]


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
    work = _Work(seeds, runner, families if families is not None else EngineFamilies())
    files = Files()
    loaded = load_bank(path.parent, families=work.families, files=files)
    for question in loaded.questions:
        if (question.place.path, question.place.index) == (path, index):
            here = [p for p in loaded.problems if p.path == path and p.question == question.id]
            return question, in_order([*here, *check_question(question, files, work)])
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
    work = _Work(seeds, runner, families if families is not None else EngineFamilies())
    read = read_topic(source, work.families).in_bank(bank)
    files = Files()
    if read.composed is not None:
        files.keep(read.composed)
    for question in read.questions:
        if question.place.index == index:
            return question, in_order(check_question(question, files, work))
    return None, in_order(read.problems)


def _lines_of(composed: Composed | None, index: int) -> tuple[int, float]:
    """Return the first line, from 1, of an entry of the list and the line behind its last one."""
    if composed is None:
        return 1, math.inf
    first, _ = position(composed.root, ("questions", index))
    behind, _ = position(composed.root, ("questions", index + 1))
    return first, behind if behind > first else math.inf


def check_question(question: Question, files: Files, work: _Work) -> list[Problem]:
    """Return everything that the checks find in one loaded question."""
    composed = files.of(question.place.path)
    if composed is None:
        return []
    family = work.families.get(question.family) if question.family is not None else None
    report = Report(composed, ("questions", question.place.index), question.id)
    subject = Subject(question, family, report, work.seeds, work.runner, work.tally)
    work.tally.questions += 1
    for check in CHECKS:
        check(subject)
    return report.problems


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
