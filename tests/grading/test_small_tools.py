"""The calculator, the line under the input, accepted intervals, parts, shared words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engines.values import (
    Acceptance,
    Count,
    Estimate,
    Float,
    Int,
    Matrix,
    Shape,
    Value,
    Vector,
)
from quizapp.grading.calculator import calculate
from quizapp.grading.counted import counted_in
from quizapp.grading.interval import interval
from quizapp.grading.parts import Part, part_score, score_parts
from quizapp.grading.rubric import shared_words
from quizapp.grading.shown import shown_truth
from quizapp.grading.units import measure_of, spellings_of, unit_of
from quizapp.grading.verdict import Correct, Invalid, Near, Partial, Wrong
from quizapp.grading.words import same_words
from tests.grading.asking import ASKED


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("(32 - 3) / 2 + 1", "= 15.5"),
        ("1/3", "= 0.333333  (1/3)"),
        ("2**10", "= 1024"),
        ("1,000 * 3", "= 3000"),
        ("√2", "= 1.41421"),
        (".1 + .2", "= 0.3"),
        ("10^30", "= 1e+30"),
        ("1e400", "= 1.00000e+400"),
        ("2pi", "can't reckon at character 1: write 2*pi"),
        ("1 / 0", "can't reckon at character 3: division by zero"),
        ("9**9**9", "can't reckon at character 2: too large"),
        ("", "type an expression, like (32 - 3) / 2 + 1"),
        ("9" * 5000, "can't reckon: longer than 4096 bytes"),
    ],
)
def test_the_calculator_answers_in_one_line(text: str, line: str) -> None:
    assert calculate(text) == line


@pytest.mark.parametrize(
    ("form", "truth", "words"),
    [
        (Float(), 1 / 3, "0.3329 to 0.3338"),
        (Float(places=0), 7.3, "6.8 to 7.8"),
        (Float(sig=3), 12345.0, "12300 to 12390"),
        (Float(), -0.5, "-0.5005 to -0.4995"),
        (Estimate(), 7e9, "6000000000 to 8000000000"),
        (Count(approx=0.02), 1000, "980 to 1020"),
        (Count(), 1000, "exactly 1000"),
        (Int(), 16, "exactly 16"),
        (Shape(), (2, 3), "exactly (2, 3)"),
        (Vector(), (1, 2), "each entry exactly"),
        (Vector(), (0.1, 0.2), "0.0995 to 0.1005; 0.1995 to 0.2005"),
        (Vector(), (0.1,) * 9, "each entry within 0.00051"),
        (Matrix(Float(sig=2)), ((0.1, 0.2, 0.3),) * 2, "each entry by its tolerance"),
    ],
)
def test_what_would_be_accepted_is_told_in_words(
    form: Acceptance, truth: Value, words: str
) -> None:
    assert interval(form, truth) == words


def test_the_ends_of_an_interval_are_accepted() -> None:
    for truth in (1 / 3, 2 / 3, 0.1, 12.34567, 1e6 / 7):
        for form in (Float(), Float(places=1), Float(sig=3), Float(rtol=0.01)):
            low, high = interval(form, truth).split(" to ")
            assert form.accepts(Fraction(low), truth), (form, truth, low)
            assert form.accepts(Fraction(high), truth), (form, truth, high)


def test_parts_come_to_their_weighted_mean() -> None:
    a, b = Part("a", Correct()), Part("b", Wrong())
    assert score_parts([a, Part("b", Correct())]) == Correct()
    assert score_parts([a, Part("b", Near("form"))]) == Near("b: form")
    assert score_parts([b, Part("c", Invalid("what?"))]) == Wrong()
    assert score_parts([a, b]) == Partial(0.5, "b differs")
    assert score_parts([a, Part("b", Wrong(), weight=3.0)]) == Partial(0.25, "b differs")
    assert score_parts([a, Part("b", Partial(0.5, ""))]) == Partial(0.75, "b differs")
    with pytest.raises(ValueError, match="weights"):
        score_parts([])


def test_a_part_that_is_right_for_ones_own_number_earns_half() -> None:
    carried = Part("b", Wrong(), own=Correct())
    assert part_score(carried) == 0.5
    assert part_score(Part("b", Partial(0.8, ""), own=Correct())) == 0.8
    assert part_score(Part("b", Wrong(), own=Wrong())) == 0.0
    told = score_parts([Part("a", Wrong()), carried])
    assert told == Partial(0.25, "a differs; b: right for your own earlier answer")


@pytest.mark.parametrize(
    ("point", "text", "words"),
    [
        ("Normalises over the batch", "it is normalised per batch", ["normalised", "batch"]),
        ("Says what the weights do", "that is what it says, with bias", ["says"]),
        ("gradients vanish", "The GRADIENT vanishes.", ["GRADIENT", "vanishes"]),
        ("a b c", "a b c", []),
        ("", "anything", []),
    ],
)
def test_words_in_common_are_found_in_the_learners_text(
    point: str, text: str, words: list[str]
) -> None:
    assert [text[start:end] for start, end in shared_words(point, text)] == words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("option", "a: Layer norm"),
        ("ordering", "1 2 3"),
        ("pairs", "1a 2b"),
        ("shape", "(4, 2)"),
        ("weights", "w1=2 w2=2 b=-3"),
        ("error", "KeyError"),
    ],
)
def test_the_truth_is_shown_as_one_would_type_it(name: str, text: str) -> None:
    assert shown_truth(ASKED[name]) == text


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("How many learnable parameters does it have?", {"learnable", "parameters", "parameter"}),
        ("Give the number of heads of each.", {"heads", "head"}),
        ("How many are left, and how much memory is that?", {"memory"}),
        ("Which epoch's weights do you get?", {"epoch"}),
        ("Which of its units are silent?", set()),
        ("How wide is it?", set()),
        ("", set()),
    ],
)
def test_the_thing_counted_is_what_a_prompt_asks_the_number_of(
    prompt: str, words: set[str]
) -> None:
    assert counted_in(prompt) == words


@pytest.mark.parametrize(
    ("spelling", "unit", "measure"),
    [("milliseconds", "ms", "time"), ("$", "dollars", "money"), ("apples", "apples", None)],
)
def test_a_spelling_means_a_unit_of_a_measure(
    spelling: str, unit: str, measure: str | None
) -> None:
    assert (unit_of(spelling), measure_of(spelling)) == (unit, measure)
    assert spelling in spellings_of(unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the parameters", "parameters"),
        ("A learning rate", "learning-rate"),
        ("soft-max", "softmax"),
        ("normalization", "normalisation"),
        ("regularized", "regularised"),
        ("labeled colors", "labelled colours"),
        ("center", "centre"),
    ],
)
def test_article_hyphen_and_spelling_make_no_other_word(one: str, other: str) -> None:
    assert same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", ""), ("the", "a"), ("an input", "output"), ("our", "or"), ("his", "hiz")],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert not same_words(one, other)
