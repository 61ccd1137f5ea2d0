"""Checks beyond one claim: equations in explanations, habits of a bank, times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.check import check_paths, check_texts
from quizapp.bank.checks.equations import equations
from quizapp.bank.guessing import Tells, habits

Make = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("(12 − 3)/1 + 1 = 10.", [True]),
        ("It is (12 − 3)/1 + 1 = 11.", [False]),
        ("So 3·64 + 64 = 256; and 2 × 3 = 7!", [True, False]),
        ("10/3 = 3.33.", [True]),
        ("10/3 = 3.34.", [True]),
        ("10/3 = 3.40.", [False]),
        ("(15 − 2)/2 + 1 = 7.", [True]),
        ("28 × 28 = 783", [False]),
        ("x = 2 + 2 = 5.", [False]),
        ("0.1 + 0.2 = 0.3.", [True]),
        ("−1 + 2 = 1, so it goes on.", [True]),
        ("(since 2·2 = 4)", [True]),
        ("2^3 + 1 = 10.", [False]),
        ("2² + 2⁻¹ = 4.5.", [True]),
        ("√2 + 3 = 9.", [False]),
        ("0.001·0.8^(12 − 1) ≈ 8.59e-5.", [True]),
        ("0.001·0.8^(12 − 2) = 8.59e-5.", [False]),
        ("3 · 4 ≈ 13.", [True]),
        ("3 · 40 ≈ 150.", [False]),
        ("2·3 caches 2·4 = 8 and log 2·4 = 8.", [True]),
        ("0.9^100 = 2.66·10⁻⁵.", [True]),
        ("1.5^50 = 6.4e8 weights", [True]),
        ("(1 − 0.9)^2 = 0.2.", [False]),
        ("2·128·128 = 32768 numbers", [True]),
        ("8,000/200 = 50, 1,000 + 5 = 1,005.", [False, True]),
        ("Only positions change, by 2 · 2 = 5; they grow by 1 + 1 = 3.", [False, False]),
        ("12 divided by 2 + 2 = 8; 3, multiplied by 2 + 2 = 8; 3 by 2 + 2 = 8.", []),
        (
            "The exact change differs by 4·0.01² = 1.0004, it exceeds this by 2 + 2 = 4.",
            [False, True],
        ),
        ("It moves the weight, here to 2.0 − 0.1·4.0 = 1.7; from 3 to 2 + 2 = 5.", [False]),
        ("At most 26 + 43 · 1.44 ≈ 74 GB, in 2 + 2 = 5 ms.", [False, False]),
        ("At most 26 + 33 · 1.44 ≈ 74 GB, though 26 + 31 · 1.44 ≈ 74 GB.", [False]),
        ("The step is (1 − 0.9)/√(2 − 0.999) = 3.16 times the rate; 2 · 3 = 3 times 2.", [False]),
        ("It is 3·4 + 2·3 = 12 + 6 = 19 weights.", [True, False]),
        ("(3·4 + 4·3)/(5·5) = 24/25 = 0.94.", [True, False]),
        ("f(3) = 3·4 = 13, and it's 5·5 = 26 (or more).", [False, False]),
        ("45/50 = 90 %, then 45/50 = 95 %, 2/3 ≈ 66.7%.", [True, False, True]),
        ("600 · 12 = 7.2k, 600 · 12 = 7.6k; 3·4 = 12 million.", [True, False, True]),
        ("20 + 30 = 50 %, 2 · 50 = 1 %, 2 · 500 = 1 k.", [True, False, True]),
        ("It is 2 · 40 = 74.5 GiB, and 2 · 40 = 73 GiB.", [False]),
        ("3 + 4 = 2·3 + 1, 3 + 4 = 6², 3 + 4 = 2/3, 4/28 = 1/6.", [True, False, False, False]),
        ("1 − 0.95²⁰ ≈ 1 − 0.358, and 1 − 0.95²⁰ ≈ 1 − 0.538.", [True, False]),
        ("127 − (−128) + 1 = 256 = 2⁸; 256 = 2⁷.", [True, True, False]),
        ("√(3² + (−5)²) = √34, √(3² + (−4)²) = √25 = 6.", [True, True, False]),
        ("½·½ = ¼, ½·½ = 1/2, ⌊7/2⌋ + 1 = 4, ⌈7/2⌉ = 3.", [True, False, True, False]),
        ("ln 2 ≈ 0.693, ln 2 ≈ 0.639, log₂ 8 = 3, log10(1000) = 4.", [True, False, True, False]),
        ("exp(0) = 1, exp(1) ≈ 2.72, exp(1) ≈ 2.27, max(2, 3) = 2.", [True, True, False, False]),
        ("3 + 4 gives 7, 12·12 equals 154; 2·3 comes to 7.", [True, False, False]),
        ('"3 * 4 = 13" and `3*4 = 13` and $3 · 4 = 13$.', [False, False, False]),
        ("(see 2·2 = 5) or (2·2 = 5).", [False, False]),
        ("2·3 GB = 6 GB, 2·3 GB = 7 GB, 2 GB · 3 = 7 GB/s.", [True, False]),
        ("7e9 · 2 B = 14 GB, 7e9 · 2 B = 15 GB, 7 B · 2 = 14 GB.", [True, False, True]),
        ("2·512 MB = 1 GB, 2·512 MiB = 1 GiB, 1 GiB = 1000 MiB.", [True, True, False]),
        ("It takes 0.8 s = 800 ms, not 1 h; 0.8 s = 80 ms.", [True, False]),
        ("0.3 = 30 %, 0.3 = 35 %, 200 · 30 % = 60, 200 · 30 % = 70.", [True, False, True, False]),
    ],
)
def test_equations_of_numbers_are_judged(text: str, holds: list[bool]) -> None:
    assert [equation.holds for equation in equations(text)] == holds


@pytest.mark.parametrize(
    "text",
    [
        "log 2 · 3 = 7.",
        "In float32, 16777216 + 1 = 16777216; 1 + 1 = 1 (OR); 7 + 8 = 3 (mod 12).",
        "Is 2 + 2 = 5? You may not write 1/0.5 = 0.5; the tempting answer is 12/2 = 5.",
        "(1, 2) · (3, 4) = 1·3 + 2·4, in layer 3 = 2 + 2 steps, 3·4 = n·5.",
        "128 B / 4 B = 64, 12 / 4 s = 5 s, 2 GB · 3 ms = 7 GB, 5 % = 50 images.",
        "100 ms + 0.2 s = 0.4 s, 7e9 · 16 GB/s = 3 GB, 28×28 → 14×14.",
        "Labels 0 - 9 = 10 classes, 0 - 255 = 256 values, 2012 - 2020 = 8 years.",
        "10¹⁵ / 3.35·10¹² ≈ 299 s.",
        "7 + 8 = 3 mod 12; 255 + 1 = 0 in uint8; 127 + 1 = −128 for int8 codes.",
        "In binary 1 + 1 = 10; it is not 2 + 2 = 5.",
        "128·8 = 1 Kibit.",
        "f(3 + 4) = 9.",
        "-3^2 + 1 = 10.",
        "√n + 3 = 9.",
        "n + 3 + 4 = 9.",
        "half of 3 + 5 = 4.",
        "x1,000 + 5 = 6.",
        "1,0 + 5 = 6.",
        "3 + 4 = 7x.",
        "layers 3-5 = 9.",
        "12 = 13.",
        "60·60 = 1 hour.",
        "8·1024 = 8 KiB.",
        "1/0 + 1 = 3.",
        "a·3 + 4 = 9.",
        "(K − 1)/2 = 9.",
    ],
)
def test_what_could_be_something_else_is_left_alone(text: str) -> None:
    assert list(equations(text)) == []


CONV = """\
  - id: conv
    family: conv2d.output_size
    params: {{H: 12, K: 3, S: 1, P: 0}}
    vary: {{H: {{int: [8, 64]}}}}
    slips: none
    explanation: "({{{{H}}}} − {{{{K}}}})/1 + 1 = {0}."
"""


def test_a_result_written_by_hand_is_found_where_the_numbers_change(make_bank: Make) -> None:
    (problem,) = check_paths([make_bank(cnn=CONV.format("10"))], seeds=5).problems
    assert (problem.code, problem.severity, problem.line) == ("QB520", "problem", 10)
    assert problem.message.startswith("the text says (")
    assert " − 3)/1 + 1 = 10, which is " in problem.message
    assert "(H=12," not in problem.message


@pytest.mark.parametrize("result", ["{{answer}}", "n"])
def test_a_result_that_is_put_in_is_not(result: str, make_bank: Make) -> None:
    assert check_paths([make_bank(cnn=CONV.format(result))], seeds=5).problems == ()


def test_a_canonical_result_that_is_wrong_is_found_without_draws(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=CONV.format("11"))], seeds=0)
    assert [problem.code for problem in checked.problems] == ["QB520"]


def tells(longest: int, of: int, options: int = 4) -> list[Tells | None]:
    return [Tells(i < longest, False, 0, options) for i in range(of)]


@pytest.mark.parametrize(
    ("all_tells", "hits"),
    [
        (tells(19, 19), None),
        (tells(20, 20), 20),
        (tells(11, 20), 11),
        (tells(10, 20), None),
        (tells(10, 40), None),
        (tells(19, 40), 19),
        (tells(20, 20, options=2), 20),
        ([*tells(9, 10), *[None] * 30], None),
        ([], None),
    ],
)
def test_a_habit_is_what_chance_hardly_ever_gives(
    all_tells: list[Tells | None], hits: int | None
) -> None:
    found = habits(all_tells)
    assert [habit.hits for habit in found] == ([] if hits is None else [hits])


@pytest.mark.parametrize(
    ("place", "of", "rule"),
    [(1, 4, "first"), (2, 4, "second"), (3, 5, "third"), (4, 5, "fourth"), (6, 6, "last")],
)
def test_a_place_counts_where_options_stay_in_it(place: int, of: int, rule: str) -> None:
    there = Tells(longest=False, shortest=False, place=place, options=of)
    shuffled = there._replace(place=0)
    (habit,) = habits([there] * 25 + [shuffled] * 100)
    assert habit.rule == f"stands {rule} where options are not shuffled"
    assert (habit.hits, habit.of) == (25, 25)
    assert habit.expected == pytest.approx(25 / of)


def test_the_shortest_option_gives_itself_away_too() -> None:
    (habit,) = habits([Tells(longest=False, shortest=True, place=0, options=4)] * 20)
    assert (habit.rule, habit.hits, habit.of) == ("is the shortest", 20, 20)


CHOICE = """\
  - id: q{0}
    kind: choice
    level: beginner
    prompt: Which is it?
    shuffle: {1}
    options:
      - {{text: {2}, correct: true}}
      - {{text: That one, why: No.}}
      - {{text: The other one there, why: No.}}
    explanation: E
    sources: [Somebody 2020]
"""


def test_a_bank_whose_key_can_be_guessed_is_warned_of_at_its_own_file(make_bank: Make) -> None:
    text = "".join(CHOICE.format(n, "false", "This one and none but it") for n in range(24))
    folder = make_bank(cnn=text)
    for checked in (check_paths([folder], seeds=1), check_texts([folder])):
        assert [(p.code, p.path.name, p.severity) for p in checked.problems] == [
            ("QB607", "bank.yaml", "warning"),
            ("QB607", "bank.yaml", "warning"),
        ]
        assert checked.problems[0].message == (
            "the right option is the longest in 24 of 24 choice questions; chance gives 8"
        )


def test_a_bank_with_its_key_anywhere_is_not(make_bank: Make) -> None:
    text = "".join(CHOICE.format(n, "true", "This one") for n in range(24))
    assert check_paths([make_bank(cnn=text)], seeds=1).problems == ()


@pytest.mark.parametrize(
    ("seconds", "words", "told"),
    [
        (45, 30, None),
        (5, 20, None),
        (5, 60, "5 seconds are too few to read its 60 words"),
        (850, 100, None),
        (851, 100, "851 seconds are far more than such a question takes"),
    ],
)
def test_a_time_far_from_what_is_needed_is_noted(
    seconds: int, words: int, told: str | None, make_bank: Make
) -> None:
    text = (
        f"  - id: a\n    kind: recall\n    level: beginner\n    seconds: {seconds}\n"
        f"    prompt: {'word ' * words}\n    answer: A\n    points: [{{must: A}}]\n"
        "    sources: [Somebody 2020]\n"
    )
    folder = make_bank(cnn=text)
    for checked in (check_paths([folder], seeds=1), check_texts([folder])):
        assert [(p.code, p.line, p.message) for p in checked.problems] == (
            [] if told is None else [("QB608", 8, told)]
        )
