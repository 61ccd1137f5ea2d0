"""`quizapp interview` as it is typed: a round from a pipe, the list, one scorecard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.cli import main
from tests.houses import write_bank


def arguments(data: Path, *args: str) -> list[str]:
    bank = data / "bank"
    if not bank.exists():
        write_bank(bank)
    return ["--data", str(data), "--bank", str(bank), "interview", *args]


class Shell:
    """Runs the command in this process and reads what it printed."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, data: Path, *args: str) -> tuple[int, str]:
        """Return the exit code and everything on stdout and stderr."""
        code = main(arguments(data, *args))
        out, err = self._capture.readouterr()
        return code, out + err


@pytest.fixture
def quizapp(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which one round was held: two questions passed, then stopped."""
    data = tmp_path_factory.mktemp("held")
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "quizapp", "--plain"),
            *arguments(data, "--level", "beginner", "--seed", "5"),
        ],
        input="?\n?\n/stop\nq\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Mock interview. Round: fundamentals. Level: beginner. 15 minutes" in done.stdout
    return data


def test_the_list_names_each_round(held: Path, quizapp: Shell) -> None:
    code, told = quizapp(held, "--list")
    assert code == 0
    assert told.startswith("1. ")
    assert "0 of 2 questions right, too few to score (beginner, fundamentals)" in told
    [entry] = json.loads(quizapp(held, "--list", "--json")[1])
    assert list(entry) == ["id", "line", "day", "finished", "headline", "terms"]
    assert (entry["id"], entry["finished"], entry["headline"]) == (1, True, None)


def test_one_scorecard_in_lines_markdown_and_json(held: Path, quizapp: Shell) -> None:
    assert "Passed: 2." in quizapp(held, "--show", "1")[1]
    markdown = quizapp(held, "--show", "1", "--markdown")[1]
    assert markdown.startswith("# Practice scorecard: beginner, fundamentals\n")
    form = json.loads(quizapp(held, "--show", "1", "--json")[1])
    assert form["id"] == 1
    assert [answer["came"] for answer in form["answers"]] == ["passed", "passed"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--show", "7"), "There is no scorecard 7."),
        (("--list", "--show", "1"), "--list takes --json alone."),
        (("--json",), "--markdown and --json go with --show ID or --list."),
        (("--show", "1", "--json", "--markdown"), "Either --markdown or --json."),
        (("--minutes", "0"), "--minutes"),
        (("--round", "poker"), "poker"),
        (
            ("--plain", "--round", "project", "--level", "beginner"),
            "have 0 questions for a project",
        ),
        (("--plain", "--role", "chef"), "There is no role 'chef' in the banks in use."),
    ],
)
def test_what_cannot_be_ends_with_code_two_and_a_sentence(
    held: Path, quizapp: Shell, args: tuple[str, ...], told: str
) -> None:
    code, said = quizapp(held, *args)
    assert code == 2
    assert told in said
    assert "Traceback" not in said


def test_nothing_held_yet_is_told(tmp_path: Path, quizapp: Shell) -> None:
    assert "No interview was held yet" in quizapp(tmp_path, "--list")[1]
    assert json.loads(quizapp(tmp_path, "--list", "--json")[1]) == []
