"""Make the README's picture from the app itself: a wrong answer, its slip, the worked steps.

usage: python scripts/screenshot.py [docs/wrong.svg]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from quizapp.config import Config
from quizapp.tui.app import QuizApp

BANK = "format: 1\nid: picture\ntitle: One question\n"
TOPIC = """\
format: 1
topic: cnn
title: Convolution
questions:
  - id: conv-shape
    family: conv2d.output_shape
    level: intermediate
    params: {N: 1, Ci: 3, Co: 16, H: 41, W: 41, K: 7, S: 2, P: 3}
"""
SIZE = (80, 24)


async def main(target: Path) -> None:
    """Play the question in a throwaway folder and save what the screen shows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bank").mkdir()
        (folder / "bank" / "bank.yaml").write_text(BANK, encoding="utf-8")
        (folder / "bank" / "cnn.yaml").write_text(TOPIC, encoding="utf-8")
        config = Config(banks=(folder / "bank",), data=folder / "data", first_run_done=True)
        app = QuizApp(config, start="study")
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(3.0)
            await pilot.press(*"16x19x19", "enter")
            await pilot.pause(1.0)
            await pilot.press("question_mark", "enter")
            await pilot.pause(3.0)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(app.export_screenshot(title="quizapp"), encoding="utf-8")
        app.runner.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/wrong.svg")))
