"""An app over a real interview machine with canned items and no store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from quizapp.reports.scorecard_filed import Agreed, Filed
from quizapp.session.effects import Prove
from quizapp.session.events import Witnessed
from quizapp.session.interview import step
from quizapp.session.interview_effects import Choose, Effect, Keep, Pose
from quizapp.session.interview_events import Event, Kept, Posed, Ready, Slot, TooFew
from quizapp.session.interview_stages import Interview
from quizapp.session.item import Item
from quizapp.session.terms import Terms
from quizapp.tui.app import QuizApp
from quizapp.tui.doors import Doors
from tests.frozen import FrozenClock
from tests.tui.canned import Stage, stage
from tests.tui.test_study_screen import settle


@dataclass
class CannedRound:
    """The drive of an interview: poses canned items, keeps everything, proves when told to."""

    items: tuple[Item, ...]
    clock: FrozenClock
    wake: Callable[[], None] = lambda: None
    state: Interview = field(default_factory=Interview)
    session: int | None = 1
    events: list[Event] = field(default_factory=list)
    inbox: list[Event] = field(default_factory=list)
    proofs: list[Prove] = field(default_factory=list)

    def post(self, event: Event) -> Interview:
        self.events.append(event)
        pending = [event]
        while pending:
            self.state, effects = step(self.state, pending.pop(0))
            for effect in effects:
                pending += self._do(effect)
        return self.state

    def pump(self) -> Interview:
        while self.inbox:
            self.post(self.inbox.pop(0))
        return self.state

    def prove(self, line: str, *, contradicts: bool = False) -> None:
        """The worker's word on the oldest open proof arrives."""
        asked = self.proofs.pop(0)
        self.inbox.append(Witnessed(asked.key, asked.seed, line, contradicts, device="cpu"))
        self.wake()

    @property
    def filed(self) -> Filed:
        terms = self.state.terms
        agreed = Agreed(terms.minutes, terms.round, terms.level, seed=terms.seed)
        return Filed(date(2026, 12, 2), agreed, self.state.lines, self.state.spent)

    def _do(self, effect: Effect) -> list[Event]:
        now = self.clock.monotonic()
        match effect:
            case Choose() if not self.items:
                return [TooFew("The banks in use have 0 questions for a code round.")]
            case Choose(terms):
                keys = terms.keys or tuple(item.key for item in self.items)
                return [Ready(tuple(Slot(key) for key in keys), now)]
            case Pose(key, _):
                item = next(item for item in self.items if item.key == key)
                return [Posed(item, 60.0, now)]
            case Keep():
                return [Kept((1,), now)]
            case Prove():
                self.proofs.append(effect)
        return []


@dataclass
class Rounds:
    """What a test of interview screens may look at."""

    held: Stage
    desks: list[CannedRound]
    pilot: Pilot[int]

    @property
    def desk(self) -> CannedRound:
        """The round opened last."""
        return self.desks[-1]

    async def press(self, *keys: str) -> None:
        """Press keys one by one, a second apart, each taken in before the next."""
        for key in keys:
            self.held.clock.advance(1)
            await self.pilot.press(key)
            await settle(self.pilot, self.held)

    async def give(self, text: str) -> None:
        """Type an answer and hand it in."""
        screen = self.held.app.screen
        line = screen.query_one("#line", Input)
        if line.display:
            line.value = text
            await self.press("enter")
        else:
            area = screen.query_one("#text", TextArea)
            area.text = text
            area.move_cursor(area.document.end)
            await self.press("enter", "enter") if not text.startswith("/") else await self.press(
                "enter"
            )


@asynccontextmanager
async def held_round(
    *items: Item, terms: Terms | None = None, size: tuple[int, int] = (80, 24), start: Any = None
) -> AsyncIterator[Rounds]:
    """An app with a round of these items; from home where no terms are given."""
    held = stage()
    desks: list[CannedRound] = []

    def interview(_: Any, wake: Callable[[], None]) -> CannedRound:
        desks.append(CannedRound(items, held.clock, wake))
        return desks[-1]

    base = held.app.doors
    doors = Doors(
        base.open_house,
        base.home,
        base.topics,
        base.study,
        base.previews,
        base.tomorrow,
        base.save,
        interview=interview,
        markdown=lambda _, desk: "/data/scorecards/2026-12-02-1.md",
    )
    held.app = QuizApp(
        held.app.config,
        doors=doors,
        clock=held.clock,
        start="interview" if terms else "home",
        terms=terms,
    )
    async with held.app.run_test(size=size) as pilot:
        rounds = Rounds(held, desks, pilot)
        await settle(pilot, held)
        yield rounds
        held.app.runner.close()
