"""The first run in a real terminal, from an empty data folder to home."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.config import load_config
from tests.tui.test_tmux import ROOT, Tmux

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
SETTLE = 0.5
"""Seconds for the keys of one view to be done with before those of the next are pressed."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    command = shlex.join([sys.executable, "-P", "-m", "quizapp", "--data", str(tmp_path / "data")])
    environ = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    held = Tmux(tmp_path / "tmux", f"{command}; echo ended with $?; sleep 60", environ)
    yield held
    held.run("kill-server")


def test_nine_steps_to_home_and_they_do_not_come_again(terminal: Tmux) -> None:
    shown = terminal.until("type it like 7x7, 7 7 or (7, 7): all are understood")
    assert "Today, 30 minutes" not in shown
    terminal.keys("10 10")
    terminal.until("read as  (10, 10)")
    terminal.keys("Enter")
    terminal.until("right. Now the stride doubles: what then?")
    time.sleep(SETTLE)
    terminal.keys("Enter")
    for asked, given in (
        ("Interview date?", "in 3 weeks"),
        ("Minutes a day?", "20"),
        ("Which job?", "2"),
        ("Level?", "1"),
    ):
        terminal.until(asked)
        time.sleep(SETTLE)
        terminal.keys(given, "Enter")
    terminal.until("Where do you stand? Twelve questions, about six minutes.")
    time.sleep(SETTLE)
    terminal.keys("Enter")
    terminal.until("question 1 of 12")
    time.sleep(SETTLE)
    terminal.keys("?", "Enter")
    terminal.until("question 2 of 12")
    time.sleep(SETTLE)
    terminal.keys("/skip", "Enter")
    terminal.until("At 20 minutes a day you will meet")
    terminal.until("Four minutes now, on your weakest:")
    time.sleep(SETTLE)
    terminal.keys("Enter")
    terminal.until("question 1")
    time.sleep(SETTLE)
    terminal.keys("/stop", "Enter")
    terminal.until("Add to your shell prompt: quizapp due --short")
    time.sleep(SETTLE)
    terminal.keys("Enter")
    terminal.until("Today, 20 minutes")
    terminal.until("interview in 21 days")
    terminal.keys("q")
    terminal.until("ended with 0")
    kept = load_config()
    assert (kept.first_run_done, kept.minutes, kept.level) == (True, 20, "beginner")
