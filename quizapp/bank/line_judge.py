"""The judge of a line of code: runs the program with the line in it, on every case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from engines.api import Judgement
from engines.protocol import SnippetRefused, SnippetResult
from engines.values import Value, show_value
from quizapp.bank.substitute import substitute_code
from quizapp.grading.asked import CannotJudge
from quizapp.grading.lines import Mode, NoPlace, Way, place, ways
from quizapp.grading.outputs import same_print

MOST_LINES = 6
"""Lines of a print that the evidence shows."""

Language = Literal["tf1", "torch"]
Printed = tuple[str, str, str]
"""What a program printed, the class of the error that ended it and its first line, or empty."""


class Runner(Protocol):
    """Runs a program. Raises SnippetRefused for what is not supported."""

    def snippet(self, source: str, language: Language) -> SnippetResult:
        """Return what the program printed, or the error that ended it."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """The program with one set of numbers, what sets it apart in words, and what it must do."""

    program: str
    named: str
    wanted: SnippetResult


@dataclass(frozen=True, slots=True)
class LineJudge:
    """Decides by runs: a line is right if the program then does on each case what it must.

    The first case is the one that the learner sees. Calls wait for the worker.
    """

    mode: Mode
    language: Language
    cases: tuple[Case, ...]
    runner: Runner

    def __call__(self, given: Value) -> Judgement:
        """Return whether the line is right, and what the program printed with it.

        Where it can be meant in several ways, one that is right is enough. Raises CannotJudge for
        a line that is no Python or uses what cannot be run here.
        """
        likeliest: Judgement | CannotJudge | None = None
        for way in self._ways(given):
            try:
                judgement: Judgement | CannotJudge = self._judged(way)
            except CannotJudge as refused:
                judgement = refused
            if isinstance(judgement, Judgement) and judgement.holds:
                return judgement
            likeliest = likeliest or judgement
        if isinstance(likeliest, Judgement):
            return likeliest
        raise likeliest or CannotJudge("nothing was typed")

    def _judged(self, way: Way) -> Judgement:
        right = 0
        failed: tuple[str, ...] = ()
        for case in self.cases:
            result = self._run(case, way)
            if _same(result, case.wanted):
                right += 1
            elif not failed:
                failed = tuple(_evidence(case, result))
        if failed:
            return Judgement(False, right / len(self.cases), failed)
        result = self._run(self.cases[0], way)
        return Judgement(True, 1.0, tuple(_shown("it prints", result, located=True)))

    @property
    def wanted(self) -> str:
        """What the program must print on the case that the learner sees, and the error after it."""
        return "\n".join(_lines(self.cases[0].wanted, located=False))

    def outcome(self, given: Value) -> tuple[Printed, ...]:
        """Return what the program comes to on each case; lines that come to the same are alike."""
        way = self._ways(given)[0]
        results = (self._run(case, way) for case in self.cases)
        return tuple(
            (run.stdout, run.error.type, run.error.first_line)
            if run.error
            else (run.stdout, "", "")
            for run in results
        )

    def _ways(self, given: Value) -> tuple[Way, ...]:
        try:
            return ways(self.cases[0].program, str(given), self.mode)
        except NoPlace as problem:
            raise CannotJudge(problem.reason) from problem

    def _run(self, case: Case, way: Way) -> SnippetResult:
        try:
            result = self.runner.snippet(way.placed(case.program).program, self.language)
        except SnippetRefused as problem:
            raise CannotJudge(str(problem)) from problem
        if reason := _no_python(result):
            raise CannotJudge(reason)
        return result


def cases_of(
    code: str,
    expect: str,
    many: tuple[Mapping[str, Value], ...],
    mode: Mode,
    language: Language,
    runner: Runner,
) -> tuple[Case, ...]:
    """Return one case for each set of parameters, what it must do taken from a run of `expect`.

    `code` and `expect` hold ``{{names}}``; the first set is the learner's own. Raises NoPlace and
    SnippetRefused.
    """
    own = many[0]
    cases = []
    for params in many:
        program = substitute_code(code, params).strip("\n")
        placed = place(program, substitute_code(expect, params), mode)
        wanted = runner.snippet(placed.program, language)
        if reason := _no_python(wanted):
            raise NoPlace(reason)
        other = {name: value for name, value in params.items() if value != own.get(name)}
        named = ", ".join(f"{name} = {show_value(value)}" for name, value in other.items())
        cases.append(Case(program, named, wanted))
    return tuple(cases)


def _no_python(result: SnippetResult) -> str:
    """Return why a program cannot be read as Python, or nothing."""
    error = result.error
    if error is None or error.type not in ("SyntaxError", "IndentationError"):
        return ""
    return f"that is no Python: {error.first_line}"


def _same(one: SnippetResult, other: SnippetResult) -> bool:
    if (one.error is None) != (other.error is None):
        return False
    if one.error is not None and other.error is not None and one.error.type != other.error.type:
        return False
    return same_print(one.stdout, other.stdout)


def _evidence(case: Case, result: SnippetResult) -> Iterator[str]:
    with_them = f"with {case.named} " if case.named else ""
    yield from _shown(f"{with_them}your version {_does(result)}s", result, located=True)
    yield from _shown(f"it must {_does(case.wanted)}", case.wanted, located=False)


def _does(result: SnippetResult) -> str:
    return "print" if result.stdout.strip() or result.error is None else "raise"


def _shown(what: str, result: SnippetResult, *, located: bool) -> Iterator[str]:
    """Yield a print behind its label, further lines under it."""
    lines = _lines(result, located=located)
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES + 1
        lines = [*lines[: MOST_LINES - 2], f"... {rest} lines more", lines[-1]]
    head = f"{what}  "
    for number, line in enumerate(lines):
        yield (head if number == 0 else " " * len(head)) + line


def _lines(result: SnippetResult, *, located: bool) -> list[str]:
    """Return what was printed and the error that followed, `located`: with its line."""
    lines = result.stdout.rstrip("\n").split("\n") if result.stdout.strip() else []
    if result.error is not None:
        where = f"line {result.error.line}: " if located else ""
        lines.append(f"{where}{result.error.type}: {result.error.first_line}")
    return lines or ["nothing"]
