"""One question put through every check: its draws, its claims, its texts, its runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from quizapp.bank.checked import Tally
from quizapp.bank.checks import (
    accepted,
    claims,
    draws,
    equations,
    mistakes,
    nears,
    programs,
    prose,
    runs,
    shown_numbers,
    timing,
    told,
    units,
)
from quizapp.bank.checks.subject import Subject
from quizapp.bank.compose import Composed
from quizapp.bank.drawn import TruthRunner
from quizapp.bank.families import EngineFamilies, Families
from quizapp.bank.loader import Files
from quizapp.bank.model import Question
from quizapp.bank.problems import Problem
from quizapp.bank.validate import Report

CHECKS: tuple[Callable[[Subject], None], ...] = (
    prose.complete,
    prose.option_letters,
    prose.precision_by_hand,
    prose.maths_subset,
    prose.signs_have_words,
    prose.invisible_characters,
    prose.options_explained,
    prose.verified,
    timing.seconds_fit,
    claims.drawable,
    shown_numbers.numbers_are_shown,
    claims.claim_holds,
    claims.part_claims_hold,
    claims.enough_digits,
    units.one_unit,
    units.one_unit_a_number,
    accepted.shown_answers_accepted,
    accepted.synonyms_are_no_other_number,
    accepted.wrong_options_refused,
    accepted.junk_never_scores,
    nears.near_misses_are_near,
    mistakes.slips_recognised,
    mistakes.known_wrong_told,
    mistakes.sentences_name_their_value,
    programs.language_is_used,
    programs.wrong_program_is_wrong,
    programs.line_lets_it_run,
    programs.solution_passes,
    programs.starter_is_unfinished,
    equations.prose_agrees,
    told.told_answer_is_right,
    told.answer_is_put_in,
    draws.draws_succeed,
    runs.runs_agree,
)
"""Every check of a question that can be served; a further one is one line here."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the checks of one question found and did."""

    problems: tuple[Problem, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies questions one after the other. `seeds` is the number of draws of each beside the
    canonical one; `runner` runs what needs PyTorch, None where it is missing."""

    seeds: int = 50
    runner: TruthRunner | None = None
    families: Families = field(default_factory=EngineFamilies)
    files: Files = field(default_factory=Files)

    def __call__(self, questions: Iterable[Question]) -> Iterator[Verified]:
        """Yield what is found of each question, in order."""
        return map(self.verify, questions)

    def verify(self, question: Question) -> Verified:
        """Return everything that the checks find in one loaded question."""
        tally = Tally(questions=1)
        family = self.families.get(question.family) if question.family is not None else None
        composed = partial(self._composed, question.place.path)
        report = Report(composed, ("questions", question.place.index), question.id)
        subject = Subject(question, family, report, self.seeds, self.runner, tally)
        try:
            programs.run_together(subject)
            for check in CHECKS:
                check(subject)
        except _Gone:
            return Verified((), Tally())
        return Verified(tuple(report.problems), tally)

    def _composed(self, path: Path) -> Composed:
        """Return a topic file as it is read once more, to point at a place in it."""
        composed = self.files.of(path)
        if composed is None:
            raise _Gone(path)
        return composed


class _Gone(Exception):
    """A file cannot be read any more: what is there instead is told by whoever reads it next."""
