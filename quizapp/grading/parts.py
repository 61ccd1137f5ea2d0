"""Several parts of one question: their weighted mean, and what earlier ones carry over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.grading.verdict import Correct, Near, Partial, Verdict, Wrong

CARRIED = 0.5
"""What a part earns of its weight when it is right for the learner's own earlier answer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One judged part. `own` is its verdict against the learner's own earlier answers, None where
    none of them entered or nothing is carried."""

    name: str
    verdict: Verdict
    weight: float = 1.0
    own: Verdict | None = None


def is_carried(part: Part) -> bool:
    """Say whether a part is wrong against the truth and right for the learner's own numbers."""
    return not isinstance(part.verdict, Correct) and isinstance(part.own, Correct)


def part_score(part: Part) -> float:
    """Return what the part earns of its weight, between 0 and 1."""
    match part.verdict:
        case Correct() | Near():
            return 1.0
        case Partial(score=score):
            return max(score, CARRIED) if is_carried(part) else score
        case _:
            return CARRIED if is_carried(part) else 0.0


def score_parts(parts: Sequence[Part]) -> Verdict:
    """Return the verdict on the whole: right when every part is, nearly right when one of them is
    only nearly so, wrong when none earns anything.

    Raises ValueError for no parts or weights that do not add up to more than 0.
    """
    total = sum(part.weight for part in parts)
    if total <= 0:
        raise ValueError("the weights of the parts must add up to more than 0")
    score = sum(part.weight * part_score(part) for part in parts) / total
    if all(part_score(part) == 1.0 for part in parts):
        near = [(part.name, part.verdict) for part in parts]
        reasons = [f"{name}: {one.reason}" for name, one in near if isinstance(one, Near)]
        return Near("; ".join(reasons)) if reasons else Correct()
    if score == 0:
        return Wrong()
    return Partial(score, _which(parts))


def _which(parts: Sequence[Part]) -> str:
    told = []
    for part in parts:
        if is_carried(part):
            told.append(f"{part.name}: right for your own earlier answer")
        elif part_score(part) < 1:
            sentence = part.verdict.sentence if isinstance(part.verdict, Wrong) else ""
            told.append(f"{part.name}: {sentence}" if sentence else f"{part.name} differs")
    return "; ".join(told)
