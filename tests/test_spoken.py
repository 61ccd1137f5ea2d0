"""Maths in words, and every character of the bundled bank among them."""

from __future__ import annotations

import pytest

from quizapp.bank.library import Shelf, load_library
from quizapp.spoken import SIGNS, spoken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a 3×3 filter", "a 3 by 3 filter"),
        ("∂L/∂w", "dL/dw"),
        ("xᵢ + x₁₂", "x_i + x_12"),
        ("x² and 10⁻³", "x^2 and 10^(-3)"),
        ("Σⱼ exp(zⱼ)", "sum over j of exp(z_j)"),
        ("σ(x) ≤ 1", "sigma(x) at most 1"),
        ("12 − 3", "12 - 3"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("naïve Bayes", "naïve Bayes"),
    ],
)
def test_signs_become_words(text: str, said: str) -> None:
    assert spoken(text) == said


def test_every_character_of_the_bundled_bank_is_in_the_table() -> None:
    unknown: dict[str, str] = {}
    for question in load_library(Shelf()).questions:
        for char in question.model_dump_json():
            if char.isascii() or char.isalpha() or char in SIGNS:
                continue
            if spoken(char).strip().isascii() and " " not in spoken(char).strip():
                continue
            unknown[char] = question.key
    assert unknown == {}
