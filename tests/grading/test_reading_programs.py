"""A program is read as it stands: nothing in it is normalised."""

from __future__ import annotations

import pytest

from engines.values import ANSWER_TYPES, Program
from quizapp.grading.asked import Asked
from quizapp.grading.readers.program import MAX_BYTES
from quizapp.grading.reading import read
from quizapp.grading.verdict import DontKnow, Read, Unreadable

ASKED = Asked(Program("f"), "def f(): ...")


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n\treturn x\n",
        "def f(x):\n    return '“x”' + \"$x$\"\n",
        "def f(x):\n\n    return x  # x² ≤ 3 – is this right?",
        "`def f`",
        "x = 1\nanswer = 2",
        "def f():  \n    return 1,000",
    ],
)
def test_tabs_quotes_and_signs_stay(text: str) -> None:
    reading = read(text, ASKED)
    assert isinstance(reading, Read)
    assert reading.value == text.rstrip("\n")
    assert reading.sure


def test_line_breaks_get_one_spelling_and_empty_lines_around_go() -> None:
    reading = read("\r\n  \ndef f():\r\n  return 1\r\r\n \n\n", ASKED)
    assert isinstance(reading, Read)
    assert reading.value == "def f():\n  return 1"
    assert reading.echo == "2 lines"


def test_one_line_is_counted_in_the_singular() -> None:
    reading = read("f = abs", ASKED)
    assert isinstance(reading, Read)
    assert reading.echo == "1 line"


@pytest.mark.parametrize("text", ["?", " ? ", "idk", "IDK"])
def test_not_knowing_can_be_said(text: str) -> None:
    assert read(text, ASKED) == DontKnow()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "write the function"),
        (" \n\t\n", "write the function"),
        ("x" * (MAX_BYTES + 1), "longer than"),
        ("é" * (MAX_BYTES // 2 + 1), "longer than"),
        ("a\x00b", "control character"),
        ("a\x1b[2J", "control character"),
        ("a\u202eb", "control character"),
        ("\ud800", "control character"),
    ],
)
def test_what_is_no_program_is_refused(text: str, says: str) -> None:
    reading = read(text, ASKED)
    assert isinstance(reading, Unreadable)
    assert says in reading.reason


def test_programs_are_a_type_of_answer_like_the_others() -> None:
    assert ANSWER_TYPES["program"] is Program
    form = Program("f")
    assert form.ask() == "Write the function f."
    assert form.accepts("def f():\n  1  \n\n", "def f():\n  1")
    assert not form.accepts("def f():\n 1", "def f():\n  1")
    assert form.show("def f():\n  1\n") == "def f():\n  1"
