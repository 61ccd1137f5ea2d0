"""Questions and a desk for the tests of screens: the real session over canned items, no store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engines.api import LiveSlip, Step
from engines.values import Option, Output, Shape
from quizapp.bank.presented import Presented, RubricPoint
from quizapp.config import Config
from quizapp.grading.asked import Asked, OptionAsked
from quizapp.reports.home import HomeView, Readiness, TopicLine
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
    Dealt,
    Event,
    Planned,
    PutAway,
    Receipt,
    Recorded,
    Redone,
    Told,
    Undone,
    Withdrawn,
    Witnessed,
)
from quizapp.session.item import Item, SnippetRun, WitnessRequest
from quizapp.session.stages import Mode, Study
from quizapp.session.study import step
from quizapp.srs.state import CardState, Rating
from quizapp.tui.app import QuizApp
from quizapp.tui.doors import Doors
from tests.frozen import FrozenClock

MET = CardState(stability=5.0, difficulty=5.0, due_day=100, last_day=95)
"""The card of a question that was answered before."""

_STEPS = (
    Step("height with padding", "41 + 3 + 3", "47"),
    Step("room to slide", "47 − 7", "40"),
    Step("whole steps", "floor(40 / 2)", "20"),
    Step("positions", "20 + 1", "21"),
    Step("channels", "one per filter", "16"),
)
_ONE_SIDE = (
    Step("height with padding", "41 + 3", "44"),
    Step("room to slide", "44 − 7", "37"),
    Step("whole steps", "floor(37 / 2)", "18"),
    Step("positions", "18 + 1", "19"),
    Step("channels", "one per filter", "16"),
)


def conv(*, met: bool = True) -> Item:
    """The compute question of the design: a shape, five steps, one live slip."""
    return Item(
        key="bundled/conv-shape",
        presented=Presented(
            key="bundled/conv-shape",
            kind="compute",
            topic="Convolution",
            level="intermediate",
            prompt=(
                "A 41×41 image with 3 channels meets 16 filters of 7×7, stride 2, padding 3.\n\n"
                "What is the shape of the output?"
            ),
            seconds=60,
            answer_help="Give channels × height × width: three whole numbers.",
            placeholder="2 x 3 x 4",
            hints=("Find the height with padding first.", "floor((H + 2P − K) / S) + 1"),
            formula="floor((H + 2P − K) / S) + 1",
            explanation=(
                "Padding goes on both sides of each dimension, so it counts twice. The rest of "
                "the rule follows from counting places for the window's left edge."
            ),
            sources=("Dumoulin & Visin 2016",),
        ),
        seed=7,
        why="due",
        asked=Asked(
            Shape(rank=3),
            (16, 21, 21),
            live=(
                LiveSlip(
                    "one_side",
                    "padding on one side",
                    "19 is what comes out when padding is added on one side only.",
                    (16, 19, 19),
                    _ONE_SIDE,
                    0,
                ),
            ),
        ),
        right="(16, 21, 21)",
        steps=_STEPS,
        family="conv2d.output_shape",
        params={"H": 41},
        proof=WitnessRequest("conv2d.output_shape", {"H": 41}),
        card=MET if met else None,
        last_row=1 if met else None,
    )


_OPTIONS = (
    OptionAsked("nan", "[nan, nan]"),
    OptionAsked("ok", "[0.269, 0.731]", "That is what the shifted form gives."),
    OptionAsked("inf", "List[int] of [/b] inf"),
)


def choice(*, multi: bool = False) -> Item:
    """A choice whose options look like markup."""
    truth = ("inf", "nan") if multi else ("nan",)
    key = "bundled/softmax-several" if multi else "bundled/softmax-nan"
    return Item(
        key=key,
        presented=Presented(
            key=key,
            kind="choice",
            topic="Activations",
            level="beginner",
            prompt="Somebody writes `torch.exp(z) / torch.exp(z).sum()` with z = [1000, 1001].",
            seconds=45,
            options=_OPTIONS,
            answer_help="Choose all that hold." if multi else "Choose one.",
            explanation="exp(1000) overflows float32.",
        ),
        seed=1,
        why="due",
        asked=Asked(Option(multi=multi), truth, options=_OPTIONS),
        right="[nan, nan]",
        card=MET,
        last_row=1,
    )


def recall() -> Item:
    """A recall with two must points and a red flag."""
    return Item(
        key="bundled/relu",
        presented=Presented(
            key="bundled/relu",
            kind="recall",
            topic="Activations",
            level="intermediate",
            prompt="Why did ReLU displace sigmoid, and what does it cost?",
            seconds=120,
            points=(
                RubricPoint("must", "its slope is 1 for positive inputs, so gradients survive"),
                RubricPoint("must", "units can die"),
                RubricPoint("red_flag", "that ReLU is linear"),
            ),
            model_answer="For positive inputs the slope is exactly 1; dead units are the price.",
            explanation="Saturation is what sigmoid suffers from.",
        ),
        seed=1,
        why="due",
        card=MET,
        last_row=1,
    )


def snippet() -> Item:
    """A snippet whose code would be eaten if it were read as markup."""
    return Item(
        key="bundled/tf1-add",
        presented=Presented(
            key="bundled/tf1-add",
            kind="snippet",
            topic="TensorFlow 1",
            level="beginner",
            prompt="What does this print?",
            seconds=90,
            code="x[i] = v\nprint(sess.run(a + b))  # [/] [bold]",
            language="tf1",
            answer_help="Give what is printed.",
        ),
        seed=1,
        why="new",
        asked=Asked(Output(), "5"),
        right="5",
        proof=SnippetRun("5", None, "tf1"),
    )


@dataclass
class CannedDesk:
    """A session over canned items: everything but a store. Proofs wait in `proofs` for the test."""

    items: Mapping[str, Item]
    clock: FrozenClock
    mode: Mode = "study"
    wake: Callable[[], None] = lambda: None
    state: Study = field(default_factory=Study)
    events: list[Event] = field(default_factory=list)
    inbox: list[Event] = field(default_factory=list)
    proofs: list[Prove] = field(default_factory=list)
    written: list[tuple[int, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    spent: float = 360.0
    number: int = 7

    def post(self, event: Event) -> Study:
        self.events.append(event)
        pending = [event]
        while pending:
            self.state, effects = step(self.state, pending.pop(0))
            for effect in effects:
                pending.extend(self._do(effect))
        return self.state

    def pump(self) -> Study:
        while self.inbox:
            self.post(self.inbox.pop(0))
        return self.state

    def prove(self, line: str, *, contradicts: bool = False) -> None:
        """The worker's word on the oldest open proof arrives, as from its own thread."""
        asked = self.proofs.pop(0)
        self.inbox.append(Witnessed(asked.key, asked.seed, line, contradicts, device="cpu"))
        self.wake()

    def _do(self, effect: Effect) -> Iterable[Event]:
        now = self.clock.monotonic()
        match effect:
            case MakePlan():
                keys = tuple(self.items)
                return [Planned(keys, now, answered=self.number, spent=self.spent, unmet=8)]
            case Deal(key):
                return [Dealt(self.items[key], now)]
            case Record(item, outcome):
                row = 100 + len(self.written)
                self.written.append((row, item.key))
                return [Recorded(self._receipt(row, outcome.suggested), now)]
            case Rerate(row, _, _, rating):
                return [Recorded(self._receipt(row + 1000, rating), now)]
            case TakeBack():
                last = self.written.pop() if self.written else (None, None)
                return [Undone(last[0], last[1], now)]
            case PutBack():
                return [Redone(None, None, now)]
            case Withdraw(row, key, _):
                return [Withdrawn(row, key, now)]
            case Prove():
                self.proofs.append(effect)
                return []
            case Mark(key, "bury" | "suspend" as sort):
                self.marks.append(effect)
                return [PutAway(key, sort, "Not now.", now)]
            case Mark():
                self.marks.append(effect)
                return [Told("Starred." if effect.sort == "star" else "Noted.")]
            case BringBack() | Close():
                return []

    def _receipt(self, row: int, rating: Rating) -> Receipt:
        if self.mode == "practice":
            return Receipt(row, rating)
        if rating == Rating.AGAIN:
            return Receipt(row, rating, in_seconds=600.0)
        return Receipt(row, rating, in_days=11)


class CannedHouse:
    """A house with nothing in it but a door that closes."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


TOPICS = (
    TopicLine("attention", "Attention, transformers", 9, 22, 0.61, "query heads for KV heads"),
    TopicLine("losses", "Losses", 8, 14, 0.72, "mean over classes"),
    TopicLine("cnn", "Convolution, pooling", 14, 19, 0.84, "padding on one side"),
)

DAY_TEN = HomeView(
    today=date(2026, 12, 2),
    minutes=30,
    due=19,
    due_minutes=17,
    new=8,
    new_minutes=11,
    sure_and_wrong=2,
    met=95,
    total=702,
    goal=date(2026, 12, 14),
    readiness=Readiness(180, 95, 132, 118, 144),
    topics=TOPICS,
    more_topics=27,
    days=(None, None, None, None, 31, 28, 30, 43, 35, None, 29, 33, 30, None),
    last_interview="last 26 Nov: 2.7 of 4, trade-offs not seen yet",
)

DAY_ONE = HomeView(
    today=date(2026, 12, 2),
    minutes=30,
    due=0,
    due_minutes=0,
    new=14,
    new_minutes=16,
    sure_and_wrong=0,
    met=0,
    total=70,
    topics=tuple(TopicLine(t.topic, t.title, 0, t.total, None) for t in TOPICS),
    days=(None,) * 14,
)


@dataclass
class Stage:
    """An app over canned items and what a test may look at."""

    app: QuizApp
    clock: FrozenClock
    house: CannedHouse
    desks: list[CannedDesk]
    saved: list[Mapping[str, object]]

    @property
    def desk(self) -> CannedDesk:
        """The session opened last."""
        return self.desks[-1]

    def rows(self) -> list[str]:
        """The screen as rows of text, blanks at their ends cut."""
        return [
            "".join(segment.text for segment in strip).rstrip()
            for strip in self.app.screen._compositor.render_strips()
        ]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows())


def stage(
    *items: Item,
    view: HomeView = DAY_TEN,
    config: Config | None = None,
    start: Any = "home",
    ascii_only: bool = False,
    fails: Exception | None = None,
) -> Stage:
    """An app that asks these items; `fails` is what opening the house comes to."""
    clock, house = FrozenClock(), CannedHouse()
    clock.advance(1000)
    desks: list[CannedDesk] = []
    saved: list[Mapping[str, object]] = []
    settings = config or Config(reduced_motion=True, first_run_done=True)

    def open_house(_: Config) -> Any:
        if fails is not None:
            raise fails
        return house

    def study(_: Any, mode: Mode, wake: Callable[[], None]) -> CannedDesk:
        desk = CannedDesk({i.key: i for i in items}, clock, mode, wake, Study(mode=mode))
        desks.append(desk)
        return desk

    def save(changes: Mapping[str, object]) -> Config:
        saved.append(changes)
        return settings

    doors = Doors(
        open_house=open_house,
        home=lambda _, minutes: view,
        topics=lambda _: TOPICS,
        study=study,
        previews=lambda _, item: {
            Rating.AGAIN: "10 min",
            Rating.HARD: "4 days",
            Rating.GOOD: "11 days",
            Rating.EASY: "24 days",
        },
        tomorrow=lambda _: "Tomorrow: 11 due, about 10 minutes, and 14 new.",
        save=save,
    )
    app = QuizApp(settings, doors=doors, clock=clock, start=start, ascii_only=ascii_only)
    return Stage(app, clock, house, desks, saved)
