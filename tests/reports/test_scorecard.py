"""The scoring rule, and a scorecard that claims no more than it knows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from quizapp.reports import scorecard_words as words
from quizapp.reports.scorecard import AnswerLine, Scorecard, make_scorecard
from quizapp.reports.scorecard_filed import Agreed, Filed, from_json, to_json
from quizapp.reports.scorecard_markdown import to_markdown

RIGHT = AnswerLine("b/q", "Losses", "maths", "right", True, 0, 40.0, 60.0, "run", right="10")


def line(skill: str = "maths", **changes: object) -> AnswerLine:
    return replace(RIGHT, skill=skill, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "score", "rule"),
    [
        ({}, 4.0, "right: 4"),
        ({"sure": False}, 4.0, "right: 4"),
        ({"hints": 1}, 3.0, "right, 1 hint: 4 - 1"),
        ({"hints": 2}, 2.0, "right, 2 hints: 4 - 2"),
        ({"hints": 7}, 1.0, "right, 7 hints: 4 - 7"),
        ({"came": "partly", "share": 0.5}, 2.5, "partly right: 1 + 3 × 0.50"),
        ({"came": "partly", "share": 0.5, "hints": 3}, 2.5, "partly right: 1 + 3 × 0.50"),
        ({"came": "wrong", "sure": False}, 1.0, "wrong, and not sure: 1"),
        ({"came": "wrong"}, 0.0, "sure and wrong: 0"),
        ({"came": "passed", "sure": False}, 1.0, "passed: 1"),
    ],
)
def test_each_answer_is_worth_what_the_rule_says(
    changes: dict[str, object], score: float, rule: str
) -> None:
    answer = replace(line(), **changes)  # type: ignore[arg-type]
    assert answer.score == score
    assert answer.rule == rule


def mixed() -> Scorecard:
    """Three of maths (4, 4, 1), three of mechanism (4, 0, 2.5), one of debugging."""
    return make_scorecard(
        (
            line(),
            line(),
            line(came="wrong", sure=False, missed="log base 2"),
            line("mechanism", by="ticks", gained="names the slope"),
            line("mechanism", by="key", came="wrong", missed="mean over classes"),
            line("mechanism", by="ticks", came="partly", share=0.5, missed="the slope"),
            line("debugging", by="key"),
        ),
        seed=3,
    )


def test_a_row_needs_three_answers_and_is_their_mean() -> None:
    rows = {row.skill: row for row in mixed().rows}
    assert rows["maths"].mean == pytest.approx(3.0)
    assert rows["mechanism"].mean == pytest.approx(6.5 / 3)
    assert rows["debugging"].mean is None
    assert rows["trade-offs"].mean is None
    assert (rows["maths"].run, rows["mechanism"].ticked, rows["debugging"].answers) == (3, 2, 1)


def test_the_headline_is_the_mean_of_the_rows_shown() -> None:
    assert mixed().headline == pytest.approx((3.0 + 6.5 / 3) / 2)
    assert mixed().words == "Near the bar on what was asked"


def test_there_is_no_headline_under_five_answers_nor_without_a_row() -> None:
    four = make_scorecard((line(),) * 4, seed=1)
    assert four.rows[0].mean == 4.0
    assert (four.headline, four.low, four.high) == (None, None, None)
    assert four.words == "Too little was asked for one number"
    scattered = (line(), line(), line("mechanism"), line("mechanism"), line("debugging"))
    assert make_scorecard(scattered, seed=1).headline is None
    assert make_scorecard((line(),) * 5, seed=1).headline == 4.0
    assert make_scorecard((), seed=1).headline is None


def test_the_range_is_seeded_holds_the_headline_and_narrows_with_equal_answers() -> None:
    card = mixed()
    assert card.low is not None
    assert card.high is not None
    assert card.headline is not None
    assert 0 < card.low < card.headline < card.high <= 4
    assert make_scorecard(card.lines, seed=3) == card
    same = make_scorecard((line(came="passed", sure=False),) * 6, seed=9)
    assert (same.low, same.high) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("score", "word"),
    [(4.0, "Above the bar"), (2.5, "Near the bar"), (1.0, "Far from the bar")],
)
def test_the_words_follow_the_bars(score: float, word: str) -> None:
    answer = {4.0: line(), 2.5: line(came="partly", share=0.5), 1.0: line(came="passed")}[score]
    assert make_scorecard((answer,) * 5, seed=1).words == f"{word} on what was asked"


def test_what_it_cost_names_the_dearest_first_and_slow_right_ones_last() -> None:
    card = make_scorecard(
        (
            line(seconds=91.0),
            line(came="passed", sure=False),
            line(came="wrong", missed="32 heads counted"),
            line(seconds=80.0),
        ),
        seed=1,
    )
    assert [words.cost(cost) for cost in card.costs] == [
        ("Losses: 32 heads counted", "sure, and wrong"),
        ("Losses", "passed"),
        ("Losses", "1:31 of 1:00, right but slow"),
    ]


def test_sureness_and_sources_are_counted_without_what_was_passed() -> None:
    card = make_scorecard((*mixed().lines, line(came="passed", sure=False, by="key")), seed=1)
    assert words.sureness(card) == (
        "Sure  4 right, 1 wrong     Not sure  0 right, 1 wrong     Passed  1"
    )
    assert words.sources(card) == (
        "3 of 7 verdicts come from a run, 2 from the solution alone, 2 from your own ticks."
    )
    only = make_scorecard((line(came="passed"),), seed=1)
    assert words.sources(only).startswith("Every question was passed")


def test_the_basis_of_a_row_tells_runs_ticks_and_passes() -> None:
    def basis(*lines: AnswerLine) -> str:
        return words.row_basis(make_scorecard(lines, seed=1).rows[0])

    ticked, key = line(by="ticks"), line(by="key")
    assert basis(line(), line(), line()) == "3 answers, all run"
    assert basis(ticked, ticked, ticked) == "3 answers, your ticks"
    assert basis(line(), ticked, line(came="passed")) == "3 answers, 1 run, 1 ticked, 1 passed"
    assert basis(key, key, key) == "3 answers, by the solution"
    assert basis(key) == "not enough seen, 1 of 3"
    assert basis() == "not enough seen"


def test_home_is_told_the_score_and_what_was_not_seen() -> None:
    day = date(2026, 11, 26)
    assert words.home_line(mixed(), day) == (
        "26 Nov: 2.6 of 4, debugging and trade-offs not seen yet"
    )
    assert words.home_line(make_scorecard((line(),), 1), day) == (
        "26 Nov: 1 of 1 question right, too few to score"
    )


def test_the_rule_is_told_with_this_interviews_numbers() -> None:
    told = "\n".join(words.rule_lines(mixed()))
    assert "6. Losses, mechanism: partly right: 1 + 3 × 0.50 = 2.5" in told
    assert "maths and shapes: (4.0 + 4.0 + 1.0) / 3 = 3.00" in told
    assert "trade-offs: 0 answers, no mean." in told
    assert "The headline is the mean of the rows shown: (3.00 + 2.17) / 2 = 2.58" in told
    few = "\n".join(words.rule_lines(make_scorecard((line(),), 1)))
    assert "One number for all needs 5 answers and one row with a mean." in few


def filed(**changes: object) -> Filed:
    agreed = Agreed(15, "fundamentals", "intermediate", "Vision", "end", 3)
    return replace(Filed(date(2026, 12, 2), agreed, mixed().lines, 754.0), **changes)  # type: ignore[arg-type]


def test_a_filed_scorecard_survives_json() -> None:
    form = json.loads(json.dumps(to_json(filed())))
    assert from_json(form) == filed()
    assert form["line"] == "2 Dec: 2.6 of 4, debugging and trade-offs not seen yet"
    assert form["answers"][5]["score"] == 2.5
    assert list(form) == [
        "format",
        "line",
        "day",
        "finished",
        "seconds",
        "left_out",
        "terms",
        "words",
        "headline",
        "low",
        "high",
        "rows",
        "answers",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"answers": [{"key": "x"}]},
        {"day": "yesterday"},
        {"terms": {"minute": 3}},
        {"answers": None},
    ],
)
def test_what_is_no_scorecard_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"scorecard|isoformat"):
        from_json({**to_json(filed()), **change})


def test_markdown_tells_everything_and_escapes_what_others_wrote() -> None:
    hostile = line(given="a|b `x` <b>", right="[1](u) \x1b[31m", came="wrong", missed="**loud**")
    text = to_markdown(filed(lines=(*mixed().lines, hostile), finished=False, left_out=2))
    assert text.startswith("# Practice scorecard: Vision, intermediate, fundamentals\n")
    assert "2026-12-02, 13 min, 8 questions" in text
    assert "The round was broken off; this is what was answered." in text
    assert "| debugging | – | not enough seen, 1 of 3 |" in text
    assert "| explaining aloud | – | only a listener can tell |" in text
    assert "Losses: \\*\\*loud\\*\\* (sure, and wrong)" in text
    assert "a\\|b \\`x\\` \\<b\\>" in text
    assert "\x1b" not in text
    assert "Left out without PyTorch: 2." in text
    assert text.endswith("\n")
