"""The home screen's figures, gathered from library, store and scheduler."""

from __future__ import annotations

from collections import Counter, defaultdict

from quizapp.drive.due import about_minutes
from quizapp.drive.facts import count_met, question_facts
from quizapp.drive.house import House
from quizapp.drive.planning import plan_of_day
from quizapp.reports.home import HomeView, Readiness, TopicLine
from quizapp.reports.tips import tip
from quizapp.srs.queue import QuestionFacts
from quizapp.srs.scheduler import target_retention
from quizapp.srs.simulate import Tracked, forecast
from quizapp.srs.state import CardFacts, CardKey
from quizapp.srs.studyday import date_of, day_of
from quizapp.wording import plural

DAYS = 14
TOPICS = 3
SLIP_DAYS = 14


def home_view(house: House, minutes: int | None = None) -> HomeView:
    """Return everything that the home screen says, for a day of `minutes`."""
    config, store, today = house.config, house.store, house.today()
    minutes = minutes or config.minutes
    questions = question_facts(house.library)
    cards = {facts.key: facts for facts in store.cards() if facts.state is not None}
    plan = plan_of_day(house, minutes)
    topics = _topics(house, questions, cards)
    return HomeView(
        today=date_of(today),
        minutes=minutes,
        due=plan.due,
        due_minutes=about_minutes(plan.due_seconds),
        new=plan.new,
        new_minutes=about_minutes(plan.new_seconds),
        sure_and_wrong=plan.sure_wrong,
        met=count_met(questions, cards.values()),
        total=len(questions),
        goal=config.goal_date,
        readiness=_readiness(house, questions, cards, minutes),
        topics=topics[:TOPICS],
        more_topics=max(len(topics) - TOPICS, 0),
        all_topics=topics,
        days=_days(house),
        last_interview=_last_interview(house),
        unfinished=_unfinished(house),
        away=plan.away,
        notes=_notes(house),
        first_run=not config.first_run_done and not cards,
        tip=_tip(house),
    )


def topic_lines(house: House) -> tuple[TopicLine, ...]:
    """Return one line for every topic, the weakest first, topics not met yet last."""
    cards = {facts.key: facts for facts in house.store.cards() if facts.state is not None}
    return _topics(house, question_facts(house.library), cards)


def _topics(
    house: House, questions: tuple[QuestionFacts, ...], cards: dict[CardKey, CardFacts]
) -> tuple[TopicLine, ...]:
    """Return one line a topic, the weakest first, topics not met yet last."""
    day = house.today()
    titles = {question.topic: question.topic_title for question in house.library.questions}
    total: Counter[str] = Counter(facts.topic for facts in questions)
    recalls: dict[str, list[float]] = defaultdict(list)
    for facts in questions:
        card = cards.get(facts.key)
        if card is not None and card.state is not None:
            known = 0.0 if card.state.missed else house.scheduler.retrievability(card.state, day)
            recalls[facts.topic].append(known)
    slips = house.store.slips_by_question(day - SLIP_DAYS)
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for key, slip, times in slips:
        question = house.library.question(str(key))
        if question is not None:
            made[question.topic][slip] += times
    lines = [
        TopicLine(
            topic=topic,
            title=titles.get(topic, topic) or topic,
            met=len(recalls[topic]),
            total=count,
            recall=sum(recalls[topic]) / len(recalls[topic]) if recalls[topic] else None,
            slip=made[topic].most_common(1)[0][0] if made[topic] else "",
        )
        for topic, count in total.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.recall is None, line.recall or 0.0)))


def _readiness(
    house: House,
    questions: tuple[QuestionFacts, ...],
    cards: dict[CardKey, CardFacts],
    minutes: int,
) -> Readiness | None:
    often = [facts for facts in questions if facts.asked == "often"]
    if not cards or not often:
        return None
    tracked = [
        Tracked(
            cards[facts.key].state if facts.key in cards else None,
            facts.seconds,
            facts.asked == "often",
        )
        for facts in (*often, *(f for f in questions if f.asked != "often"))
    ]
    goal, today = house.config.goal_date, house.today()
    made = forecast(
        tracked,
        weights=house.scheduler.spec.weights,
        retention=target_retention(goal, house.config.retention),
        day=today,
        goal_day=day_of(goal) if goal else today,
        minutes=minutes,
        seed=today,
    )
    if goal is None:
        return Readiness(len(often), round(made.known))
    return Readiness(
        len(often),
        round(made.known),
        round(made.expected),
        round(made.low),
        round(made.high),
    )


def _days(house: House) -> tuple[int | None, ...]:
    today = house.today()
    minutes = house.store.minutes_by_day(today - DAYS + 1)
    return tuple(
        max(round(minutes[day]), 1) if day in minutes else None
        for day in range(today - DAYS + 1, today + 1)
    )


def _last_interview(house: House) -> str:
    for session in house.store.list_sessions("interview"):
        if session.scorecard and session.finished:
            line = session.scorecard.get("line")
            return str(line) if line else ""
    return ""


def _unfinished(house: House) -> int | None:
    left_open = house.store.open_session("study")
    if left_open is None or not left_open.answers:
        return None
    if left_open.answers[-1].study_day != house.today():
        return None
    return len(left_open.answers) + 1


def _tip(house: House) -> str:
    first = house.store.first_study_day()
    return tip(house.today() - first) if first is not None else ""


def _notes(house: House) -> tuple[str, ...]:
    notes = []
    problems = [p for p in house.library.problems if p.severity == "problem"]
    if problems:
        count = plural(len(problems), "problem")
        notes.append(f"{count} in the banks: quizapp bank check")
    return tuple(notes)
