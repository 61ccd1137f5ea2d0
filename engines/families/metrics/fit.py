"""How well predictions fit: the share of variance explained, and clipped n-gram precision."""

from __future__ import annotations

import math
from collections import Counter

from engines.families.given import number, reals, wholes
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value


def _mean(numbers: tuple[float, ...]) -> float:
    return math.fsum(numbers) / len(numbers)


def _squares(numbers: tuple[float, ...], around: tuple[float, ...]) -> float:
    return math.fsum((a - b) ** 2 for a, b in zip(numbers, around, strict=True))


def _spread(numbers: tuple[float, ...]) -> float:
    return _squares(numbers, (_mean(numbers),) * len(numbers))


def _determined(
    params: Params, *, adjusted: bool = False, of_predictions: bool = False, less: bool = True
) -> Truth | None:
    """Return 1 − SS_res / SS_tot. `adjusted` divides the sums by n and by n − 1."""
    y, predicted = reals(params, "y"), reals(params, "p")
    around = predicted if of_predictions else y
    if len(set(around)) == 1:
        return None
    left, spread, middle = _squares(y, predicted), _spread(around), _mean(around)
    count = len(y)
    ratio = left / spread
    numbers = f"{shown(left)} / {shown(spread)}"
    if adjusted:
        ratio *= (count - 1) / count
        numbers = f"({shown(left)} / {count}) / ({shown(spread)} / {count - 1})"
    value = 1 - ratio if less else ratio
    errors = ", ".join(shown(a - b) for a, b in zip(y, predicted, strict=True))
    distances = ", ".join(shown(each - middle) for each in around)
    name = "p" if of_predictions else "y"
    return Truth(
        value,
        (
            Step("squared errors, added", f"squares of {errors}", shown(left)),
            Step("mean", f"of {name}: {row(around)}", shown(middle)),
            Step("squared distances from it", f"squares of {distances}", shown(spread)),
            Step("R²", f"1 − {numbers}" if less else numbers, shown(value)),
        ),
    )


def _explained(params: Params) -> Truth:
    found = _determined(params)
    if found is None:
        raise ZeroDivisionError("the targets were not checked")
    return found


def _correlation_squared(params: Params) -> Value | None:
    y, predicted = reals(params, "y"), reals(params, "p")
    if len(set(predicted)) == 1:
        return None
    middle, centre = _mean(y), _mean(predicted)
    product = math.fsum((a - middle) * (b - centre) for a, b in zip(y, predicted, strict=True))
    return product**2 / (_spread(y) * _spread(predicted))


def _r2_valid(params: Params) -> str | None:
    y = reals(params, "y")
    if len(y) != len(reals(params, "p")):
        return "there must be one prediction for each target"
    return "the targets are all the same" if len(set(y)) == 1 else None


R2 = Family(
    name="r2.value",
    title="R², the share of variance explained",
    topic="metrics",
    formula="1 − Σ (y − p)² / Σ (y − mean(y))²",
    params=(
        Param("y", "vector", "the targets", -1000, 1000, sizes=(2, 8)),
        Param("p", "vector", "the predictions", -1000, 1000, sizes=(2, 8), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A regression's targets are {{y}} and its predictions {{p}}. What is R², the "
            "coefficient of determination?"
        ),
        explanation=(
            "R² compares the squared errors with those of always predicting the targets' mean: 1 "
            "is perfect, 0 no better than the mean, and it can be negative. Here it is {{answer}}."
        ),
        params={"y": (1, 2, 3, 6), "p": (2, 2, 3, 5)},
        vary={"y": VectorRange(IntRange(0, 8), 4), "p": VectorRange(IntRange(0, 8), 4)},
        level="intermediate",
        seconds=120,
        tags=("metrics", "regression"),
        sources=(
            "https://scikit-learn.org/stable/modules/generated/sklearn.metrics.r2_score.html",
        ),
    ),
    truth=_explained,
    slips={
        "unexplained": slip(
            "term-dropped",
            "the quotient is not taken from 1.",
            lambda params: _determined(params, less=False),
        ),
        "correlation": bare_slip(
            "other-convention",
            "the correlation of targets and predictions is squared.",
            _correlation_squared,
        ),
        "of_predictions": slip(
            "swapped-roles",
            "the predictions' own spread is put below the line.",
            lambda params: _determined(params, of_predictions=True),
        ),
        "mixed_divisors": slip(
            "biased-unbiased",
            "the errors are divided by n and the spread by n − 1.",
            lambda params: _determined(params, adjusted=True),
        ),
    },
    valid=_r2_valid,
)

Gram = tuple[int, ...]


def _grams(params: Params, name: str, size: int) -> tuple[Gram, ...]:
    tokens = wholes(params, name)
    return tuple(tokens[i : i + size] for i in range(len(tokens) - size + 1))


def _clipped(
    params: Params, *, clip: bool = True, swap: bool = False, over_tokens: bool = False
) -> Truth:
    """Return how many of the candidate's n-grams the reference has, as a share. `swap` divides by
    the reference's n-grams, `over_tokens` by the candidate's tokens."""
    size = number(params, "n")
    candidate, reference = _grams(params, "c", size), _grams(params, "r", size)
    has = Counter(reference)
    counts = Counter(candidate)
    found = sorted(gram for gram in counts if gram in has)
    taken = [min(counts[gram], has[gram]) if clip else counts[gram] for gram in found]
    below = len(wholes(params, "c")) if over_tokens else len(reference if swap else candidate)
    value = sum(taken) / below
    limits = [f"min({counts[g]}, {has[g]})" if clip else str(counts[g]) for g in found]
    words = [" ".join(map(str, gram)) for gram in found]
    listed = "; ".join(f"{word}: {limit}" for word, limit in zip(words, limits, strict=True))
    return Truth(
        value,
        (
            Step("n-grams that divide", _counted(params, swap, over_tokens), str(below)),
            Step("of these in the reference", listed or "none", str(sum(taken))),
            Step("share", f"{sum(taken)} / {below}", shown(value)),
        ),
    )


def _counted(params: Params, swap: bool, over_tokens: bool) -> str:
    tokens = len(wholes(params, "r" if swap else "c"))
    side = "reference" if swap else "candidate"
    numbers = str(tokens) if over_tokens else f"{tokens} − {number(params, 'n')} + 1"
    return f"{side}: {numbers}"


def _distinct(params: Params) -> Value:
    size = number(params, "n")
    candidate = set(_grams(params, "c", size))
    return len(candidate & set(_grams(params, "r", size))) / len(candidate)


def _bleu_valid(params: Params) -> str | None:
    shortest = min(len(wholes(params, "c")), len(wholes(params, "r")))
    return "a sentence is shorter than the n-gram" if shortest < number(params, "n") else None


CLIPPED_PRECISION = Family(
    name="bleu.clipped_precision",
    title="clipped n-gram precision of BLEU",
    topic="metrics",
    formula="Σ min(count in candidate, count in reference) / n-grams of the candidate",
    params=(
        Param("c", "vector", "token ids of the candidate", 0, 100_000, sizes=(1, 8)),
        Param("r", "vector", "token ids of the reference", 0, 100_000, sizes=(1, 8)),
        Param("n", "int", "tokens of an n-gram", 1, 4),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A translation has the token ids {{c}}, its one reference {{r}}. What is BLEU's "
            "clipped (modified) n-gram precision for n = {{n}}?"
        ),
        explanation=(
            "Each n-gram of the candidate counts at most as often as the reference has it, so that "
            "repeating a right word earns nothing; the divisor is all n-grams of the candidate: "
            "{{answer}}."
        ),
        # Papineni's own example: "the the the the the the the" beside "the cat is on the mat".
        params={"c": (1, 1, 1, 1, 1, 1, 1), "r": (1, 2, 3, 4, 1, 5), "n": 1},
        vary={
            "c": VectorRange(IntRange(1, 4), 6),
            "r": VectorRange(IntRange(1, 4), 5),
            "n": ChoiceRange((1, 2)),
        },
        level="intermediate",
        seconds=90,
        tags=("metrics", "language"),
        sources=("Papineni et al. 2002, BLEU, ACL",),
    ),
    truth=_clipped,
    slips={
        "unclipped": slip(
            "no-clamp",
            "an n-gram counts as often as the candidate repeats it.",
            lambda params: _clipped(params, clip=False),
        ),
        "recall": slip(
            "swapped-roles",
            "the n-grams of the reference are the divisor: that is recall.",
            lambda params: _clipped(params, swap=True),
        ),
        "distinct": bare_slip(
            "wrong-divisor", "each distinct n-gram of the candidate counts once.", _distinct
        ),
        "over_tokens": slip(
            "off-by-one",
            "the candidate's tokens are the divisor, and not its n-grams.",
            lambda params: _clipped(params, over_tokens=True),
        ),
    },
    valid=_bleu_valid,
)

FAMILIES = {family.name: family for family in (R2, CLIPPED_PRECISION)}
