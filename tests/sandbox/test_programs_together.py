"""Programs that differ in their calls alone: one child runs them, and each gets its own outputs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.sandbox.protocol import Call, Fault, Program, ProgramRun, SandboxFailed
from quizapp.drive import truths
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import EngineClient
from quizapp.sandbox_client import run_program, run_together

DOUBLE = "def f(x):\n    return 2 * x"
HALF = "def f(x):\n    return 1 / x"


def of(code: str, *values: int) -> Program:
    return Program(code, "f", tuple(Call((value,)) for value in values))


class Counts:
    """Runs programs, and counts the children that it took."""

    def __init__(self) -> None:
        self.ran: list[Program] = []

    def __call__(self, program: Program) -> ProgramRun:
        self.ran.append(program)
        return run_program(program)


def test_each_program_gets_what_it_would_get_by_itself() -> None:
    programs = [of(DOUBLE, 1, 2), of(HALF, 4), of(DOUBLE, 3), of(HALF, 0, 2)]
    run = Counts()
    together = run_together(programs, run)
    assert together == [run_program(program) for program in programs]
    assert [one.outputs for one in together if one][:3] == [(2, 4), (0.25,), (6,)]
    assert [len(program.calls) for program in run.ran] == [3, 3]


def test_an_exception_in_one_call_is_that_call_s_alone() -> None:
    first, second = run_together([of(HALF, 2, 0), of(HALF, 4)])
    assert first is not None
    assert second == ProgramRun((0.25,))
    assert first.outputs[0] == 0.5
    assert isinstance(first.outputs[1], Fault)
    assert first.outputs[1].type == "ZeroDivisionError"


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    print(x)\n    return x",
        "def f(x):\n    return",
        "def g(x):\n    return x",
        "def f(x)",
        "import os\ndef f(x):\n    os._exit(0)",
    ],
)
def test_what_prints_or_breaks_is_left_to_be_run_by_itself(code: str) -> None:
    bad, good = run_together([of(code, 1), of(DOUBLE, 1)])
    assert good == ProgramRun((2,))
    assert bad is None or bad == run_program(of(code, 1))
    if "print" in code or "return" not in code:
        assert bad is None


def test_programs_with_other_limits_do_not_share_a_child() -> None:
    run = Counts()
    tight = replace(of(DOUBLE, 1), limits=replace(of(DOUBLE, 1).limits, cpu=2))
    run_together([of(DOUBLE, 1), tight], run)
    assert len(run.ran) == 2


def test_a_child_that_does_not_start_leaves_all_to_be_run_by_themselves() -> None:
    def fails(_: Program) -> ProgramRun:
        raise SandboxFailed("no room")

    assert run_together([of(DOUBLE, 1), of(DOUBLE, 2)], fails) == [None, None]


def test_what_was_run_beforehand_is_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with EngineClient() as client:
        kept = WorkerTruths(client)
        kept.programs([of(DOUBLE, 1), of(DOUBLE, 2)])
        run = Counts()
        monkeypatch.setattr(truths, "run_program", run)
        assert kept.program(of(DOUBLE, 2)).outputs == (4,)
        assert run.ran == []
        assert kept.program(of(DOUBLE, 5)).outputs == (10,)
        assert len(run.ran) == 1
