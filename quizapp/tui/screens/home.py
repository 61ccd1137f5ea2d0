"""Home: what there is to do today, and where the person stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.tui.actions import Place
from quizapp.tui.layout import READABLE, Lines, Look
from quizapp.tui.screens.framed import Framed
from quizapp.tui.views.home import home_lines, home_title

if TYPE_CHECKING:
    from textual.timer import Timer

    from quizapp.reports.home import HomeView

_STEP = 5
_MOST = 240
_REST = 0.2
"""Seconds without a key before the figures are asked for anew."""


class HomeScreen(Framed):
    """Paints at once with what needs no bank; the figures follow when the house is open."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes
        self.view: HomeView | None = None
        self.problem = ""
        self._soon: Timer | None = None

    @property
    def place(self) -> Place:
        return "home"

    def title_parts(self) -> tuple[str, str]:
        return home_title(self.view, self.quiz.today())

    def body_lines(self, look: Look) -> Lines:
        foot = self.problem or self.quiz.notice or self.quiz.torch_line
        if not foot and self.view is not None:
            foot = self.view.tip
        return home_lines(self.view, self.minutes, look.narrowed(min(look.width, READABLE)), foot)

    def labels(self) -> Mapping[str, str]:
        view = self.view
        if view is None:
            return {}
        if view.unfinished is not None:
            return {"home.start": "go on"}
        if not view.due and not view.new:
            return {"home.start": ""}
        return {}

    def on_screen_resume(self) -> None:
        """Look again: a session may have changed everything."""
        self.paint()
        # The first paint comes before the house is opened, so that nothing slows it.
        self.call_after_refresh(self.look_again)

    def look_again(self) -> None:
        """Ask for the figures anew; they are shown when they come."""
        minutes = self.minutes
        self.quiz.ask(
            lambda house: self.quiz.doors.home(house, minutes), self._arrived, self._failed
        )

    def _arrived(self, view: HomeView) -> None:
        self.view, self.problem = view, ""
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.problem = str(error)
        self.paint()

    def do_start(self) -> None:
        """Study."""
        self.quiz.open_study("study", self.minutes)

    def do_practise(self) -> None:
        """Practise a mix."""
        self.quiz.open_study("practice", self.minutes)

    def do_interview(self) -> None:
        """Agree on a mock interview."""
        self.quiz.open_terms()

    def do_topics(self) -> None:
        """List the topics."""
        self.quiz.open_topics(self.minutes)

    def do_goal(self) -> None:
        """Set the day of the interview and the minutes a day."""
        self.quiz.open_goal()

    def do_longer(self) -> None:
        """Five minutes more today."""
        self._change(_STEP)

    def do_shorter(self) -> None:
        """Five minutes less today."""
        self._change(-_STEP)

    def do_quit(self) -> None:
        """Leave."""
        self.app.exit(0)

    def _change(self, by: int) -> None:
        self.minutes = min(max(self.minutes + by, _STEP), _MOST)
        self.paint()
        # The figures follow when the keys have come to rest; a plan for each would be in their way.
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_REST, self.look_again)
