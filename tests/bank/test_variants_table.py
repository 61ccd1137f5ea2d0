"""The variants of a question side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quizapp.bank.drawing import draw
from quizapp.bank.loader import load_bank
from quizapp.bank.model import Question
from quizapp.bank.variants_table import distinct_variants, variant_lines

Make = Callable[..., Path]

HEAD = "  - id: size\n    family: conv2d.output_size\n    params: {H: 12, K: 3, S: 1, P: 0}\n"


def question(make_bank: Make, vary: str) -> Question:
    (found,) = load_bank(make_bank(cnn=f"{HEAD}    vary: {vary}\n")).questions
    return found


def test_every_variant_stands_once_the_canonical_one_first(make_bank: Make) -> None:
    asked = question(make_bank, "{H: {int: [11, 13]}}")
    found = distinct_variants(asked, 40)
    assert found.complete
    assert found.rows[0].seed is None
    assert sorted(dict(row.params)["H"] for row in found.rows) == ["11", "12", "13"]
    assert sorted(row.right for row in found.rows) == ["10", "11", "9"]
    for row in found.rows[1:]:
        assert row.seed is not None
        assert draw(asked, row.seed, "plain").right == row.right


def test_the_table_has_a_column_for_each_parameter_that_varies(make_bank: Make) -> None:
    lines = variant_lines(distinct_variants(question(make_bank, "{H: {int: [11, 13]}}"), 40))
    assert lines[0].split() == ["seed", "H", "right", "live", "slips"]
    assert lines[1].split()[:3] == ["–", "12", "10"]
    assert "no_plus_one" in lines[1]
    assert lines[-2].startswith("In all of them: ")
    assert "K=3" in lines[-2]
    assert lines[-1] == "3 distinct variants. – is the canonical one."


def test_the_table_is_bounded_and_says_so(make_bank: Make) -> None:
    found = distinct_variants(question(make_bank, "{H: {int: [8, 64]}}"), 5)
    assert (len(found.rows), found.complete) == (5, False)
    assert variant_lines(found)[-1].startswith("5 distinct variants; there are more.")


def test_a_question_without_ranges_has_one_variant(make_bank: Make) -> None:
    found = distinct_variants(question(make_bank, "{}"), 40)
    assert (len(found.rows), found.complete) == (1, True)
    assert variant_lines(found)[-1] == "1 variant. – is the canonical one."
