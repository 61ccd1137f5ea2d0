"""Near misses made from a truth: each is told that only its form is off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engines.values import (
    Acceptance,
    Bytes,
    Count,
    ErrorName,
    Float,
    Matrix,
    Output,
    Raises,
    Text,
    Value,
    Vector,
)
from quizapp.bank.check import check_paths
from quizapp.bank.checks.nears import near_misses
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Near

MISSES: list[tuple[Acceptance, Value, tuple[str, ...]]] = [
    (Float(), 0.23456, ("0.23",)),
    (Float(sig=3), 1.2345, ("1.2",)),
    (Float(places=2, share=True), 0.25, ("0.2", "25.00")),
    (Vector(), (0.12345, 2.5), ("[0.12, 2.50]",)),
    (Matrix(Float(places=1)), ((1.25, 2.0), (3.0, 4.0)), ("[[1, 2], [3, 4]]",)),
    (Count(), 25_557_032, ("26000000",)),
    (Bytes(unit="GiB"), 3 * 2**29, ("1610612736",)),
    (Text(), "dropout", ("droout",)),
    (ErrorName(), Raises("IndexError"), ("LookupError",)),
    (Output(), "tensor([1., 2.])\n3.0", ("tensor([1, 2])\n3",)),
    (Output(), "tensor([[9., 0.],\n        [0., 0.]])\nTrue", ()),
]
NONE: list[tuple[Acceptance, Value]] = [
    (Count(), 10**6),
    (Count(), 999),
    (Count(approx=0.02), 25_557_032),
    (Float(places=0), 12.3),
    (Text(), "relu"),
    (Text(), "weight decay 2"),
    (ErrorName(), Raises("ValueError")),
    (Bytes(), 4096),
]


@pytest.mark.parametrize(("form", "truth", "expected"), MISSES, ids=lambda value: str(value)[:30])
def test_what_is_made_is_judged_near(
    form: Acceptance, truth: Value, expected: tuple[str, ...]
) -> None:
    asked = Asked(form, truth)
    made = tuple(near_misses(asked))
    assert made[: len(expected)] == expected
    assert made
    for typed in made:
        graded = evaluate(typed, asked)
        assert isinstance(graded.verdict, Near), (typed, graded)


@pytest.mark.parametrize(("form", "truth"), NONE, ids=lambda value: str(value)[:30])
def test_where_no_form_can_be_missed_nothing_is_made(form: Acceptance, truth: Value) -> None:
    assert list(near_misses(Asked(form, truth))) == []


def test_one_that_is_called_wrong_is_a_warning(
    make_bank: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = """\
  - id: third
    kind: compute
    level: beginner
    prompt: How much is a third?
    answer: {type: float, places: 3}
    expect: "0.333"
    explanation: 1 / 3.
    sources: [Somebody 2020]
"""
    folder = make_bank(x=question)
    assert "QB521" not in {problem.code for problem in check_paths([folder]).problems}
    monkeypatch.setattr("quizapp.grading.evaluate.near_miss", lambda *_: None)
    found = [problem for problem in check_paths([folder]).problems if problem.code == "QB521"]
    assert [problem.severity for problem in found] == ["warning"]
    assert "'0.33' misses in form alone, but is judged wrong" in found[0].message
