"""Performs a study or practice session: every effect in order, in the caller's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizapp.drive import planning, proving, recording
from quizapp.drive.dealing import CannotDraw, deal
from quizapp.drive.house import House
from quizapp.drive.performing import Drive
from quizapp.drive.settling import settle
from quizapp.errors import QuizappError
from quizapp.session.effects import (
    BringBack,
    Close,
    Deal,
    Effect,
    MakePlan,
    Mark,
    Prove,
    PutBack,
    Record,
    Rerate,
    TakeBack,
    Withdraw,
)
from quizapp.session.events import (
    Broke,
    Conflicted,
    Dealt,
    Event,
    Planned,
    Recorded,
    Redone,
    Told,
    Unavailable,
    Undone,
    Withdrawn,
)
from quizapp.session.item import Why
from quizapp.session.stages import Mode, Study
from quizapp.session.study import step
from quizapp.srs.state import CardKey
from quizapp.store.records import Conflict


class StudyDrive(Drive[Study, Event, Effect]):
    """One study or practice session; see `Drive`."""

    def __init__(
        self, house: House, mode: Mode = "study", wake: Callable[[], None] | None = None
    ) -> None:
        super().__init__(house, Study(mode=mode), wake)
        self._session: int | None = None
        self._why: dict[str, Why] = {}

    def _step(self, state: Study, event: Event) -> tuple[Study, tuple[Effect, ...]]:
        return step(state, event)

    def _broke(self, error: QuizappError) -> Event:
        return Broke(str(error), int(error.code))

    def _do(self, effect: Effect) -> tuple[Event, ...]:
        match effect:
            case MakePlan():
                return (self._plan(effect),)
            case Deal(key):
                return (self._deal(key),)
            case Record():
                return (self._record(effect),)
            case Rerate():
                receipt = recording.rerate(self._house, effect)
                return (Recorded(receipt, self.now()),) if receipt else (Conflicted(self.now()),)
            case Prove():
                proving.prove(self._house.client, effect, self._arrived)
                return ()
            case Mark():
                return (recording.mark(self._house, effect),)
            case BringBack():
                recording.bring_back(self._house, effect)
                return ()
            case Close():
                if self._session is not None:
                    self._house.store.finish_session(self._session)
                return ()
            case _:
                return (self._take_back(effect),)

    def _take_back(self, effect: TakeBack | PutBack | Withdraw) -> Event:
        store = self._house.store
        match effect:
            case TakeBack(row):
                undone = store.undo(row)
                if undone is None:
                    return Undone(None, None, self.now())
                if isinstance(undone, Conflict):
                    return Told("That answer stays: its question has a new id or schedule since.")
                settle(store, self._house.library)
                return Undone(undone.target, self._present(undone.key), self.now())
            case PutBack():
                redone = store.redo()
                if redone is None or isinstance(redone, Conflict):
                    return Redone(None, None, self.now())
                settle(store, self._house.library)
                return Redone(redone.target, self._present(redone.key), self.now())
            case Withdraw(row, key, line):
                store.undo(row)
                recording.report(self._house, key, line)
                return Withdrawn(row, key, self.now())

    def _present(self, key: CardKey) -> str:
        """The key by which a question that was answered is asked today."""
        return self._house.library.present(str(key)) or str(key)

    def _plan(self, effect: MakePlan) -> Planned:
        made = planning.make_plan(self._house, effect, self.now())
        self._session = made.session
        self._why = dict(made.why)
        return made.planned

    def _deal(self, key: str) -> Event:
        default: Why = "learning" if self.state.mode == "study" else "practice"
        try:
            item = deal(self._house, key, self._why.get(key, default))
        except CannotDraw as error:
            if error.lacks_torch:
                self.state = replace(self.state, left_out=self.state.left_out + 1)
            return Unavailable(key, error.reason, self.now())
        return Dealt(item, self.now())

    def _record(self, effect: Record) -> Event:
        receipt = recording.record(self._house, effect, self._session)
        self._why.pop(effect.item.key, None)
        return Recorded(receipt, self.now()) if receipt else Conflicted(self.now())
