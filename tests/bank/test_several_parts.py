"""Questions in several parts: drawn together, read part by part, weighed, carried over, checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engines import api
from quizapp.bank.asking import asked_for, present
from quizapp.bank.check import check_paths
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn
from quizapp.bank.loader import load_bank
from quizapp.grading.evaluate import evaluate
from quizapp.grading.reading import read
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, DontKnow, Invalid, Partial, Read, Verdict, Wrong

Make = Callable[..., Path]

MULTI = """\
  - id: conv-then-linear
    kind: multi
    level: intermediate
    prompt: A {{H}}×{{H}} image meets a convolution, then a linear layer.
    params: {H: 12, K: 3, S: 1, P: 0}
    vary: {H: {int: [8, 32]}, K: {choice: [3, 5]}, S: {choice: [1, 2]}}
    carry: true
    parts:
      - id: a
        family: conv2d.output_size
        prompt: How high is the output of a {{K}}×{{K}} kernel with stride {{S}}?
        expect: "10"
      - id: b
        family: linear.params
        prompt: How many parameters lead from that many inputs to {{n_out}} outputs?
        params: {n_in: {answer: a}, n_out: 4}
        weight: 2
    explanation: First the windows are counted, then weights and biases.
    sources: [Somebody 2020]
"""


def _drawn(make_bank: Make, text: str = MULTI, seed: int | None = None) -> Drawn:
    loaded = load_bank(make_bank(cnn=text))
    assert loaded.problems == ()
    return draw(loaded.questions[0], seed or 0, "canonical" if seed is None else "plain")


def _verdict(drawn: Drawn, text: str) -> Verdict:
    asked = asked_for(drawn)
    assert asked is not None
    return evaluate(text, asked).verdict


def test_later_parts_are_computed_from_the_answers_of_earlier_ones(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    assert drawn.truth == (10, 44)
    assert drawn.right == "a: 10; b: 44"
    assert [step.what.split(":")[0] for step in drawn.steps] == ["a", "a", "a", "a", "b", "b"]
    shown = present(drawn)
    assert [item.mark for item in shown.items] == ["a", "b"]
    assert shown.items[0].text == (
        "How high is the output of a 3×3 kernel with stride 1? Give a whole number."
    )
    assert shown.placeholder == "12; 1500"


def test_hints_have_a_line_for_each_part_and_no_answer_that_a_later_one_takes(
    make_bank: Make,
) -> None:
    nudge, formula = present(_drawn(make_bank)).hints
    linear = api.family("linear.params").formula
    assert nudge == "a: Start with this: side with padding."
    size = api.family("conv2d.output_size").formula
    assert formula.split("\n") == [f"a: {size}", f"b: {linear}"]


def test_parts_of_one_family_share_their_hints(make_bank: Make) -> None:
    text = MULTI.replace("family: linear.params", "family: conv2d.output_size").replace(
        "params: {n_in: {answer: a}, n_out: 4}", "params: {P: 1}"
    )
    text = text.replace("many inputs to {{n_out}} outputs", "one with padding 1")
    assert [hint.split(":")[0] for hint in present(_drawn(make_bank, text)).hints] == ["a, b"] * 2


def test_draws_change_the_numbers_of_all_parts(make_bank: Make) -> None:
    loaded = load_bank(make_bank(cnn=MULTI))
    truths = {draw(loaded.questions[0], seed, "plain").truth for seed in range(20)}
    assert len(truths) > 8
    for truth in truths:
        assert isinstance(truth, tuple)
        size, count = truth
        assert count == int(str(size)) * 4 + 4


@pytest.mark.parametrize(
    "text", ["10; 44", "10;44", "10\n44", "a: 10; b: 44", "b = 44; a = 10", "A) 10; B) 44"]
)
def test_parts_are_given_in_order_or_by_name(make_bank: Make, text: str) -> None:
    drawn = _drawn(make_bank)
    assert isinstance(_verdict(drawn, text), Correct)
    asked = asked_for(drawn)
    assert asked is not None
    reading = read(text, asked)
    assert isinstance(reading, Read)
    assert reading.echo == "a 10   b 44"
    assert evaluate(shown_truth(asked), asked).verdict == Correct()


def test_a_part_that_is_right_for_ones_own_answer_earns_half(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    verdict = _verdict(drawn, "12; 52")
    assert isinstance(verdict, Partial)
    assert verdict.score == pytest.approx(1 / 3)
    assert "b: right for your own earlier answer" in verdict.which


def test_nothing_carries_over_where_the_author_does_not_say_so(make_bank: Make) -> None:
    drawn = _drawn(make_bank, MULTI.replace("carry: true", "carry: false"))
    assert isinstance(_verdict(drawn, "12; 52"), Wrong)


@pytest.mark.parametrize("parts", ["10; 40", "b: 40; a: 10"])
def test_the_authors_sentence_about_parts_together_is_told(parts: str, make_bank: Make) -> None:
    own = "    wrong: [{answer: '10; 40', why: The biases are left out.}]\n"
    drawn = _drawn(make_bank, MULTI + own)
    verdict = _verdict(drawn, parts)
    assert isinstance(verdict, Partial)
    assert verdict.which == "The biases are left out."
    other = _verdict(drawn, "10; 41")
    assert isinstance(other, Partial)
    assert other.which != verdict.which


def test_weights_count(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    first, second = _verdict(drawn, "10; 45"), _verdict(drawn, "12; 44")
    assert isinstance(first, Partial)
    assert isinstance(second, Partial)
    assert (round(first.score, 3), round(second.score, 3)) == (0.333, 0.667)


def test_slips_of_all_parts_are_named(make_bank: Make) -> None:
    verdict = _verdict(_drawn(make_bank), "11; 40")
    assert isinstance(verdict, Wrong)
    assert {slip.id for slip in verdict.slips} == {"kernel_short", "no_bias"}
    assert verdict.sentence.startswith("a: 11 is what comes out when")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10", "2 answers are expected, 1 given"),
        ("10; 44; 3", "2 answers are expected, 3 given"),
        ("10; x", "b: "),
        ("a: 10", "b is missing"),
        ("a: 10; a: 11", "a is answered twice"),
        ("", "type an answer"),
    ],
)
def test_what_cannot_be_read_costs_nothing(make_bank: Make, text: str, reason: str) -> None:
    verdict = _verdict(_drawn(make_bank), text)
    assert isinstance(verdict, Invalid)
    assert reason in verdict.reason


def test_a_question_mark_stands_for_one_part_or_for_all(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    asked = asked_for(drawn)
    assert asked is not None
    assert isinstance(read("?", asked), DontKnow)
    verdict = _verdict(drawn, "?; 44")
    assert isinstance(verdict, Partial)
    assert verdict.score == pytest.approx(2 / 3)


def test_a_good_question_passes_the_check(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=MULTI)], seeds=5)
    assert checked.problems == ()
    assert checked.tally.variants == 6


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("linear.params", "linear.parms", "QB207", "no family is called 'linear.parms'"),
        ("n_out: 4", "n_aut: 4", "QB208", "no parameter n_aut"),
        ("{answer: a}", "{answer: b}", "QB218", "EARLIER PART"),
        ("{answer: a}", "{part: a}", "QB218", "EARLIER PART"),
        ("- id: b", "- id: a", "QB218", "another part is called a"),
        ("P: 0}", "P: 0, Q: 1}", "QB208", "no part takes the parameter Q"),
        ("{{K}}", "{{Z}}", "QB401", "no parameter 'Z'"),
        ("family: linear.params", "family: gate.design", "QB218", "asks for a design"),
        ("weight: 2", "weight: 0", "QB204", "more than 0"),
    ],
)
def test_what_does_not_hold_is_told_when_the_bank_is_read(
    make_bank: Make, old: str, new: str, code: str, says: str
) -> None:
    loaded = load_bank(make_bank(cnn=MULTI.replace(old, new)))
    assert any(p.code == code and says in p.message for p in loaded.problems), loaded.problems
    assert loaded.questions == ()


def test_a_wrong_claim_of_a_part_is_found(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=MULTI.replace('"10"', '"11"'))], seeds=2)
    assert [problem.code for problem in checked.problems] == ["QB502"]
    assert checked.problems[0].line == 16


def test_numbers_that_no_part_can_take_are_told(make_bank: Make) -> None:
    loaded = load_bank(make_bank(cnn=MULTI.replace("H: 12", "H: 2")))
    with pytest.raises(CannotDraw, match="conv2d"):
        draw(loaded.questions[0], 0, "canonical")
