"""Whole screens as text, at 80×24 and 120×40, beside the frames that were looked at and kept.

``UPDATE_FRAMES=1 pytest tests/tui/test_frames.py`` writes them anew; read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.canned import DAY_TEN, conv, stage
from tests.tui.test_study_screen import settle

FRAMES = Path(__file__).parent / "frames"
ANSWERS = {
    "asking": (),
    "not-yet": ("16 19 19",),
    "wrong": ("16 19 19", "16 19 19"),
    "right": ("16 21 21",),
    "summary": ("1 2 3", "?", "/stop"),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", ["home", *ANSWERS])
async def test_the_screen_is_as_it_was_looked_at(name: str, size: tuple[int, int]) -> None:
    held = stage(conv(), start="home" if name == "home" else "study", view=DAY_TEN)
    async with held.app.run_test(size=size) as pilot:
        await settle(pilot, held)
        for text in ANSWERS.get(name, ()):
            if text == "/stop":
                held.clock.advance(1)
                await pilot.press("q")
            else:
                held.app.screen.query_one("#line", Input).value = text
                await pilot.press("enter")
            await settle(pilot, held)
        found = held.text() + "\n"
    held.app.runner.close()
    frame = FRAMES / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("UPDATE_FRAMES"):
        frame.write_text(found, encoding="utf-8")
    assert found == frame.read_text(encoding="utf-8")
