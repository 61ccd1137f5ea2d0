"""kill -9 in the middle of an interview: answers, misses and the scorecard agree, none is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.clock import SystemClock
from quizapp.drive.interviews import kept_cards
from quizapp.store.engine import open_store
from tests.scale import n

ROUNDS = n(40, 20)
"""Kills: 40 in full, two otherwise."""


def killed_round(data: Path, after: float) -> int:
    """Pass question after question, kill the app `after` seconds after the first one was put,
    return how many answers it acknowledged: each but the last question was answered."""
    command = [sys.executable, "-P", "-m", "quizapp", "--plain", "--data", str(data), "interview"]
    with subprocess.Popen(
        [*command, "--minutes", "180"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("?\n" * 500)
        process.stdin.flush()
        heard = [next(line for line in process.stdout if line.startswith("Question "))]
        time.sleep(after)
        process.kill()
        heard += process.stdout.read().splitlines()
    return sum(line.startswith("Question ") for line in heard) - 1


@pytest.mark.soak
@pytest.mark.slow
def test_every_acknowledged_answer_of_a_killed_interview_is_kept_with_its_miss(
    tmp_path: Path,
) -> None:
    draw = random.Random(4)
    for _ in range(ROUNDS):
        acknowledged = killed_round(tmp_path, draw.uniform(0.05, 0.4))
        with open_store(tmp_path / "quizapp.db", clock=SystemClock()) as store:
            session = store.list_sessions("interview")[0]
            rows = store.session_answers(session.id)
            answers = [row for row in rows if row.mode == "interview"]
            misses = [row for row in rows if row.mode == "study"]
            assert acknowledged <= len(answers) <= acknowledged + 1
            assert [row.key for row in misses] == [row.key for row in answers]
            lines = kept_cards(store)[0].filed.lines if answers else ()
            assert [line.key for line in lines] == [str(row.key) for row in answers]
            assert store.check() == []
