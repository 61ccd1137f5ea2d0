"""The judge of a function: calls it on every case and compares with the family's closed form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from engines.api import Judgement, Variant
from engines.sandbox.protocol import Call, Fault, Program, ProgramRun
from engines.values import Value, as_number, show_value
from quizapp.grading.asked import CannotJudge
from quizapp.grading.evaluate import together

MOST_NAMED = 4
"""Failing cases that are named; of more, the count is given."""
MOST_LINES = 6
"""Lines of what was printed that the evidence shows."""
_LONGEST = 60


class ProgramRunner(Protocol):
    """Runs programs apart from this process. Raises SandboxFailed where it cannot."""

    def program(self, program: Program) -> ProgramRun:
        """Return what came of it; nothing that the program does raises."""
        ...


@dataclass(frozen=True, slots=True)
class CodeCase:
    """One call of the function, and the variant of the family whose truth it must return."""

    call: Call
    variant: Variant

    @property
    def size(self) -> tuple[int, float]:
        """How much there is to look at: how many numbers, and how large they are in all."""
        numbers = [*_numbers(tuple(self.variant.params.values()))]
        return len(numbers), sum(abs(number) for number in numbers)


@dataclass(frozen=True, slots=True)
class CodeJudge:
    """Decides by calls: a function is right if it gives the truth of every case."""

    entry: str
    cases: tuple[CodeCase, ...]
    runner: ProgramRunner

    def __call__(self, given: Value) -> Judgement:
        """Return in how many cases the function is right, and what it did in the smallest that
        fails.

        Raises CannotJudge for what is no Python or has no such function, SandboxFailed where
        nothing can be run here.
        """
        run = self._run(given)
        printed = tuple(_printed(run.printed))
        if run.fault is not None:
            return Judgement(False, 0.0, (*self._broken(run), *printed), _whole(run.fault))
        pairs = zip(self.cases, run.outputs, strict=True)
        failed = [(case, output) for case, output in pairs if not _is_right(case, output)]
        count = len(self.cases)
        if not failed:
            told = f"{count} cases, all right" if count > 1 else "the one case is right"
            return Judgement(True, 1.0, (told, *printed))
        smallest = min(failed, key=lambda pair: pair[0].size)
        evidence = (*self._compared(*smallest), *printed)
        score = (count - len(failed)) / count
        return Judgement(False, score, evidence, self._names(failed))

    def outcome(self, given: Value) -> object:
        """Return what the function comes to on all cases; functions that come to the same make the
        same mistake."""
        run = self._run(given)
        fault = (run.fault.sort, run.fault.type) if run.fault else None
        outputs = (
            (one.sort, one.type) if isinstance(one, Fault) else show_value(one)
            for one in run.outputs
        )
        return (fault, *outputs)

    def program(self, given: Value) -> Program:
        """Return the program that is run to judge this one: its calls are the cases."""
        return Program(str(given), self.entry, tuple(case.call for case in self.cases))

    def _run(self, given: Value) -> ProgramRun:
        run = self.runner.program(self.program(given))
        if run.fault is not None and run.fault.sort in ("syntax", "no-entry"):
            raise CannotJudge(run.fault.text)
        return run

    def _broken(self, run: ProgramRun) -> Iterator[str]:
        if run.at is not None:
            yield f"it was at  {self._written(self.cases[run.at])}"

    def _compared(self, case: CodeCase, output: Value | Fault) -> Iterator[str]:
        """Yield what was called, what came of it and what was wanted; the slip that gives it."""
        variant = case.variant
        yield self._written(case)
        if isinstance(output, Fault):
            yield output.text if output.sort == "no-value" else f"it raised  {output.text}"
        else:
            yield f"it returned  {_short(output)}"
        yield f"wanted  {variant.acceptance.show(variant.truth)}"
        if not isinstance(output, Fault) and (slips := [*_slips(variant, output)]):
            yield together(slips)

    def _names(self, failed: list[tuple[CodeCase, Value | Fault]]) -> str:
        """Return a sentence that names the cases that fail."""
        count = len(self.cases)
        if len(failed) == count:
            return f"None of the {count} cases passes." if count > 1 else "The case does not pass."
        names = [self._written(case) for case, _ in failed[:MOST_NAMED]]
        if len(failed) > MOST_NAMED:
            names.append(f"{len(failed) - MOST_NAMED} more")
        verb = "fails" if len(failed) == 1 else "fail"
        return f"{len(failed)} of {count} cases {verb}: {'; '.join(names)}."

    def _written(self, case: CodeCase) -> str:
        """Return the call as a person would write it."""
        values = [_short(value) for value in case.call.values]
        named = [f"{name}={_short(value)}" for name, value in case.call.named.items()]
        return f"{self.entry}({', '.join(values + named)})"


def call_of(params: Mapping[str, Value], arguments: tuple[str, ...]) -> Call:
    """Return the call with these parameters: all by name, or only `arguments`, in their order."""
    if arguments:
        return Call(tuple(params[name] for name in arguments))
    return Call((), dict(params))


def _is_right(case: CodeCase, output: Value | Fault) -> bool:
    return not isinstance(output, Fault) and _accepts(case.variant, output, case.variant.truth)


def _accepts(variant: Variant, output: Value, truth: Value) -> bool:
    """Say whether `output` is taken for `truth`; a value of quite another build is not."""
    try:
        return variant.acceptance.accepts(output, truth)
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError):
        return False


def _slips(variant: Variant, output: Value) -> Iterator[str]:
    for slip in variant.live:
        if slip.value is not None and _accepts(variant, output, slip.value):
            yield slip.text


def _whole(fault: Fault) -> str:
    """Return a sentence about a program that came to no output at all."""
    told = f"it raised {fault.text}" if fault.sort == "raised" else fault.text
    return f"No case passes: {told}."


def _printed(text: str) -> Iterator[str]:
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"... {len(lines) - MOST_LINES + 1} lines more"]
    head = "it printed  "
    for number, line in enumerate(lines):
        yield (head if number == 0 else " " * len(head)) + line


def _short(value: Value) -> str:
    text = repr(value) if isinstance(value, (str, bool)) else show_value(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _numbers(value: Value) -> Iterator[float]:
    if isinstance(value, tuple):
        for entry in value:
            yield from _numbers(entry)
    elif isinstance(value, str) or not isinstance(value, (bool, int, float)):
        yield 0.0
    else:
        yield float(as_number(value))
