"""Performs a mock interview: every effect in order, in the caller's thread."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import replace

from quizapp.drive import interviews, proving, recording
from quizapp.drive.dealing import CannotDraw, item_of
from quizapp.drive.house import House
from quizapp.drive.performing import Drive
from quizapp.errors import QuizappError
from quizapp.reports.scorecard import AnswerLine
from quizapp.reports.scorecard_filed import Filed, to_json
from quizapp.session.effects import Prove
from quizapp.session.interview import step
from quizapp.session.interview_effects import Choose, Effect, File, Keep, Pose, Withdraw
from quizapp.session.interview_events import Event, Failed, Kept, NotPosed, Posed
from quizapp.session.interview_stages import Interview
from quizapp.session.item import Item
from quizapp.session.loop import Outcome
from quizapp.session.terms import Terms
from quizapp.srs import seeds
from quizapp.srs.state import CardKey, Rating
from quizapp.srs.studyday import date_of
from quizapp.store.records import Conflict, NewAnswer

PATIENCE = 20.0
"""Seconds for which a run that is on its way is waited for before the scorecard is told."""


class InterviewDrive(Drive[Interview, Event, Effect]):
    """One interview; see `Drive`."""

    def __init__(self, house: House, wake: Callable[[], None] | None = None) -> None:
        super().__init__(house, Interview(), wake)
        self.session: int | None = None
        """The id under which the round is kept, once its questions are chosen."""

    def _step(self, state: Interview, event: Event) -> tuple[Interview, tuple[Effect, ...]]:
        return step(state, event)

    def _broke(self, error: QuizappError) -> Event:
        return Failed(str(error), int(error.code))

    def settle(self, patience: float = PATIENCE) -> Interview:
        """Wait for the runs that are on their way, for each at most `patience` seconds."""
        while any(answered.proof.sort == "pending" for answered in self.state.done):
            try:
                self.post(self._inbox.get(timeout=patience))
            except queue.Empty:
                break
        return self.pump()

    @property
    def filed(self) -> Filed:
        """The scorecard of the answers so far, as it is kept."""
        return self._filed(self.state.lines, self.state.spent, finished=True)

    def _do(self, effect: Effect) -> tuple[Event, ...]:
        match effect:
            case Choose(terms):
                event, self.session = interviews.choose_round(self._house, terms, self.now())
                return (event,)
            case Pose(key, terms):
                return (self._pose(key, terms),)
            case Keep():
                return (self._keep(effect),)
            case Prove():
                proving.prove(self._house.client, effect, self._arrived)
            case Withdraw(rows, key, line):
                for row in reversed(rows):
                    self._house.store.undo(row)
                recording.report(self._house, key, line)
            case File(lines, seconds):
                self._file(lines, seconds)
        return ()

    def _pose(self, key: str, terms: Terms) -> Event:
        try:
            item = pose(self._house, key, terms)
        except CannotDraw as error:
            return NotPosed(key, self.now(), error.lacks_torch)
        return Posed(item, item.presented.seconds * terms.time_factor, self.now())

    def _keep(self, effect: Keep) -> Event:
        """Write the answer; where another window moved the card meanwhile, reckon from there."""
        house, item = self._house, effect.item
        row = recording.log_row(house, item, effect.outcome, "interview", self.session)
        form = to_json(self._filed(effect.lines, effect.seconds, finished=False))
        while True:
            miss = _miss(house, item, effect.outcome, row) if effect.miss else None
            written = house.store.record_interview(row, miss, form, seen=item.last_row)
            if not isinstance(written, Conflict):
                return Kept(written, self.now())
            card = written.card
            item = replace(
                item,
                card=card.state if card else None,
                last_row=card.last_review if card else None,
            )

    def _file(self, lines: tuple[AnswerLine, ...], seconds: float) -> None:
        if self.session is None:
            return
        form = to_json(self._filed(lines, seconds, finished=True)) if lines else None
        self._house.store.finish_session(self.session, form)

    def _filed(self, lines: tuple[AnswerLine, ...], seconds: float, *, finished: bool) -> Filed:
        return Filed(
            day=date_of(self._house.today()),
            agreed=interviews.agreed(self._house, self.state.terms),
            lines=lines,
            seconds=seconds,
            finished=finished,
            left_out=self.state.left_out,
        )


def pose(house: House, key: str, terms: Terms) -> Item:
    """Return a question with the numbers that belong to the interview's seed: the same terms give
    the same ones, whatever was answered in between. Raises CannotDraw."""
    question = house.library.question(key)
    if question is None:
        raise CannotDraw("It is no longer in the bank.")
    card = CardKey.parse(key)
    seed = seeds.seed(str(terms.seed).encode(), card, 0)
    record = house.store.card(card)
    live: seeds.Purpose = "plain" if terms.level == "beginner" else "live"
    try:
        return item_of(question, seed, live, house.truths, card=record, why="interview")
    except CannotDraw as error:
        if error.lacks_torch or live == "plain":
            raise
    return item_of(question, seed, "plain", house.truths, card=record, why="interview")


def _miss(house: House, item: Item, outcome: Outcome, row: NewAnswer) -> NewAnswer:
    """Return the study answer, rated again, by which a miss enters the schedule.

    Its time, slip and tries stand in the interview's own row. It is no test of what was foretold:
    right answers of interviews are not counted there either.
    """
    return replace(
        row,
        mode="study",
        tries=(),
        rubric=None,
        slip=None,
        hints=0,
        seconds=0.0,
        suggested=Rating.AGAIN,
        rating=Rating.AGAIN,
        scheduler=house.scheduler_id,
        predicted=None,
        state=recording.next_state(house, item, outcome, Rating.AGAIN, row),
    )
