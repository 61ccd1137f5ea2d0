"""The numbers and units that a prompt names, and what the check makes of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from quizapp.bank.check import check_paths
from quizapp.bank.checks.figures import figures, in_digits
from quizapp.bank.checks.units import asked_units

Make = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a batch of 1,024 images", 1024),
        ("a rate of 10⁻³", Fraction(1, 1000)),
        ("3·10⁻⁴ at first", Fraction(3, 10**4)),
        ("with 5 % noise", Fraction(1, 20)),
        ("a context of 64K tokens", 64_000),
        ("7B weights", 7 * 10**9),
        ("2^10 cells", 1024),
        ("1e-8 for ε", Fraction(1, 10**8)),
        ("a 3×3 window", 3),
        ("two heads", 2),
        ("no padding", 0),
        ("half of it", Fraction(1, 2)),
        ("two thirds", Fraction(2, 3)),
        ("twenty-four layers", 24),
        ("three million weights", 3_000_000),
        ("moved by −2.5", Fraction(-5, 2)),
    ],
)
def test_a_number_is_found_in_digits_or_in_words(text: str, number: int | Fraction) -> None:
    assert Fraction(number) in figures(text)


def test_words_are_left_out_where_digits_are_wanted() -> None:
    assert in_digits("a pair of 3 and 5") >= {Fraction(3), Fraction(5)}
    assert Fraction(2) not in in_digits("a pair of 3 and 5")


@pytest.mark.parametrize(
    ("prompt", "units"),
    [
        ("How many GB does it take?", ["GB"]),
        ("What is it, in MiB?", ["MiB"]),
        ("How many milliseconds does that add?", ["ms"]),
        ("What share is that in per cent?", ["%"]),
        ("How many gigabytes of an 80 GB card are left, in GB?", ["GB"]),
        ("A card has 80 GB. How long does it take?", []),
        ("It moves 3 GB in 2 s. How fast is that?", []),
    ],
)
def test_units_that_are_asked_for(prompt: str, units: list[str]) -> None:
    assert list(asked_units(prompt)) == units


def test_a_unit_that_is_defined_counts_where_an_amount_is_asked() -> None:
    prompt = "How much memory is that (1 GB is 10⁹ bytes)?"
    assert list(asked_units(prompt)) == []
    assert list(asked_units(prompt, amount=True)) == ["GB"]


CONV = """\
  - id: conv-size
    family: conv2d.output_size
    params: {{H: 12, K: 3, S: 2, P: 0}}
    vary: {{H: {{int: [8, 20]}}}}
    prompt: {0}
"""


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Over {{H}} cells by 3, moved by two?", []),
        ("Over {{H}} cells by 3?", ["warning: the prompt does not say that S is 2"]),
        (
            "Over 12 cells by 3, stride 2?",
            ["problem: the prompt does not show H, on which the answer depends"],
        ),
    ],
)
def test_each_number_on_which_the_answer_depends_is_said(
    prompt: str, said: list[str], make_bank: Make
) -> None:
    checked = check_paths([make_bank(cnn=CONV.format(prompt))], seeds=2)
    told = [f"{p.severity}: {p.message}" for p in checked.problems if p.code == "QB408"]
    assert told == said


def test_what_is_implied_by_a_word_or_by_another_number_need_not_be_said(make_bank: Make) -> None:
    question = """\
  - id: state
    kind: compute
    level: beginner
    prompt: How many bytes do {{n}} numbers take in {{how}}?
    params: {n: 4, how: float32, b: 4}
    vary: {n: {int: [2, 9]}}
    together: [{how: float32, b: 4}, {how: float16, b: 2}]
    truth: {torch: "torch.tensor({{n}} * {{b}})"}
    answer: {type: int}
    explanation: Bytes of one, times how many.
    sources: [Somebody 2020]
"""
    checked = check_paths([make_bank(x=question)], seeds=2)
    assert [p.code for p in checked.problems if p.code == "QB408"] == []
