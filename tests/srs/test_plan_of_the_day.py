"""What is asked today, and in which order."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from quizapp.srs.queue import Learner, Plan, QuestionFacts, plan
from quizapp.srs.scheduler import FsrsScheduler
from quizapp.srs.state import CardFacts, CardKey, CardState, Phase

DAY = 20_000
NOW = datetime(2024, 10, 4, 12, tzinfo=UTC)
RECALL = FsrsScheduler().retrievability


def key(name: str) -> CardKey:
    return CardKey("bank", name)


def question(name: str, topic: str = "", **more: Any) -> QuestionFacts:
    more = {k: tuple(map(key, v)) if k in ("needs", "contrast") else v for k, v in more.items()}
    return QuestionFacts(key(name), topic or name, **more)


def card(name: str, *, recall: float = 0.9, due: int = DAY, **more: Any) -> CardFacts:
    marks = {k: more.pop(k) for k in ("suspended", "buried_until") if k in more}
    # The stability at which ten days leave just this recall.
    stability = next(s / 100 for s in range(1, 10**6) if RECALL(_state(s / 100), DAY) >= recall)
    state = replace(_state(stability), due_day=due, **more)
    return CardFacts(key(name), state, **marks)


def _state(stability: float) -> CardState:
    return CardState(stability, 5.0, DAY, DAY - 10, repetitions=3, passes=3)


def today(questions: Sequence[QuestionFacts], cards: Sequence[CardFacts] = (), **more: Any) -> Plan:
    given: dict[str, Any] = {"day": DAY, "now": NOW, "minutes": 30.0, "recall": RECALL, "seed": 1}
    return plan(questions, cards, **(given | more))


def names(made: Plan) -> list[str]:
    return [item.key.question for item in made.items]


def test_due_comes_before_new_sure_and_wrong_in_front_then_highest_recall() -> None:
    questions = [question(name) for name in ("fresh", "low", "high", "burnt", "later")]
    cards = [
        card("low", recall=0.5),
        card("high", recall=0.85),
        card("burnt", recall=0.2, sure_wrong=True),
        card("later", due=DAY + 1),
    ]
    made = today(questions, cards)
    assert names(made) == ["burnt", "high", "low", "fresh"]
    assert [item.why for item in made.items] == ["sure-and-wrong", "due", "due", "new"]
    assert (made.due, made.new, made.sure_wrong) == (3, 1, 1)
    assert (made.due_seconds, made.new_seconds, made.seconds) == (180, 60, 240)


def test_the_day_is_minutes_and_the_question_at_hand_is_finished() -> None:
    questions = [question(f"q{i}", seconds=50) for i in range(10)]
    cards = [card(f"q{i}") for i in range(6)]
    made = today(questions, cards, minutes=2.0)
    assert (made.due, made.new) == (3, 0)
    assert made.seconds == 150
    slow = today(questions, cards, minutes=2.0, learner=Learner(pace=2.0))
    assert (slow.due, slow.seconds) == (2, 200)
    assert today(questions, cards, minutes=0).items == ()


def test_ties_are_settled_by_the_seed_alone() -> None:
    questions = [question(f"q{i}") for i in range(20)]
    cards = [card(f"q{i}") for i in range(20)]
    orders = {tuple(names(today(questions, cards, seed=seed))) for seed in range(5)}
    assert len(orders) == 5
    assert names(today(questions, cards, seed=3)) == names(today(questions, cards, seed=3))


def test_steps_come_when_their_time_has_come() -> None:
    step: dict[str, Any] = {"phase": Phase.LEARNING, "last_day": DAY, "due": DAY}
    cards = [
        card("ready", due_at=NOW - timedelta(minutes=1), **step),
        card("soon", due_at=NOW + timedelta(minutes=5), **step),
        card("due", recall=0.95, sure_wrong=True),
    ]
    made = today([question("due"), question("soon"), question("ready")], cards)
    assert names(made) == ["ready", "due"]
    assert made.items[0].why == "learning"
    assert [step.key.question for step in made.waiting] == ["soon"]
    assert made.waiting[0].due_at == NOW + timedelta(minutes=5)


def test_suspended_and_buried_questions_are_not_asked() -> None:
    questions = [question(name) for name in ("a", "b", "c", "d", "e")]
    cards = [
        card("a", suspended=True),
        card("b", buried_until=DAY + 1),
        card("c", buried_until=DAY),
        CardFacts(key("d"), None, suspended=True),
    ]
    assert names(today(questions, cards)) == ["c", "e"]


def test_a_question_gone_from_the_bank_is_passed_over() -> None:
    assert today([], [card("gone")]).items == ()


def test_never_two_due_of_one_topic_in_a_row_while_another_is_due() -> None:
    questions = [question(f"a{i}", "a") for i in range(4)] + [question("b0", "b")]
    cards = [card(f"a{i}", recall=0.9 - i / 100) for i in range(4)] + [card("b0", recall=0.3)]
    assert names(today(questions, cards)) == ["a0", "b0", "a1", "a2", "a3"]


def test_at_most_one_sibling_a_study_day() -> None:
    questions = [
        question("x", sibling="s"),
        question("y", sibling="s"),
        question("z", sibling="s"),
        question("other"),
    ]
    cards = [card("x", recall=0.9), card("y", recall=0.8)]
    assert names(today(questions, cards)) == ["x", "other"]
    done_today = [card("x", recall=0.9, due=DAY + 3, last_day=DAY), card("y", recall=0.8)]
    assert names(today(questions, done_today)) == ["other"]


def test_a_step_of_the_question_itself_is_no_sibling() -> None:
    step = card("x", last_day=DAY, phase=Phase.LEARNING, due_at=NOW)
    made = today([question("x", sibling="s"), question("y", sibling="s")], [step, card("y")])
    assert names(made) == ["x"]


def test_new_ones_come_by_asked_then_role_then_level() -> None:
    questions = [
        question("rare", "vision", asked="rarely"),
        question("other-topic", "tabular", asked="often"),
        question("far-above", "vision", asked="often", level="advanced"),
        question("below", "vision", asked="often", level="beginner"),
        question("sometimes", "vision", asked="sometimes"),
        question("main", "vision", asked="often", level="beginner"),
    ]
    learner = Learner("beginner", {"vision": 3.0, "losses": 1.0})
    made = today([replace(q, topic=f"{q.topic}") for q in questions], learner=learner)
    order = names(made)
    assert order[0] in ("below", "main")
    assert order.index("main") < order.index("other-topic") < order.index("sometimes")
    assert order.index("sometimes") < order.index("rare") < order.index("far-above")


def test_own_level_and_one_above_come_before_those_below() -> None:
    questions = [
        question("below", level="beginner"),
        question("above", level="advanced"),
        question("own", level="intermediate"),
    ]
    assert names(today(questions)) == ["own", "above", "below"]


def test_what_is_needed_comes_first() -> None:
    questions = [
        question("last", asked="often", needs=["middle", "missing"]),
        question("middle", asked="sometimes", needs=["first"]),
        question("first", asked="rarely"),
        question("met-need", asked="often", needs=["known"]),
        question("known"),
    ]
    order = names(today(questions, [card("known", due=DAY + 5)]))
    assert order == ["first", "middle", "last", "met-need"]


def test_needs_that_go_in_a_circle_still_end() -> None:
    questions = [question("a", needs=["b"]), question("b", needs=["a"])]
    assert sorted(names(today(questions))) == ["a", "b"]


def test_never_three_new_of_one_topic_in_a_row() -> None:
    questions = [question(f"a{i}", "a", asked="often") for i in range(6)]
    questions += [question(f"b{i}", "b", asked="rarely") for i in range(2)]
    topics = [name[0] for name in names(today(questions))]
    assert topics == ["a", "a", "b", "a", "a", "b", "a", "a"]


def test_topics_of_equal_rank_take_turns() -> None:
    questions = [question(f"{topic}{i}", topic) for topic in "abc" for i in range(2)]
    assert names(today(questions)) == ["a0", "b0", "c0", "a1", "b1", "c1"]


def test_look_alikes_passed_twice_share_a_day_but_not_side_by_side() -> None:
    questions = [
        question("conv", "cnn", contrast=["transposed"]),
        question("transposed", "cnn"),
        question("pool", "cnn"),
    ]
    cards = [card("conv", recall=0.9), card("pool", recall=0.4)]
    ahead = [*cards, card("transposed", due=DAY + 9)]
    made = today(questions, ahead)
    assert names(made) == ["conv", "pool", "transposed"]
    assert [item.early for item in made.items] == [False, False, True]
    both_due = [*cards, card("transposed", recall=0.89)]
    assert names(today(questions, both_due)) == ["conv", "pool", "transposed"]
    once = [*cards, card("transposed", due=DAY + 9, passes=1)]
    assert names(today(questions, once)) == ["conv", "pool"]
    seen = [*cards, card("transposed", due=DAY + 9, last_day=DAY)]
    assert names(today(questions, seen)) == ["conv", "pool"]


def test_a_look_alike_is_left_for_later_when_nothing_can_stand_between() -> None:
    questions = [question("conv", "cnn", contrast=["transposed"]), question("transposed", "cnn")]
    ahead = [card("conv"), card("transposed", due=DAY + 9)]
    assert names(today(questions, ahead)) == ["conv"]


def test_after_a_break_nothing_is_new_and_it_says_when_the_days_are_level() -> None:
    questions = [question(f"q{i}", seconds=60) for i in range(100)]
    cards = [card(f"q{i}", recall=0.5) for i in range(70)]
    cards += [card(f"q{i}", due=DAY + 1) for i in range(70, 80)]
    made = today(questions, cards, last_day=DAY - 9)
    assert (made.away, made.new, made.due) == (9, 0, 30)
    assert made.level_on == DAY + 2
    short = today(questions, cards[:5], last_day=DAY - 7)
    assert (short.away, short.due, short.new, short.level_on) == (7, 5, 0, DAY)
    rested = today(questions, cards[:5], last_day=DAY - 6)
    assert (rested.away, rested.level_on) == (None, None)
    assert rested.new == 25


def test_a_backlog_beyond_sixty_days_names_no_day() -> None:
    questions = [question(f"q{i}", seconds=60) for i in range(200)]
    cards = [card(f"q{i}", recall=0.5) for i in range(200)]
    assert today(questions, cards, last_day=DAY - 9, minutes=3.0).level_on is None


def test_a_hundred_thousand_cards_are_planned_while_one_waits() -> None:
    rng = random.Random(2)
    questions = [question(f"q{i}", f"t{i % 30}") for i in range(100_000)]
    cards = [
        CardFacts(
            q.key, replace(_state(5 + 50 * rng.random()), due_day=DAY + rng.randint(-100, 100))
        )
        for q in questions[:60_000]
    ]
    began = time.perf_counter()
    made = today(questions, cards)
    assert time.perf_counter() - began < 5.0  # 0.7 s on an idle core
    assert made.due == 30


@given(st.data())
def test_plans_keep_their_rules(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 25))
    rng = data.draw(st.randoms(use_true_random=False))
    questions = [
        question(
            f"q{i}",
            rng.choice("abc"),
            sibling=rng.choice([None, None, "s", "t"]),
            needs=[f"q{rng.randrange(count)}"] if rng.random() < 0.3 else [],
            contrast=[f"q{rng.randrange(count)}"] if rng.random() < 0.3 else [],
        )
        for i in range(count)
    ]
    cards = [
        CardFacts(
            q.key,
            replace(
                _state(9.0), due_day=DAY + rng.randint(-3, 3), last_day=DAY - rng.randint(0, 5)
            ),
            suspended=rng.random() < 0.1,
        )
        for q in questions
        if rng.random() < 0.5
    ]
    made = today(questions, cards, minutes=rng.choice([3, 60]))
    asked = [item.key for item in made.items]
    assert len(asked) == len(set(asked))
    by_key = {q.key: q for q in questions}
    groups = [by_key[k].sibling for k in asked if by_key[k].sibling]
    assert len(groups) == len(set(groups))
    states = {c.key: c.state for c in cards}
    for item in made.items:
        assert (item.why == "new") == (item.key not in states)
        assert not any(c.suspended for c in cards if c.key == item.key)
    place = {k: i for i, k in enumerate(asked)}
    for item in made.items:
        if item.why == "new":
            for need in by_key[item.key].needs:
                circular = item.key in by_key[need].needs or need == item.key
                if need in place and need not in states and not circular:
                    assert place[need] < place[item.key] or _in_circle(by_key, need)


def _in_circle(by_key: dict[CardKey, QuestionFacts], start: CardKey) -> bool:
    seen, todo = set(), list(by_key[start].needs)
    while todo:
        here = todo.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(by_key[here].needs)
    return False
