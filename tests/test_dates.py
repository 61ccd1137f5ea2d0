"""Dates as people write them, seen from Wednesday 2 December 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.dates import describe, parse_goal_date
from quizapp.errors import UsageError

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-14", date(2026, 12, 14)),
        ("14 dec", date(2026, 12, 14)),
        ("  14   DEC ", date(2026, 12, 14)),
        ("Dec 14th", date(2026, 12, 14)),
        ("Mon 14 Dec", date(2026, 12, 14)),
        ("14.12.2026", date(2026, 12, 14)),
        ("31/12", date(2026, 12, 31)),
        ("12/31", date(2026, 12, 31)),
        ("1/1", date(2027, 1, 1)),
        ("1 dec", date(2027, 12, 1)),
        ("2 dec", TODAY),
        ("today", TODAY),
        ("29 feb", date(2028, 2, 29)),
        ("in 3 weeks", date(2026, 12, 23)),
        ("in three weeks", date(2026, 12, 23)),
        ("in a month", date(2027, 1, 2)),
        ("tomorrow", date(2026, 12, 3)),
        ("friday", date(2026, 12, 4)),
        ("next wed", date(2026, 12, 9)),
        ("wed", date(2026, 12, 9)),
        ("none", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, expected: date | None) -> None:
    assert parse_goal_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 dec 2026", "Tue 1 Dec 2026 is past"),
        ("yesterday", "is past"),
        ("2020-01-01", "Wed 1 Jan 2020 is past"),
        ("3/4", "may mean 3 Apr or 4 Mar"),
        ("in 900 years", "more than five years away"),
        ("december", "cannot be read"),
        ("2026-13-01", "cannot be read"),
        ("31 feb", "cannot be read"),
        ("month", "cannot be read"),
        ("wedding", "cannot be read"),
        ("7", "cannot be read"),
        ("x" * 10_000, "cannot be read"),
        ("in 99999999999 days", "cannot be read"),
    ],
)
def test_what_is_no_future_day_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        parse_goal_date(text, TODAY)
    assert len(caught.value.message) < 120
    assert caught.value.hint


@given(st.integers(0, 1800))
def test_every_iso_day_within_five_years_is_itself(days: int) -> None:
    day = TODAY + timedelta(days=days)
    assert parse_goal_date(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 23), "Wed 23 Dec, 21 days"),
        (date(2026, 12, 3), "Thu 3 Dec, tomorrow"),
        (TODAY, "Wed 2 Dec, today"),
        (date(2026, 12, 1), "Tue 1 Dec, past"),
        (date(2027, 12, 1), "Wed 1 Dec 2027, 364 days"),
    ],
)
def test_a_day_is_told_with_its_distance(day: date, expected: str) -> None:
    assert describe(day, TODAY) == expected
