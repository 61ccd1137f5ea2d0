"""Which questions an interview asks: by round, level, role and what was asked last. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from quizapp.levels import LEVELS
from quizapp.session.terms import Round
from quizapp.wording import plural

FEWEST = 3
"""Questions below which there is no round."""
OFF_LEVEL = 0.4
"""The share of questions that may lie one level below or above."""
_ASKED = ("often", "sometimes", "rarely")
_CODE_KINDS = ("snippet", "code")
_OUTSIDE_ROLE = 0.2
"""The weight of a topic that the role does not name, against 1 for its lightest one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What choosing needs of a question; `seconds` is what it takes."""

    key: str
    topic: str
    kind: str
    skill: str
    level: str
    asked: str
    seconds: float
    sibling: str = ""
    tags: tuple[str, ...] = ()


ROUNDS: Mapping[Round, Callable[[Candidate], bool]] = {
    "fundamentals": lambda c: c.skill in ("maths", "mechanism"),
    "debugging": lambda c: c.skill == "debugging",
    "code": lambda c: c.kind in _CODE_KINDS,
    "scope": lambda c: c.skill == "trade-offs",
    "project": lambda c: "project" in c.tags,
}
"""What belongs to each round."""


def fits(candidate: Candidate, wanted: Round, level: str) -> bool:
    """True where a question belongs to the round, at this level, one below or one above."""
    return ROUNDS[wanted](candidate) and _away(candidate, level) <= 1


def too_few(candidates: Sequence[Candidate], wanted: Round, level: str) -> str:
    """Return a sentence where the round has too few questions, with what there is; else empty."""
    counts = {name: sum(fits(c, name, level) for c in candidates) for name in ROUNDS}
    if counts[wanted] >= FEWEST:
        return ""
    others = ", ".join(f"{name} {count}" for name, count in counts.items() if name != wanted)
    found = plural(counts[wanted], "question")
    return (
        f"The banks in use have {found} for a {wanted} round at {level} level, and {FEWEST} are "
        f"the fewest. They have: {others}."
    )


def choose(
    candidates: Sequence[Candidate],
    wanted: Round,
    level: str,
    *,
    seconds: float,
    seed: int,
    weights: Mapping[str, float] | None = None,
    avoid: frozenset[str] = frozenset(),
) -> tuple[Candidate, ...]:
    """Return questions that fill `seconds`, in the order in which they are asked.

    The asked-often ones come first, skills and kinds are mixed, most are of the own level, no topic
    comes a third time and nothing of `avoid` again while something else is left. `weights` are the
    role's, by topic; without any all topics are alike. The same seed chooses the same.
    """
    left = [c for c in candidates if fits(c, wanted, level)]
    luck = _luck(left, weights or {}, Random(seed))
    chosen: list[Candidate] = []
    while left and sum(c.seconds for c in chosen) < seconds:
        costs = _Costs.after(chosen, left, level, avoid)
        best = min(left, key=lambda c: costs.of(c) + luck[c.key])
        chosen.append(best)
        left.remove(best)
    return tuple(chosen)


def _luck(
    candidates: Sequence[Candidate], weights: Mapping[str, float], draw: Random
) -> dict[str, float]:
    """Draw a cost from 0 to 8 for each question, the lower the more its topic weighs.

    u ** (1 / weight) is the key of weighted sampling without replacement (Efraimidis, Spirakis).
    """
    least = min(weights.values(), default=1.0)
    luck = {}
    for candidate in sorted(candidates, key=lambda c: c.key):
        weight = weights.get(candidate.topic, least * _OUTSIDE_ROLE) / least if weights else 1.0
        luck[candidate.key] = 8 * (1 - draw.random() ** (1 / weight))
    return luck


@dataclass(frozen=True, slots=True)
class _Costs:
    """What speaks against asking a question next, counted once for all that could be.

    `topics`, `skills` and `kinds` count the chosen ones, `fewest` is the lowest count of a skill
    that is left, `off` how many levels the chosen ones lie away from the own one.
    """

    level: str
    avoid: frozenset[str]
    asked: int
    last_topic: str | None
    topics: Counter[str]
    skills: Counter[str]
    kinds: Counter[str]
    siblings: frozenset[str]
    fewest: int
    off: int

    @classmethod
    def after(
        cls,
        chosen: Sequence[Candidate],
        left: Sequence[Candidate],
        level: str,
        avoid: frozenset[str],
    ) -> _Costs:
        skills = Counter(c.skill for c in chosen)
        return cls(
            level=level,
            avoid=avoid,
            asked=len(chosen),
            last_topic=chosen[-1].topic if chosen else None,
            topics=Counter(c.topic for c in chosen),
            skills=skills,
            kinds=Counter(c.kind for c in chosen),
            siblings=frozenset(c.sibling for c in chosen if c.sibling),
            fewest=min(skills[skill] for skill in {c.skill for c in left}),
            off=sum(_away(c, level) for c in chosen),
        )

    def of(self, candidate: Candidate) -> float:
        """Return how much speaks against this question, in no unit."""
        topics = self.topics[candidate.topic]
        away = _away(candidate, self.level)
        too_far = away and self.off + 1 > OFF_LEVEL * (self.asked + 1)
        return (
            100 * (topics >= 2)
            + 60 * (candidate.key in self.avoid)
            + 30 * (candidate.sibling in self.siblings)
            + 4 * topics
            + 5 * _ASKED.index(candidate.asked)
            + 4 * (self.skills[candidate.skill] - self.fewest)
            + 6 * (self.kinds[candidate.kind] / max(self.asked, 1))
            + (12 if too_far else 1.5 * away)
            + 6 * (candidate.topic == self.last_topic)
        )


def _away(candidate: Candidate, level: str) -> int:
    return abs(LEVELS.index(candidate.level) - LEVELS.index(level))
