"""Orders, pairs and clozes: drawn, shown, read, judged and checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.asking import asked_for, present
from quizapp.bank.check import check_paths
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import Drawn
from quizapp.bank.examples import example_of
from quizapp.bank.loader import load_bank
from quizapp.grading.evaluate import evaluate
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, Invalid, Partial, Verdict, Wrong

Make = Callable[..., Path]

TAIL = "    explanation: So it is.\n    sources: [Somebody 2020]\n"
ORDER = (
    "  - id: step\n    kind: order\n    level: beginner\n    prompt: Order one training step.\n"
    "    steps: [clear, forward, loss, backward, update]\n" + TAIL
)
MATCH = (
    "  - id: slopes\n    kind: match\n    level: beginner\n    prompt: Which slope has which?\n"
    "    pairs: [[ReLU, 0 or 1], [sigmoid, at most 1/4], [tanh, at most 1]]\n" + TAIL
)
CLOZE = (
    "  - id: relu\n    kind: cloze\n    level: beginner\n"
    "    text: ReLU keeps {{c1::positive}} inputs, maps others to {{c2::zero}};"
    " {{c2::zero}} {{n}}.\n"
    "    params: {n: 3}\n    accept: {c2: ['0', nought]}\n" + TAIL
)


def _drawn(make_bank: Make, text: str, seed: int = 0) -> Drawn:
    loaded = load_bank(make_bank(f"bank{seed}", cnn=text))
    assert loaded.problems == ()
    return draw(loaded.questions[0], seed, "plain")


def _verdict(drawn: Drawn, text: str) -> Verdict:
    asked = asked_for(drawn)
    assert asked is not None
    return evaluate(text, asked).verdict


def test_order_is_never_shown_as_it_should_be_and_follows_from_the_seed(make_bank: Make) -> None:
    seen = set()
    for seed in range(30):
        drawn = _drawn(make_bank, ORDER, seed)
        order = tuple(item.text for item in present(drawn).items)
        assert sorted(order) == ["backward", "clear", "forward", "loss", "update"]
        assert order != ("clear", "forward", "loss", "backward", "update")
        assert drawn.right == "clear → forward → loss → backward → update"
        seen.add(order)
    assert len(seen) > 10
    again = _drawn(make_bank, ORDER, 30), _drawn(make_bank, ORDER.replace("Order", "Sort"), 31)
    assert again[0].options != again[1].options


def test_order_is_typed_by_numbers_or_by_words(make_bank: Make) -> None:
    drawn = _drawn(make_bank, ORDER)
    asked = asked_for(drawn)
    assert asked is not None
    right = shown_truth(asked)
    assert isinstance(_verdict(drawn, right), Correct)
    assert isinstance(_verdict(drawn, right.replace(" ", "")), Correct)
    assert isinstance(_verdict(drawn, "clear > forward > loss > backward > update"), Correct)
    assert isinstance(_verdict(drawn, "forward, clear, loss, backward, update"), Wrong)
    assert isinstance(_verdict(drawn, "1 2 3"), Invalid)
    assert isinstance(_verdict(drawn, "1 1 2 3 4"), Invalid)
    assert isinstance(_verdict(drawn, example_of(drawn)), Wrong)


def test_share_of_places_counts_where_the_author_says_each(make_bank: Make) -> None:
    drawn = _drawn(make_bank, ORDER.replace("    steps", "    scoring: each\n    steps"))
    verdict = _verdict(drawn, "clear, forward, loss, update, backward")
    assert isinstance(verdict, Partial)
    assert verdict.score == pytest.approx(0.6)
    assert verdict.which == "Places 4 and 5 differ."


def test_pairs_are_typed_by_number_and_letter(make_bank: Make) -> None:
    drawn = _drawn(make_bank, MATCH)
    marks = [item.mark for item in present(drawn).items]
    assert marks == ["1", "2", "3", "a", "b", "c"]
    asked = asked_for(drawn)
    assert asked is not None
    right = shown_truth(asked)
    assert isinstance(_verdict(drawn, right), Correct)
    assert isinstance(_verdict(drawn, right.upper().replace(" ", ", ")), Correct)
    assert isinstance(_verdict(drawn, example_of(drawn)), Wrong)
    assert isinstance(_verdict(drawn, "1a 2b"), Invalid)
    assert drawn.right == "ReLU – 0 or 1; sigmoid – at most 1/4; tanh – at most 1"


def test_cloze_shows_blanks_and_takes_synonyms(make_bank: Make) -> None:
    drawn = _drawn(make_bank, CLOZE)
    shown = present(drawn)
    assert shown.prompt == "ReLU keeps 1____ inputs, maps others to 2____; 2____ 3."
    assert shown.answer_help == "Fill the gaps in order, ; between them."
    for text in ("positive; zero", "Positive, 0", "positive\nnought", "positive;zero?"):
        assert isinstance(_verdict(drawn, text), Correct), text
    for text in (
        "positive inputs; zero",
        "keeps positive; others to zero",
        "ReLU keeps positive;0",
    ):
        assert isinstance(_verdict(drawn, text), Correct), text
    for text in ("keeps negative; zero", "inputs positive; zero", "positive; zero inputs"):
        assert isinstance(_verdict(drawn, text), Wrong), text
    wrong = _verdict(drawn, "negative; zero")
    assert isinstance(wrong, Wrong)
    assert wrong.sentence == "Gap 1 differs."
    assert isinstance(_verdict(drawn, "positive"), Invalid)
    assert isinstance(_verdict(drawn, "; zero"), Invalid)


def test_cloze_with_one_gap_takes_the_whole_text(make_bank: Make) -> None:
    text = CLOZE.replace("{{c2::zero}}", "zero").replace("    accept: {c2: ['0', nought]}\n", "")
    drawn = _drawn(make_bank, text)
    assert present(drawn).prompt == "ReLU keeps ____ inputs, maps others to zero; zero 3."
    assert isinstance(_verdict(drawn, "positive"), Correct)


@pytest.mark.parametrize("text", [ORDER, MATCH, CLOZE])
def test_good_questions_pass_the_check(make_bank: Make, text: str) -> None:
    checked = check_paths([make_bank(cnn=text)], seeds=3)
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "says"),
    [
        (ORDER, "loss", "clear", "QB216", "it says the same as entry 1"),
        (ORDER, "[clear, forward, loss, backward, update]", "[a, b]", "QB204", "at least 3"),
        (MATCH, "at most 1]", "At  most 1/4]", "QB216", "it says the same as entry 2"),
        (MATCH, "[tanh, at most 1]", "[tanh]", "QB204", "at least 2 entries"),
        (CLOZE, "{{c1::positive}}", "{{d1::positive}}", "QB402", ""),
        (CLOZE, "{c2: [", "{c3: [", "QB216", "no gap c3"),
        (CLOZE, "; {{c2::zero}}", "; {{c2::one}}", "QB216", "two different texts"),
        (CLOZE, "{{n}}", "{{m}}", "QB401", "no parameter 'm'"),
    ],
)
def test_what_does_not_hold_is_told_when_the_bank_is_read(
    make_bank: Make, text: str, old: str, new: str, code: str, says: str
) -> None:
    loaded = load_bank(make_bank(cnn=text.replace(old, new)))
    assert any(p.code == code and says in p.message for p in loaded.problems), loaded.problems
    assert loaded.questions == ()


def test_cloze_without_a_gap_is_told(make_bank: Make) -> None:
    text = (
        "  - id: a\n    kind: cloze\n    level: beginner\n    text: Nothing is left out.\n" + TAIL
    )
    assert [p.code for p in load_bank(make_bank(cnn=text)).problems] == ["QB216"]
