"""Processes that die at any moment, and processes that write at once."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.store.engine import open_store
from tests.frozen import FrozenClock
from tests.scale import n

WRITER = Path(__file__).with_name("writer.py")


def start(path: Path, seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(path), str(seed)], stdout=subprocess.PIPE
    )


def acknowledged(output: bytes) -> list[tuple[str, int]]:
    """The whole lines: a line cut short was not an acknowledgement."""
    lines = output.decode().split("\n")[:-1]
    return [(word, int(row)) for word, row in map(str.split, lines)]


def wait_for_first_line(writer: subprocess.Popen[bytes]) -> bytes:
    assert writer.stdout is not None
    return writer.stdout.readline()


@pytest.mark.soak
def test_every_acknowledged_answer_survives_kill_9(path: Path) -> None:
    rng = random.Random(9)
    promised: set[int] = set()
    for turn in range(n(100, 25)):
        writer = start(path, turn)
        try:
            first = wait_for_first_line(writer)
            time.sleep(rng.uniform(0, 0.15))
        finally:
            os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate(timeout=30)
        said = acknowledged(first + rest)
        assert said
        assert all(word != "Conflict" for word, _ in said)
        promised.update(row for _, row in said)
        with open_store(path, clock=FrozenClock()) as store:
            assert all(store.review(row) is not None for row in promised)
            assert store.check() == []
    assert len(promised) > 20


def test_windows_at_once_keep_every_answer_and_both_go_on(path: Path) -> None:
    open_store(path, clock=FrozenClock()).close()
    writers = [start(path, turn) for turn in range(2)]
    for writer in writers:
        wait_for_first_line(writer)
    time.sleep(1.5)
    outputs = []
    for writer in writers:
        assert writer.poll() is None  # neither was told that the database is locked
        writer.kill()
        outputs.append(acknowledged(writer.communicate(timeout=30)[0]))
    rows = [row for said in outputs for word, row in said if word != "Conflict"]
    assert all(len(said) > 1 for said in outputs)
    assert len(rows) == len(set(rows))
    with open_store(path, clock=FrozenClock()) as store:
        assert all(store.review(row) is not None for row in rows)
        assert store.check() == []
