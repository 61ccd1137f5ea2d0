"""The real program in a real terminal: keys, resize and quitting are true."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
ROOT = Path(__file__).parents[2]
WAIT = 40.0
"""Seconds that a busy machine may take to show something."""


class Tmux:
    """One terminal on a socket of its own."""

    def __init__(self, socket: Path, command: str, environ: dict[str, str]) -> None:
        self.socket = socket
        start = ["new-session", "-d", "-s", "t", "-x", "80", "-y", "24", command]
        self.run(*start, env={**os.environ, **environ})

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        """Run one tmux command and return what it printed."""
        ran = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments],
            capture_output=True,
            text=True,
            env=env,
            check=False,
        )
        return ran.stdout

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self.run("send-keys", "-t", "t", *keys)

    def screen(self) -> str:
        """The screen as text."""
        return self.run("capture-pane", "-t", "t", "-p")

    def until(self, text: str) -> str:
        """Wait until the screen shows `text`."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            shown = self.screen()
            if text in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(f"{text!r} never appeared:\n{self.screen()}")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    command = shlex.join([sys.executable, "-P", "-m", "quizapp", "--data", str(tmp_path)])
    environ = {
        "QUIZAPP_DATA": str(tmp_path),
        "QUIZAPP_FIRST_RUN_DONE": "true",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    held = Tmux(tmp_path / "tmux", f"{command}; echo ended with $?; sleep 60", environ)
    yield held
    held.run("kill-server")


def test_a_session_in_a_terminal_and_the_answer_is_there_the_next_time(terminal: Tmux) -> None:
    terminal.until("Today, 30 minutes")
    terminal.until("new, about")
    terminal.keys("p")
    terminal.until("question 1")
    time.sleep(0.4)
    terminal.run("resize-window", "-t", "t", "-x", "50", "-y", "15")
    terminal.until("is too small")
    terminal.run("resize-window", "-t", "t", "-x", "80", "-y", "24")
    terminal.until("question 1")
    terminal.keys("?", "Enter")
    terminal.until("the schedule stays as it is")
    time.sleep(0.4)
    terminal.keys("m")
    time.sleep(0.4)
    terminal.keys("q")
    terminal.until("1 question.")
    terminal.until("home")
    time.sleep(0.4)  # the foot may be painted before the rest
    rows = terminal.screen().split("\n")
    assert rows[21].startswith(" ────"), "the rule is drawn where it moved to"
    terminal.keys("Enter")
    terminal.until("Today, 30 minutes")
    terminal.keys("q")
    terminal.until("ended with 0")


def test_ctrl_c_twice_ends_it_at_once_with_its_own_code(terminal: Tmux) -> None:
    terminal.until("Today, 30 minutes")
    terminal.keys("C-c")
    terminal.until("once more quits")
    terminal.keys("C-c")
    terminal.until("ended with 130")
