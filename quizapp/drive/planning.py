"""The plan of a session: made, kept with the session, and gone on with after a break."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from quizapp.bank.problems import nearest
from quizapp.config import Config
from quizapp.drive.facts import count_met, learner_of, question_facts
from quizapp.drive.house import House, day_starts_at
from quizapp.drive.library import open_library
from quizapp.errors import UsageError
from quizapp.session.effects import MakePlan
from quizapp.session.events import Planned
from quizapp.session.item import Why
from quizapp.srs.queue import Plan, QuestionFacts
from quizapp.srs.queue import plan as make_day
from quizapp.srs.state import CardFacts
from quizapp.srs.studyday import date_of, study_day
from quizapp.store.records import JsonObject, OpenSession, texts_in

PRACTICE_COUNT = 40


@dataclass(frozen=True, slots=True)
class Made:
    """A plan, the session it belongs to (None: practice), and why each question is in it."""

    planned: Planned
    session: int | None
    why: Mapping[str, Why] = field(default_factory=dict)


def make_plan(house: House, wanted: MakePlan, at: float) -> Made:
    """Return the plan of the day, or of a practice.

    A study session of today that was not finished goes on where it stood. Where questions are
    named, they are asked in their order; the plan of the day waits.
    """
    if wanted.keys:
        return Made(Planned(wanted.keys, at, due=len(wanted.keys)), None)
    if wanted.mode == "practice":
        return Made(_practice(house, wanted.topic, at), None)
    left_open = house.store.open_session("study")
    if left_open is not None:
        if _day_of(house, left_open.session.started) == house.today():
            return _go_on(house, left_open, at)
        house.store.finish_session(left_open.session.id)
    plan = plan_of_day(house, wanted.minutes, wanted.topic)
    questions = question_facts(house.library)
    queue = [str(item.key) for item in plan.items]
    why: dict[str, Why] = {str(item.key): item.why for item in plan.items}
    session = None
    if queue or plan.waiting:
        form: JsonObject = {"queue": queue, "why": [why[key] for key in queue]}
        session = house.store.begin_session("study", form, {"minutes": wanted.minutes})
    planned = Planned(
        queue=tuple(queue),
        at=at,
        due=plan.due,
        new=plan.new,
        later=_later(house, plan),
        note=_note(plan),
        unmet=len(questions) - count_met(questions, house.store.cards()),
    )
    return Made(planned, session, why)


def plan_of_day(house: House, minutes: float, topic: str | None = None) -> Plan:
    """Return today's plan for so many minutes, whatever was already done today.

    `topic` comes first among the new ones, in place of the role's topics.
    """
    return make_day(
        question_facts(house.library),
        house.store.cards(),
        day=house.today(),
        now=house.now(),
        minutes=minutes,
        recall=house.scheduler.retrievability,
        seed=house.today(),
        learner=learner_of(house.config, house.library, house.store, topic),
        last_day=house.store.last_study_day(),
    )


def _go_on(house: House, left_open: OpenSession, at: float) -> Made:
    plan = left_open.session.plan
    queue, reasons = texts_in(plan.get("queue")), texts_in(plan.get("why"))
    present = house.library.present
    done = {present(str(answer.key)) for answer in left_open.answers}
    planned_for = [(present(key), why) for key, why in zip(queue, reasons, strict=False)]
    why = cast(dict[str, Why], {key: why for key, why in planned_for if key is not None})
    away = {str(card.key) for card in house.store.cards() if card.away_on(house.today())}
    still = tuple(key for key in why if key not in done | away)
    today = plan_of_day(house, 0)
    planned = Planned(
        queue=still,
        at=at,
        later=(*_come(house, away.union(still)), *_later(house, today)),
        answered=len(left_open.answers),
        spent=sum(answer.seconds or 0.0 for answer in left_open.answers),
        note="Going on where you stopped." if left_open.answers else "",
    )
    return Made(planned, left_open.session.id, why)


def _come(house: House, besides: Collection[str]) -> tuple[tuple[str, float], ...]:
    """Return the learning steps of today whose time has come, but for those in `besides`."""
    day = house.today()
    steps = [
        (card.state.due_at, str(card.key))
        for card in house.store.due(day, house.now())
        if card.state is not None and card.state.due_at is not None and card.state.last_day == day
    ]
    return tuple(
        (key, 0.0)
        for _, key in sorted(steps)
        if key not in besides and house.library.present(key) == key
    )


def _later(house: House, plan: Plan) -> tuple[tuple[str, float], ...]:
    now = house.now()
    return tuple(
        (str(step.key), max((step.due_at - now).total_seconds(), 0.0)) for step in plan.waiting
    )


def _note(plan: Plan) -> str:
    if plan.away is None:
        return ""
    level = f"; level again on {date_of(plan.level_on):%A %-d %B}" if plan.level_on else ""
    return f"{plan.away} days away: nothing new today{level}."


def topic_problem(config: Config, topic: str) -> UsageError | None:
    """Return what to say where no question in use is of `topic` (an id or a title), else None."""
    titles = {each.topic: each.topic_title for each in open_library(config).questions}
    if topic.casefold() in {name.casefold() for pair in titles.items() for name in pair}:
        return None
    hint = nearest(topic.casefold()[:60], titles)
    hint = f"{hint[:1].upper()}{hint[1:]}"
    return UsageError(f"There is no topic {topic[:60]!r} in the banks in use.", hint=hint)


def _practice(house: House, topic: str | None, at: float) -> Planned:
    """Choose for practice: what is recalled least first, new ones after that, a topic if named."""
    day = house.today()
    states = {facts.key: facts for facts in house.store.cards()}
    wanted = [
        facts
        for facts in question_facts(house.library)
        if topic is None or topic.casefold() in (facts.topic.casefold(), _title(house, facts))
    ]

    def place(facts: QuestionFacts) -> tuple[int, float, str]:
        card: CardFacts | None = states.get(facts.key)
        if card is None or card.state is None:
            return 1, 0.0, str(facts.key)
        return 0, house.scheduler.retrievability(card.state, day), str(facts.key)

    chosen = sorted(wanted, key=place)[:PRACTICE_COUNT]
    return Planned(tuple(str(facts.key) for facts in _apart(chosen)), at, unmet=0)


def _title(house: House, facts: QuestionFacts) -> str:
    question = house.library.question(str(facts.key))
    return question.topic_title.casefold() if question else ""


def _apart(chosen: Sequence[QuestionFacts]) -> list[QuestionFacts]:
    """Return the same questions with one topic after another in turn, each topic's order kept."""
    by_topic: dict[str, list[QuestionFacts]] = {}
    for facts in chosen:
        by_topic.setdefault(facts.topic, []).append(facts)
    turns: list[QuestionFacts] = []
    while any(by_topic.values()):
        turns += [queue.pop(0) for queue in by_topic.values() if queue]
    return turns


def _day_of(house: House, at: datetime) -> int:
    return study_day(at, house.clock.local_offset(at), day_starts_at(house.config))
