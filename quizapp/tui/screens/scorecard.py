"""The scorecard of a mock interview, each answer again, and how it is scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from quizapp.session.interview_answers import missed
from quizapp.session.interview_stages import Interview
from quizapp.tui.actions import Place
from quizapp.tui.guard import Guard
from quizapp.tui.layout import BLANK, READABLE, Lines, Look, styled
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Framed, Scroll
from quizapp.tui.views.interview import through_lines
from quizapp.tui.views.scorecard import rule_lines, scorecard_lines, scorecard_title
from quizapp.wording import plural

if TYPE_CHECKING:
    from quizapp.reports.scorecard_filed import Filed
    from quizapp.tui.doors import InterviewDesk

Page = Literal["scorecard", "through", "rule"]


class ScorecardScreen(Framed):
    """Three pages over one round that is over."""

    def __init__(self, desk: InterviewDesk, state: Interview) -> None:
        super().__init__()
        self.desk = desk
        self.state = state
        self.filed: Filed | None = None
        self.page: Page = "scorecard"
        self.at = 0
        self.told = ""

    def on_mount(self) -> None:
        self.guard = Guard(self.quiz.clock)
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.take(self.state)

    def take(self, state: Interview) -> None:
        """Take in the round as it stands now: a run may have arrived, or taken an answer off."""
        self.state = state
        self.told = state.note
        self.at = min(self.at, max(len(state.done) - 1, 0))
        desk = self.desk
        if self.is_attached:
            self.quiz.ask(lambda _house: desk.filed, self._filed, self.quiz.fail)

    def _filed(self, filed: Filed) -> None:
        self.filed = filed
        self.paint()

    # -- what is shown -------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        return self.page

    def title_parts(self) -> tuple[str, str]:
        if self.page == "through" and self.state.done:
            shown = self.state.done[self.at].asked.loop.item.presented
            count = len(self.state.done)
            return plain_line(shown.topic, self.look), f"answer {self.at + 1} of {count}"
        if self.page == "rule":
            return "How it is scored", ""
        return scorecard_title(self.filed, self.look) if self.filed else ("Practice scorecard", "")

    def body_lines(self, look: Look) -> Lines:
        text = look.narrowed(min(look.width, READABLE))
        if self.filed is None:
            return [BLANK, styled((f"   Reckoning {look.signs.more}", "$quiet"))]
        match self.page:
            case "through" if self.state.done:
                return through_lines(self.state.done[self.at], text)
            case "rule":
                return rule_lines(self.filed, text)
            case _:
                return scorecard_lines(self.filed, text, self.told)

    def labels(self) -> Mapping[str, str]:
        if self.page == "through":
            last = self.at >= len(self.state.done) - 1
            return {"through.next": "to the scorecard" if last else "next"}
        count = len(self.misses)
        if not count:
            return {"card.study": ""}
        misses = "the miss" if count == 1 else f"the {plural(count, 'miss', 'misses')}"
        return {"card.study": f"study {misses}, {self._minutes()} min"}

    @property
    def misses(self) -> tuple[str, ...]:
        """The questions that were missed, in the order in which they were asked."""
        return tuple(a.line.key for a in self.state.done if missed(a.line))

    def _minutes(self) -> int:
        seconds = sum(
            a.asked.loop.item.presented.seconds for a in self.state.done if missed(a.line)
        )
        return max(round(seconds / 60), 1)

    def _turn_to(self, page: Page, at: int = 0) -> None:
        self.page, self.at, self.told = page, at, ""
        self.paint()
        self.query_one("#scroll", Scroll).scroll_home(animate=False)

    # -- actions -------------------------------------------------------------------------------

    def do_through(self) -> None:
        """Go through the answers, each with its truth and its steps."""
        if self.guard.open and self.state.done:
            self._turn_to("through")

    def do_next(self) -> None:
        """The next answer; after the last one, the scorecard."""
        if self.at < len(self.state.done) - 1:
            self._turn_to("through", self.at + 1)
        else:
            self._turn_to("scorecard")

    def do_previous(self) -> None:
        """The answer before."""
        self._turn_to("through", max(self.at - 1, 0))

    def do_rule(self) -> None:
        """Show how it is scored."""
        self._turn_to("rule")

    def do_card(self) -> None:
        """Back to the scorecard."""
        self._turn_to("scorecard")

    def do_study(self) -> None:
        """Study what was missed, now."""
        if self.guard.open and self.misses:
            self.quiz.open_study("study", self._minutes(), keys=self.misses)

    def do_again(self) -> None:
        """The same questions once more, with new numbers."""
        if not self.guard.open:
            return
        from quizapp.tui.screens.interview import InterviewScreen

        terms = self.state.terms
        keys = tuple(answered.line.key for answered in self.state.done)
        again = replace(terms, seed=terms.seed + 1, keys=keys)
        self.quiz.switch_screen(InterviewScreen(again))

    def do_markdown(self) -> None:
        """Write it to a file, and say which."""
        desk = self.desk
        self.quiz.ask(
            lambda house: self.quiz.doors.markdown(house, desk), self._written, self._not_written
        )

    def _written(self, path: str) -> None:
        self.told = f"Written to {path}"
        self.paint()

    def _not_written(self, error: Exception) -> None:
        self.told = str(error)
        self.paint()

    def do_back(self) -> None:
        """Back to the start."""
        self.dismiss()
