"""The app around the screens: home, dialogs, quitting, colours, and what it does not import."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.color import Color
from textual.widgets import Input

from quizapp.config import Config
from quizapp.tui.screens.dialogs import GoalDialog, HelpPanel, Palette
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.screens.topics import TopicsScreen
from quizapp.tui.theme import theme_name
from tests.tui.canned import conv, snippet, stage
from tests.tui.test_study_screen import settle


async def test_home_paints_before_the_house_is_opened_and_fills_in_after() -> None:
    held = stage(conv())
    seen: list[str] = []
    open_house = held.app.doors.open_house

    def slowly(config: Config) -> Any:
        seen.append(held.text())
        return open_house(config)

    held.app.doors = replace(held.app.doors, open_house=slowly)
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        assert "Opening your questions" in seen[0]
        assert "   Today, 30 minutes" in seen[0]
        assert "19 due" in held.text()
    held.app.runner.close()
    assert held.house.closed


async def test_minutes_of_today_change_with_plus_and_minus() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("minus", "minus", "plus")
        await settle(pilot, held)
        assert "   Today, 25 minutes" in held.rows()
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.app.screen, StudyScreen)
        assert held.desk.state.minutes == 25
    held.app.runner.close()


async def test_a_topic_is_practised_from_the_list() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("b")
        await settle(pilot, held)
        assert isinstance(held.app.screen, TopicsScreen)
        await pilot.press("j", "down", "k")
        await pilot.pause()
        assert any(row.startswith("  › Losses") for row in held.rows())
        await pilot.press("enter")
        await settle(pilot, held)
        assert held.desk.mode == "practice"
        assert held.desk.events[0].topic == "losses"  # type: ignore[union-attr]
    held.app.runner.close()


async def test_help_and_the_command_list_come_from_the_action_table() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(held.app.screen, HelpPanel)
        assert "Study what is due, then new questions." in held.text()
        await pilot.press("q", "slash", *"topic")
        await pilot.pause()
        assert isinstance(held.app.screen, Palette)
        await pilot.press("enter")
        await settle(pilot, held)
        assert isinstance(held.app.screen, TopicsScreen)
    held.app.runner.close()


async def test_the_goal_is_asked_once_and_kept() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("g")
        await pilot.pause()
        assert isinstance(held.app.screen, GoalDialog)
        held.app.screen.query_one(Input).value = "yesterweek"
        await pilot.press("enter")
        await pilot.pause()
        assert "cannot be read as a day" in held.text()
        held.app.screen.query_one(Input).value = "2026-12-14"
        await pilot.press("enter")
        await pilot.pause()
        held.app.screen.query_one(Input).value = "0"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(held.app.screen, GoalDialog), "0 minutes is refused"
        held.app.screen.query_one(Input).value = "45"
        await pilot.press("enter")
        await settle(pilot, held)
        assert held.saved == [{"goal_date": date(2026, 12, 14), "minutes": 45}]
        assert isinstance(held.app.screen, HomeScreen)
    held.app.runner.close()


async def test_escape_leaves_the_goal_as_it_was() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("g", "escape")
        await settle(pilot, held)
        assert held.saved == []
        assert isinstance(held.app.screen, HomeScreen)
    held.app.runner.close()


async def test_ctrl_c_twice_quits_and_once_only_says_so() -> None:
    held = stage(conv(), start="study")
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("ctrl+c")
        await pilot.pause()
        said = " ctrl+c  once more quits; every answer that was handed in is kept"
        assert held.rows()[-1] == said
        held.clock.advance(3)
        await pilot.pause(2.3)
        assert held.rows()[-1] != said, "it is told no longer than it holds"
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert held.app.is_running, "too late to be the second one"
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert held.app.return_value == 130
    held.app.runner.close()


async def test_q_quits_from_home() -> None:
    held = stage(conv())
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        await pilot.press("q")
    assert held.app.return_value == 0
    held.app.runner.close()


@pytest.mark.parametrize("theme", ["dark", "light", "ansi"])
@pytest.mark.parametrize("no_color", [False, True])
async def test_text_can_be_told_from_its_ground_in_every_theme(
    theme: str, no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
    held = stage(conv(), start="study", config=Config(theme=theme))  # type: ignore[arg-type]
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        held.app.screen.query_one("#line", Input).value = "16 19 19"
        await pilot.press("enter")
        await settle(pilot, held)
        for strip in held.app.screen._compositor.render_strips():
            for segment in strip:
                style = segment.style
                if not segment.text.strip() or style is None or style.color is None:
                    continue
                if style.bgcolor is None or style.bgcolor.is_default or style.color.is_default:
                    continue
                if style.color.name.startswith("color") or not style.color.triplet:
                    assert style.color != style.bgcolor
                    continue
                front = Color.from_rich_color(style.color)
                ground = Color.from_rich_color(style.bgcolor)
                assert front.get_contrast_text(1) is not None
                assert _contrast(front, ground) >= 3.5, (segment.text, style)
    held.app.runner.close()


def _contrast(one: Color, other: Color) -> float:
    """WCAG 2 contrast ratio of two colours."""

    def luminance(color: Color) -> float:
        parts = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_without_colour_the_ansi_theme_falls_back() -> None:
    assert theme_name("ansi", no_color=True) == "quizapp-dark"
    assert theme_name("ansi", no_color=False) == "quizapp-ansi"
    assert theme_name("light", no_color=True) == "quizapp-light"


async def test_an_ascii_terminal_gets_ascii_everywhere() -> None:
    held = stage(conv(), snippet(), start="study", ascii_only=True)
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        for text in ("16x", "16x19x19", "16x19x19"):
            held.app.screen.query_one("#line", Input).value = text
            await pilot.press("enter")
            await settle(pilot, held)
            assert held.text().isascii(), held.text()
        await pilot.press("question_mark")
        await pilot.pause()
        assert held.text().isascii()
    held.app.runner.close()


def test_the_first_paint_imports_neither_store_nor_bank() -> None:
    code = (
        "import sys, quizapp.tui.app; "
        "heavy = {'sqlalchemy', 'pydantic', 'yaml', 'ruamel', 'torch', 'fsrs', 'alembic'}; "
        "found = {name.partition('.')[0] for name in sys.modules} & heavy; "
        "found |= {n for n in sys.modules if n.startswith(('quizapp.bank.', 'quizapp.session.'))}; "
        "print(sorted(found))"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
