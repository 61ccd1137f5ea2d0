"""The round behind the interview screen: events out, states in, the clock, and what keys wish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.errors import QuizappError
from quizapp.session.interview_events import (
    AskFor,
    Event,
    HandIn,
    Open,
    Sure,
    TickPoint,
    Wish,
    WishName,
)
from quizapp.session.interview_stages import Aborted, Answering, Interview, Over
from quizapp.session.loop import Tick
from quizapp.session.slash import INTERVIEW_WORDS
from quizapp.session.terms import Terms
from quizapp.tui.actions import Action
from quizapp.tui.guard import Guard
from quizapp.tui.screens.field import WithField
from quizapp.tui.screens.framed import Scroll
from quizapp.tui.widgets.answer import HandedIn

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import InterviewDesk

_LAST_MINUTE = 60.0
_WHILE_WAITING = {"any.help", "field.leave", "study.stop", "round.stop"}


class RoundScreen(WithField):
    """Owns one round. What is shown of it is said in the class below."""

    LEFT_BEHIND = "the round ends without a scorecard"
    words = INTERVIEW_WORDS

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.state = Interview(terms=terms)
        self.desk: InterviewDesk | None = None
        self.heir: Callable[[Interview], None] | None = None
        """Who is told of runs that arrive after the end: the scorecard."""
        self.clock = True
        self.waiting = False

    @property
    def open_loop(self) -> Answering | None:
        """The question that is open for an answer."""
        stage = self.state.stage
        return stage if isinstance(stage, Answering) else None

    def on_mount(self) -> None:
        """Open the round."""
        self.guard = Guard(self.quiz.clock)
        self.begin(self.state.terms)
        self._tick_later()

    # -- the round -----------------------------------------------------------------------------

    def begin(self, terms: Terms) -> None:
        """Open a round on the drive's thread."""
        quiz = self.quiz
        start = Open(terms, self.now())
        self.waiting = True

        def wake() -> None:
            # Called on the worker's thread, also when this screen has made way for the scorecard.
            desk = self.desk
            if desk is not None:
                quiz.ask(lambda _house: desk.pump(), self._pumped, self._failed)

        def opening(house: House) -> tuple[InterviewDesk, Interview]:
            desk = quiz.doors.interview(house, wake)
            return desk, desk.post(start)

        def opened(found: tuple[InterviewDesk, Interview]) -> None:
            self.desk, state = found
            self._arrived(state)

        quiz.ask(opening, opened, self._failed)
        self.paint()

    def send(self, event: Event) -> None:
        """Post one event. Until its state is back, keys that act on the question are let go."""
        desk = self.desk
        if desk is None or self.waiting:
            return
        self.waiting = True
        self.told = ""
        self.quiz.ask(lambda _house: desk.post(event), self._arrived, self._failed)

    def wish(self, name: WishName) -> None:
        """Post a plain wish by its name."""
        self.send(Wish(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _pumped(self, state: Interview) -> None:
        if self.heir is not None:
            self.heir(state)
        else:
            self._take(state)

    def _arrived(self, state: Interview) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: Interview) -> None:
        before, self.state = self.state, state
        if not self.is_running or self.heir is not None:
            return
        if isinstance(state.stage, Over):
            self._over()
            return
        if before.number != state.number:
            self.new_question()
        if not self.waiting:
            self.release()
        if type(before.stage) is not type(state.stage) or before.number != state.number:
            self._new_stage()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Aborted(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_stage(self) -> None:
        if isinstance(self.state.stage, Answering):
            self.enter_field()
            return
        self.set_focus(None)
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.query_one("#scroll", Scroll).scroll_home(animate=False)

    def _over(self) -> None:
        """Make way for the scorecard; with nothing answered, go back."""
        desk = self.desk
        if desk is None or not self.state.done:
            self.quiz.tell(_why_empty(self.state))
            self.dismiss()
            return
        from quizapp.tui.screens.scorecard import ScorecardScreen

        card = ScorecardScreen(desk, self.state)
        self.heir = card.take
        self.quiz.switch_screen(card)

    # -- the clock -----------------------------------------------------------------------------

    def _tick_later(self) -> None:
        """Repaint when the next whole minute begins, in the last minute every second."""
        left = self.state.seconds_left(self.now())
        until = 1.0 if 0 < left <= _LAST_MINUTE else left % 60 or 60.0
        self.set_timer(until, self._tick)

    def _tick(self) -> None:
        self.paint()
        self._tick_later()

    # -- the field -----------------------------------------------------------------------------

    def obey(self, action: Action) -> None:
        if self.waiting and action.id not in _WHILE_WAITING:
            return
        super().obey(action)

    def on_handed_in(self, event: HandedIn) -> None:
        """Hand the text in, or obey a command in it; the field is held until that is done."""
        if not event.text.startswith("/") and event.text.strip() and not self.waiting:
            self.done = event.text
            self.send(HandIn(event.text, self.now()))
            self.paint()
            return
        self.release()
        self.obey_typed(event.text)
        self.paint()

    def obey_word(self, name: str, rest: str) -> None:
        """Do what a word behind a slash says."""
        match name:
            case "=":
                from quizapp.grading.calculator import calculate

                self.told = f"{rest}   {calculate(rest)}"
            case "ask" if not rest:
                self.told = "Say what you want to see: /ask gradient norm"
            case "ask":
                self.send(AskFor(rest, self.now()))
            case "example":
                example = self.open_loop.loop.item.presented.placeholder if self.open_loop else ""
                self.told = f"typed like this:  {example}" if example else "In your own words."
            case "again":
                self.told = ""
            case _:
                getattr(self, f"do_{name}")()

    # -- actions -------------------------------------------------------------------------------

    def do_answer(self) -> None:
        """Hand in what is typed, when asked to by another key than the field's own enter."""
        self.on_handed_in(HandedIn(self.typed))

    def do_hint(self) -> None:
        """Open one more hint; it counts."""
        asked = self.open_loop
        if asked and asked.loop.hints >= len(asked.loop.item.presented.hints):
            self.told = "That was the last hint." if asked.loop.hints else "There is no hint."
            self.paint()
        else:
            self.wish("hint")

    def do_pass(self) -> None:
        """Move on; it counts as passed."""
        self.wish("pass")

    def do_aloud(self) -> None:
        """It was said out loud."""
        asked = self.open_loop
        if asked and asked.loop.item.asked is not None:
            self.told = "This one wants an answer that is typed."
            self.paint()
        else:
            self.wish("aloud")

    def do_pause(self) -> None:
        """Stop the clock."""
        self.set_focus(None)
        self.wish("pause")

    def do_resume(self) -> None:
        """Let the clock run again."""
        self.wish("resume")
        self.enter_field()

    def do_clock(self) -> None:
        """Hide the clock, or show it."""
        self.clock = not self.clock
        self.paint()

    def do_stop(self) -> None:
        """End the round; before its first question, go back."""
        if self.desk is None or not self.state.number:
            self.dismiss()
        else:
            self.wish("stop")

    def do_sure(self) -> None:
        """Sure of the answer."""
        self._say_sure(True)

    def do_unsure(self) -> None:
        """Not sure of the answer."""
        self._say_sure(False)

    def _say_sure(self, sure: bool) -> None:
        if self.guard.open:
            self.send(Sure(sure, self.now()))

    def do_yes(self) -> None:
        """The point was said."""
        self._mark("y")

    def do_no(self) -> None:
        """The point was not said."""
        self._mark("n")

    def do_partly(self) -> None:
        """The point was said in part."""
        self._mark("p")

    def _mark(self, mark: Tick) -> None:
        if self.guard.open:
            self.send(TickPoint(mark, self.now()))

    def do_next(self) -> None:
        """Go on after a verdict."""
        if self.guard.open:
            self.wish("next")

    def do_back(self) -> None:
        """Back to where the round was started."""
        self.dismiss()


def _why_empty(state: Interview) -> str:
    if state.left_out:
        return f"No question could be asked; {state.left_out} need PyTorch."
    return "Nothing was answered, so there is no scorecard."
