"""Writing new questions in lines: choose a family, write, edit, check, look, and again."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.bank.authoring import Written, new_question
from quizapp.bank.check import check_entry
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, TruthRunner
from quizapp.bank.families import Families
from quizapp.bank.family_search import Match, example_of_family, search_families
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.maths import plain
from quizapp.bank.model import KINDS, Question
from quizapp.bank.preview import WIDTH, fitted, learner_view
from quizapp.bank.problems import Problem, blocks
from quizapp.bank.render import as_text
from quizapp.diagnostics import ExitCode
from quizapp.plain.console import Console, Stopped
from quizapp.setting_values import whole_in
from quizapp.textsafe import clean

WHAT = "What is it about? Words, a family or a kind; enter to stop:"
AGAIN = "Another one? Words, a family or a kind; enter to stop:"
OPEN_AGAIN = "e to edit again, enter to leave it so:"
CHECK_AGAIN = "c to check again once you have edited it, enter to leave it so:"
EXAMPLE_WIDTH = 200
"""Characters of an example's prompt that are shown in a list."""
PAD = "   "

Editor = Callable[[Path, int], str]
"""Opens a file at a line and waits; returns why it could not, or an empty text."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What questions are written with. `folder` is the bank; `base` the folder that places are
    told from; `runner` runs what needs PyTorch, where it may; `width` is that of the lines."""

    folder: Path
    base: Path
    families: Families
    runner: TruthRunner | None = None
    width: int = WIDTH


def match_lines(matches: Sequence[Match], width: int) -> list[str]:
    """Return the families that fit, numbered, each with its title and an example."""
    lines: list[str] = []
    for number, match in enumerate(matches, 1):
        family = match.family
        example = example_of_family(family)
        prompt = plain(example.prompt)
        if len(prompt) > EXAMPLE_WIDTH:
            prompt = prompt[:EXAMPLE_WIDTH].rsplit(" ", 1)[0] + " ..."
        lines += [
            *fitted(f"{number}  {family.name}: {family.title} ({family.topic})", width, PAD),
            *textwrap.wrap(
                f"{prompt} -> {example.answer}", width, initial_indent=PAD, subsequent_indent=PAD
            ),
        ]
    return lines


def verdict_lines(problems: Sequence[Problem], base: Path) -> list[str]:
    """Return what a check found, problem by problem, or that it found nothing."""
    worth = [problem for problem in problems if problem.severity != "note"]
    if not worth:
        return ["Checked: no problems."]
    return [line for problem in worth for line in as_text(problem, base).split("\n")]


class PlainNewQuestion:
    """Writes one question after another, until the person stops."""

    def __init__(self, bench: Bench, console: Console, editor: Editor | None) -> None:
        self._bench = bench
        self._console = console
        self._editor = editor

    def run(
        self,
        words: str,
        *,
        question_id: str | None = None,
        topic: str | None = None,
        pick: int | None = None,
    ) -> ExitCode:
        """Begin with `words` (empty: ask), then go on as long as the person names more.

        `question_id` and `pick`, the number of a family that fits, are the first question's.
        Returns FINDINGS where the last question was left with problems. Raises CannotWrite where
        nothing was written at all.
        """
        code = ExitCode.OK
        first = True
        try:
            while True:
                words = words or self._console.ask(WHAT if first else AGAIN).strip()
                if not words:
                    return code
                what = self._choose(words, pick)
                words = ""
                if what is None:
                    continue
                try:
                    code = self._write(what, question_id, topic)
                except CannotWrite as error:
                    if first:
                        raise
                    self._tell(error.message, error.hint)
                first, question_id, pick = False, None, None
        except Stopped as stopped:
            return ExitCode.INTERRUPTED if stopped.interrupted else code

    def _choose(self, words: str, pick: int | None) -> str | None:
        """Return the family or kind that is wanted; None where words lead to nothing."""
        families = self._bench.families
        while words:
            if words in KINDS or families.get(words) is not None:
                return words
            matches = search_families(words, families)
            if not matches:
                self._say([f"No family fits {words!r}."])
                return None
            if pick is not None:
                return picked(matches, pick)
            self._say(match_lines(matches, self._bench.width))
            wish = self._console.ask("Its number, other words, or enter to leave it:").strip()
            if place := whole_in(wish, 1, len(matches)):
                return matches[place - 1].family.name
            if wish.isdecimal():
                self._say([f"There is no number {wish[:20]} here."])
                continue
            words = wish
        return None

    def _write(self, what: str, question_id: str | None, topic: str | None) -> ExitCode:
        bench = self._bench
        written = new_question(
            what, bench.folder, bench.families, question_id=question_id, topic=topic
        )
        if written.created:
            self._say([f"Made the bank {bench.folder}."])
        self._say([f"{written.key} stands in {_short(written.path, bench.base)}:{written.line}"])
        question, problems = self._settle(written)
        if question is not None:
            self._say(["", *self._view(question)])
        return ExitCode.FINDINGS if blocks(problems) else ExitCode.OK

    def _settle(self, written: Written) -> tuple[Question | None, tuple[Problem, ...]]:
        """Edit and check until it is good, or the person leaves it as it is."""
        editor, line = self._editor, written.line
        while True:
            if editor is not None and (failed := editor(written.path, line)):
                self._say([failed])
                editor = None
            question, problems = check_entry(
                written.path,
                written.index,
                runner=self._bench.runner,
                families=self._bench.families,
            )
            self._say(verdict_lines(problems, self._bench.base))
            found = [problem for problem in problems if problem.severity != "note"]
            if not found:
                return question, problems
            wish = self._console.ask(OPEN_AGAIN if editor is not None else CHECK_AGAIN)
            if wish.strip().casefold() not in ("e", "c"):
                return question, problems
            line = found[0].line if found[0].path == written.path else written.line

    def _view(self, question: Question) -> list[str]:
        try:
            return learner_view(
                draw(question, 0, "canonical", self._bench.runner), self._bench.width
            )
        except CannotDraw as error:
            return [f"It cannot be shown: {error.reason}."]

    def _tell(self, *sentences: str) -> None:
        """Say sentences, broken at their blanks; empty ones are none."""
        width = self._bench.width
        self._say([line for text in filter(None, sentences) for line in fitted(text, width)])

    def _say(self, lines: Sequence[str]) -> None:
        self._console.say(clean(line) for line in lines)


def picked(matches: Sequence[Match], pick: int) -> str:
    """Return the name of the family of that number, from 1. Raises CannotWrite."""
    if 1 <= pick <= len(matches):
        return matches[pick - 1].family.name
    names = ", ".join(f"{n} {match.family.name}" for n, match in enumerate(matches, 1))
    raise CannotWrite(f"There is no number {pick}.", hint=f"There are {names}.")


def _short(path: Path, base: Path) -> Path:
    return path.relative_to(base) if path.is_relative_to(base) else path
