"""Performs the first run: deals its questions, keeps settings and placement answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizapp.bank.model import Question
from quizapp.config import Config
from quizapp.config_edit import save_config
from quizapp.dates import describe
from quizapp.drive import proving
from quizapp.drive.aims import role_choices, understood
from quizapp.drive.dealing import CannotDraw, deal, item_of
from quizapp.drive.facts import question_facts
from quizapp.drive.house import House
from quizapp.drive.performing import Drive
from quizapp.drive.recording import log_row, record
from quizapp.errors import QuizappError, UsageError
from quizapp.levels import LEVELS
from quizapp.session import effects
from quizapp.session.events import Witnessed
from quizapp.session.first_run import step
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
    Broke,
    Event,
    Measured,
    Offered,
    Placed,
    Ran,
    Refused,
    Setting,
    Taken,
)
from quizapp.session.first_run_stages import FirstRun
from quizapp.session.item import Item
from quizapp.srs.queue import QuestionFacts
from quizapp.srs.state import Rating
from quizapp.srs.studyday import date_of
from quizapp.torchstate import torch_state

FIRST_QUESTION = "conv-output-size"
"""The question that everybody begins with, where the bank has it."""
STUDY_SHARE = 0.6
"""The share of a day's time that goes to new questions over the first weeks."""
DAYS_SEEN = 21
QUICK_SECONDS = 60
"""The placement prefers questions that take no longer."""


class FirstRunDrive(Drive[FirstRun, Event, Effect]):
    """One first run; see `Drive`. `config` is as it stands after the settings that were kept."""

    def __init__(self, house: House, wake: Callable[[], None] | None = None) -> None:
        super().__init__(house, FirstRun(), wake)
        self.config: Config = house.config
        self.unproved: effects.Prove | None = None
        """What is run as soon as PyTorch is installed."""

    @property
    def jobs(self) -> tuple[str, ...]:
        """The jobs to choose from, in the order of their numbers."""
        return role_choices(self._house.library.roles)

    def echo(self, setting: Setting, text: str) -> str:
        """How `text` is understood; an empty one as what holds now. Raises UsageError."""
        return self._understood(setting, text.strip())[1]

    @property
    def torch_line(self) -> str:
        """How far PyTorch is in the worker, or the GPU that it found; empty: nothing to say."""
        client = self._house.client
        if client.state == "starting":
            return "PyTorch is loading, not needed yet"
        greeting = client.greeting
        if greeting is None or not greeting.device.startswith("cuda"):
            return ""
        return f"cuda: {greeting.device_name}, used only while a run lasts"

    def _step(self, state: FirstRun, event: Event) -> tuple[FirstRun, tuple[Effect, ...]]:
        return step(state, event)

    def _broke(self, error: QuizappError) -> Event:
        return Broke(str(error), int(error.code))

    def _do(self, effect: Effect) -> tuple[Event, ...]:
        match effect:
            case OfferFirst():
                return (Offered(self._first(), self.now()),)
            case OfferWhatIf(item):
                return (Offered(self._what_if(item), self.now()),)
            case Keep(setting, text):
                return (self._keep(setting, text),)
            case Place(seen, level):
                return (Placed(self._place(seen, level), self.now()),)
            case Measure():
                return (Measured(self._measure(), self.now()),)
            case Prove(item) if item.proof is not None:
                wanted = effects.Prove(item.key, item.seed, item.proof, item.right)
                self._prove(wanted)
            case KeepPlacement():
                self._keep_placement(effect)
            case Remember():
                self._save({"first_run_done": True})
        return ()

    def pump(self) -> FirstRun:
        """Take in what arrived from the worker; run what waited for PyTorch, once that is there."""
        wanted = self.unproved
        if wanted is not None and not torch_state().pending:
            self.unproved = None
            self._house.client.warm()
            self._prove(wanted)
        return super().pump()

    def _prove(self, wanted: effects.Prove) -> None:
        def told(event: Witnessed) -> None:
            if not event.device and torch_state().pending:
                self.unproved = wanted
            else:
                self._arrived(Ran(event.key, event.seed, event.line, event.device))

        proving.prove(self._house.client, wanted, told)

    def _first(self) -> Item | None:
        library = self._house.library
        found = library.find(FIRST_QUESTION) or tuple(
            question for question in library.questions if question.family
        )
        return next((item for q in found[:5] if (item := self._item(q)) is not None), None)

    def _item(self, question: Question) -> Item | None:
        try:
            return item_of(question, 0, "canonical", None)
        except CannotDraw:
            return None

    def _what_if(self, item: Item) -> Item | None:
        """The same question with the stride doubled; None where it has none."""
        question = self._house.library.question(item.key)
        stride = item.params.get("S")
        if question is None or not isinstance(stride, int):
            return None
        params = {**question.params, "S": 2 * stride}
        made = self._item(question.model_copy(update={"params": params}))
        return replace(made, seed=1) if made is not None else None

    def _keep(self, setting: Setting, text: str) -> Event:
        try:
            value, echo = self._understood(setting, text.strip())
        except UsageError as error:
            return Refused(setting, str(error), self.now())
        self._save({setting: value})
        return Taken(setting, echo, self.now())

    def _understood(self, setting: Setting, text: str) -> tuple[object, str]:
        """Return the setting's value and how it was read. Raises UsageError."""
        today = date_of(self._house.today())
        return understood(setting, text or self._present(setting), self._house.library.roles, today)

    def _present(self, setting: Setting) -> str:
        """What holds now, as it could be typed: an empty line never takes back what was set."""
        goal, role = self.config.goal_date, self.config.role
        match setting:
            case "goal_date":
                today = date_of(self._house.today())
                return goal.isoformat() if goal is not None and goal >= today else ""
            case "minutes":
                return str(self.config.minutes)
            case "role":
                return role if role in self._house.library.roles else ""
            case "level":
                return self.config.level

    def _save(self, changes: dict[str, object]) -> None:
        save_config(changes)
        self.config = replace(self.config, **changes)  # type: ignore[arg-type]

    def _place(self, seen: tuple[str, ...], level: str) -> Item | None:
        """Deal a question of the next main topic, asked often and of this level if it can be.

        Topics whose truths only the worker knows come last: PyTorch may still be loading.
        """
        topics = self._main_topics(seen)
        for run in (False, True):
            for questions in topics:
                for candidate in sorted(questions, key=lambda facts: _fit(facts, level)):
                    try:
                        return deal(self._house, str(candidate.key), "new", run=run)
                    except CannotDraw:
                        continue
        return None

    def _main_topics(self, seen: tuple[str, ...]) -> list[list[QuestionFacts]]:
        """The role's topics not yet placed, the weightiest first, each with its questions."""
        role = self._house.library.roles.get(self.config.role)
        by_topic: dict[str, list[QuestionFacts]] = {}
        for facts in question_facts(self._house.library):
            by_topic.setdefault(facts.topic, []).append(facts)
        weights = role.topics if role else {}
        left = [topic for topic in by_topic if topic not in seen and (not role or topic in weights)]
        left.sort(key=lambda topic: (-weights.get(topic, 0.0), -len(by_topic[topic])))
        return [by_topic[topic] for topic in left]

    def _keep_placement(self, effect: KeepPlacement) -> None:
        """Right enters the schedule (sure: easy); wrong leaves a trace that puts it in front."""
        item, outcome = effect.item, effect.outcome
        if outcome.right:
            rating = Rating.EASY if outcome.sure else outcome.suggested
            kept = replace(outcome, suggested=rating)
            record(self._house, effects.Record(item, kept, "study"), None)
        else:
            row = log_row(self._house, item, outcome, "practice", None)
            self._house.store.record(row, seen=item.last_row)

    def _measure(self) -> str:
        """What the time is good for, until the interview or for three weeks."""
        questions = question_facts(self._house.library)
        often = [facts for facts in questions if facts.asked == "often"]
        minutes, goal = self.config.minutes, self.config.goal_date
        today = date_of(self._house.today())
        days, until = DAYS_SEEN, "in three weeks"
        if goal is not None and goal >= today:
            days = max((goal - today).days, 1)
            until = f"by {describe(goal, today).partition(',')[0]}"
        mean = sum(facts.seconds for facts in questions) / max(len(questions), 1)
        met = min(round(days * minutes * 60 * STUDY_SHARE / max(mean, 1)), len(questions))
        what = "all" if met == len(questions) else f"about {met} of"
        return (
            f"At {minutes} minutes a day you will meet {what} {len(questions)} questions {until}; "
            f"the {len(often)} asked most come first."
        )


def _fit(facts: QuestionFacts, level: str) -> tuple[bool, bool, int, float]:
    distance = abs(LEVELS.index(facts.level) - LEVELS.index(level))
    return facts.seconds > QUICK_SECONDS, facts.asked != "often", distance, facts.seconds
