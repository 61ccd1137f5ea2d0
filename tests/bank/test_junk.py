"""The junk corpus against every type of answer: nothing scores, nothing stops the grader."""

from __future__ import annotations

import pytest

from engines.values import (
    Acceptance,
    Bits,
    Bytes,
    Count,
    DType,
    ErrorName,
    Estimate,
    Float,
    Int,
    Matrix,
    Output,
    SetOf,
    Shape,
    Text,
    TruthTable,
    Value,
    Vector,
    Weights,
)
from quizapp.bank.checks.junk import JUNK
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Invalid, Wrong

TYPES: list[tuple[Acceptance, Value]] = [
    (Int(), 10),
    (Count(approx=0.02), 1500),
    (Bytes(), 4096),
    (Bytes(unit="GiB"), 2**31),
    (Float(), 0.333),
    (Float(sig=3), 1e-5),
    (Shape(), (3, 4)),
    (Vector(), (0.1, 0.9)),
    (Matrix(), ((1.0, 2.0), (3.0, 4.0))),
    (SetOf(), (1, 2)),
    (Bits(), (1, 0, 1)),
    (TruthTable(), (0, 0, 0, 1)),
    (DType(), "float32"),
    (Text(), "dropout"),
    (Output(), "tensor([1, 2])"),
    (ErrorName(), "ValueError"),
    (Weights(), (1, 1, -1)),
    (Estimate(), 7e9),
]
HUGE = ("9" * 399 + ".5", "-" + "9" * 399, "9" * 350 + "/7", f"{'9' * 390}, {'9' * 390}")


@pytest.mark.parametrize(("acceptance", "truth"), TYPES, ids=lambda value: str(value)[:20])
def test_nothing_of_the_corpus_is_right_for_any_type(acceptance: Acceptance, truth: Value) -> None:
    asked = Asked(acceptance, truth)
    verdicts = {junk: evaluate(junk, asked).verdict for junk in (*JUNK, *HUGE)}
    scoring = {
        junk[:20]: verdict
        for junk, verdict in verdicts.items()
        if not isinstance(verdict, (Wrong, Invalid))
    }
    assert scoring == {}
