"""Texts that mean harm: a clean reading in milliseconds, never an exception, never right."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.grading.calculator import calculate
from quizapp.grading.evaluate import evaluate
from quizapp.grading.reading import read
from quizapp.grading.verdict import Correct, Graded, Invalid, Unreadable
from tests.grading.asking import ASKED
from tests.scale import n

LIMIT = 0.05
"""Seconds of processor time for one verdict, the least of three."""

HOSTILE = {
    "a tower of powers": "9**9**9",
    "a tower of carets": "9^9^9^9^9",
    "a tower of small powers": "^".join("2" * 2000),
    "a huge exponent": "1e999999",
    "an exponent of many digits": "1e" + "9" * 4000,
    "many digits": "9" * 4000,
    "far too many digits": "9" * 100_000,
    "many decimals": "0." + "3" * 4000,
    "many minus signs": "-" * 4000 + "5",
    "far too many minus signs": "-" * 100_000 + "5",
    "many spaced minus signs": "- " * 2000 + "5",
    "many round brackets": "(" * 4000,
    "many square brackets": "[" * 4000,
    "far too many brackets": "[" * 100_000,
    "nested and closed": "[" * 2000 + "]" * 2000,
    "nested round and closed": "(" * 2000 + "1" + ")" * 2000,
    "many pairs of brackets": "()" * 2000,
    "many commas": "," * 4000,
    "many semicolons": ";" * 4000,
    "many line ends": "1\n" * 2000,
    "many entries": "1 " * 2000,
    "many listed entries": "[" + "1," * 1999 + "1]",
    "many products": "*".join("9" * 2000),
    "many quotients": "/".join("9" * 2000),
    "many sums of fractions": "+".join(f"1/{i}" for i in range(3, 900)),
    "many roots": "sqrt " * 800 + "2",
    "many root signs": "√" * 1300 + "2",
    "many functions": "exp(" * 1000,
    "a long maximum": "max(" + "1," * 1900 + "1)",
    "many times": "2x" * 2000,
    "hexadecimal without digits": "0x",
    "hexadecimal": "0x10",
    "digits of another script": "٣٤",
    "superscripts": "2" + "⁹" * 1300,
    "vulgar fractions": "½" * 1300,
    "division by zero": "1/0",
    "zero to a negative power": "0^-1",
    "a tiny number": "1e-400",
    "a tinier number": "1e-400/10^400/10^400",
    "not a number": "nan",
    "infinity": "inf",
    "a long name": "a" * 4000,
    "a long dotted name": "a." * 2000,
    "many names": "x " * 2000,
    "tails without end": "1" + ", dtype=a" * 400 + "!",
    "a tail with a long value": "[1], dtype=" + "a" * 4000 + "!",
    "blanks before a bang": "float" + " " * 4000 + "!",
    "digits and blanks": ("1" + " " * 50) * 80,
    "equals signs": "=" * 4000,
    "colons": "a:" * 2000,
    "question marks": "@" + "?" * 4000,
    "quotes": "'" * 4000,
    "wide characters": "漢" * 1300,
    "long expansions": "ﷺ" * 1300,
    "combining marks": "e" + "\u0301" * 2000,
    "zero widths": "\u200b" * 1300 + "@",
    "an escape sequence": "\x1b]52;c;ZXZpbA==\x07",
    "a null": "\x00",
    "a right-to-left override": "\u202e01",
    "lone surrogates": "\ud800" * 1000,
    "code": "__import__('os').system('true')",
    "a comprehension": "[x for x in range(10**9)]",
    "an attribute chain": "().__class__.__bases__",
    "letters of options": "abcd" * 1000,
    "options with blanks": "a b c d " * 500,
    "bits": "10" * 2000,
    "pairs": "1a2b" * 1000,
    "weights": "w1=1 " * 800,
}


def _timed(text: str, name: str) -> tuple[Graded, float]:
    start = time.thread_time()
    graded = evaluate(text, ASKED[name])
    return graded, time.thread_time() - start


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_judged_quickly_and_never_right(text: str) -> None:
    for name in ASKED:
        graded, seconds = _timed(text, name)
        assert not isinstance(graded.verdict, Correct), name
        assert seconds < LIMIT or min(_timed(text, name)[1] for _ in range(2)) < LIMIT, name
        if isinstance(graded.verdict, Invalid) and graded.verdict.position is not None:
            assert 0 <= graded.verdict.position <= len(text)
    assert isinstance(calculate(text), str)


@pytest.mark.parametrize("name", ASKED)
def test_a_text_of_more_than_4096_bytes_is_not_read(name: str) -> None:
    text = "?" + "é" * 2048
    assert read(text, ASKED[name]) == Unreadable("longer than 4096 bytes", None)


def test_nothing_typed_is_ever_run() -> None:
    for text in ("__import__('os')", "print(1)", "(lambda: 1)()", "1 if 1 else 2", "[*range(9)]"):
        assert isinstance(read(text, ASKED["float"]), Unreadable)
        assert isinstance(read(text, ASKED["vector"]), Unreadable)


_PIECES = st.sampled_from(
    [
        *"0123456789.,;|()[]{}<>+-*/^%√π∞ \n?=:exNTF",
        *("10", "sqrt", "log", "nan", "1e", "x 10^", "tensor(", "array([", ", dtype="),
        *("½", "⁻³", "−", "\u200b", "w1=", "True", "and", "error"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join))


@given(text=_TEXTS, name=st.sampled_from(sorted(ASKED)))
@settings(max_examples=n(20_000, 50), deadline=None)
def test_any_text_gets_a_verdict_with_a_place_inside_it(text: str, name: str) -> None:
    graded, seconds = _timed(text, name)
    # A collection of garbage can fall into any one try.
    assert seconds < LIMIT or min(_timed(text, name)[1] for _ in range(2)) < LIMIT
    if isinstance(graded.verdict, Invalid) and graded.verdict.position is not None:
        assert 0 <= graded.verdict.position <= len(text)


@given(text=_TEXTS)
@settings(max_examples=n(10_000, 50), deadline=None)
def test_the_calculator_answers_any_text_in_one_line(text: str) -> None:
    assert "\n" not in calculate(text).replace(repr("\n"), "")
