"""Designing gates: judged on all four inputs, and why no single unit is XOR."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from engines import api

STRICT = "> 0"
LOOSE = ">= 0"


@pytest.mark.parametrize(
    ("gate", "given"),
    [
        ("and", (1, 1, -1)),
        ("and", (1, 1, -1.5)),
        ("and", (Fraction(1, 3), Fraction(1, 3), Fraction(-1, 3))),
        ("or", (1, 1, 0)),
        ("nand", (-1, -1, 2 - 0.5)),
        ("nor", (-5, -7, 1)),
    ],
)
def test_any_weights_with_the_right_table_hold(gate: str, given: tuple[float, ...]) -> None:
    judged = api.judge("gate.design", {"gate": gate, "rule": STRICT}, given)
    assert judged.holds
    assert judged.score == 1.0
    assert len(judged.evidence) == 4


def test_evidence_shows_each_row_with_its_sum() -> None:
    judged = api.judge("gate.design", {"gate": "and", "rule": STRICT}, (1, 1, -0.5))
    assert not judged.holds
    assert judged.score == 0.5
    assert judged.evidence == (
        "input 00: -0.5 = -0.5, > 0? no: 0 ✓",
        "input 01: -0.5 + 1 = 0.5, > 0? yes: 1 ✗ AND wants 0",
        "input 10: -0.5 + 1 = 0.5, > 0? yes: 1 ✗ AND wants 0",
        "input 11: -0.5 + 1 + 1 = 1.5, > 0? yes: 1 ✓",
    )


@pytest.mark.parametrize(
    ("gate", "rule", "given", "slips"),
    [
        ("and", STRICT, (1, 1, -2), {"at_equality"}),
        ("or", LOOSE, (1, 1, 0), {"at_equality", "no_bias"}),
        ("and", STRICT, (1, 1, 1.5), {"bias_sign"}),
        ("and", STRICT, (1, 1, -0.5), {"other_gate"}),
        ("and", STRICT, (1, 1, -1.5), set()),
    ],
)
def test_a_wrong_design_shows_its_slips(
    gate: str, rule: str, given: tuple[float, ...], slips: set[str]
) -> None:
    assert set(api.slips_shown_by("gate.design", {"gate": gate, "rule": rule}, given)) == slips


@pytest.mark.parametrize("given", [(), (1, 2), 3, "and", (1, 1, float("nan")), (1, 1, "b")])
def test_anything_but_three_numbers_does_not_hold(given: object) -> None:
    judged = api.judge("gate.design", {"gate": "and"}, given)  # type: ignore[arg-type]
    assert not judged.holds
    assert judged.evidence == ("three numbers are needed: w1, w2, b",)


@pytest.mark.parametrize("gate", ["and", "or", "nand", "nor"])
@pytest.mark.parametrize("rule", [STRICT, LOOSE])
def test_the_model_answer_holds_under_both_rules(gate: str, rule: str) -> None:
    made = api.variant("gate.design", {"gate": gate, "rule": rule})
    assert api.judge("gate.design", made.params, made.truth).holds
    assert len(made.live) == 4


@pytest.mark.parametrize("rule", [STRICT, LOOSE])
def test_no_unit_is_xor(rule: str) -> None:
    numbers = (-2, -1, -0.5, 0, 0.5, 1, 2)
    for given in itertools.product(numbers, repeat=3):
        assert not api.judge("gate.design", {"gate": "xor", "rule": rule}, given).holds


def test_xor_is_refused_with_the_four_inequalities() -> None:
    with pytest.raises(api.BadParams) as caught:
        api.variant("gate.design", {"gate": "xor", "rule": STRICT})
    told = str(caught.value)
    for inequality in ("b <= 0", "w2 + b > 0", "w1 + b > 0", "w1 + w2 + b <= 0"):
        assert inequality in told
    judged = api.judge("gate.design", {"gate": "xor", "rule": STRICT}, (1, 1, -0.5))
    assert len(judged.evidence) == 9
    assert "no weights and bias can do both" in judged.evidence[-1]


def test_xor_cannot_be_drawn() -> None:
    with pytest.raises(api.DrawFailed, match="no single unit is XOR"):
        api.draw("gate.design", "xor", 0, "plain", {}, base={"gate": "xor"})


def test_a_family_that_asks_for_a_value_judges_no_design() -> None:
    with pytest.raises(ValueError, match="asks for a value"):
        api.judge("softmax.value", {"z": [0, 1]}, (0.5, 0.5))
