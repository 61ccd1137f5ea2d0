"""What is agreed before a mock interview: round, minutes, level, when verdicts are told."""

from __future__ import annotations

from dataclasses import replace

from quizapp.levels import LEVELS
from quizapp.session.terms import Terms
from quizapp.tui.actions import Place
from quizapp.tui.layout import READABLE, Lines, Look
from quizapp.tui.screens.framed import Framed
from quizapp.tui.views.interview import terms_lines

_STEP = 5
_SHORTEST, _LONGEST = 5, 180


class TermsScreen(Framed):
    """Agrees on a round; enter starts it."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.terms = terms

    @property
    def place(self) -> Place:
        return "terms"

    def title_parts(self) -> tuple[str, str]:
        return "Mock interview", ""

    def body_lines(self, look: Look) -> Lines:
        return terms_lines(self.terms, look.narrowed(min(look.width, READABLE)))

    def do_start(self) -> None:
        """Begin the round."""
        from quizapp.tui.screens.interview import InterviewScreen

        self.quiz.switch_screen(InterviewScreen(self.terms))

    def do_fundamentals(self) -> None:
        """Maths and mechanism."""
        self._agree(round="fundamentals")

    def do_debugging(self) -> None:
        """What is wrong, and how to find it."""
        self._agree(round="debugging")

    def do_code(self) -> None:
        """Programs."""
        self._agree(round="code")

    def do_scope(self) -> None:
        """Trade-offs."""
        self._agree(round="scope")

    def do_project(self) -> None:
        """One's own work."""
        self._agree(round="project")

    def do_longer(self) -> None:
        """Five minutes more."""
        self._agree(minutes=min(self.terms.minutes + _STEP, _LONGEST))

    def do_shorter(self) -> None:
        """Five minutes less."""
        self._agree(minutes=max(self.terms.minutes - _STEP, _SHORTEST))

    def do_level(self) -> None:
        """The next level; after the highest, the lowest."""
        at = LEVELS.index(self.terms.level)
        self._agree(level=LEVELS[(at + 1) % len(LEVELS)])

    def do_feedback(self) -> None:
        """Verdicts at the end, or at once."""
        self._agree(feedback="now" if self.terms.feedback == "end" else "end")

    def do_back(self) -> None:
        """Back to the start."""
        self.dismiss()

    def _agree(self, **changes: object) -> None:
        self.terms = replace(self.terms, **changes)  # type: ignore[arg-type]
        self.paint()
