"""Additions to a question that stands in a file: they come where they belong, all else stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.amending import Addition, Item, grown, with_addition, with_field
from quizapp.bank.events import Data
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source
from quizapp.bank.topicfile import compose_topic

PATH = Path("cnn.yaml")


def append(path: Path, text: str, index: int, at: tuple[str, ...], item: Item) -> str:
    return with_addition(path, text, index, Addition(at, item))


def put(path: Path, text: str, index: int, key: str, value: str) -> str:
    return with_addition(path, text, index, Addition((key,), value, listed=False))


FILE = """\
# a modeline
format: 1
topic: cnn
title: Convolution   # with a comment
questions:

  # the first
  - id: one          # keep me
    family: toy.size
    wrong:
      # known from class
      - {answer: "9", why: Nine.}   # trailing

      - answer: '8'
        why: |
          Eight.

    # about params
    params: {H: 12, K: 3}

  # the second
  - id: two
    kind: compute
    answer: {type: text, accept: [relu]}
    expect: ReLU
    # the end of two
# the end
"""


def data_of(text: str) -> Mapping[str, Data]:
    composed = compose_topic(Source(PATH, text))
    assert not isinstance(composed, Problem)
    assert isinstance(composed.data, dict)
    return composed.data


def added(before: str, after: str) -> str:
    """Return the piece that is new; all of `before` must stand around it, byte for byte."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = len(before) if start is None else start
    end = len(after) - (len(before) - start)
    assert before == after[:start] + after[end:]
    return after[start:end]


def test_an_entry_goes_behind_the_last_of_its_list() -> None:
    text = append(PATH, FILE, 0, ("wrong",), {"answer": "7", "why": "Seven: no."})
    assert text == FILE.replace(
        "          Eight.\n",
        '          Eight.\n      - answer: "7"\n        why: "Seven: no."\n',
    )


def test_a_list_is_made_at_the_end_of_the_question_before_comments_on_what_follows() -> None:
    text = append(PATH, FILE, 1, ("wrong",), {"answer": "tanh", "why": "No."})
    new = "    wrong:\n      - answer: tanh\n        why: No.\n"
    assert text == FILE.replace("    # the end of two\n", f"    # the end of two\n{new}")


def test_brackets_take_a_further_entry_within_them() -> None:
    text = append(PATH, FILE, 1, ("answer", "accept"), "rectified linear unit")
    assert text == FILE.replace("[relu]", '[relu, "rectified linear unit"]')


def test_a_list_within_a_mapping_that_is_not_there_yet() -> None:
    text = append(PATH, FILE, 0, ("answer", "accept"), "x")
    assert added(FILE, text).strip() == "answer:\n      accept:\n        - x"
    again = append(PATH, text, 0, ("answer", "accept"), "z")
    assert "        - x\n        - z\n" in again


def test_a_key_is_put_at_the_end() -> None:
    text = put(PATH, FILE, 0, "expect", "0.30")
    assert text == FILE.replace("K: 3}\n", 'K: 3}\n    expect: "0.30"\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  - {id: a}\n", '  - {id: a, expect: "7"}\n'),
        ("  - {id: a, }\n", '  - {id: a, expect: "7" }\n'),
        ("- id: a\n", '- id: a\n  expect: "7"\n'),
        ("- id: a", '- id: a\n  expect: "7"\n'),
        ("- id: a\ntitle: T\n", '- id: a\n  expect: "7"\ntitle: T\n'),
        ("-\n  id: a\n- id: b\n", '-\n  id: a\n  expect: "7"\n- id: b\n'),
        ("- id: a\n\n\n- id: b\n", '- id: a\n  expect: "7"\n\n\n- id: b\n'),
        (
            "- id: a\n  p: |\n    x\n\n- id: b\n",
            '- id: a\n  p: |\n    x\n  expect: "7"\n\n- id: b\n',
        ),
        ("- id: a\n  wrong:\n  - x\n", '- id: a\n  wrong:\n  - x\n  expect: "7"\n'),
    ],
)
def test_every_layout_takes_a_key(before: str, after: str) -> None:
    assert put(PATH, f"questions:\n{before}", 0, "expect", "7") == f"questions:\n{after}"


@pytest.mark.parametrize(
    ("text", "index", "at"),
    [
        (FILE, 2, ("wrong",)),
        (FILE, 1, ("expect",)),
        (FILE, 1, ("expect", "accept")),
        ("questions: {", 0, ("wrong",)),
        ("questions: [a]", 0, ("wrong",)),
        ("questions: 3", 0, ("wrong",)),
        # A text that keeps its last empty lines: a line put behind it would change it.
        ("questions:\n  - id: a\n    p: |+\n      x\n\n\n  - id: b\n", 0, ("wrong",)),
    ],
)
def test_what_cannot_be_added_is_refused(text: str, index: int, at: tuple[str, ...]) -> None:
    with pytest.raises(CannotWrite):
        append(PATH, text, index, at, "x")


def test_a_key_that_is_there_is_not_put_again() -> None:
    with pytest.raises(CannotWrite):
        put(PATH, FILE, 1, "expect", "x")


def test_a_field_of_any_form_is_put_at_the_end() -> None:
    value = ({"answer": "9", "why": "Nine."}, {"answer": "8", "why": "Eight: two too few."})
    text = with_field(PATH, FILE, 1, "wrong", value)
    composed = compose_topic(Source(PATH, text))
    assert not isinstance(composed, Problem)
    assert composed.data["questions"][1]["wrong"] == value  # type: ignore[index, call-overload]
    assert text.startswith(FILE[: FILE.index("two")])


def test_a_field_is_not_put_between_braces() -> None:
    with pytest.raises(CannotWrite, match="in braces"):
        with_field(PATH, "questions:\n  - {id: a}\n", 0, "wrong", ())


def test_what_was_written_grows_as_the_file_does() -> None:
    written = {"id": "a", "wrong": ({"answer": "9", "why": "Nine."},), "accept": {"c1": ("x",)}}
    after = grown(
        written,
        (
            Addition(("wrong",), {"answer": "8", "why": "Eight."}),
            Addition(("accept", "c1"), "y"),
            Addition(("accept", "c2"), "z"),
            Addition(("expect",), "7", listed=False),
        ),
    )
    assert after["wrong"] == ({"answer": "9", "why": "Nine."}, {"answer": "8", "why": "Eight."})
    assert after["accept"] == {"c1": ("x", "y"), "c2": ("z",)}
    assert after["expect"] == "7"
    assert written["accept"] == {"c1": ("x",)}


@given(
    answer=st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1),
    why=st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1),
    index=st.integers(0, 1),
)
def test_whatever_is_added_is_read_back_and_nothing_else_changes(
    answer: str, why: str, index: int
) -> None:
    if not answer.strip("\n") or not why.strip("\n"):
        return
    text = append(PATH, FILE, index, ("wrong",), {"answer": answer, "why": why})
    added(FILE, text)
    listed = data_of(text)["questions"]
    assert isinstance(listed, tuple)
    question = listed[index]
    assert isinstance(question, dict)
    wrong = question["wrong"]
    assert isinstance(wrong, tuple)
    assert wrong[-1] == {"answer": answer.rstrip("\n"), "why": why.rstrip("\n")}
