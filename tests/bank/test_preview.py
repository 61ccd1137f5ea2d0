"""The author's preview: the learner's view first, then what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from engines.values import (
    Acceptance,
    Bytes,
    Count,
    Estimate,
    Float,
    Int,
    Shape,
    Text,
    TruthTable,
    Value,
    Vector,
)
from quizapp.bank.asking import asked_for
from quizapp.bank.drawing import draw
from quizapp.bank.examples import example_of
from quizapp.bank.loader import load_bank
from quizapp.bank.preview import accepted, behind, judged, learner_view
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate

TEXT = """\
  - id: conv-size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 1}
    hints: ["First line.\\nSecond line.", "Only one."]
    explanation: |
      Because \\alpha is {{answer}}.

          kept = True
"""


@pytest.mark.parametrize(
    ("acceptance", "truth", "says"),
    [
        (Int(), 10, "int, exactly"),
        (Float(places=2), 0.5, "from 0.494900 to 0.505100"),
        (Float(rtol=0.1), Fraction(10), "from 9.00000 to 11.0000"),
        (Count(approx=0.02), 1000, "from 980.000 to 1020.00"),
        (Estimate(within=0.5), 2.0, "from 1.00000 to 3.00000"),
        (Vector(), (0.1, 0.9), "vector, each entry: Give it to three decimals."),
    ],
)
def test_what_is_accepted_is_said(acceptance: Acceptance, truth: Value, says: str) -> None:
    assert accepted(Asked(acceptance, truth)) == says


@pytest.mark.parametrize(
    ("acceptance", "truth", "example"),
    [
        (Int(), 7, "12"),
        (Int(), 12, "34"),
        (Float(places=3), 0.25, "0.75"),
        (Vector(length=2), (1, 2), "2, 3"),
        (Shape(rank=3), (2, 3, 4), "3 x 4 x 5"),
        (TruthTable(), (0, 0, 1, 1), "0101"),
        (Bytes(unit="GiB"), 2**30, "3 GiB"),
        (Text(), "OR", ""),
    ],
)
def test_an_example_of_an_answer_is_there_and_never_right(
    acceptance: Acceptance, truth: Value, example: str, make_bank: Callable[..., Path]
) -> None:
    (question,) = load_bank(make_bank(cnn=TEXT)).questions
    drawn = replace(draw(question, 0), acceptance=acceptance, truth=truth)
    assert example_of(drawn) == example


def test_the_learner_sees_no_answer_and_the_author_sees_everything(
    make_bank: Callable[..., Path],
) -> None:
    (question,) = load_bank(make_bank(cnn=TEXT)).questions
    drawn = draw(question, 0)
    asked = asked_for(drawn)
    assert asked is not None
    view = learner_view(drawn)
    assert view[0] == "test-bank/conv-size · compute · beginner"
    assert view[1].startswith("canonical: H=12, ")
    assert "{{" not in "\n".join(view)
    assert all(len(line) <= 78 for line in view)
    back = behind(drawn, asked)
    assert f"right      {drawn.right}" in back
    assert "  Because α is 12." in back
    assert "      kept = True" in back
    at = back.index("hints")
    assert back[at + 1 : at + 4] == ["  · First line.", "    Second line.", "  · Only one."]


def test_pages_fit_a_narrow_terminal_without_splitting_words(
    make_bank: Callable[..., Path],
) -> None:
    (question,) = load_bank(make_bank(cnn=TEXT)).questions
    drawn = draw(question, 0)
    asked = asked_for(drawn)
    assert asked is not None
    wide, narrow = (
        [
            *learner_view(drawn, width),
            *behind(drawn, asked, width),
            *judged(evaluate("999", asked), "999", width),
        ]
        for width in (100, 40)
    )
    assert max(len(line) for line in narrow if "://" not in line) <= 40
    assert "─" * 40 in narrow
    assert {word for line in narrow for word in line.split() if "─" not in word} <= {
        word for line in wide for word in line.split()
    }


def test_a_typed_answer_is_shown_as_it_was_read_and_judged() -> None:
    asked = Asked(Int(), 12)
    assert judged(evaluate("12", asked), "12")[1:] == [
        "given      12",
        "read as    12",
        "verdict    right",
    ]
    assert judged(evaluate("11?", asked), "11?")[2:] == [
        "read as    11   (not sure)",
        "verdict    wrong",
    ]
    assert judged(evaluate("a dozen", asked), "a dozen")[-1].startswith(
        "verdict    not readable, costs nothing: "
    )
