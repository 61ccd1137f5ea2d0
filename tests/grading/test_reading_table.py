"""The table of readings, cell by cell: see reading_table.yaml."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from engines.values import Raises, Value, as_number, from_json
from quizapp.grading.reading import read
from quizapp.grading.verdict import DontKnow, Read, Reading, Unreadable
from tests.grading.asking import ASKED

TABLE = yaml.safe_load(Path(__file__).with_name("reading_table.yaml").read_text("utf-8"))
CELLS = [
    pytest.param(name, cell, id=f"{row['row']}: {cell['give'][0]!r} ... as {name}")
    for row in TABLE
    for cell in row["cells"]
    for name in cell["as"]
]


@pytest.mark.parametrize(("name", "cell"), CELLS)
def test_texts_are_read_as_the_table_says(name: str, cell: dict[str, Any]) -> None:
    for text in cell["give"]:
        _check_reading(read(text, ASKED[name]), cell, text)


def _check_reading(reading: Reading, cell: dict[str, Any], text: str) -> None:
    if "invalid" in cell:
        assert isinstance(reading, Unreadable), (text, reading)
        assert cell["invalid"] in reading.reason, text
        assert reading.position is None or 0 <= reading.position <= len(text)
        if "at" in cell:
            assert reading.position == cell["at"]
    elif "dont_know" in cell:
        assert reading == DontKnow(), text
    else:
        assert isinstance(reading, Read), (text, reading)
        assert reading.sure is not cell.get("unsure", False)
        assert reading.echo
        _check_value(reading, cell, text)


def _check_value(reading: Read, cell: dict[str, Any], text: str) -> None:
    if "raw" in cell:
        assert reading.literal == text
    elif "nan" in cell:
        assert isinstance(reading.value, float)
        assert math.isnan(reading.value)
    elif "error" in cell:
        assert isinstance(reading.value, Raises)
        assert reading.value.error.casefold() == cell["error"]
    elif "same_set" in cell:
        assert isinstance(reading.value, tuple)
        assert set(reading.value) == set(cell["same_set"])
    elif "close" in cell:
        assert as_number(reading.value) == pytest.approx(cell["value"], rel=cell["close"])
    else:
        wanted = from_json(cell["value"])
        assert reading.value == wanted, text
        assert _kinds(reading.value) == _kinds(wanted)


def _kinds(value: Value) -> object:
    """Types of the leaves: whole numbers are ints, expressions are floats, literals rationals."""
    return tuple(map(_kinds, value)) if isinstance(value, tuple) else type(value)


def test_every_cell_says_what_is_read() -> None:
    outcomes = {"value", "invalid", "dont_know", "raw", "nan", "error", "same_set"}
    for row in TABLE:
        for cell in row["cells"]:
            assert len(outcomes & cell.keys()) == 1, (row["row"], cell)


@pytest.mark.parametrize(
    ("text", "name", "echo"),
    [
        ("10x10", "shape", "(10, 10)"),
        ("7", "shape", "(7,)"),
        ("1/3", "float", "= 0.333333 (1/3)"),
        ("10⁻³", "float", "= 0.001 (10^(-3))"),
        ("1,000", "float", "1000"),
        (".5", "float", "0.5"),
        ("1e400", "float", "= 1.00000e+400 (1e400)"),
        ("50%", "percent", "= 50 (50%)"),
        ("25.6M", "count", "= 25600000 (25.6M)"),
        ("3 GiB", "bytes", "= 3221225472 B (3 GiB)"),
        ("4", "bytesGB", "= 4000000000 B (4 GB)"),
        ("1 1/3", "vector", "[1, 0.333333]"),
        ("1 2; 3 4", "matrix", "[[1, 2], [3, 4]]"),
        ("FFFT", "truth_table", "0001"),
        ("b", "option", "option b: Batch norm"),
        ("c a", "options", "options a, c"),
        ("f32", "dtype", "float32"),
        ("c a b", "ordering", "3 1 2"),
        ("2-a, 1-b", "pairs", "1b 2a"),
        ("1 1 -3/2", "weights", "w1=1 w2=1 b=-1.5"),
        ("nan", "nonfinite", "nan"),
        ("line one\nline two", "output", "line one ⏎ line two"),
    ],
)
def test_the_echo_shows_what_was_understood(text: str, name: str, echo: str) -> None:
    reading: Reading = read(text, ASKED[name])
    assert isinstance(reading, Read)
    assert reading.echo == echo


@pytest.mark.parametrize(
    ("text", "name", "position"),
    [
        ("16 x 19 x", "shape", 9),
        ("  16 x 19 x y", "shape", 12),
        ("10⁻³ + @", "float", 7),
        ("1\u200b0 @", "float", 4),
        ("y = 10 @", "float", 7),
        ("`10 @`", "float", 4),
        ("1½", "float", 1),
        ("[1, 2, 3", "vector", 0),
        ("x\u0301 = 5 @", "float", 7),
    ],
)
def test_a_refusal_points_into_the_text_as_typed(text: str, name: str, position: int) -> None:
    reading = read(text, ASKED[name])
    assert isinstance(reading, Unreadable)
    assert reading.position == position


def test_the_literal_is_the_text_without_mark_prefix_and_quotes() -> None:
    reading = read("The answer is `10x10` ?", ASKED["shape"])
    assert isinstance(reading, Read)
    assert (reading.literal, reading.sure) == ("10x10", False)
