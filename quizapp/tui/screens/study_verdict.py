"""What a person does to a question after, or apart from, answering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quizapp.session.events import Rate, Ticked
from quizapp.session.loop import Tick
from quizapp.session.stages import Judged, Opening
from quizapp.srs.state import Rating
from quizapp.tui.actions import Action
from quizapp.tui.screens.study_field import FieldScreen
from quizapp.tui.views.judged import JudgedView

_READING = {"judged.steps", "judged.why", "judged.rating", "any.commands", "any.help"}


class VerdictScreen(FieldScreen):
    """A session whose answers can be ticked, rated, taken back and marked."""

    view = JudgedView([], [], False)
    """The verdict as it is laid out now."""

    def obey(self, action: Action) -> None:
        """Until a verdict could be read, keys only open what there is to read."""
        if self.place != "judged" or self.guard.open or action.id in _READING:
            super().obey(action)

    def do_yes(self) -> None:
        """The point was said."""
        self._mark("y")

    def do_no(self) -> None:
        """The point was not said."""
        self._mark("n")

    def do_partly(self) -> None:
        """The point was said in part."""
        self._mark("p")

    def do_back(self) -> None:
        """Take the last tick back; elsewhere, back to the start."""
        if self.place == "ticking":
            self.command("untick")
        elif self.guard.open:
            self.dismiss()

    def _mark(self, tick: Tick) -> None:
        if self.guard.open:
            self.send(Ticked(tick, self.now()))

    def _opens_first(self) -> bool:
        stage = self.state.stage
        outcome = stage.loop.outcome if isinstance(stage, Judged) else None
        return bool(outcome and not outcome.right and self.view.folded)

    def do_next(self) -> None:
        """Go on; after a wrong answer what is folded opens first."""
        if not self.guard.open:
            return
        if self._opens_first():
            self.do_why()
        else:
            self.command("next")

    def do_why(self) -> None:
        """Open everything there is to read, or fold it again."""
        self.opened = replace(self.opened, everything=not self.opened.everything)
        self.paint()
        self.scroll_to_top()

    def do_steps(self) -> None:
        """Open the worked steps."""
        self.opened = replace(self.opened, steps=not self.opened.steps)
        self.paint()

    def do_rating(self) -> None:
        """Open the rating bar, and ask what each rating would lead to."""
        loop = self.state.loop
        if loop is None or self.state.mode == "practice":
            return
        self.opened = replace(self.opened, bar=not self.opened.bar)
        self.paint()
        if self.opened.bar and self.opened.previews is None:
            item = loop.item
            doors = self.quiz.doors
            self.quiz.ask(lambda house: doors.previews(house, item), self._previewed, self._failed)

    def _previewed(self, previews: Mapping[Rating, str]) -> None:
        self.opened = replace(self.opened, previews=previews)
        self.paint()

    def do_again(self) -> None:
        """Rate it again."""
        self._rate(Rating.AGAIN)

    def do_hard(self) -> None:
        """Rate it hard."""
        self._rate(Rating.HARD)

    def do_good(self) -> None:
        """Rate it good."""
        self._rate(Rating.GOOD)

    def do_easy(self) -> None:
        """Rate it easy."""
        self._rate(Rating.EASY)

    def do_mistyped(self) -> None:
        """Hard in place of again."""
        if self.guard.open:
            self.command("mistyped")

    def _rate(self, rating: Rating) -> None:
        if self.guard.open and self.state.mode == "study":
            self.opened = replace(self.opened, bar=True)
            self.send(Rate(rating, self.now()))

    def do_undo(self) -> None:
        """Take the last answer back."""
        self.command("undo")

    def do_redo(self) -> None:
        """Let it stand again."""
        self.command("redo")

    def do_bury(self) -> None:
        """Not today."""
        self.command("bury")

    def do_suspend(self) -> None:
        """Not until asked for; on, or off."""
        self.command("suspend")

    def do_star(self) -> None:
        """A star on, or off."""
        self.command("star")

    def do_stop(self) -> None:
        """End the session with its summary; before the first question, go back."""
        if self.desk is None or isinstance(self.state.stage, Opening):
            self.dismiss()
        else:
            self.command("stop")

    def do_practise(self) -> None:
        """Go on with practice."""
        if self.guard.open:
            self.begin("practice")

    def do_topics(self) -> None:
        """Choose a topic to practise."""
        self.quiz.open_topics(self.state.minutes)
