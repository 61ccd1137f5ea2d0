"""Texts written into a topic file: whatever they hold, they are read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.problems import Problem
from quizapp.bank.scalars import field, quoted, scalar
from quizapp.bank.source import Raw, Source, decode
from quizapp.bank.topicfile import compose_topic

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(
    lambda text: text.strip("\n") != ""
)
PATH = Path("x.yaml")


def read_back(line: str, key: str) -> object:
    """Return what the lines `key: ...` are read as, through the whole of the reading of files."""
    source = decode(Raw(PATH, f"questions: []\n{line}\n".encode()))
    assert isinstance(source, Source), source
    composed = compose_topic(source)
    assert not isinstance(composed, Problem), composed
    assert isinstance(composed.data, dict)
    return composed.data[key]


@given(TEXTS)
def test_a_field_is_read_back_as_it_was(text: str) -> None:
    assert read_back(field("prompt", text), "prompt") == text.rstrip("\n")


@given(TEXTS)
def test_a_scalar_is_read_back_as_it_was_also_within_brackets(text: str) -> None:
    assert read_back(f"a: {scalar(text)}", "a") == text
    assert read_back(f"a: {{b: [{quoted(text)}]}}", "a") == {"b": (text,)}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The loss falls.", "The loss falls."),
        ("Why: because", '"Why: because"'),
        ("names # underflow", '"names # underflow"'),
        ("7", '"7"'),
        ("0x1F", '"0x1F"'),
        ("null", '"null"'),
        ("yes", '"yes"'),
        ("- a", '"- a"'),
        ("{{H}} x {{H}}", '"{{H}} x {{H}}"'),
        ("ends with:", '"ends with:"'),
        (" blank before", '" blank before"'),
        ("a\tb", '"a\\tb"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("∂L/∂w", '"∂L/∂w"'),
        ("Größe ≈ 3", "Größe ≈ 3"),
    ],
)
def test_quotes_stand_only_where_they_must(text: str, written: str) -> None:
    assert scalar(text) == written


def test_a_long_text_is_folded_and_one_with_lines_keeps_them() -> None:
    long = " ".join(["word"] * 40)
    lines = field("answer", long).split("\n")
    assert lines[0] == "answer: >-"
    assert len(lines) == 4
    assert max(map(len, lines)) <= 96
    assert field("code", "a = 1\n  b\n") == "code: |-\n  a = 1\n    b"
    assert field("code", "  first is indented\nb") == 'code: "  first is indented\\nb"'
