"""What is asked today: minutes, not counts. Pure, and quick for a hundred thousand cards.

Due questions come first: learning steps whose time has come, then those that were answered wrong
and sure, then by the highest predicted recall. New ones follow while time is left: the most asked
first, then the role's topics, then one's own level and the one above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Literal

from quizapp.levels import LEVELS, Level
from quizapp.srs.lanes import Lanes
from quizapp.srs.state import CardFacts, CardKey, CardState

Asked = Literal["often", "sometimes", "rarely"]
Why = Literal["learning", "sure-and-wrong", "due", "new"]
Recall = Callable[[CardState, int], float]

BREAK_DAYS = 7
"""From this many days away on, a day brings nothing new."""
PASSES_TO_CONTRAST = 2
_HORIZON = 60
_ASKED: Mapping[str, int] = {"often": 0, "sometimes": 1, "rarely": 2}
_URGENCY: Mapping[Why, int] = {"learning": 0, "sure-and-wrong": 1, "due": 2, "new": 3}


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """What planning needs of a question. `needs` come before it, `contrast` are its look-alikes,
    at most one of a `sibling` group is asked on a study day, `seconds` is what it takes."""

    key: CardKey
    topic: str
    level: Level = "intermediate"
    asked: Asked = "sometimes"
    needs: tuple[CardKey, ...] = ()
    contrast: tuple[CardKey, ...] = ()
    sibling: str | None = None
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Learner:
    """Whom the day is for. `topics` are the role's weights (empty: all topics alike); `pace` is
    the person's own time over the questions' `seconds`; `front` are questions that were tried and
    missed before they were studied, or added by the person: they come first among the new ones."""

    level: Level = "intermediate"
    topics: Mapping[str, float] = field(default_factory=dict)
    pace: float = 1.0
    front: frozenset[CardKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A question of today's plan, and why. `early`: not due yet, asked today because its look-alike
    is."""

    key: CardKey
    why: Why
    seconds: float
    early: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A learning step that falls due later today."""

    key: CardKey
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Today's questions, in order.

    `due` and `new` count them, with their estimated seconds; `sure_wrong` of the due ones were
    answered wrong and sure. `waiting` are steps to be slipped in when their time comes. After a
    break `away` is how many days it took, and `level_on` the study day on which nothing overdue
    will be left, None beyond sixty days.
    """

    items: tuple[Planned, ...]
    due: int
    due_seconds: float
    new: int
    new_seconds: float
    sure_wrong: int
    waiting: tuple[Waiting, ...]
    away: int | None = None
    level_on: int | None = None

    @property
    def seconds(self) -> float:
        """The estimated length of the whole plan."""
        return self.due_seconds + self.new_seconds


@dataclass(frozen=True, slots=True)
class _Due:
    question: QuestionFacts
    why: Why
    passes: int


def plan(
    questions: Sequence[QuestionFacts],
    cards: Iterable[CardFacts],
    *,
    day: int,
    now: datetime,
    minutes: float,
    recall: Recall,
    seed: int,
    learner: Learner | None = None,
    last_day: int | None = None,
) -> Plan:
    """Return what is asked on a study day in the minutes that are left of it.

    `recall` predicts a card's recall on a day, `last_day` is the last day on which anything was
    answered, `seed` settles ties. The question at which time runs out is still in the plan.
    """
    builder = _Builder(questions, cards, day, now, minutes, learner or Learner())
    ranked = builder.due_ranked(recall, Random(seed))
    builder.take_due(ranked)
    away = None if last_day is None or day - last_day < BREAK_DAYS else day - last_day
    if away is None:
        builder.take_new()
    due = [item for item in builder.items if item.why != "new"]
    new = [item for item in builder.items if item.why == "new"]
    return Plan(
        items=tuple(builder.items),
        due=len(due),
        due_seconds=sum(item.seconds for item in due),
        new=len(new),
        new_seconds=sum(item.seconds for item in new),
        sure_wrong=sum(item.why == "sure-and-wrong" for item in due),
        waiting=builder.waiting(),
        away=away,
        level_on=None if away is None else builder.level_on(ranked),
    )


class _Builder:
    """One day while it is put together."""

    def __init__(
        self,
        questions: Sequence[QuestionFacts],
        cards: Iterable[CardFacts],
        day: int,
        now: datetime,
        minutes: float,
        learner: Learner,
    ) -> None:
        self.day, self.now, self.learner = day, now, learner
        self.budget = minutes * 60
        self.questions = {question.key: question for question in questions}
        self.cards = {card.key: card for card in cards if card.key in self.questions}
        self.items: list[Planned] = []
        self.used = 0.0
        self.taken: set[CardKey] = set()
        self.trail: list[QuestionFacts] = []
        self.groups: dict[tuple[str, str], CardKey] = {}
        for card in self.cards.values():
            if card.state is not None and card.state.last_day == day:
                self._claim(self.questions[card.key])

    def due_ranked(self, recall: Recall, rng: Random) -> list[_Due]:
        """All that is due and shown, the most urgent first."""
        ranked = []
        for key, card in self.cards.items():
            state = card.state
            if state is None or state.due_day > self.day or card.away_on(self.day):
                continue
            if state.due_at is not None and state.due_at > self.now:
                continue
            why: Why = "due"
            if state.due_at is not None and state.last_day == self.day:
                why = "learning"
            elif state.sure_wrong:
                why = "sure-and-wrong"
            urgency = (_URGENCY[why], -recall(state, self.day), rng.random())
            ranked.append((urgency, _Due(self.questions[key], why, state.passes)))
        ranked.sort(key=lambda pair: pair[0])
        return [entry for _, entry in ranked]

    def take_due(self, ranked: Sequence[_Due]) -> None:
        """Fill the time with what is due, topics apart, look-alikes on one day."""
        entries = {entry.question.key: entry for entry in ranked}
        lanes = Lanes((entry.question.topic, entry) for entry in ranked)
        pulled: list[_Due] = []
        while self.used < self.budget:
            entry = self._pulled(pulled, lanes) or lanes.pick(
                (self._clashes, self._alike_due), self._if_free
            )
            if entry is None:
                return
            early = entry.question.key not in entries
            self._add(entry.question, entry.why, early=early)
            if not early:
                pulled.extend(self._look_alikes(entry, entries))

    def take_new(self) -> None:
        """Fill what time is left with new questions."""
        if self.used >= self.budget:
            return
        lanes = Lanes((question.topic, question) for question in self._new_ranked())
        while self.used < self.budget:
            question = lanes.pick((self._third_in_a_row,), self._first_need)
            if question is None:
                return
            self._add(question, "new")

    def waiting(self) -> tuple[Waiting, ...]:
        """Learning steps of today whose time has not come."""
        found = [
            Waiting(card.key, card.state.due_at)
            for card in self.cards.values()
            if card.state is not None
            and card.state.due_at is not None
            and card.state.due_at > self.now
            and card.state.due_day <= self.day
            and not card.away_on(self.day)
        ]
        return tuple(sorted(found, key=lambda step: step.due_at))

    def level_on(self, ranked: Sequence[_Due]) -> int | None:
        """The day at whose end no due question is left over, at this many minutes each day."""
        arriving: dict[int, float] = defaultdict(float)
        for key, card in self.cards.items():
            if card.state is not None and card.state.due_day > self.day:
                arriving[card.state.due_day] += self._seconds(self.questions[key])
        left = sum(self._seconds(entry.question) for entry in ranked)
        for day in range(self.day, self.day + _HORIZON):
            left += arriving[day] - self.budget
            if left <= 0:
                return day
        return None

    def _new_ranked(self) -> list[QuestionFacts]:
        own = LEVELS.index(self.learner.level)
        weights = self.learner.topics
        nth: dict[tuple[object, ...], int] = defaultdict(int)
        ranked = []
        for question in self.questions.values():
            if not self._is_new(question.key):
                continue
            above = LEVELS.index(question.level) - own
            place = (
                question.key not in self.learner.front,
                above > 1,
                _ASKED[question.asked],
                -(weights.get(question.topic, 0.0) if weights else 1.0),
                above if above >= 0 else 2 - above,
            )
            # Topics of equal rank take turns instead of following each other whole.
            turn = nth[(*place, question.topic)]
            nth[(*place, question.topic)] = turn + 1
            ranked.append(((*place, turn), question))
        ranked.sort(key=lambda pair: pair[0])
        return [question for _, question in ranked]

    def _first_need(self, question: QuestionFacts) -> QuestionFacts | None:
        """The question itself, or the first one that has to come before it; None where today does
        not allow it."""
        seen = {question.key}
        while True:
            if question.key in self.taken or self._sibling_taken(question):
                return None
            unmet = next(
                (
                    self.questions[need]
                    for need in question.needs
                    if need in self.questions
                    and need not in self.taken
                    and need not in seen
                    and self._is_new(need)
                ),
                None,
            )
            if unmet is None:
                return question
            question = unmet
            seen.add(question.key)

    def _look_alikes(self, entry: _Due, entries: Mapping[CardKey, _Due]) -> list[_Due]:
        if entry.passes < PASSES_TO_CONTRAST:
            return []
        found = []
        for key in entry.question.contrast:
            card = self.cards.get(key)
            if (
                card is None
                or card.state is None
                or card.state.passes < PASSES_TO_CONTRAST
                or card.state.last_day == self.day
                or card.away_on(self.day)
                or key in self.taken
            ):
                continue
            found.append(entries.get(key) or _Due(self.questions[key], "due", card.state.passes))
        return found

    def _pulled(self, pulled: list[_Due], lanes: Lanes[_Due]) -> _Due | None:
        """A look-alike that may come now: something else stood between, and topics stay apart
        where they can."""
        for entry in pulled:
            if self._if_free(entry) is None or self._alike(entry.question):
                continue
            if self._same_topic(entry.question) and lanes.has_other(entry.question.topic):
                continue
            pulled.remove(entry)
            return entry
        return None

    def _clashes(self, entry: _Due) -> bool:
        return self._same_topic(entry.question) or self._alike_due(entry)

    def _alike_due(self, entry: _Due) -> bool:
        return self._alike(entry.question)

    def _if_free(self, entry: _Due) -> _Due | None:
        question = entry.question
        return None if question.key in self.taken or self._sibling_taken(question) else entry

    def _same_topic(self, question: QuestionFacts) -> bool:
        return bool(self.trail) and self.trail[-1].topic == question.topic

    def _third_in_a_row(self, question: QuestionFacts) -> bool:
        last = self.trail[-2:]
        return len(last) == 2 and all(before.topic == question.topic for before in last)

    def _alike(self, question: QuestionFacts) -> bool:
        if not self.trail:
            return False
        last = self.trail[-1]
        return last.key in question.contrast or question.key in last.contrast

    def _is_new(self, key: CardKey) -> bool:
        card = self.cards.get(key)
        return card is None or (card.state is None and not card.away_on(self.day))

    def _group(self, question: QuestionFacts) -> tuple[str, str] | None:
        return None if question.sibling is None else (question.key.bank, question.sibling)

    def _sibling_taken(self, question: QuestionFacts) -> bool:
        group = self._group(question)
        return group is not None and self.groups.get(group, question.key) != question.key

    def _claim(self, question: QuestionFacts) -> None:
        group = self._group(question)
        if group is not None:
            self.groups.setdefault(group, question.key)

    def _seconds(self, question: QuestionFacts) -> float:
        return question.seconds * self.learner.pace

    def _add(self, question: QuestionFacts, why: Why, *, early: bool = False) -> None:
        seconds = self._seconds(question)
        self.items.append(Planned(question.key, why, seconds, early))
        self.used += seconds
        self.taken.add(question.key)
        self.trail.append(question)
        self._claim(question)
