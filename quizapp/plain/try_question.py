"""Answering one question as an author: how it is read and judged, and keeping what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.bank.asking import asked_for
from quizapp.bank.changes import write_all
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, Purpose
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.model import Question
from quizapp.bank.preview import accepted_line, judged, learner_view
from quizapp.bank.render import as_text
from quizapp.bank.storing import (
    Prover,
    Stored,
    as_right,
    as_spelling,
    as_wrong,
    no_place_for_wrong,
)
from quizapp.diagnostics import ExitCode
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Graded, Read, Wrong
from quizapp.plain.console import Console, Stopped
from quizapp.textsafe import clean

HELP = (
    "Type an answer, or a letter: n new numbers, c the canonical ones, t keep the",
    "last answer as a test, a accept it as a spelling, q stop. (.n answers n.)",
)
_COMMANDS = frozenset("nctaq")


@dataclass(frozen=True, slots=True)
class _Tried:
    """The last answer and what was said of it."""

    text: str
    graded: Graded


class PlainTry:
    """Judges answers to one question until the author stops."""

    def __init__(self, question: Question, prover: Prover, console: Console) -> None:
        self._question = question
        self._prover = prover
        self._console = console
        self._seed = 0
        self._last: _Tried | None = None

    def run(self, seed: int | None = None) -> ExitCode:
        """Play until the input ends; `seed` is the first draw, None the canonical numbers.

        Raises CannotDraw where the question cannot be asked at all.
        """
        self._seed = seed or 0
        drawn = self._draw(canonical=seed is None)
        self._console.say([*learner_view(drawn), "", *HELP])
        try:
            while True:
                text = self._console.ask("Answer:")
                command = text.strip().removeprefix("/")
                if command == "q":
                    return ExitCode.OK
                if command in _COMMANDS:
                    drawn = self._obey(command, drawn)
                elif text.strip():
                    self._answer(_unescaped(text), drawn)
        except Stopped as stopped:
            return ExitCode.INTERRUPTED if stopped.interrupted else ExitCode.OK

    def _draw(self, *, canonical: bool) -> Drawn:
        purpose: Purpose = "canonical" if canonical else "plain"
        return draw(self._question, self._seed, purpose, self._prover.runner)

    def _answer(self, text: str, drawn: Drawn) -> None:
        asked = _asked(drawn)
        graded = evaluate(text, asked)
        self._last = _Tried(text, graded)
        lines = judged(graded, text)[1:]
        if _unexplained(graded):
            lines.append("           no slip and no known-wrong answer explains it")
        self._say([*lines, accepted_line(asked)])

    def _obey(self, command: str, drawn: Drawn) -> Drawn:
        """Do what a letter stands for and return the draw that is asked now."""
        if command in ("n", "c"):
            return self._redrawn(command, drawn)
        if self._last is None:
            self._say(["There is no answer yet."])
        else:
            try:
                stored = self._stored(command, self._last, drawn)
                write_all(stored.texts)
            except CannotWrite as error:
                self._say([error.message, *filter(None, [error.hint])])
                self._say([line for p in error.problems for line in as_text(p).split("\n")])
            else:
                self._say([f"Kept in {stored.path}: {stored.said}", *filter(None, [stored.advice])])
                self._question = stored.question
                # Its own draw again: an expression or a spelling may read otherwise now.
                return self._draw(canonical=drawn.purpose == "canonical")
        return drawn

    def _redrawn(self, command: str, drawn: Drawn) -> Drawn:
        if not (self._question.vary or self._question.together):
            self._say(["Its numbers are always the same."])
            return drawn
        self._seed += command == "n"
        self._last = None
        try:
            drawn = self._draw(canonical=command == "c")
        except CannotDraw as error:
            self._say([f"These numbers cannot be drawn: {error.reason}."])
            return drawn
        self._console.say(learner_view(drawn))
        return drawn

    def _stored(self, command: str, last: _Tried, drawn: Drawn) -> Stored:
        """Return the file with the last answer kept. Raises CannotWrite."""
        if command == "a":
            return as_spelling(drawn, last.graded, self._prover)
        if isinstance(last.graded.verdict, Correct):
            return as_right(drawn, last.graded, self._prover)
        if (reason := no_place_for_wrong(drawn, last.graded)) is not None:
            raise reason
        why = self._console.ask(f"Why is {clean(last.text, lines=False)} wrong? One sentence:")
        return as_wrong(drawn, last.graded, why, self._prover)

    def _say(self, lines: Sequence[str]) -> None:
        self._console.say(clean(line) for line in lines)


def _asked(drawn: Drawn) -> Asked:
    asked = asked_for(drawn)
    if asked is None:
        raise CannotDraw("only you can judge a recall question")
    return asked


def _unexplained(graded: Graded) -> bool:
    verdict = graded.verdict
    return (
        isinstance(graded.reading, Read)
        and isinstance(verdict, Wrong)
        and not verdict.slips
        and not verdict.sentence
    )


def _unescaped(text: str) -> str:
    """Return the letter itself where a stop was put before it to tell it from a command."""
    bare = text.strip().rstrip("?").rstrip()
    return text.strip()[1:] if bare[:1] == "." and bare[1:] in _COMMANDS else text
