"""Answers kept as tests: each goes where the format has a place for it, or is refused with why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.values import Text
from quizapp.bank.asking import asked_for
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import Drawn, Purpose
from quizapp.bank.families import EngineFamilies
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.loader import load_bank
from quizapp.bank.storing import (
    NAME_THEM,
    RIGHT_ALREADY,
    Prover,
    Stored,
    as_right,
    as_spelling,
    as_wrong,
)
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Graded, Wrong

Make = Callable[..., Path]

TEXT = """\
  # A comment that stays.
  - id: size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 0}
    asked: often

  - id: word
    kind: compute
    level: beginner
    prompt: Which activation is the identity for positive numbers and zero below?
    answer: {type: text}
    expect: ReLU
    explanation: It is {{answer}}.
    sources: ["Nair & Hinton 2010"]

  - id: gap
    kind: cloze
    level: beginner
    text: A convolution shares its {{c1::weights}} over {{c2::positions}}.
    explanation: That is its point.
    sources: ["LeCun et al. 1998"]

  - id: pick
    kind: choice
    level: beginner
    prompt: Which one is linear?
    options:
      - {text: identity, correct: true}
      - {text: ReLU, why: It bends at zero.}
    explanation: The identity.
    sources: ["By hand"]

  - id: number
    kind: compute
    level: beginner
    prompt: What is 3 + 4?
    answer: {type: int}
    expect: "7"
    explanation: Three and four.
    sources: ["By hand"]
"""
PROVER = Prover(EngineFamilies())


@pytest.fixture
def tried(make_bank: Make) -> Callable[..., tuple[Drawn, Graded]]:
    folder = make_bank(cnn=TEXT)

    def answer(
        question_id: str, text: str, seed: int = 0, purpose: Purpose = "canonical"
    ) -> tuple[Drawn, Graded]:
        (question,) = [q for q in load_bank(folder).questions if q.id == question_id]
        drawn = draw(question, seed, purpose)
        asked = asked_for(drawn)
        assert asked is not None
        return drawn, evaluate(text, asked)

    return answer


Tried = Callable[..., tuple[Drawn, Graded]]


def lines_added(stored: Stored) -> list[str]:
    before = stored.path.read_text().split("\n")
    return [line for line in stored.texts[stored.path].split("\n") if line not in before]


def test_a_wrong_answer_is_known_to_be_wrong_with_its_sentence(tried: Tried) -> None:
    stored = as_wrong(*tried("size", "12?"), "12 is the input: nothing slides.", PROVER)
    assert lines_added(stored) == [
        "    wrong:",
        '      - answer: "12"',
        '        why: "12 is the input: nothing slides."',
    ]
    assert stored.said == "wrong: 12"
    assert stored.advice == NAME_THEM.format("H")
    assert [wrong.answer for wrong in stored.question.wrong] == ["12"]
    asked = asked_for(draw(stored.question, 0))
    assert asked is not None
    assert getattr(evaluate("12", asked).verdict, "sentence", "").startswith("12 is the input")


def test_a_right_answer_is_expected_where_nothing_is_yet(tried: Tried) -> None:
    stored = as_right(*tried("size", "10"), PROVER)
    assert lines_added(stored) == ['    expect: "10"']
    assert "# A comment that stays." in stored.texts[stored.path]


def test_a_further_spelling_of_a_word_is_accepted(tried: Tried) -> None:
    drawn, graded = tried("word", "rectified linear unit")
    stored = as_spelling(drawn, graded, PROVER)
    assert (
        '    answer: {type: text, accept: ["rectified linear unit"]}' in stored.texts[stored.path]
    )
    asked = asked_for(draw(stored.question, 0))
    assert asked is not None
    assert type(evaluate("Rectified linear unit", asked).verdict).__name__ == "Correct"
    with pytest.raises(CannotWrite, match=RIGHT_ALREADY):
        as_spelling(*tried("word", "relu"), PROVER)


def test_a_gap_takes_the_spelling_that_is_new_only(tried: Tried) -> None:
    stored = as_spelling(*tried("gap", "kernel; positions"), PROVER)
    assert lines_added(stored) == ["    accept:", "      c1:", "        - kernel"]
    with pytest.raises(CannotWrite, match=RIGHT_ALREADY):
        as_right(*tried("gap", "weights; positions"), PROVER)


def test_words_that_the_grader_takes_for_a_spelling_are_right_already(tried: Tried) -> None:
    drawn, graded = tried("word", "rectified-linear unit")
    drawn = replace(drawn, acceptance=Text(accept=("Rectified linear unit",)))
    with pytest.raises(CannotWrite, match=RIGHT_ALREADY):
        as_spelling(drawn, graded, PROVER)
    with pytest.raises(CannotWrite, match=RIGHT_ALREADY):
        as_spelling(*tried("gap", "the Weights; positions"), PROVER)


def test_words_that_only_say_which_parts_differ_explain_nothing(tried: Tried) -> None:
    drawn, graded = tried("gap", "biases; positions")
    assert graded.verdict == Wrong(sentence="Gap 1 differs.")
    stored = as_wrong(drawn, graded, "Those are added once.", PROVER)
    assert stored.said == "wrong: biases; positions"
    again = draw(stored.question, 0)
    asked = asked_for(again)
    assert asked is not None
    with pytest.raises(CannotWrite, match="A sentence explains it already"):
        as_wrong(again, evaluate("biases; positions", asked), "So.", PROVER)


def test_a_number_is_named_only_where_one_is_drawn_anew(tried: Tried, make_bank: Make) -> None:
    assert as_wrong(*tried("number", "8"), "One too many.", PROVER).advice == ""
    folder = make_bank("gates", gates="  - id: gate\n    family: gate.design\n")
    (question,) = load_bank(folder).questions
    drawn = draw(question, 0, "canonical")
    asked = asked_for(drawn)
    assert asked is not None
    graded = evaluate("3 3 -9", asked)
    assert as_wrong(drawn, graded, "The bias is too low.", PROVER).advice == ""


@pytest.mark.parametrize(
    ("question", "text", "says"),
    [
        ("size", "10", "Only an answer that was read and is wrong"),
        ("size", "ten thousand apples", "Only an answer that was read and is wrong"),
        ("size", "?", "Only an answer that was read and is wrong"),
        ("size", "9", "The slip .* explains it already"),
        ("pick", "b", "say it in the option's own why"),
    ],
)
def test_what_has_no_place_under_wrong_is_refused(
    tried: Tried, question: str, text: str, says: str
) -> None:
    drawn, graded = tried(question, text)
    if question == "pick" and type(graded.verdict).__name__ == "Correct":
        drawn, graded = tried(question, "a")
    with pytest.raises(CannotWrite, match=says):
        as_wrong(drawn, graded, "Because.", PROVER)


def test_a_sentence_is_needed(tried: Tried) -> None:
    with pytest.raises(CannotWrite, match="needs its sentence"):
        as_wrong(*tried("size", "12"), "  ", PROVER)


def test_the_format_says_where_it_has_no_list_of_spellings(tried: Tried) -> None:
    with pytest.raises(CannotWrite, match="no further spellings for answers of type int"):
        as_right(*tried("number", "7"), PROVER)
    with pytest.raises(CannotWrite, match="of type option"):
        as_spelling(*tried("pick", "a"), PROVER)


def test_spellings_of_a_family_are_its_own(make_bank: Make) -> None:
    folder = make_bank("gates", gates="  - id: which\n    family: gate.identify\n")
    (question,) = load_bank(folder).questions
    drawn = draw(question, 0)
    asked = asked_for(drawn)
    assert asked is not None
    with pytest.raises(CannotWrite, match="changes with the numbers"):
        as_spelling(drawn, evaluate("conjunction", asked), PROVER)


def test_other_numbers_than_the_canonical_ones_are_not_stored(tried: Tried) -> None:
    drawn, _ = tried("size", "1", 3, "plain")
    with pytest.raises(CannotWrite, match="canonical numbers"):
        as_wrong(*tried("size", "1", 3, "plain"), "Because.", PROVER)
    with pytest.raises(CannotWrite, match="canonical numbers"):
        as_right(*tried("size", drawn.right, 3, "plain"), PROVER)


def test_what_the_check_would_refuse_is_not_kept(tried: Tried) -> None:
    drawn, graded = tried("size", "12")
    with pytest.raises(CannotWrite, match="would not hold") as raised:
        as_wrong(drawn, graded, "That is {{nothing}} of this question.", PROVER)
    assert [problem.code for problem in raised.value.problems] == ["QB401"]


def test_a_question_that_has_gone_meanwhile_is_not_written(tried: Tried) -> None:
    drawn, graded = tried("size", "12")
    path = drawn.question.place.path
    path.write_text(path.read_text().replace("id: size", "id: other"))
    with pytest.raises(CannotWrite, match="no longer in"):
        as_wrong(drawn, graded, "Because.", PROVER)


def test_the_line_ends_of_a_file_stay(tried: Tried) -> None:
    drawn, graded = tried("size", "10")
    path = drawn.question.place.path
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    stored = as_right(drawn, graded, PROVER)
    assert '    expect: "10"\r\n' in stored.texts[stored.path]
    assert stored.texts[stored.path].count("\n") == stored.texts[stored.path].count("\r\n")
