"""Printed lines typed in a field of one line."""

from __future__ import annotations

import pytest

from engines.values import Output
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Read, Verdict


def verdict(text: str, truth: str) -> Verdict:
    """Return the verdict on `text` where a program prints `truth`."""
    return evaluate(text, Asked(Output(), truth)).verdict


@pytest.mark.parametrize("text", ["0; 1; 2", "0;1;2", "0\n1\n2", " 0 ;1 ; 2 "])
def test_a_semicolon_stands_for_a_line_break(text: str) -> None:
    assert verdict(text, "0\n1\n2\n") == Correct()


def test_the_line_under_the_input_shows_the_break() -> None:
    reading = evaluate("0;1", Asked(Output(), "0\n1\n")).reading
    assert isinstance(reading, Read)
    assert reading.echo == "0 ⏎ 1"


def test_a_semicolon_that_is_printed_stays_one() -> None:
    assert verdict("a; b", "a; b\n") == Correct()
    assert verdict("a\nb", "a; b\n") != Correct()
    assert verdict("1;2", "1 2\n") != Correct()
