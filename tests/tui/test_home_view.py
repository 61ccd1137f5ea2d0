"""The home screen's lines for each kind of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from quizapp.reports.home import HomeView, TopicLine
from quizapp.tui.glyphs import ASCII
from quizapp.tui.layout import Look
from quizapp.tui.views.home import home_lines, home_title
from tests.tui.canned import DAY_ONE, DAY_TEN, conv, stage
from tests.tui.test_study_screen import settle

LOOK = Look(80, 19)


def text(view: HomeView | None, look: Look = LOOK, foot: str = "") -> list[str]:
    return [line.plain.rstrip() for line in home_lines(view, 30, look, foot)]


def test_day_ten_says_what_there_is_to_do_and_where_one_stands() -> None:
    rows = text(DAY_TEN)
    assert rows[0] == "   Today, 30 minutes"
    assert rows[1] == (
        "     19 due      about 17 min      2 of them you were sure of and got wrong"
    )
    assert rows[2] == "      8 new      about 11 min      the most asked first"
    assert rows[3].startswith("     enter  start")
    assert rows[6] == "     known today 95     on 14 Dec, at 30 min a day  ≈ 132   (118 to 144)"
    assert "     Losses                      8 / 14      72 %    mean over classes" in rows
    assert "     27 more topics  b" in rows
    assert any(row.endswith("8 of 9 days") for row in rows)
    assert home_title(DAY_TEN, date(2026, 12, 2)) == (
        "quizapp",
        "Wed 2 Dec   interview in 12 days (14 Dec)",
    )


def test_day_one_promises_no_figures_it_does_not_have() -> None:
    rows = text(DAY_ONE)
    assert "     Nothing due. 14 new, about 16 minutes, or practise (p)." in rows
    assert not any("Minutes" in row or "Ready" in row for row in rows)
    assert any("0 / 22" in row and row.endswith("–") for row in rows)


def test_nothing_at_all_is_no_dead_end() -> None:
    rows = text(replace(DAY_TEN, due=0, new=0))
    assert "     Nothing due and nothing new today. Practise (p) what you like." in rows
    assert not any("start" in row for row in rows)


def test_after_a_break_nothing_new_is_asked() -> None:
    rows = text(replace(DAY_TEN, away=9, new=0))
    assert "     9 days away. 30 minutes, nothing new today." in rows


def test_an_open_session_is_gone_on_with() -> None:
    assert any("enter  go on, question 8" in row for row in text(replace(DAY_TEN, unfinished=8)))


def test_before_the_bank_is_read_the_day_is_there_all_the_same() -> None:
    rows = text(None)
    assert rows[0] == "   Today, 30 minutes"
    assert rows[1] == "     Opening your questions …"


def test_the_last_row_belongs_to_the_foot() -> None:
    assert text(DAY_TEN, foot="PyTorch 41 %, not needed yet")[-1] == (
        "   PyTorch 41 %, not needed yet"
    )


@pytest.mark.parametrize(("width", "height"), [(60, 13), (80, 19), (120, 35), (96, 30)])
def test_every_day_fits_its_area(width: int, height: int) -> None:
    long = TopicLine("x", "A very long title of a topic that goes on", 140, 220, 0.5, "s" * 90)
    crowded = replace(DAY_TEN, topics=(long,) * 3, notes=("3 problems in the banks",))
    for view in (None, DAY_ONE, DAY_TEN, crowded):
        lines = home_lines(view, 30, Look(width, height), "foot")
        assert len(lines) == height
        assert all(line.cell_length <= width for line in lines)


def test_a_title_of_the_bank_cannot_command_the_terminal() -> None:
    hostile = TopicLine("x", "\x1b]0;pwned\x07[red]a[/]", 1, 2, 0.5, "\x1b[2J")
    rows = text(replace(DAY_TEN, topics=(hostile,)))
    assert any(row.startswith("     [red]a[/]") for row in rows)
    assert "\x1b" not in "".join(rows)


def test_ascii_is_ascii() -> None:
    assert all(row.isascii() for row in text(DAY_TEN, Look(80, 19, ASCII)))


async def test_the_tip_is_the_last_thing_said_and_gives_way_to_what_matters() -> None:
    held = stage(conv(), view=replace(DAY_ONE, tip="u takes an answer back, even yesterday's."))
    async with held.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, held)
        assert "   u takes an answer back, even yesterday's." in held.rows()
        held.app.tell("Kept.")
        await pilot.pause()
        assert "   Kept." in held.rows()
        assert "takes an answer back" not in held.text()
    held.app.runner.close()
