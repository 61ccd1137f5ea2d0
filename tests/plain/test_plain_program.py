"""Functions written in line mode: read line by line, run on a real store, bank and sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.drive.interview import InterviewDrive
from quizapp.drive.study import StudyDrive
from quizapp.plain.console import Stopped
from quizapp.plain.interview import PlainInterview
from quizapp.plain.program import read_program
from quizapp.plain.study import PlainStudy
from quizapp.session.terms import Terms
from tests.houses import small_house, write_bank
from tests.scripted_console import ScriptedConsole

TOPIC = """\
format: 1
topic: cnn
title: Convolution
questions:
"""
QUESTION = """\
  - id: size-{n}
    kind: code
    level: beginner
    family: conv2d.output_size
    entry: size
    signature: size(n, k, s=1, p=0)
    arguments: [H, K, S, P]
    prompt: Write a function for the side of the output.
    params: {{H: 12, K: 3, S: 1, P: 0}}
    cases: [{{H: 8, P: 2}}]
    vary: {{}}
    solution: |
      def size(n, k, s=1, p=0):
          return (n + 2 * p - k) // s + 1
    explanation: The first place counts too.
    sources: [Somebody 2020]
"""
HEAD = "def size(n, k, s=1, p=0):"
RIGHT = "    return (n + 2 * p - k) // s + 1"


def played(tmp_path: Path, *lines: str) -> str:
    write_bank(tmp_path / "bank", TOPIC + QUESTION.format(n=1))
    console = ScriptedConsole(*lines)
    with small_house(tmp_path) as house:
        PlainStudy(StudyDrive(house, "study"), console).run(30)
    return console.text


@pytest.mark.parametrize("end", [(".",), ("", "")])
def test_a_program_ends_with_a_dot_or_two_empty_lines(tmp_path: Path, end: tuple[str, ...]) -> None:
    said = played(tmp_path, HEAD, "", "    print('hello')", RIGHT, *end, "/stop")
    assert "Type the function; a lone . or two empty lines end it." in said
    assert "It begins with:\n  def size(n, k, s=1, p=0):" in said
    assert "Right. 4 lines." in said
    assert "2 cases, all right" in said
    assert "it printed hello" in " ".join(said.split())
    assert "Rated" in said


def test_a_wrong_program_stays_open_and_says_what_it_did(tmp_path: Path) -> None:
    said = played(tmp_path, HEAD, "    return n - k + 1", ".", HEAD, RIGHT, ".", "/stop")
    before, _, after = said.partition("Answer again, or ? to be shown:")
    assert "Not yet. 1 of 2 cases fails: size(8, 3, 1, 2)." in before
    assert "it returned 6" in " ".join(before.split())
    assert "A solution" not in before
    assert "Right. 2 lines." in after


def test_what_cannot_be_run_uses_no_try(tmp_path: Path) -> None:
    said = played(tmp_path, "def size(", ".", "?", "/stop")
    assert "Can't run this: line 1: SyntaxError: '(' was never closed. No try is used." in said
    assert "A solution:\n  def size(n, k, s=1, p=0):" in said


def test_commands_and_not_knowing_need_no_end(tmp_path: Path) -> None:
    said = played(tmp_path, "/hint", "?", "/stop")
    assert "Hint 1." in said
    assert "Shown." in said


def test_an_interview_takes_a_program(tmp_path: Path) -> None:
    write_bank(tmp_path / "bank", TOPIC + "".join(QUESTION.format(n=n) for n in range(3)))
    console = ScriptedConsole(
        HEAD, RIGHT, ".", "", HEAD, "    return 6", ".", "", "/stop", "", "", ""
    )
    with small_house(tmp_path) as house:
        PlainInterview(InterviewDrive(house), console).run(Terms(minutes=30, round="code"))
    through = console.text.partition("Answer 1 of 2.")[2]
    assert "Right. 2 lines." in through
    assert "None of the 2 cases passes." in through
    assert "it returned 6" in " ".join(through.split())
    assert "A solution:\n  def size(n, k, s=1, p=0):" in through


def test_the_end_of_input_within_a_program_stops() -> None:
    with pytest.raises(Stopped):
        read_program(ScriptedConsole("def f():", "    return 1"), ">")


def test_blanks_at_the_beginning_of_lines_are_kept() -> None:
    console = ScriptedConsole("def f():", "    if 1:", "", "\treturn 1", " . ")
    assert read_program(console, ">") == "def f():\n    if 1:\n\n\treturn 1"
