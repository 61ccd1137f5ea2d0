"""kill -9 at random moments of a session: what was acknowledged is there, and consistent."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.clock import SystemClock
from quizapp.store.engine import Store, open_store
from quizapp.store.records import CardRecord
from tests.scale import n

ROUNDS = n(100, 20)
"""Kills: 100 in full, a twentieth of that otherwise."""
LINES = "?\n\n" * 500


def killed_session(data: Path, after: float) -> int:
    """Play a session, kill it `after` seconds from its first question on, and return how many
    answers it acknowledged."""
    command = [sys.executable, "-P", "-m", "quizapp", "--plain", "--data", str(data), "study"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(LINES)
            process.stdin.flush()
        except BrokenPipeError:
            pytest.fail(f"the session ended early: {process.communicate()[1]}")
        heard = ""
        while not heard.endswith("Answer, or /help: \n"):
            heard += process.stdout.readline() or pytest.fail("the session asked nothing")
        time.sleep(after)
        process.kill()
        heard += process.stdout.read()
    return sum(line.startswith("Rated ") for line in heard.splitlines())


@pytest.mark.soak
@pytest.mark.slow
def test_every_acknowledged_answer_survives_being_killed(tmp_path: Path) -> None:
    draw = random.Random(9)
    acknowledged = 0
    for round_number in range(ROUNDS):
        acknowledged += killed_session(tmp_path, draw.uniform(0.0, 0.5))
        with open_store(tmp_path / "quizapp.db", clock=SystemClock()) as store:
            written = sum(card.answers for card in stored_cards(store))
            assert acknowledged <= written <= acknowledged + round_number + 1
            assert store.check() == []
    assert acknowledged > 0


def stored_cards(store: Store) -> list[CardRecord]:
    """Return every card of the store."""
    found = [store.card(facts.key) for facts in store.cards()]
    return [card for card in found if card is not None]
