"""What waits today: as many questions as fit, and the minutes of just those."""

from __future__ import annotations

from pathlib import Path

from quizapp.config import Config
from quizapp.drive.due import due_today
from quizapp.drive.home import home_view
from quizapp.session.events import Command
from quizapp.session.stages import Asking
from tests.drive.test_study_drive import answer, begin
from tests.frozen import FrozenClock
from tests.houses import small_house, write_bank

HEAD = """\
format: 1
topic: cnn
title: Convolution
questions:
"""
QUESTION = """\
  - id: q{number}
    kind: choice
    level: beginner
    asked: often
    seconds: 60
    prompt: What does block {number} compute?
    options:
      - text: x + F(x)
        correct: true
      - text: F(x) alone
        why: That is a plain block.
    explanation: The input is added to what the block computes.
    sources: ["He et al. 2016, arXiv:1512.03385"]
"""


def test_what_is_due_is_counted_as_far_as_it_fits_and_with_its_own_minutes(tmp_path: Path) -> None:
    write_bank(tmp_path / "bank", HEAD + "".join(QUESTION.format(number=n) for n in range(10)))
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        drive = begin(house)
        while isinstance(drive.state.stage, Asking):
            answer(drive)
            drive.post(Command("next", drive.now()))
        clock.advance(400 * 86_400)
        view = home_view(house, 3)
        assert (view.met, view.due, view.due_minutes) == (10, 3, 3)
    config = Config(banks=(tmp_path / "bank",), data=tmp_path / "data", minutes=4)
    today = due_today(config, clock)
    assert (today.due, today.minutes) == (4, 4)
    assert today.sentence() == "4 due, about 4 minutes; 0 new, about 0 minutes."
