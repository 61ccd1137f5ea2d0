"""Tips: one a day for five days, and only of what works."""

from __future__ import annotations

import pytest

from quizapp.cli import COMMANDS
from quizapp.cli.interview import interview
from quizapp.reports.tips import TIPS, tip
from quizapp.session.interview_choice import ROUNDS
from quizapp.session.slash import WORDS
from quizapp.tui.actions import ACTIONS, Place


def test_each_of_the_first_five_days_has_its_own_and_no_other_day_has_one() -> None:
    assert [tip(day) for day in range(5)] == list(TIPS)
    assert len(set(TIPS)) == 5
    assert [tip(day) for day in (None, -1, 5, 6, 400)] == [""] * 5


@pytest.mark.parametrize(
    ("number", "place", "key"),
    [(1, "judged", "m"), (1, "judged", "exclamation_mark"), (2, "judged", "u"), (3, "home", "b")],
)
def test_a_key_in_a_tip_does_something_there(number: int, place: Place, key: str) -> None:
    assert any(key in action.keys for action in ACTIONS[place])
    assert {"exclamation_mark": "!"}.get(key, key) in TIPS[number].split()


def test_the_word_and_the_command_in_the_tips_exist() -> None:
    assert "/=" in TIPS[0]
    assert "=" in {word.name for word in WORDS}
    command, option, value = TIPS[4].split()[1:4]
    assert command in COMMANDS
    assert option in {name for parameter in interview.params for name in parameter.opts}
    assert value in ROUNDS


def test_a_tip_fits_one_line() -> None:
    assert all(len(text) <= 76 for text in TIPS)
