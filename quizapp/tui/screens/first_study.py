"""The few minutes of study at the end of the first run."""

from __future__ import annotations

from dataclasses import replace

from quizapp.session.stages import Finished
from quizapp.tui.layout import BLANK, READABLE, Lines, Look
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.views.ending import summary_lines
from quizapp.tui.views.first_run import farewell_lines


class FirstStudyScreen(StudyScreen):
    """The first few minutes of study; its summary says where things are, once."""

    def _closed_lines(self, look: Look) -> tuple[Lines, Lines]:
        stage = self.state.stage
        if not isinstance(stage, Finished):
            return super()._closed_lines(look)
        text = look.narrowed(min(look.width, READABLE))
        more = farewell_lines(self.quiz.config.data, text)
        body = replace(text, height=look.height - len(more) - 1)
        lines = summary_lines(self.state, stage.tally, stage.left, self.tomorrow, body)
        return [*lines, BLANK, *more], []
