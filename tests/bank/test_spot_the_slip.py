"""Spot the slip: a wrong working is shown, and what went wrong is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.asking import asked_for, present
from quizapp.bank.check import check_paths
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw
from quizapp.bank.loader import load_bank
from quizapp.bank.model import Question
from quizapp.bank.spotting import cause
from quizapp.grading.evaluate import evaluate
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, Wrong

Make = Callable[..., Path]

SPOT = (
    "  - id: spot\n    family: conv2d.output_size\n"
    "    options: {from: slip_names, count: 4}\n    level: beginner\n"
)


@pytest.fixture
def question(make_bank: Make) -> Question:
    loaded = load_bank(make_bank(cnn=SPOT))
    assert loaded.problems == ()
    return loaded.questions[0]


def test_the_working_shown_is_that_of_the_right_option_alone(question: Question) -> None:
    shown = set()
    for seed in range(40):
        drawn = draw(question, seed, "live")
        assert drawn.variant is not None
        (right,) = [option for option in drawn.options if option.correct]
        slip = next(slip for slip in drawn.variant.live if slip.id == right.key)
        value = drawn.variant.acceptance.show(slip.value)  # type: ignore[arg-type]
        assert drawn.code.split("\n")[-1] == f"answer: {value}"
        others = [s for s in drawn.variant.live if s.id != slip.id]
        assert all(other.value != slip.value for other in others)
        assert len(drawn.options) == len({option.text for option in drawn.options}) == 4
        shown.add(slip.id)
    assert len(shown) >= 4


def test_options_name_causes_without_the_number(question: Question) -> None:
    drawn = draw(question, 3, "live")
    for option in drawn.options:
        assert "{{" not in option.text
        assert "what comes out" not in option.text
        assert option.text[0].isupper()


def test_choice_is_judged_and_the_explanation_gives_the_value(question: Question) -> None:
    drawn = draw(question, 0)
    asked = asked_for(drawn)
    assert asked is not None
    assert isinstance(evaluate(shown_truth(asked), asked).verdict, Correct)
    wrong = next(o.text for o in asked.options if (o.key,) != asked.truth)
    assert isinstance(evaluate(wrong, asked).verdict, Wrong)
    shown = present(drawn)
    assert shown.prompt.endswith("Somebody reckons as below. What has gone wrong?")
    assert shown.explanation.rstrip().endswith("so here it is 10.")


def test_good_question_passes_the_check(make_bank: Make) -> None:
    assert check_paths([make_bank(cnn=SPOT)], seeds=10).problems == ()


def test_question_whose_slips_are_switched_off_cannot_be_asked_so(make_bank: Make) -> None:
    loaded = load_bank(make_bank(cnn=SPOT + "    slips: none\n"))
    with pytest.raises(CannotDraw, match="no slip stands alone"):
        draw(loaded.questions[0], 0)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("λ weighs both.", "λ weighs both."),
        ("{{n}} weighs both.", "3 weighs both."),
        ("ε/K is lost.", "ε/K is lost."),
        ("a term is lost.", "A term is lost."),
        ("the sum is lost.", "The sum is lost."),
    ],
)
def test_a_symbol_begins_a_sentence_as_it_is(what: str, said: str) -> None:
    assert cause("{{value}} is what comes out when " + what, {"n": 3}) == said
