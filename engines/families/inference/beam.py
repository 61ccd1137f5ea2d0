"""Beam search: what it finds, and how a length penalty ranks what it found."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

from engines.families.given import number, real, reals, wholes
from engines.families.inference.shares import Numbers, descending, nearly, not_one
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Int, Vector

_AFTER = ("after0", "after1", "after2")
_COUNT = 3
Score = Callable[[float, float], float]
Ranking = Callable[[float, int, float], float]
"""From a summed log-probability, a length and α to a score."""


def _product(first: float, second: float) -> float:
    return first * second


def _searched(params: Params, *, beams: int | None = None, score: Score = _product) -> Truth:
    """Return the two tokens that beam search finds; `beams` and `score` replace the width and the
    product of the probabilities."""
    first = reals(params, "first")
    width = number(params, "B") if beams is None else beams
    kept = descending(first)[:width]
    steps = [Step("first tokens kept", f"{width} of {row(first)}", ", ".join(map(str, kept)))]
    found: dict[tuple[int, int], float] = {}
    for token in kept:
        after = reals(params, _AFTER[token])
        scores = tuple(round(score(first[token], share), 9) for share in after)
        found |= {(token, second): value for second, value in enumerate(scores)}
        steps.append(_extended(token, first[token], after, scores, score))
    best = max(found, key=lambda pair: (found[pair], -pair[0], -pair[1]))
    steps.append(Step("best sequence", f"{shown(found[best])} is the largest", row(best)))
    return Truth(best, tuple(steps))


def _extended(token: int, share: float, after: Numbers, scores: Numbers, score: Score) -> Step:
    names: dict[Score, str] = {_product: "×", _sum: "+"}
    operator = f"{shown(share)} {names[score]} " if score in names else ""
    return Step(f"going on from {token}", f"{operator}{row(after)}", row(scores))


def _sum(first: float, second: float) -> float:
    return first + second


def _last_only(_first: float, second: float) -> float:
    return second


def _sequence_slip(name: str, text: str, change: Callable[[Params], Truth]) -> Slip:
    """Return a slip that is told by both tokens, also where one of them is right."""
    return replace(slip(name, text, change), shown=lambda params: change(params).value)


def _tied(params: Params) -> str | None:
    """Ties at the cut or for the best sequence; a product of decimals is exact to 1e-9."""
    names = ("first", *_AFTER)
    for name in names:
        if reason := not_one(reals(params, name), name):
            return reason
    first, width = reals(params, "first"), number(params, "B")
    order = sorted(first, reverse=True)
    if width < _COUNT and nearly(order[width - 1], order[width]):
        return "two first tokens tie for the last place"
    kept = descending(first)[:width]
    scores = sorted(
        (first[token] * share for token in kept for share in reals(params, _AFTER[token])),
        reverse=True,
    )
    return "two sequences are equally probable" if nearly(scores[0], scores[1]) else None


def _distribution(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, 0, 1, sizes=(_COUNT, _COUNT), entry="decimal")


_BY_RANK: tuple[tuple[Numbers, Numbers, Numbers, Numbers], ...] = (
    ((0.4, 0.35, 0.25), (0.4, 0.35, 0.25), (0.6, 0.3, 0.1), (0.95, 0.03, 0.02)),
    ((0.4, 0.32, 0.28), (0.5, 0.3, 0.2), (0.7, 0.2, 0.1), (0.9, 0.07, 0.03)),
    ((0.45, 0.3, 0.25), (0.4, 0.35, 0.25), (0.7, 0.2, 0.1), (0.95, 0.04, 0.01)),
    ((0.5, 0.3, 0.2), (0.6, 0.3, 0.1), (0.9, 0.06, 0.04), (0.5, 0.3, 0.2)),
    ((0.6, 0.25, 0.15), (0.5, 0.3, 0.2), (0.95, 0.03, 0.02), (0.8, 0.15, 0.05)),
    ((0.4, 0.31, 0.29), (0.6, 0.3, 0.1), (0.75, 0.2, 0.05), (0.95, 0.03, 0.02)),
    ((0.42, 0.3, 0.28), (0.6, 0.25, 0.15), (0.8, 0.15, 0.05), (0.95, 0.04, 0.01)),
)
"""The first token's probabilities from the largest on, and what may follow each of the three. In
the first three greedy and exhaustive search find something else, in the next two comparing second
tokens or adding does, in the last two all but greedy search do."""


def _table(first: Numbers, afters: Sequence[Numbers], order: tuple[int, ...]) -> Params:
    """Return the parameters in which the token of rank r is `order[r]`, the rows turned by it."""
    by_token = dict(zip(order, zip(first, afters, strict=True), strict=True))
    return {"first": tuple(by_token[token][0] for token in range(_COUNT))} | {
        name: (*after[token:], *after[:token])
        for token, name in enumerate(_AFTER)
        for after in [by_token[token][1]]
    }


_TABLES = tuple(
    _table(first, afters, order)
    for first, *afters in _BY_RANK
    for order in permutations(range(_COUNT))
)

BEST = Family(
    name="beam_search.best",
    title="sequence that beam search finds",
    topic="inference",
    formula="keep the B best first tokens, extend each, take the largest product of probabilities",
    params=(
        _distribution("first", "the probabilities of the first token"),
        _distribution("after0", "the probabilities of the second token after token 0"),
        _distribution("after1", "the probabilities of the second token after token 1"),
        _distribution("after2", "the probabilities of the second token after token 2"),
        Param("B", "int", "the width of the beam", 1, _COUNT),
    ),
    answer=lambda _params: Vector(Int(), length=2),
    ask=Ask(
        prompt=(
            "A model over the tokens 0, 1 and 2 gives the first token the probabilities {{first}}, "
            "and the second one {{after0}} after token 0, {{after1}} after token 1 and {{after2}} "
            "after token 2. Which sequence of two tokens does beam search of width {{B}} return?"
        ),
        explanation=(
            "Only the kept first tokens are extended, and sequences are compared by the product of "
            "their probabilities: {{answer}}. A wider beam can find a more probable sequence that "
            "begins with a less probable token."
        ),
        params={
            "first": (0.4, 0.35, 0.25),
            "after0": (0.4, 0.35, 0.25),
            "after1": (0.3, 0.6, 0.1),
            "after2": (0.02, 0.03, 0.95),
            "B": 2,
        },
        together=_TABLES,
        level="intermediate",
        seconds=120,
        tags=("beam-search", "decoding"),
        sources=(
            (
                "Freitag & Al-Onaizan 2017, Beam search strategies for neural machine translation, "
                "arXiv:1702.01806"
            ),
        ),
    ),
    truth=_searched,
    slips={
        "greedy": _sequence_slip(
            "no-clamp",
            "only the best first token is kept, as greedy search does.",
            lambda params: _searched(params, beams=1),
        ),
        "exhaustive": _sequence_slip(
            "no-clamp",
            "every first token is kept, whatever the width.",
            lambda params: _searched(params, beams=_COUNT),
        ),
        "last_only": _sequence_slip(
            "term-dropped",
            "only the probability of the second token is compared.",
            lambda params: _searched(params, score=_last_only),
        ),
        "added": _sequence_slip(
            "sum-for-product",
            "the probabilities are added.",
            lambda params: _searched(params, score=_sum),
        ),
    },
    valid=_tied,
)


def _plain(total: float, length: int, alpha: float) -> float:
    return total / math.pow(length, alpha)


def _google(total: float, length: int, alpha: float) -> float:
    """The penalty of Google's translation system, ((5 + n) / 6)^α."""
    return total / math.pow((5 + length) / 6, alpha)


def _multiplied(total: float, length: int, alpha: float) -> float:
    return total * math.pow(length, alpha)


def _scores(params: Params, score: Ranking = _plain) -> tuple[float, ...]:
    alpha = real(params, "alpha")
    pairs = zip(reals(params, "s"), wholes(params, "n"), strict=True)
    return tuple(score(total, length, alpha) for total, length in pairs)


def _best(params: Params, score: Ranking = _plain) -> Truth:
    """Return the largest score; `score` stands in place of s / n^α."""
    scores = _scores(params, score)
    lengths, alpha = wholes(params, "n"), real(params, "alpha")
    powers = tuple(_multiplied(1.0, length, alpha) for length in lengths)
    return Truth(
        max(scores),
        (
            Step("lengths to the power α", f"{row(lengths)} ^ {shown(alpha)}", row(powers)),
            Step("scores", f"{row(reals(params, 's'))} / each", row(scores)),
            Step("largest", row(scores), shown(max(scores))),
        ),
    )


def _of_largest_sum(params: Params) -> float:
    sums = reals(params, "s")
    return _scores(params)[sums.index(max(sums))]


def _indistinct(params: Params) -> str | None:
    if len(reals(params, "s")) != len(wholes(params, "n")):
        return "each sum needs a length"
    first, second = sorted(_scores(params), reverse=True)[:2]
    return "two sequences tie" if abs(first - second) < 1e-6 else None


LENGTH = Family(
    name="beam_search.length_penalty",
    title="score of a beam with a length penalty",
    topic="inference",
    formula="score = summed log-probability / length^α; the largest wins",
    params=(
        Param(
            "s", "vector", "the summed log-probabilities", -1000, 0, sizes=(2, 5), entry="decimal"
        ),
        Param("n", "vector", "the lengths in tokens", 1, 1000, sizes=(2, 5)),
        Param("alpha", "decimal", "the exponent α", 0, 2),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The finished sequences of a beam have summed log-probabilities {{s}} and lengths "
            "{{n}}. They are ranked by s / n^α with α = {{alpha}}. What is the score of the one "
            "that is returned?"
        ),
        explanation=(
            "Each further token makes the sum of log-probabilities lower, so plain sums favour "
            "short sequences. Dividing by a power of the length makes up for it; scores are "
            "negative, and the one nearest to 0 wins: {{answer}}."
        ),
        params={"s": (-6, -8), "n": (4, 8), "alpha": 1},
        vary={
            "s": VectorRange(IntRange(-16, -3), 3),
            "n": VectorRange(ChoiceRange((4, 9, 16, 25)), 3),
            "alpha": ChoiceRange((0.5, 1)),
        },
        level="intermediate",
        seconds=75,
        tags=("beam-search", "decoding"),
        sources=("Wu et al. 2016, Google's neural machine translation system, arXiv:1609.08144",),
    ),
    truth=_best,
    slips={
        "no_penalty": bare_slip(
            "term-dropped",
            "the lengths are left out: the largest sum itself.",
            lambda params: max(reals(params, "s")),
        ),
        "of_largest_sum": bare_slip(
            "wrong-sequence",
            "the sequences are ranked by their sums, and only the winner is divided.",
            _of_largest_sum,
        ),
        "google": bare_slip(
            "other-convention",
            "the lengths enter as ((5 + n) / 6)^α, as in Google's translation system.",
            lambda params: max(_scores(params, _google)),
        ),
        "lowest": bare_slip("sign", "the lowest score wins.", lambda params: min(_scores(params))),
    },
    valid=_indistinct,
)

FAMILIES = {family.name: family for family in (BEST, LENGTH)}
