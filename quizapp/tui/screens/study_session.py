"""The session behind the study screen: events out, states in, the guard and the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizapp.errors import QuizappError
from quizapp.session.events import Begin, Command, Event
from quizapp.session.loop import LONGEST_GAP
from quizapp.session.stages import Asking, Broken, Finished, Judged, Mode, Recording, Study
from quizapp.tui.guard import Guard
from quizapp.tui.screens.framed import Framed
from quizapp.tui.views.judged import Opened

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import Desk


class SessionScreen(Framed):
    """Owns one session. What is shown of it and which keys it has is said in the classes below."""

    def __init__(
        self, mode: Mode, minutes: int, topic: str | None = None, keys: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.state = Study(mode=mode, minutes=minutes)
        self.topic = topic
        self.asked_keys = keys
        self.desk: Desk | None = None
        self.opened = Opened()
        self.waiting = False
        self.told = ""
        self.tomorrow = ""
        self._ticked = -1.0

    def on_mount(self) -> None:
        """Open the session."""
        self.guard = Guard(self.quiz.clock)
        self.begin(self.state.mode, self.topic, self.asked_keys)
        self._tick_later()

    def take_question(self) -> None:
        """Another question stands in the state than before."""

    def take_state(self, before: Study, state: Study) -> None:
        """A state came; called before it is painted."""

    def begin(self, mode: Mode, topic: str | None = None, keys: tuple[str, ...] = ()) -> None:
        """Open a session on the drive's thread, of these questions alone where `keys` are given."""
        quiz, minutes = self.quiz, self.state.minutes
        self.state = Study(mode=mode, minutes=minutes, touched=self.now())
        begin = Begin(minutes, self.now(), topic, keys)
        self.waiting = True

        def wake() -> None:
            # Called on the worker's thread, also when this screen was left.
            desk = self.desk
            if desk is not None:
                quiz.ask(lambda _house: desk.pump(), self._take, self._failed)

        def opening(house: House) -> tuple[Desk, Study]:
            desk = quiz.doors.study(house, mode, wake)
            return desk, desk.post(begin)

        def opened(found: tuple[Desk, Study]) -> None:
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

    def command(self, name: Any) -> None:
        """Post a plain command by its name."""
        self.send(Command(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _arrived(self, state: Study) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: Study) -> None:
        before, self.state = self.state, state
        if not self.is_running:
            return
        if _question_of(before) != _question_of(state):
            self.opened = Opened()
            self.told = ""
            self.take_question()
        self.take_state(before, state)
        if _part_of(before) != _part_of(state):
            self._new_stage()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Broken(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_stage(self) -> None:
        stage = self.state.stage
        if isinstance(stage, Asking) and stage.loop.stage == "answering":
            return
        self.set_focus(None)
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.scroll_to_top()
        if isinstance(stage, Finished):
            self.quiz.ask(self.quiz.doors.tomorrow, self._know_tomorrow, self._no_tomorrow)

    def _know_tomorrow(self, sentence: str) -> None:
        self.tomorrow = sentence
        self.paint()

    def _no_tomorrow(self, error: Exception) -> None:
        self._know_tomorrow(f"Tomorrow cannot be told: {error}")

    def _tick_later(self) -> None:
        """The clock: repaint the title when the next whole minute begins."""
        seconds = self.seconds
        idle, self._ticked = seconds == self._ticked, seconds
        self.set_timer(60 if idle else max(60 - seconds % 60, 1.0), self._tick)

    def _tick(self) -> None:
        self.paint()
        self._tick_later()

    @property
    def seconds(self) -> float:
        """The session's time up to now, idle time cut out."""
        if not isinstance(self.state.stage, (Asking, Recording, Judged)):
            return self.state.spent
        return self.state.spent + min(max(self.now() - self.state.touched, 0.0), LONGEST_GAP)


def _part_of(state: Study) -> tuple[type, bool]:
    """What keys are for: a stage, and whether the points of an answer are ticked in it."""
    stage = state.stage
    return type(stage), isinstance(stage, Asking) and stage.loop.stage == "ticking"


def _question_of(state: Study) -> tuple[str, int, int] | None:
    loop = state.loop
    return (loop.item.key, loop.item.seed, state.number) if loop else None
