"""Answering one question as an author: how it is read and judged, and keeping what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.bank.asking import asked_for, present
from quizapp.bank.changes import write_all
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, Purpose
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.model import Choice, Code, Question
from quizapp.bank.preview import WIDTH, accepted_line, fitted, judged, learner_view
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
from quizapp.grading.evaluate import evaluate, explained
from quizapp.grading.verdict import Correct, Graded, Read, Wrong
from quizapp.plain.console import Console, Stopped
from quizapp.plain.new_question import Editor
from quizapp.plain.program import END, HOW, read_rest
from quizapp.textsafe import clean

HELP = (
    "Type an answer, or a letter: n new numbers, c the canonical ones, t keep the last answer as a "
    "test, a accept it as a spelling, q stop. (.n answers n.)"
)
HELP_WITH_LETTERS = (
    "Type an answer, or a command: /n new numbers, /c the canonical ones, /t keep the last answer "
    "as a test, /a accept it as a spelling, /q stop."
)
"""What is said where letters are answers."""
EDIT = "e opens your editor."
_COMMANDS = frozenset("nctaq")


@dataclass(frozen=True, slots=True)
class _Tried:
    """The last answer and what was said of it."""

    text: str
    graded: Graded


class PlainTry:
    """Judges answers to one question until the author stops."""

    def __init__(
        self,
        question: Question,
        prover: Prover,
        console: Console,
        editor: Editor | None = None,
        width: int = WIDTH,
    ) -> None:
        self._question = question
        self._prover = prover
        self._console = console
        self._editor = editor if isinstance(question, Code) else None
        self._width = width
        self._seed = 0
        self._last: _Tried | None = None

    def run(self, seed: int | None = None) -> ExitCode:
        """Play until the input ends; `seed` is the first draw, None the canonical numbers.

        Raises CannotDraw where the question cannot be asked at all.
        """
        self._seed = seed or 0
        drawn = self._draw(canonical=seed is None)
        self._console.say([*learner_view(drawn, self._width), ""])
        self._tell(*self._help())
        try:
            while True:
                text = self._console.ask("Answer:")
                command = self._command(text)
                if command == "q":
                    return ExitCode.OK
                if command is not None:
                    drawn = self._obey(command, drawn)
                elif text.strip():
                    self._answer(self._whole(text), drawn)
        except Stopped as stopped:
            return ExitCode.INTERRUPTED if stopped.interrupted else ExitCode.OK

    def _help(self) -> list[str]:
        if isinstance(self._question, Choice):
            return [HELP_WITH_LETTERS]
        if not isinstance(self._question, Code):
            return [HELP]
        return [HELP, HOW if self._editor is None else f"{HOW} {EDIT}"]

    def _command(self, text: str) -> str | None:
        """Return the letter of a command; without a slash only where letters are no answers."""
        word = text.strip()
        if not word.startswith("/") and isinstance(self._question, Choice):
            return None
        letters = _COMMANDS | ({"e"} if self._editor is not None else set())
        return found if (found := word.removeprefix("/")) in letters else None

    def _whole(self, first: str) -> str:
        """Return the answer that begins with this line: a program has more of them."""
        if not isinstance(self._question, Code) or first.strip() in ("?", END):
            return _unescaped(first)
        lines = [first]
        try:
            read_rest(self._console, lines)
        except Stopped as stopped:
            if stopped.interrupted:
                raise
        return "\n".join(lines)

    def _draw(self, *, canonical: bool) -> Drawn:
        purpose: Purpose = "canonical" if canonical else "plain"
        return draw(self._question, self._seed, purpose, self._prover.runner)

    def _answer(self, text: str, drawn: Drawn) -> None:
        asked = _asked(drawn)
        graded = evaluate(text, asked)
        self._last = _Tried(text, graded)
        lines = judged(graded, text, self._width)[1:]
        if _unexplained(graded, asked):
            lines.append("           no slip and no known-wrong answer explains it")
        self._say([*lines, *fitted(accepted_line(asked), self._width, " " * 11)])

    def _obey(self, command: str, drawn: Drawn) -> Drawn:
        """Do what a letter stands for and return the draw that is asked now."""
        if command in ("n", "c"):
            return self._redrawn(command, drawn)
        if command == "e":
            self._edit(drawn)
        elif self._last is None:
            self._tell("There is no answer yet.")
        else:
            try:
                stored = self._stored(command, self._last, drawn)
                write_all(stored.texts)
            except CannotWrite as error:
                self._tell(error.message, error.hint)
                self._say([line for p in error.problems for line in as_text(p).split("\n")])
            else:
                self._say([f"Kept in {stored.path}: {stored.said}"])
                self._tell(stored.advice)
                self._question = stored.question
                # Its own draw again: an expression or a spelling may read otherwise now.
                return self._draw(canonical=drawn.purpose == "canonical")
        return drawn

    def _redrawn(self, command: str, drawn: Drawn) -> Drawn:
        if not (self._question.vary or self._question.together):
            self._tell("Its numbers are always the same.")
            return drawn
        self._seed += command == "n"
        self._last = None
        try:
            drawn = self._draw(canonical=command == "c")
        except CannotDraw as error:
            self._tell(f"These numbers cannot be drawn: {error.reason}.")
            return drawn
        self._console.say(learner_view(drawn, self._width))
        return drawn

    def _edit(self, drawn: Drawn) -> None:
        """Open the editor on the last program, or on what the question begins with, and judge
        what it leaves."""
        assert self._editor is not None
        begun = self._last.text if self._last is not None else present(drawn).starter
        with TemporaryDirectory() as folder:
            path = Path(folder) / "answer.py"
            path.write_text(f"{begun.rstrip()}\n", encoding="utf-8")
            failed = self._editor(path, 1)
            text = path.read_text(encoding="utf-8", errors="replace").rstrip()
        if failed:
            self._tell(failed)
        elif text:
            self._answer(text, drawn)

    def _stored(self, command: str, last: _Tried, drawn: Drawn) -> Stored:
        """Return the file with the last answer kept. Raises CannotWrite."""
        if command == "a":
            return as_spelling(drawn, last.graded, self._prover)
        if isinstance(last.graded.verdict, Correct):
            return as_right(drawn, last.graded, self._prover)
        if (reason := no_place_for_wrong(drawn, last.graded)) is not None:
            raise reason
        answer = "it" if "\n" in last.text else clean(last.text, lines=False)
        why = self._console.ask(f"Why is {answer} wrong? One sentence:")
        return as_wrong(drawn, last.graded, why, self._prover)

    def _tell(self, *sentences: str) -> None:
        """Say sentences, broken at their blanks; empty ones are none."""
        self._say([line for text in filter(None, sentences) for line in fitted(text, self._width)])

    def _say(self, lines: Sequence[str]) -> None:
        self._console.say(clean(line) for line in lines)


def _asked(drawn: Drawn) -> Asked:
    asked = asked_for(drawn)
    if asked is None:
        raise CannotDraw("only you can judge a recall question")
    return asked


def _unexplained(graded: Graded, asked: Asked) -> bool:
    wrong = isinstance(graded.reading, Read) and isinstance(graded.verdict, Wrong)
    return wrong and not explained(graded, asked)


def _unescaped(text: str) -> str:
    """Return the letter itself where a stop was put before it to tell it from a command."""
    bare = text.strip().rstrip("?").rstrip()
    return text.strip()[1:] if bare[:1] == "." and bare[1:] in _COMMANDS else text
