"""What a newcomer's slips of shape are answered with: the form that the author meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.check import check_paths
from quizapp.bank.problems import Problem

Make = Callable[..., Path]

TAIL = "    level: beginner\n    explanation: So it is.\n    sources: [Somebody 2020]\n"
OPTIONS = "  - id: one\n    kind: choice\n    prompt: How many?\n    options: {}\n" + TAIL
POINTS = "  - id: one\n    kind: recall\n    prompt: Why?\n    answer: So.\n    points: {}\n" + TAIL
ORDER = "  - id: one\n    kind: order\n    prompt: Sort them.\n    steps: {}\n" + TAIL
MATCH = "  - id: one\n    kind: match\n    prompt: Pair them.\n    pairs: {}\n" + TAIL
VARY = (
    "  - id: one\n    family: conv2d.output_size\n    params: {{H: 12, K: 3, S: 1, P: 0}}\n"
    "    vary: {}\n    prompt: Of {{{{H}}}} and {{{{K}}}}?\n" + TAIL
)
ANSWER = (
    "  - id: one\n    kind: compute\n    prompt: How many?\n    answer: {}\n    expect: '4'\n"
    + TAIL
)
OF_A_FAMILY = "  - id: one\n    kind: {}\n    family: {}\n    answer: {}\n" + TAIL
PARTS = (
    "  - id: one\n    kind: multi\n    prompt: Two.\n    parts:\n"
    "      - {{id: a, family: perceptron.update, answer: {}}}\n"
    "      - {{id: b, family: conv2d.output_size}}\n" + TAIL
)
AUTHORS = (
    "known are bits, bytes, count, dtype, estimate, float, int, matrix, set, shape, text,"
    " truth_table, vector"
)


def found(make_bank: Make, text: str) -> tuple[Problem, ...]:
    """Return everything that the check says of a bank with one question."""
    return check_paths([make_bank(cnn=text)], seeds=1).problems


def told(make_bank: Make, text: str, code: str) -> list[tuple[str, str]]:
    """Return message and hint of each problem with this code, in the file's order."""
    return [(p.message, p.hint) for p in found(make_bank, text) if p.code == code]


def hints(make_bank: Make, text: str, code: str = "QB203") -> list[str]:
    """Return the hint of each problem with this code, in the file's order."""
    return [hint for _, hint in told(make_bank, text, code)]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (
            "[16, 32]",
            "write {int: [16, 32]} for every whole number between, or {choice: [16, 32]}",
        ),
        ("[32, 16]", "write {choice: [32, 16]}"),
        ("[16, 16]", "write {choice: [16]}"),
        ("[0.5, 2]", "write {choice: [0.5, 2]}"),
        ("[8, 12, 20]", "write {choice: [8, 12, 20]}"),
        ("[true, false]", "write {choice: [true, false]}"),
        ("[same, 'a, b', 'no', '3']", 'write {choice: [same, "a, b", "no", "3"]}'),
        ("[[1, 2], [3, 4]]", "write {choice: [[1, 2], [3, 4]]}"),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "write {choice: [1, 2, 3, 4, 5, 6, 7, 8, ...]}"),
        ("[]", "write it like {int: [1, 9]} or {choice: [1, 2, 3]}"),
        ("[{int: [1, 2]}]", "write it like {int: [1, 9]} or {choice: [1, 2, 3]}"),
        ("16", "write it like {int: [1, 9]} or {choice: [1, 2, 3]}"),
    ],
)
def test_a_range_without_its_word_is_written_out(make_bank: Make, value: str, hint: str) -> None:
    text = VARY.format(f"{{H: {value}}}")
    assert told(make_bank, text, "QB203") == [("H must be a mapping of names to values", hint)]


def test_together_in_vary_is_sent_beside_it(make_bank: Make) -> None:
    text = VARY.format("{together: [{H: 8, K: 1}, {H: 9, K: 2}]}")
    assert hints(make_bank, text) == ["together stands beside vary, not in it"]


@pytest.mark.parametrize("word", ["int", "choice"])
def test_a_range_with_its_word_gets_no_hint(make_bank: Make, word: str) -> None:
    problems = found(make_bank, VARY.format(f"{{H: {{{word}: [16, 32]}}}}"))
    assert [p for p in problems if p.code.startswith("QB2")] == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[one, two]", ["- must: one", "- must: two"]),
        ("[3]", ['- must: "3"']),
        ("['why: so', 'say \"a\"']", ['- must: "why: so"', '- must: say "a"']),
        (f"[{'a' * 40}]", [f"- must: {'a' * 40}"]),
        (f"[{'a' * 41}]", [f"- must: {'a' * 40} ..."]),
        ('["two\\nlines"]', ["- must: two lines"]),
        ("[[one]]", ["write {key: value}"]),
    ],
)
def test_a_point_without_its_role_is_written_out(
    make_bank: Make, value: str, expected: list[str]
) -> None:
    assert hints(make_bank, POINTS.format(value)) == expected


def test_a_point_with_its_role_gets_no_hint(make_bank: Make) -> None:
    assert found(make_bank, POINTS.format("[{must: one}, {nice: two}]")) == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "[4, 5, 6]",
            [
                '- {text: "4", correct: true}',
                '- {text: "5", why: ...}',
                '- {text: "6", why: ...}',
            ],
        ),
        (
            '[The mean, say "a"]',
            ['- {text: "The mean", correct: true}', '- {text: "say \\"a\\"", why: ...}'],
        ),
        ("[{text: '4', correct: true}, 5]", ['- {text: "5", why: ...}']),
    ],
)
def test_an_option_without_its_keys_is_written_out(
    make_bank: Make, value: str, expected: list[str]
) -> None:
    assert hints(make_bank, OPTIONS.format(value)) == expected


def test_an_option_with_its_keys_gets_no_hint(make_bank: Make) -> None:
    right = '[{text: "4", correct: true}, {text: "5", why: One more.}]'
    assert found(make_bank, OPTIONS.format(right)) == ()


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("4", 'answer: {type: int} says the form, expect: "4" the claim'),
        ("-4", 'answer: {type: int} says the form, expect: "-4" the claim'),
        ("'4'", 'answer: {type: int} says the form, expect: "4" the claim'),
        ("0.5", 'answer: {type: float} says the form, expect: "0.5" the claim'),
        ("'0.5'", 'answer: {type: float} says the form, expect: "0.5" the claim'),
        ("softmax", 'answer: {type: text} says the form, expect: "softmax" the claim'),
        ("v1.5", 'answer: {type: text} says the form, expect: "v1.5" the claim'),
        ("true", 'answer: {type: text} says the form, expect: "true" the claim'),
        ("[1, 2]", "write {name: value}"),
        ("", "write {name: value}"),
    ],
)
def test_a_claim_in_the_place_of_its_form_is_sent_to_expect(
    make_bank: Make, value: str, hint: str
) -> None:
    assert hints(make_bank, ANSWER.format(value)) == [hint]


@pytest.mark.parametrize(
    ("kind", "family"), [("compute", "conv2d.output_size"), ("design", "gate.design")]
)
def test_a_claim_is_sent_to_expect_and_the_form_left_to_the_family(
    make_bank: Make, kind: str, family: str
) -> None:
    text = OF_A_FAMILY.format(kind, family, "4")
    assert hints(make_bank, text) == ['expect: "4" says the claim, the family the form']


def test_a_claim_beside_its_form_gets_no_hint(make_bank: Make) -> None:
    problems = found(make_bank, ANSWER.format("{type: int}"))
    assert [p.code for p in problems] == ["QB515"]


def test_the_answer_of_a_recall_question_is_a_text(make_bank: Make) -> None:
    assert hints(make_bank, POINTS.format("[{must: one}]").replace("So.", "[So]")) == [
        "put it in quotes"
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        *((word, "did you mean int or float?") for word in ("number", "numeric", "Integer")),
        *((word, "did you mean int or float?") for word in ("decimal", "real")),
        *((word, "did you mean text?") for word in ("string", "str", "word")),
        ("floet", "did you mean float?"),
        ("Vector", "did you mean vector?"),
        ("options", AUTHORS),
        ("programme", AUTHORS),
        ("5", AUTHORS),
        ("{a: 1}", AUTHORS),
    ],
)
def test_an_unknown_type_is_answered_with_those_that_an_author_writes(
    make_bank: Make, name: str, hint: str
) -> None:
    assert hints(make_bank, ANSWER.format(f"{{type: {name}}}"), "QB211") == [hint]


def test_an_unknown_type_of_the_entries_is_answered_too(make_bank: Make) -> None:
    text = ANSWER.format("{type: vector, element: {type: number}}")
    assert hints(make_bank, text, "QB211") == ["did you mean int or float?"]
    text = PARTS.format("{element: {type: string}}")
    assert hints(lambda **topics: make_bank("parts", **topics), text, "QB211") == [
        "did you mean text?"
    ]


def test_another_type_than_the_family_has_keeps_its_hint(make_bank: Make) -> None:
    text = OF_A_FAMILY.format("compute", "conv2d.output_size", "{type: number}")
    assert told(make_bank, text, "QB211") == [
        ("the answer is of type int, not number", "narrow it only")
    ]


@pytest.mark.parametrize(
    ("steps", "place", "hint"),
    [
        ("[1, 2, 4, 8]", "1", 'write it in words, as in "one" or "1 layer"'),
        ('["1", "2", "3"]', "1", 'write it in words, as in "one" or "1 layer"'),
        ("[input, 3, output]", "3", 'write it in words, as in "three" or "3 layers"'),
        ("[-1, 0, 5]", "-1", 'write it in words, as in "one" or "1 layer"'),
        ("[8, 16, ' 2 ', 4]", "2", 'write it in words, as in "two" or "2 layers"'),
    ],
)
def test_a_step_that_is_the_number_of_a_place_is_told_once(
    make_bank: Make, steps: str, place: str, hint: str
) -> None:
    (problem,) = found(make_bank, ORDER.format(steps))
    assert problem.code == "QB216"
    assert problem.message == f"the step {place} reads like the number of a place"
    assert problem.hint == hint
    assert problem.snippet[problem.caret :].lstrip("\"' ").startswith(place)


@pytest.mark.parametrize(
    "steps",
    ["[4, 8, 16]", "[0, 5, 10]", "[one, two, three]", "[1 layer, 2 layers, 3 layers]"],
)
def test_steps_that_are_no_places_get_no_hint(make_bank: Make, steps: str) -> None:
    assert found(make_bank, ORDER.format(steps)) == ()


def test_equal_sides_of_pairs_are_named(make_bank: Make) -> None:
    text = MATCH.format("[[a, x], [b, y], [c, X]]")
    message = "the right sides must differ: in entry 3 it says the same as entry 1"
    assert told(make_bank, text, "QB216") == [(message, "")]
    text = MATCH.format("[[a, x], [b, y], [B, z]]")
    message = "the left sides must differ: in entry 3 it says the same as entry 2"
    assert told(lambda **topics: make_bank("left", **topics), text, "QB216") == [(message, "")]


def test_sides_that_differ_get_no_hint(make_bank: Make) -> None:
    assert found(make_bank, MATCH.format("[[a, x], [b, y], [c, z]]")) == ()
