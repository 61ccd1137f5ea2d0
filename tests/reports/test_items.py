"""Item analysis: each figure against a plain account of it."""

from __future__ import annotations

import json
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.reports.items import Observation, item_lines, point_biserial

SCORES = st.lists(st.integers(0, 10), max_size=20)


@given(SCORES, SCORES)
def test_a_point_biserial_is_the_correlation_with_nought_and_one(
    hits: list[int], misses: list[int]
) -> None:
    # One of each, with different scores: both vary.
    right = [True, False, *(True for _ in hits), *(False for _ in misses)]
    rest = [score / 10 for score in (3, 7, *hits, *misses)]
    found = point_biserial(right, rest)
    assert found == pytest.approx(statistics.correlation([float(r) for r in right], rest))


def test_without_variance_there_is_no_correlation() -> None:
    assert point_biserial([True, True], [0.1, 0.9]) is None
    assert point_biserial([True, False], [0.5, 0.5]) is None
    assert point_biserial([], []) is None


def observed(key: str, group: str, right: bool, seconds: float = 10.0) -> Observation:
    return Observation(key, group, right, seconds)


def test_facility_seconds_and_hints_are_of_the_answers_of_one_question() -> None:
    lines = item_lines(
        [
            Observation("b/a", "session 1", True, 10, slips=("x", "x"), unexplained=("7",)),
            Observation("b/a", "session 1", False, 30, hinted=True, unexplained=("7", " 8  8 ")),
            Observation("b/a", "session 2", False, 80, slips=("x", "y")),
            Observation("b/a", "session 3", False, 20),
            observed("b/easy", "session 1", True),
        ]
    )
    assert [line.key for line in lines] == ["b/a", "b/easy"]
    hard = lines[0]
    assert (hard.answers, hard.facility, hard.seconds, hard.hint_rate) == (4, 0.25, 25.0, 0.25)
    assert hard.slips == (("x", 0.5), ("y", 0.25))
    assert hard.unexplained == (("7", 2), ("8 8", 1))
    assert hard.discrimination is None


def sessions(*shares: tuple[bool, int]) -> list[Observation]:
    """A session for each pair: whether b/q was right, and how many of four others were."""
    found = []
    for number, (right, hits) in enumerate(shares):
        group = f"session {number}"
        found.append(observed("b/q", group, right))
        found += [observed(f"b/o{place}", group, place < hits) for place in range(4)]
    return found


def test_discrimination_is_with_the_rest_of_the_session() -> None:
    shares = ((True, 4), (True, 3), (False, 1), (False, 0), (True, 2))
    (line,) = [line for line in item_lines(sessions(*shares)) if line.key == "b/q"]
    expected = statistics.correlation(
        [float(right) for right, _ in shares], [hits / 4 for _, hits in shares]
    )
    assert line.discrimination == pytest.approx(expected)
    assert expected > 0.7


def test_too_few_answers_or_too_little_beside_them_say_nothing() -> None:
    few = sessions((True, 4), (False, 1), (True, 2), (False, 0))
    assert all(line.discrimination is None for line in item_lines(few))
    alone = [observed("b/q", f"session {n}", n % 2 == 0) for n in range(9)]
    assert item_lines(alone)[0].discrimination is None
    repeated = [observed("b/q", "session 1", n % 2 == 0) for n in range(9)]
    assert item_lines(repeated)[0].discrimination is None


def test_a_line_is_ready_for_json() -> None:
    (line,) = item_lines([Observation("b/a", "day 1", False, 5, slips=("x",), unexplained=("7",))])
    assert json.loads(json.dumps(line.to_json())) == {
        "key": "b/a",
        "answers": 1,
        "facility": 0.0,
        "discrimination": None,
        "seconds": 5,
        "hint_rate": 0.0,
        "slips": [{"slip": "x", "share": 1.0}],
        "unexplained": [{"text": "7", "times": 1}],
    }


def test_nothing_answered_is_nothing_told() -> None:
    assert item_lines([]) == ()
