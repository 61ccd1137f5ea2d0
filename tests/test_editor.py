"""The person's editor: which command opens a file at a line, and what comes of its failures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quizapp.editor import NONE_SET, editor_command, open_editor

FILE = Path("/banks/cnn.yaml")


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"EDITOR": "vim"}, ["vim", "+7", "/banks/cnn.yaml"]),
        ({"EDITOR": "/usr/bin/nvim -p"}, ["/usr/bin/nvim", "-p", "+7", "/banks/cnn.yaml"]),
        ({"EDITOR": "nano"}, ["nano", "+7", "/banks/cnn.yaml"]),
        ({"EDITOR": "emacs -nw"}, ["emacs", "-nw", "+7", "/banks/cnn.yaml"]),
        ({"EDITOR": "hx"}, ["hx", "/banks/cnn.yaml:7"]),
        ({"EDITOR": "code"}, ["code", "--wait", "--goto", "/banks/cnn.yaml:7"]),
        ({"EDITOR": "code -w"}, ["code", "-w", "--goto", "/banks/cnn.yaml:7"]),
        ({"EDITOR": "ed"}, ["ed", "/banks/cnn.yaml"]),
        ({"VISUAL": "vi", "EDITOR": "ed"}, ["vi", "+7", "/banks/cnn.yaml"]),
        ({"VISUAL": "  ", "EDITOR": "ed"}, ["ed", "/banks/cnn.yaml"]),
        ({"EDITOR": "'my editor' -x"}, ["my editor", "-x", "/banks/cnn.yaml"]),
        ({"EDITOR": "it's"}, ["it's", "/banks/cnn.yaml"]),
        ({"EDITOR": "vim; rm -rf ~"}, ["vim;", "rm", "-rf", "~", "/banks/cnn.yaml"]),
    ],
)
def test_a_known_editor_opens_at_the_line(environ: dict[str, str], command: list[str]) -> None:
    assert editor_command(environ, FILE, 7) == command


@pytest.mark.parametrize("environ", [{}, {"EDITOR": ""}, {"VISUAL": " "}])
def test_without_an_editor_it_is_said(environ: dict[str, str]) -> None:
    assert editor_command(environ, FILE, 7) is None
    assert open_editor(FILE, 7, environ, _never) == NONE_SET


def test_a_relative_path_cannot_be_taken_for_an_option() -> None:
    command = editor_command({"EDITOR": "ed"}, Path("-rf"), 1)
    assert command is not None
    assert Path(command[-1]).is_absolute()


def test_an_editor_that_fails_is_told_and_nothing_is_raised() -> None:
    assert open_editor(FILE, 7, {"EDITOR": "vim"}, lambda command: 0) == ""
    assert open_editor(FILE, 7, {"EDITOR": "vim"}, lambda command: 1) == (
        "The editor vim ended with code 1."
    )
    missing = open_editor(FILE, 7, {"EDITOR": "/no/such/editor"})
    assert missing == "The editor /no/such/editor could not be started: No such file or directory."


def _never(command: Sequence[str]) -> int:
    raise AssertionError(command)
