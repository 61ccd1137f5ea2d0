"""Checks in several processes: the same result, and no process that outlives them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from quizapp.bank.check import How, check_paths
from quizapp.bank.model import Question
from quizapp.bank.verifying import Verified
from quizapp.drive import check_processes
from quizapp.drive.check_setting import Setting
from quizapp.drive.checking import FEW, verifying
from quizapp.errors import EnvironmentProblem

QUESTION = """\
  - id: conv{0}
    family: conv2d.output_size
    params: {{H: {0}, K: 3, S: 1, P: 0}}
    vary:
      H: {{int: [8, 64]}}
      K: {{choice: [1, 3, 5, 7]}}
      S: {{choice: [1, 2, 3]}}
      P: {{int: [0, 3]}}
    expect: "10"
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Return a bank of 22 questions, of which one claims what is right."""
    (tmp_path / "bank.yaml").write_text("format: 1\nid: b\ntitle: B\n")
    for part in (1, 2):
        questions = "".join(QUESTION.format(number) for number in range(part * 11, part * 11 + 11))
        head = "format: 1\ntopic: cnn\ntitle: C\nquestions:\n"
        (tmp_path / f"{part}.yaml").write_text(head + questions)
    return tmp_path


def test_two_processes_find_what_one_finds_in_the_same_order(bank: Path) -> None:
    found = []
    told: list[tuple[int, int]] = []
    for jobs in (1, 2):
        with verifying(Setting(3, run=False), jobs) as verify:
            how = How(verify=verify, progress=lambda done, of: told.append((done, of)))
            found.append(check_paths([bank], seeds=3, how=how))
    assert found[0] == found[1]
    assert [problem.code for problem in found[0].problems] == ["QB502"] * 21
    assert found[0].tally.questions == 22
    assert told == [(done, 22) for done in range(1, 23)] * 2


def test_few_questions_need_no_other_process(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Iterator[Verified]:
        raise AssertionError("a process was started")

    monkeypatch.setattr(check_processes, "in_processes", refuse)
    with verifying(Setting(1, run=False), 8) as verify:
        assert list(verify([])) == []
        questions = _questions(bank)[:FEW]
        assert len(list(verify(questions))) == FEW


def test_a_process_that_ends_is_an_error_and_not_a_wait(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_processes, "_verify", _end)
    with (
        verifying(Setting(1, run=False), 2) as verify,
        pytest.raises(EnvironmentProblem, match="ended before its work was done"),
    ):
        list(verify(_questions(bank)))


def test_leaving_in_the_middle_ends_the_processes(bank: Path) -> None:
    import multiprocessing

    with verifying(Setting(30, run=False), 2) as verify:
        running = verify(_questions(bank))
        next(iter(running))
        started = multiprocessing.active_children()
        assert len(started) == 2
        running.close()  # type: ignore[attr-defined]
    assert [child.is_alive() for child in started] == [False, False]


def _end(_questions: Sequence[Question]) -> list[Verified]:
    os._exit(9)


def _questions(bank: Path) -> list[Question]:
    from quizapp.bank.loader import load_bank

    return list(load_bank(bank).questions)


def in_session(session: int) -> list[str]:
    """Return the processes of a session that still run, zombies left out."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "sid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    return [row[2] for row in rows if row[0] == str(session) and not row[1].startswith("Z")]


def wait_for(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ps names sessions otherwise")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_however_a_check_ends_no_process_is_left(
    how: signal.Signals, bank: Path, tmp_path: Path
) -> None:
    # A session of its own: every process that comes of it can be told from all others.
    command = [sys.executable, "-P", "-m", "quizapp", "bank", "check", str(bank)]
    process = subprocess.Popen(
        [*command, "--jobs", "2", "--seeds", "20000"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "QUIZAPP_DATA": str(tmp_path / "data")},
    )
    assert wait_for(lambda: len(in_session(process.pid)) >= 3)
    os.kill(process.pid, how)
    _, said = process.communicate(timeout=30)
    assert process.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert b"Traceback" not in said
    assert wait_for(lambda: in_session(process.pid) == [])
