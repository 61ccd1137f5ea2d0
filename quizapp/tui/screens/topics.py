"""Every topic, the weakest first; enter practises one."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.reports.home import TopicLine
from quizapp.tui.actions import Place
from quizapp.tui.layout import BLANK, Lines, Look, styled
from quizapp.tui.prose import prose
from quizapp.tui.screens.framed import Framed
from quizapp.tui.views.topics import topic_lines

_PAGE = 10


class TopicsScreen(Framed):
    """A list that is moved through with arrows or j and k."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes
        self.topics: Sequence[TopicLine] | None = None
        self.at = 0
        self.problem = ""

    @property
    def place(self) -> Place:
        return "topics"

    def on_mount(self) -> None:
        self.quiz.ask(self.quiz.doors.topics, self._arrived, self._failed)

    def title_parts(self) -> tuple[str, str]:
        if not self.topics:
            return "Topics", ""
        return "Topics", f"{len(self.topics)} of them, the weakest first"

    def body_lines(self, look: Look) -> Lines:
        if self.problem:
            return [BLANK, *prose(self.problem, look, indent=3)]
        if self.topics is None:
            return [BLANK, styled((f"   Opening your questions {look.signs.more}", "$quiet"))]
        return topic_lines(self.topics, self.at, look)

    def _arrived(self, topics: Sequence[TopicLine]) -> None:
        self.topics = topics
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.problem = str(error)
        self.paint()

    def do_open(self) -> None:
        """Practise the topic at hand."""
        if self.topics:
            self.dismiss()
            self.quiz.open_study("practice", self.minutes, self.topics[self.at].topic)

    def do_down(self) -> None:
        """The next topic."""
        self._move(1)

    def do_up(self) -> None:
        """The topic before."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Ten on."""
        self._move(_PAGE)

    def do_page_up(self) -> None:
        """Ten back."""
        self._move(-_PAGE)

    def do_back(self) -> None:
        """Back to the start."""
        self.dismiss()

    def _move(self, by: int) -> None:
        if self.topics:
            self.at = min(max(self.at + by, 0), len(self.topics) - 1)
            self.paint()
