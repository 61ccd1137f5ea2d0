"""The first run: one question before any set-up, what a learner aims at, a placement to skip.

``step`` is pure, like every session. The tried question and the what-if are recorded nowhere; the
placement's right answers enter the schedule, its wrong ones come first among the new.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from quizapp.session import loop as question
from quizapp.session.item import Item
from quizapp.session.loop import Loop, Outcome
from quizapp.session.stages import Proof

Setting = Literal["goal_date", "minutes", "role", "level"]
Standing = Literal["home", "shaky", "new"]

SETTINGS: tuple[Setting, ...] = ("goal_date", "minutes", "role", "level")
PLACEMENT_LENGTH = 12
PLACEMENT_MINUTES = 6
LEVELS = ("beginner", "intermediate", "advanced")

# What can happen.


@dataclass(frozen=True, slots=True)
class Start:
    """The app was opened for the first time."""

    at: float


@dataclass(frozen=True, slots=True)
class Offered:
    """The question to try, or the what-if after it, is ready; None where the bank has none."""

    item: Item | None
    at: float


@dataclass(frozen=True, slots=True)
class Give:
    """The learner answers the open question, or a setting; empty takes the default or skips."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The learner ticks the rubric point at hand."""

    mark: question.Tick
    at: float


@dataclass(frozen=True, slots=True)
class Wish:
    """go on · show me · one hint · skip this part · leave the first run for good."""

    name: Literal["next", "show", "hint", "skip", "leave"]
    at: float


@dataclass(frozen=True, slots=True)
class Taken:
    """A setting was understood and kept; `echo` says how."""

    setting: Setting
    echo: str
    at: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A setting was not understood; it is asked again."""

    setting: Setting
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Placed:
    """One question of the placement is ready; None when there is no further topic."""

    item: Item | None
    at: float


@dataclass(frozen=True, slots=True)
class Ran:
    """The worker's word on the tried question."""

    key: str
    seed: int
    line: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the time is good for: questions met until the goal at so many minutes a day."""

    line: str
    at: float


@dataclass(frozen=True, slots=True)
class Broke:
    """The first run cannot go on; what was kept is kept. `code` is the exit code."""

    text: str
    code: int = 3


Event = Broke | Start | Offered | Give | Mark | Wish | Taken | Refused | Placed | Ran | Measured

# What is to be done.


@dataclass(frozen=True, slots=True)
class OfferFirst:
    """Deal the first question with its canonical numbers."""


@dataclass(frozen=True, slots=True)
class OfferWhatIf:
    """Deal the same question with one parameter changed."""

    item: Item


@dataclass(frozen=True, slots=True)
class Prove:
    """Run the tried question."""

    item: Item


@dataclass(frozen=True, slots=True)
class Keep:
    """Understand and keep one setting; an empty text keeps its default."""

    setting: Setting
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Deal one question asked often, of a main topic not yet placed, at this level."""

    seen: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class KeepPlacement:
    """Write one placement answer."""

    item: Item
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Measure:
    """Work out what the learner's time is good for."""


@dataclass(frozen=True, slots=True)
class Remember:
    """The first run is over and does not come again."""


Effect = OfferFirst | OfferWhatIf | Prove | Keep | Place | KeepPlacement | Measure | Remember

# Where it stands.


@dataclass(frozen=True, slots=True)
class Preparing:
    """Something is being made ready."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The verdict on a tried question, with the run line as soon as it is there."""

    loop: Loop
    proof: Proof
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class Trying:
    """The first question is open. With `after`, the verdict on it, the same with one number
    changed is."""

    loop: Loop
    after: Tried | None = None

    @property
    def what_if(self) -> bool:
        """Whether this is the question with one number changed."""
        return self.after is not None


@dataclass(frozen=True, slots=True)
class AskSetting:
    """One setting is asked; `problem` says why the last text was not understood."""

    setting: Setting
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OfferPlacement:
    """Twelve questions, about six minutes, to be taken or skipped."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A question of the placement is open; `last` is the one before, with its outcome."""

    loop: Loop
    number: int
    last: Loop | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the learner stands; `line` is honest about time."""

    line: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The first run is over. `study`: a few minutes on the weakest topic now, or home."""

    study: bool
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first run cannot go on."""

    text: str
    code: int


Stage = Broken | Preparing | Trying | Tried | AskSetting | OfferPlacement | Placing | Stand | Done


@dataclass(frozen=True, slots=True)
class PlacedTopic:
    """How the placement went in one topic."""

    topic_id: str
    title: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The state of the first run. `echoes` are the settings as they were understood."""

    stage: Stage = field(default_factory=Preparing)
    echoes: tuple[str, ...] = ()
    topics: tuple[PlacedTopic, ...] = ()
    level: int = 1

    def counted(self, standing: Standing) -> int:
        """Topics of that standing."""
        return sum(topic.standing == standing for topic in self.topics)

    @property
    def weakest(self) -> tuple[PlacedTopic, ...]:
        """The three weakest topics, the new ones first."""
        order = {"new": 0, "shaky": 1, "home": 2}
        ranked = sorted(self.topics, key=lambda topic: order[topic.standing])
        return tuple(topic for topic in ranked if topic.standing != "home")[:3]


Step = tuple[FirstRun, tuple[Effect, ...]]


def step(state: FirstRun, event: Event) -> Step:
    """Return the next state and what is to be done for it."""
    match event:
        case Start():
            return FirstRun(), (OfferFirst(),)
        case Offered(item, at):
            return _offered(state, item, at)
        case Taken(setting, echo, _):
            return _next_setting(replace(state, echoes=(*state.echoes, echo)), setting)
        case Refused(setting, reason, _):
            return replace(state, stage=AskSetting(setting, reason)), ()
        case Placed(item, at):
            return _placed(state, item, at)
        case Ran():
            return _ran(state, event), ()
        case Measured(line, _):
            return replace(state, stage=Stand(line)), ()
        case Wish("leave", _):
            return replace(state, stage=Done(study=False)), (Remember(),)
        case Broke(text, code):
            return replace(state, stage=Broken(text, code)), ()
        case _:
            return _learner(state, event)


def _learner(state: FirstRun, event: Give | Mark | Wish) -> Step:
    stage = state.stage
    match stage:
        case Trying() | Placing():
            return _work(state, stage, event)
        case Tried():
            return replace(state, stage=AskSetting(SETTINGS[0])), ()
        case AskSetting(setting, _):
            text = event.text if isinstance(event, Give) else ""
            return replace(state, stage=Preparing()), (Keep(setting, text),)
        case OfferPlacement():
            if isinstance(event, Wish) and event.name == "skip":
                return replace(state, stage=Preparing()), (Measure(),)
            return replace(state, stage=Preparing()), (Place((), LEVELS[state.level]),)
        case Stand():
            study = not (isinstance(event, Wish) and event.name == "skip")
            topic = state.weakest[0].topic_id if state.weakest else None
            return replace(state, stage=Done(study, topic)), (Remember(),)
        case _:
            return state, ()


def _offered(state: FirstRun, item: Item | None, at: float) -> Step:
    if item is None:
        # The verdict stays; without a question to try there is none.
        kept = state.stage if isinstance(state.stage, Tried) else AskSetting(SETTINGS[0])
        return replace(state, stage=kept), ()
    after = state.stage if isinstance(state.stage, Tried) else None
    return replace(state, stage=Trying(question.open_loop(item, at), after)), ()


def _work(state: FirstRun, stage: Trying | Placing, event: Give | Mark | Wish) -> Step:
    skipped = isinstance(stage, Trying) and not stage.loop.tries and _is_empty(event)
    loop = None if skipped else _moved(stage.loop, event)
    if loop is None:
        return _skip(state, stage)
    if loop.outcome is None:
        return replace(state, stage=replace(stage, loop=loop)), ()
    if isinstance(stage, Trying):
        return _judge_tried(state, stage, loop, loop.outcome)
    return _judge_placement(state, stage, loop, loop.outcome)


def _judge_tried(state: FirstRun, stage: Trying, loop: Loop, outcome: Outcome) -> Step:
    """The verdict; right at the first question, one number changes at once."""
    proof = Proof("pending") if loop.item.proof is not None else Proof()
    effects: tuple[Effect, ...] = (Prove(loop.item),) if loop.item.proof is not None else ()
    if outcome.right and not stage.what_if:
        effects = (*effects, OfferWhatIf(loop.item))
    return replace(state, stage=Tried(loop, proof, stage.what_if)), effects


def _is_empty(event: Give | Mark | Wish) -> bool:
    return isinstance(event, Give) and not event.text.strip()


def _moved(loop: Loop, event: Give | Mark | Wish) -> Loop | None:
    """Return the loop after the event; None where the learner skips the question."""
    match event:
        case Give(text, at):
            return question.answer(loop, text, at)
        case Mark(mark, at):
            return question.tick(loop, mark, at)
        case Wish("hint", at):
            return question.hint(loop, at)
        case Wish("show", at):
            return question.dont_know(loop, at)
        case Wish("skip", _):
            return None
        case _:
            return loop


def _skip(state: FirstRun, stage: Trying | Placing) -> Step:
    if isinstance(stage, Trying):
        return replace(state, stage=AskSetting(SETTINGS[0])), ()
    return replace(state, stage=Preparing()), (Measure(),)


def _next_setting(state: FirstRun, setting: Setting) -> Step:
    after = SETTINGS.index(setting) + 1
    if after < len(SETTINGS):
        return replace(state, stage=AskSetting(SETTINGS[after])), ()
    return replace(state, stage=OfferPlacement()), ()


def _placed(state: FirstRun, item: Item | None, at: float) -> Step:
    if item is None or len(state.topics) >= PLACEMENT_LENGTH:
        return replace(state, stage=Preparing()), (Measure(),)
    last = state.stage.last if isinstance(state.stage, Placing) else None
    loop = question.open_loop(item, at)
    return replace(state, stage=Placing(loop, len(state.topics) + 1, last)), ()


def _judge_placement(state: FirstRun, stage: Placing, loop: Loop, outcome: Outcome) -> Step:
    """Right goes up a level, wrong down; the topic's standing follows."""
    standing: Standing = "shaky"
    if outcome.right and outcome.sure and len(outcome.attempts) <= 1:
        standing = "home"
    elif outcome.shown and not outcome.attempts:
        standing = "new"
    shown = loop.item.presented
    topics = (*state.topics, PlacedTopic(shown.topic_id, shown.topic, standing))
    move = 1 if outcome.right else -1
    level = min(max(state.level + move, 0), len(LEVELS) - 1)
    state = replace(state, topics=topics, level=level, stage=replace(stage, last=loop))
    seen = tuple(topic.topic_id for topic in topics)
    keep = KeepPlacement(loop.item, outcome)
    if len(topics) >= PLACEMENT_LENGTH:
        return replace(state, stage=Preparing()), (keep, Measure())
    return state, (keep, Place(seen, LEVELS[level]))


def _ran(state: FirstRun, event: Ran) -> FirstRun:
    stage = state.stage
    match stage:
        case Tried():
            return replace(state, stage=_proved(stage, event))
        case Trying(after=Tried() as after):
            return replace(state, stage=replace(stage, after=_proved(after, event)))
        case _:
            return state


def _proved(tried: Tried, event: Ran) -> Tried:
    item = tried.loop.item
    if (item.key, item.seed) != (event.key, event.seed):
        return tried
    return replace(tried, proof=Proof("ran" if event.device else "not-run", event.line))
