"""The one table of actions: complete, without clashes, remappable, and true to the screens."""

from __future__ import annotations

from collections import Counter

import pytest

from quizapp.tui.actions import ACTIONS, Place, action_for, key_name, keys_of
from quizapp.tui.layout import Look
from quizapp.tui.screens.first_run import FirstRunScreen
from quizapp.tui.screens.framed import Framed
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.interview import InterviewScreen
from quizapp.tui.screens.scorecard import ScorecardScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.screens.terms import TermsScreen
from quizapp.tui.screens.topics import TopicsScreen
from quizapp.tui.views.foot import command_lines, key_lines
from quizapp.tui.views.help import help_lines, narrowed

PLACES = list(ACTIONS)
TYPED = {
    "field.unsure",
    "field.unknown",
    "field.command",
    "field.evidence",
    "field.aloud",
    "field.hint",
    "field.pass",
    "field.pause",
    "field.clock",
    "field.skip",
    "field.enough",
}
SCREENS: dict[Place, type[Framed]] = {
    "home": HomeScreen,
    "topics": TopicsScreen,
    "terms": TermsScreen,
    "interview": InterviewScreen,
    "interview-writing": InterviewScreen,
    "interview-coding": InterviewScreen,
    "interview-free": InterviewScreen,
    "interview-ticking": InterviewScreen,
    "paused": InterviewScreen,
    "sureness": InterviewScreen,
    "told": InterviewScreen,
    "scorecard": ScorecardScreen,
    "through": ScorecardScreen,
    "rule": ScorecardScreen,
    "first-asking": FirstRunScreen,
    "first-writing": FirstRunScreen,
    "first-coding": FirstRunScreen,
    "first-setting": FirstRunScreen,
    "first-free": FirstRunScreen,
    "first-ticking": FirstRunScreen,
    "first-tried": FirstRunScreen,
    "first-offer": FirstRunScreen,
    "first-stand": FirstRunScreen,
}


@pytest.mark.parametrize("place", PLACES)
def test_no_key_does_two_things_at_one_place(place: Place) -> None:
    keys = Counter(key for action in ACTIONS[place] for key in action.keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_action_says_what_it_does_and_has_a_screen_that_does_it(place: Place) -> None:
    screen = SCREENS.get(place, StudyScreen)
    for action in ACTIONS[place]:
        assert action.tooltip, action.id
        assert action.keys or action.id in TYPED
        if action.keys:
            assert callable(getattr(screen, f"do_{action.does}", None)), action.id


def test_keys_of_what_does_not_work_yet_are_not_shown() -> None:
    assert {"s", "d"}.isdisjoint(k for a in ACTIONS["home"] for k in a.keys)
    assert {"w", "d", "v", "y"}.isdisjoint(k for a in ACTIONS["judged"] for k in a.keys)


def test_a_key_of_the_settings_wins_over_the_table() -> None:
    overrides = {"home.goal": "enter, x"}
    found = action_for("home", "enter", overrides)
    assert found is not None
    assert found.id == "home.goal"
    assert action_for("home", "g", overrides) is None
    assert keys_of(found, overrides) == ("enter", "x")
    assert key_name(found, overrides) == "enter x"


def test_a_key_that_means_nothing_does_nothing() -> None:
    assert action_for("home", "f12", {}) is None


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("place", PLACES)
def test_key_lines_are_two_at_most_and_fit(place: Place, width: int) -> None:
    lines = key_lines(ACTIONS[place], Look(width, 24))
    assert len(lines) <= 2
    assert all(line.cell_length < width for line in lines)


def test_the_likeliest_key_stands_first_and_a_label_can_be_changed_or_hidden() -> None:
    lines = key_lines(ACTIONS["home"], Look(80, 24), None, {"home.start": "go on", "home.goal": ""})
    assert lines[0].plain.startswith(" enter  go on    i  interview")
    assert "goal" not in "".join(line.plain for line in lines)


def test_help_lists_every_key_of_the_place_and_the_words_of_the_field() -> None:
    text = "\n".join(line.plain for line in help_lines("free", Look(80, 24), {}))
    for action in ACTIONS["free"]:
        assert action.tooltip in text
    assert "/hint" in text
    assert "/=" in text


def test_commands_narrow_by_every_word_typed() -> None:
    assert [action.id for action in narrowed("home", "/minutes interv")] == ["home.goal"]
    assert narrowed("home", "nonsense") == []


def test_the_command_that_is_called_so_comes_before_those_that_only_mention_it() -> None:
    assert [action.id for action in narrowed("interview-free", "/stop")] == [
        "round.stop",
        "round.pause",
    ]
    assert narrowed("judged", "/undo")[0].id.endswith("undo")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_slash_commands_fit_the_foot(width: int) -> None:
    from quizapp.session.slash import narrow

    lines = command_lines(narrow("/", "asking"), Look(width, 24))
    assert len(lines) <= 8
    assert all(line.cell_length <= width for line in lines)
    assert command_lines(narrow("/zzz"), Look(80, 24))[0].plain.startswith(" no such command")
