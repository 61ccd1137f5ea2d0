"""The first run: one question before any set-up, what a learner aims at, a placement to skip.

``step`` is pure, like every session. The tried question and the what-if are recorded nowhere; the
placement's right answers enter the schedule, its wrong ones come first among the new.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.levels import LEVELS
from quizapp.session import loop as question
from quizapp.session.first_run_effects import (
    Effect,
    Keep,
    KeepPlacement,
    Measure,
    OfferFirst,
    OfferWhatIf,
    Place,
    Prove,
    Remember,
)
from quizapp.session.first_run_events import (
    PLACEMENT_LENGTH,
    SETTINGS,
    Broke,
    Event,
    Give,
    Mark,
    Measured,
    Offered,
    Placed,
    Ran,
    Refused,
    Setting,
    Standing,
    Start,
    Taken,
    Wish,
)
from quizapp.session.first_run_stages import (
    AskSetting,
    Broken,
    Done,
    FirstRun,
    OfferPlacement,
    PlacedTopic,
    Placing,
    Preparing,
    Stand,
    Tried,
    Trying,
)
from quizapp.session.item import Item
from quizapp.session.loop import Loop, Outcome
from quizapp.session.stages import Proof

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
