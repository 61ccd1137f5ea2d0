"""Which questions a round asks."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from quizapp.session import interview_choice
from quizapp.session.interview_choice import OFF_LEVEL, Candidate, choose, fits, too_few

KINDS = ("compute", "recall", "choice")
LEVELS = ("beginner", "intermediate", "advanced")


def bank() -> list[Candidate]:
    """Ten topics, each with maths and mechanism at three levels, asked often or rarely."""
    return [
        Candidate(
            key=f"b/{topic}-{skill}-{level}-{asked}",
            topic=f"t{topic}",
            kind=KINDS[(topic + len(skill) + len(level)) % 3],
            skill=skill,
            level=level,
            asked=asked,
            seconds=60.0,
        )
        for topic in range(10)
        for skill in ("maths", "mechanism")
        for level in LEVELS
        for asked in ("often", "rarely")
    ]


def chosen_slowly(
    candidates: Sequence[Candidate], level: str, *, seconds: float, seed: int, avoid: frozenset[str]
) -> list[Candidate]:
    """Choose a fundamentals round as `choose` does, counting everything anew for every question."""
    left = [c for c in candidates if fits(c, "fundamentals", level)]
    luck = interview_choice._luck(left, {}, Random(seed))
    chosen: list[Candidate] = []

    def cost(candidate: Candidate) -> float:
        def alike(field: str) -> int:
            return sum(getattr(c, field) == getattr(candidate, field) for c in chosen)

        away = abs(LEVELS.index(candidate.level) - LEVELS.index(level))
        off = sum(c.level != level for c in (*chosen, candidate))
        asked = [sum(c.skill == other.skill for c in chosen) for other in left]
        return (
            100 * (alike("topic") >= 2)
            + 60 * (candidate.key in avoid)
            + 30 * bool(candidate.sibling and alike("sibling"))
            + 4 * alike("topic")
            + 5 * ("often", "sometimes", "rarely").index(candidate.asked)
            + 4 * (alike("skill") - min(asked))
            + 6 * alike("kind") / max(len(chosen), 1)
            + (12 if away and off > OFF_LEVEL * (len(chosen) + 1) else 1.5 * away)
            + 6 * bool(chosen and chosen[-1].topic == candidate.topic)
            + luck[candidate.key]
        )

    while left and sum(c.seconds for c in chosen) < seconds:
        best = min(left, key=cost)
        chosen.append(best)
        left.remove(best)
    return chosen


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("level", LEVELS)
def test_counting_once_a_pick_chooses_what_counting_for_every_question_does(
    level: str, seed: int
) -> None:
    twins = [replace(c, sibling="b/one") if c.topic < "t3" else c for c in bank()]
    avoid = frozenset(c.key for c in twins[seed::5])
    slowly = chosen_slowly(twins, level, seconds=1200, seed=seed, avoid=avoid)
    quickly = choose(twins, "fundamentals", level, seconds=1200, seed=seed, avoid=avoid)
    assert list(quickly) == slowly


def test_an_hour_from_thousands_of_questions_is_chosen_at_once() -> None:
    many = [replace(c, key=f"{c.key}-{copy}") for copy in range(40) for c in bank()]
    began = time.perf_counter()
    assert len(choose(many, "fundamentals", "intermediate", seconds=3600, seed=1)) == 60
    assert time.perf_counter() - began < 5


def test_a_round_fills_its_time_with_mixed_questions_asked_often_first() -> None:
    chosen = choose(bank(), "fundamentals", "intermediate", seconds=900, seed=1)
    assert len(chosen) == 15
    assert max(Counter(c.topic for c in chosen).values()) <= 2
    skills = Counter(c.skill for c in chosen)
    assert abs(skills["maths"] - skills["mechanism"]) <= 1
    assert {c.kind for c in chosen} == set(KINDS)
    assert all(c.asked == "often" for c in chosen[:8])
    levels = Counter(c.level for c in chosen)
    assert levels["intermediate"] >= 8
    assert levels["intermediate"] < 15
    assert len({c.key for c in chosen}) == 15


def test_no_topic_comes_twice_in_succession_while_there_are_others() -> None:
    chosen = choose(bank(), "fundamentals", "intermediate", seconds=900, seed=4)
    assert all(a.topic != b.topic for a, b in itertools.pairwise(chosen))


def test_the_seed_decides_and_the_order_of_the_bank_does_not() -> None:
    one = choose(bank(), "fundamentals", "beginner", seconds=600, seed=1)
    assert choose(bank()[::-1], "fundamentals", "beginner", seconds=600, seed=1) == one
    assert choose(bank(), "fundamentals", "beginner", seconds=600, seed=2) != one


def test_levels_two_away_are_never_asked() -> None:
    chosen = choose(bank(), "fundamentals", "beginner", seconds=9000, seed=1)
    assert {c.level for c in chosen} == {"beginner", "intermediate"}


def test_what_was_asked_last_time_is_avoided_while_there_is_something_else() -> None:
    last = frozenset(c.key for c in choose(bank(), "fundamentals", "advanced", seconds=600, seed=1))
    fresh = choose(bank(), "fundamentals", "advanced", seconds=600, seed=1, avoid=last)
    assert last.isdisjoint(c.key for c in fresh)
    few = [c for c in bank() if c.key in last]
    assert len(choose(few, "fundamentals", "advanced", seconds=600, seed=1, avoid=last)) == 10


def test_the_roles_topics_come_more_often() -> None:
    weights = {"t1": 5.0, "t2": 5.0, "t3": 1.0}
    counts: Counter[str] = Counter()
    for seed in range(60):
        for chosen in choose(
            bank(), "fundamentals", "intermediate", seconds=240, seed=seed, weights=weights
        ):
            counts[chosen.topic] += 1
    assert counts["t1"] > counts["t3"] > counts["t9"]


def test_siblings_are_kept_apart() -> None:
    twins = [replace(c, sibling="b/one") for c in bank() if c.topic == "t0"]
    rest = [c for c in bank() if c.topic != "t0"]
    chosen = choose([*twins, *rest], "fundamentals", "intermediate", seconds=900, seed=1)
    assert sum(c.sibling != "" for c in chosen) <= 1


@pytest.mark.parametrize(
    ("wanted", "change", "belongs"),
    [
        ("fundamentals", {"skill": "maths"}, True),
        ("fundamentals", {"skill": "debugging"}, False),
        ("debugging", {"skill": "debugging"}, True),
        ("code", {"kind": "snippet", "skill": "debugging"}, True),
        ("code", {"kind": "recall", "skill": "debugging"}, False),
        ("scope", {"skill": "trade-offs"}, True),
        ("project", {"tags": ("project",)}, True),
        ("project", {"tags": ("projection",)}, False),
    ],
)
def test_each_round_has_its_own_questions(
    wanted: str, change: dict[str, object], belongs: bool
) -> None:
    candidate = replace(bank()[0], **change)  # type: ignore[arg-type]
    assert fits(candidate, wanted, "beginner") is belongs  # type: ignore[arg-type]


def test_too_few_questions_are_told_with_what_there_is() -> None:
    assert too_few(bank(), "fundamentals", "beginner") == ""
    assert too_few(bank()[:1], "scope", "beginner") == (
        "The banks in use have 0 questions for a scope round at beginner level, and 3 are the "
        "fewest. They have: fundamentals 1, debugging 0, code 0, project 0."
    )
    assert too_few([], "fundamentals", "beginner").startswith("The banks in use have 0 questions")
