"""The first run behind its screen: events to the drive's thread, states back from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from quizapp.errors import QuizappError
from quizapp.session.first_run_events import FIRST_MINUTES, Event, Start, Wish
from quizapp.session.first_run_stages import (
    AskSetting,
    Broken,
    Done,
    FirstRun,
    Placing,
    Preparing,
    Tried,
    Trying,
)
from quizapp.session.loop import Loop
from quizapp.session.slash import FIRST_WORDS
from quizapp.tui.guard import Guard
from quizapp.tui.screens.field import WithField
from quizapp.tui.views.judged import Opened
from quizapp.tui.widgets.answer import AnswerLine, AnswerText

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import FirstDesk

_LOOK_AT_TORCH = 1.0


class FirstSession(WithField):
    """One first run: what it waits for, what it shows next, how it ends."""

    words = FIRST_WORDS

    def __init__(self) -> None:
        super().__init__()
        self.state = FirstRun()
        self.desk: FirstDesk | None = None
        self.waiting = True
        self.leaving = False
        self.opened = Opened()
        self.torch = ""

    def on_mount(self) -> None:
        self.guard = Guard(self.quiz.clock)
        self._begin()
        self.paint()

    def on_unmount(self) -> None:
        """Quitting in the middle leaves for good, unless nothing was answered yet."""
        desk, stage = self.desk, self.state.stage
        begun = not isinstance(stage, (Preparing, Trying, Done, Broken)) or (
            isinstance(stage, Trying) and stage.what_if
        )
        if desk is not None and begun:
            leave = Wish("leave", self.now())
            self.quiz.runner.submit(lambda _house: desk.post(leave))

    @property
    def open_loop(self) -> Trying | Placing | None:
        """The question that is open for an answer."""
        stage = self.state.stage
        return stage if isinstance(stage, (Trying, Placing)) else None

    @property
    def open_question(self) -> Loop | None:
        """The loop of that question."""
        stage = self.open_loop
        return stage.loop if stage is not None else None

    @property
    def answering(self) -> bool:
        """Whether the field is in use."""
        loop = self.open_question
        if loop is not None:
            return loop.stage == "answering"
        return isinstance(self.state.stage, AskSetting)

    def _begin(self) -> None:
        """Open it on the drive's thread, unless it was had already."""
        quiz, start = self.quiz, Start(self.now())

        def wake() -> None:
            desk = self.desk
            if desk is not None:
                quiz.ask(lambda _house: desk.pump(), self._take, self._failed)

        def opening(house: House) -> tuple[FirstDesk, FirstRun] | None:
            if not quiz.doors.home(house, quiz.minutes).first_run:
                return None
            desk = quiz.doors.first_run(house, wake)
            return desk, desk.post(start)

        def opened(found: tuple[FirstDesk, FirstRun] | None) -> None:
            if found is None:
                self.dismiss()
                return
            self.desk, state = found
            self._arrived(state)
            self._look_at_torch()
            # Reading days loads a library; better now than at the first letter of one.
            quiz.ask(lambda _house: found[0].echo("goal_date", "in 3 weeks"), _let_go, _let_go)

        quiz.ask(opening, opened, self._failed)

    def send(self, event: Event) -> None:
        """Post one event. Until its state is back, keys that act on the question are let go."""
        desk = self.desk
        if desk is None or self.waiting:
            return
        self.waiting = True
        self.told = ""
        self.quiz.ask(lambda _house: desk.post(event), self._arrived, self._failed)

    def wish(self, name: Literal["next", "show", "hint", "skip", "leave"]) -> None:
        """Post a plain wish by its name."""
        self.send(Wish(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _arrived(self, state: FirstRun) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: FirstRun) -> None:
        before, self.state = self.state, state
        if not self.is_running:
            return
        if isinstance(state.stage, Done):
            self._over(state.stage)
            return
        if _subject(before) != _subject(state):
            self._new_subject()
        elif (loop := self.open_question) is not None and loop.tries != _tries(before):
            self.take_out(self.done)
        if not self.waiting:
            self.release()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Broken(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_subject(self) -> None:
        """Something else is asked or shown: an empty field, or none; keys wait for the paint."""
        self.opened = Opened()
        self.leaving = False
        line, text = self.query_one(AnswerLine), self.query_one(AnswerText)
        line.arrows = line.space_picks = False
        line.placeholder = ""
        line.display, text.display = True, False
        self.new_question()
        self.enter()
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.scroll_to_top()

    def enter(self) -> None:
        """Give the keys to the field, where it is in use."""
        self.set_focus(self.field if self.answering else None)

    def _over(self, done: Done) -> None:
        desk = self.desk
        if desk is not None:
            self.quiz.take_settings(desk.config)
        if done.study:
            from quizapp.tui.screens.first_study import FirstStudyScreen

            study = FirstStudyScreen("study", FIRST_MINUTES, done.topic)
            study.ahead = self.ahead
            self.quiz.switch_screen(study)
        else:
            self.dismiss()

    def _look_at_torch(self) -> None:
        """Say how far PyTorch is in the worker, as long as the first question is at hand."""
        desk = self.desk
        if desk is None or not isinstance(self.state.stage, (Trying, Tried)):
            self.torch = ""
            return
        if desk.unproved is not None:
            self.quiz.ask(lambda _house: desk.pump(), self._take, self._failed)
        if desk.torch_line != self.torch:
            self.torch = desk.torch_line
            self.paint()
        self.set_timer(_LOOK_AT_TORCH, self._look_at_torch)


def _let_go(_: object) -> None:
    """Nothing is made of it."""


def _subject(state: FirstRun) -> tuple[object, ...]:
    """What is asked or shown; a change of it means another field, another place to read."""
    stage = state.stage
    match stage:
        case Trying(loop) | Placing(loop):
            return type(stage), loop.item.key, loop.item.seed, loop.stage
        case AskSetting(setting):
            return type(stage), setting
        case _:
            return (type(stage),)


def _tries(state: FirstRun) -> tuple[object, ...]:
    stage = state.stage
    return stage.loop.tries if isinstance(stage, (Trying, Placing)) else ()
