"""The screen at the end of a session."""

from __future__ import annotations

from quizapp.session.stages import Study
from quizapp.session.tally import Tally
from quizapp.tui.layout import Look
from quizapp.tui.views.ending import summary_lines


def test_the_summary_tells_of_an_answer_that_was_taken_back() -> None:
    state = Study(note="The run contradicts the solution of b/a.")
    lines = summary_lines(state, Tally(), 0, "", Look(80, 19))
    assert "The run contradicts the solution of b/a." in "\n".join(line.plain for line in lines)
