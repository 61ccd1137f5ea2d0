"""What a check is given: a question at its place in the file, its draws, and where to count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engines.values import show_value
from quizapp.bank.asking import asked_for
from quizapp.bank.checked import Tally
from quizapp.bank.drawing import Ranges, draw_at, draw_params, ranges_of
from quizapp.bank.drawn import CannotDraw, Drawn, Purpose, TruthRunner
from quizapp.bank.model import Code, Compute, Design, Question, Snippet
from quizapp.bank.texts import Text, texts
from quizapp.bank.validate import Report

if TYPE_CHECKING:
    from engines.api import Family
    from quizapp.grading.asked import Asked

SNIPPET_SEEDS = 5
"""Draws of a question that is run to be drawn or judged."""


@dataclass
class Subject:
    """One question under check. `seeds` is the number of draws beside the canonical one; `runner`
    runs what needs PyTorch, None where it is missing."""

    question: Question
    family: Family | None
    report: Report
    seeds: int
    runner: TruthRunner | None
    tally: Tally
    failures: list[CannotDraw] = field(default_factory=list)
    """Why draws failed; how often a family's draws do is told by the check of its ranges."""
    _drawn: dict[str, bool] = field(default_factory=dict)
    """What was drawn, and whether it could be asked."""
    _again: int = 0

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text of the question that a person may come to read."""
        return tuple(texts(self.question))

    @cached_property
    def _ranges(self) -> Ranges:
        return ranges_of(self.question)

    @cached_property
    def canonical(self) -> Drawn | None:
        """The canonical draw; None, with the reason in `failures`, where there is none."""
        return self._draw(0, "canonical")

    @cached_property
    def variants(self) -> tuple[tuple[Drawn, Asked], ...]:
        """The canonical draw, then a third plain and two thirds live ones, each with what its
        evaluation needs; what comes to the same question again is here once, and counted as often
        as it was drawn. Empty for a question that nobody grades."""
        wanted: list[tuple[int, Purpose]] = []
        if self.question.vary or self.question.together:
            question = self.question
            runs = isinstance(question, (Snippet, Code)) or getattr(question, "truth", None)
            seeds = min(self.seeds, SNIPPET_SEEDS) if runs else self.seeds
            wanted = [(seed, "live" if seed % 3 else "plain") for seed in range(seeds)]
        found: list[tuple[Drawn, Asked]] = []
        draws = [self.canonical, *(self._draw(*one) for one in wanted)]
        for drawn in draws:
            asked = asked_for(drawn) if drawn is not None else None
            if drawn is not None and asked is not None:
                found.append((drawn, asked))
        self.tally.variants += len(found) + self._again
        return tuple(found)

    @property
    def ends(self) -> tuple[tuple[Drawn, Asked], ...]:
        """The canonical draw and the last one, or the one that there is."""
        return (*self.variants[:1], *self.variants[1:][-1:])

    def _draw(self, seed: int, purpose: Purpose) -> Drawn | None:
        """Return a draw, None where there is none or the same question was drawn before."""
        try:
            canonical = purpose == "canonical"
            params = draw_params(self.question, seed, purpose, None if canonical else self._ranges)
            # The order of what is shown follows from the seed; a typed value knows no order.
            if isinstance(self.question, (Compute, Design, Snippet)):
                same = repr(sorted(params.items()))
                if same in self._drawn:
                    self._again += self._drawn[same]
                    return None
                self._drawn[same] = False
                drawn = draw_at(self.question, params, seed, purpose, self.runner)
                self._drawn[same] = True
                return drawn
            return draw_at(self.question, params, seed, purpose, self.runner)
        except CannotDraw as reason:
            if purpose == "canonical" or self.family is None:
                self.failures.append(reason)
            return None


def numbers(drawn: Drawn) -> str:
    """Return the draw's parameters as a tail of a message: ` (H=12, K=3)`; empty without any."""
    shown = ", ".join(_named(drawn))
    return f" ({shown})" if shown else ""


def _named(drawn: Drawn) -> Iterator[str]:
    for name, value in drawn.params.items():
        text = show_value(value)
        yield f"{name}={text if len(text) <= 40 else text[:39] + '…'}"
