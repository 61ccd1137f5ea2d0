"""How questions fare: item analysis over the answers that were given.

The terms are those of classical test theory. Every standing answer is one observation, at its
first try: a question that is met five times has five.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from statistics import median
from typing import Any

LEAST_REST = 3
"""Other answers in a group before their share says anything of the learner there."""
LEAST_OBSERVED = 5
"""Answers to a question before a correlation is told."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer to the question `key`.

    `group` is what it was given in: a session, or a study day where there was none. `right`: its
    first try was. `slips` are those of its tries, `unexplained` the wrong texts that no slip and no
    known-wrong answer explains; `hinted`: a hint was open.
    """

    key: str
    group: str
    right: bool
    seconds: float
    hinted: bool = False
    slips: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question over its `answers`.

    `facility` is the share that was right at the first try, `discrimination` the point-biserial
    correlation of that with the share of first tries that were right among the rest of the same
    session (None: too few answers, or all alike), `seconds` the median, `hint_rate` the share with
    a hint open. `slips` are shares of the answers, `unexplained` counts, the most frequent first.
    """

    key: str
    answers: int
    facility: float
    discrimination: float | None
    seconds: float
    hint_rate: float
    slips: tuple[tuple[str, float], ...]
    unexplained: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the line ready for JSON: `slips` and `unexplained` as lists of objects."""
        form = asdict(self)
        form["slips"] = [{"slip": slip, "share": share} for slip, share in self.slips]
        form["unexplained"] = [{"text": text, "times": n} for text, n in self.unexplained]
        return form


def item_lines(observed: Iterable[Observation]) -> tuple[ItemLine, ...]:
    """Return a line for each question that was answered, the hardest first."""
    listed = list(observed)
    rests = _rests(listed)
    by_key: dict[str, list[tuple[Observation, float | None]]] = defaultdict(list)
    for one, rest in zip(listed, rests, strict=True):
        by_key[one.key].append((one, rest))
    lines = [_line(key, pairs) for key, pairs in by_key.items()]
    return tuple(sorted(lines, key=lambda line: (line.facility, -line.answers, line.key)))


def point_biserial(right: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return the correlation of right or wrong with a score, -1 to 1; None where either never
    varies. Lord & Novick 1968, equation 15.5.1: it is Pearson's r with 0 and 1."""
    n, hits = len(right), sum(right)
    if not 0 < hits < n:
        return None
    mean = sum(rest) / n
    variance = sum((score - mean) ** 2 for score in rest) / n
    if variance <= 1e-12:
        return None
    mean_right = sum(score for hit, score in zip(right, rest, strict=True) if hit) / hits
    share = hits / n
    return (mean_right - mean) / sqrt(variance) * sqrt(share / (1 - share))


def _rests(observed: Sequence[Observation]) -> list[float | None]:
    """Return for each answer the share that was right among the others of its group, to other
    questions; None where these are too few."""
    totals: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    own_totals: Counter[tuple[str, str]] = Counter()
    own_hits: Counter[tuple[str, str]] = Counter()
    for one in observed:
        totals[one.group] += 1
        hits[one.group] += one.right
        own_totals[one.group, one.key] += 1
        own_hits[one.group, one.key] += one.right
    rests: list[float | None] = []
    for one in observed:
        others = totals[one.group] - own_totals[one.group, one.key]
        right = hits[one.group] - own_hits[one.group, one.key]
        rests.append(right / others if others >= LEAST_REST else None)
    return rests


def _line(key: str, pairs: Sequence[tuple[Observation, float | None]]) -> ItemLine:
    answers = [one for one, _ in pairs]
    n = len(answers)
    placed = [(one.right, rest) for one, rest in pairs if rest is not None]
    slips = Counter(slip for one in answers for slip in dict.fromkeys(one.slips))
    texts = Counter(" ".join(text.split()) for one in answers for text in one.unexplained)
    return ItemLine(
        key=key,
        answers=n,
        facility=sum(one.right for one in answers) / n,
        discrimination=(
            point_biserial([right for right, _ in placed], [rest for _, rest in placed])
            if len(placed) >= LEAST_OBSERVED
            else None
        ),
        seconds=median(one.seconds for one in answers),
        hint_rate=sum(one.hinted for one in answers) / n,
        slips=tuple((slip, times / n) for slip, times in _by_times(slips)),
        unexplained=tuple(_by_times(texts)),
    )


def _by_times(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
