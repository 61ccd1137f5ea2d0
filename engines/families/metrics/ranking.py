"""Measures of a ranking: pairs won, average precision, and hits among the first k."""

from __future__ import annotations

import math

from engines.families.given import reals, whole_rows, wholes
from engines.families.metrics.hits import TOPK_ACCURACY
from engines.families.metrics.precisions import Rule, at_hits, mean, precisions, rule_slips
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import DecimalRange, IntRange, MatrixRange, VectorRange
from engines.values import Float, Value, as_number

_SHARE = Float(places=3, share=True)


def _pairs(params: Params, *, tie: float = 0.5, flip: bool = False) -> Truth:
    """Return the share of pairs that the positive wins; `tie` is what a tie is worth."""
    scored = tuple(zip(reals(params, "s"), wholes(params, "y"), strict=True))
    positives = tuple(s for s, y in scored if y == 1)
    negatives = tuple(s for s, y in scored if y == 0)
    if flip:
        positives, negatives = negatives, positives
    pairs = len(positives) * len(negatives)
    won = sum(p > q for p in positives for q in negatives)
    ties = sum(p == q for p in positives for q in negatives)
    value = (won + tie * ties) / pairs
    return Truth(
        value,
        (
            Step(
                "scores of positives, of negatives",
                f"{row(positives)}, {row(negatives)}",
                f"{pairs} pairs",
            ),
            Step("pairs that the positive wins", f"of {pairs}", str(won)),
            Step("ties", f"of {pairs}", str(ties)),
            Step("AUC", f"({won} + {shown(tie)} × {ties}) / {pairs}", shown(value)),
        ),
    )


def _over_all_pairs(params: Params) -> Truth:
    right = _pairs(params)
    count = len(wholes(params, "y"))
    pairs = count * (count - 1) // 2
    *steps, last = right.steps
    counted = last.numbers.split(" / ")[0]
    positives = sum(wholes(params, "y"))
    value = float(as_number(right.value)) * positives * (count - positives) / pairs
    return Truth(value, (*steps, Step("AUC", f"{counted} / {pairs}", shown(value))))


def _auc_valid(params: Params) -> str | None:
    labels = wholes(params, "y")
    if len(labels) != len(reals(params, "s")):
        return "there must be one label for each score"
    return "both classes must occur" if len(set(labels)) == 1 else None


ROC_AUC = Family(
    name="roc_auc.value",
    title="area under the ROC curve",
    topic="metrics",
    formula="(pairs where the positive has the higher score + ½ · ties) / (positives · negatives)",
    params=(
        Param("s", "vector", "the scores", -1000, 1000, sizes=(2, 8), entry="decimal"),
        Param("y", "vector", "the labels, 1 for positive", 0, 1, sizes=(2, 8)),
    ),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "A classifier gives examples the scores {{s}}; their labels are {{y}} "
            "(1 is positive). What is the area under the ROC curve (ROC AUC)?"
        ),
        explanation=(
            "The area is the chance that a positive drawn at random has a higher score than a "
            "negative drawn at random, where a tie counts half: {{answer}}."
        ),
        params={"s": (0.9, 0.8, 0.7, 0.6, 0.3), "y": (1, 0, 1, 1, 0)},
        vary={"s": VectorRange(DecimalRange(1, 9, 1), 5), "y": VectorRange(IntRange(0, 1), 5)},
        level="intermediate",
        seconds=90,
        tags=("metrics", "ranking"),
        sources=("Fawcett 2006, An introduction to ROC analysis",),
    ),
    truth=_pairs,
    slips={
        "reversed": slip(
            "swapped-roles",
            "the pairs that the negative wins are counted.",
            lambda params: _pairs(params, flip=True),
        ),
        "ties_lost": slip(
            "strictness",
            "a tie counts as lost.",
            lambda params: _pairs(params, tie=0),
        ),
        "ties_won": slip(
            "strictness",
            "a tie counts as won.",
            lambda params: _pairs(params, tie=1),
        ),
        "all_pairs": slip(
            "wrong-divisor",
            "pairs of the same class are in the divisor as well.",
            _over_all_pairs,
        ),
    },
    valid=_auc_valid,
)


def _averaged(params: Params, rule: Rule = at_hits) -> Truth:
    ranking = wholes(params, "r")
    heights = rule(ranking)
    value = mean(heights)
    points = ", ".join(f"{sum(ranking[:i])}/{i}" for i in range(1, len(ranking) + 1))
    return Truth(
        value,
        (
            Step("precision at each place", points, row(precisions(ranking))),
            Step("what is averaged", f"of {row(ranking)}", row(heights)),
            Step("their mean", f"sum / {len(heights)}", shown(value)),
        ),
    )


def _of_rankings(params: Params, rule: Rule = at_hits, *, divided: bool = True) -> Truth:
    rankings = whole_rows(params, "R")
    heights = [rule(ranking) for ranking in rankings]
    means = [mean(each) for each in heights]
    value = math.fsum(means) / (len(means) if divided else 1)
    whole = " + ".join(map(shown, means))
    steps = tuple(
        Step(f"average precision {i + 1}", f"mean of {row(each)}", shown(mean))
        for i, (each, mean) in enumerate(zip(heights, means, strict=True))
    )
    numbers = f"({whole}) / {len(means)}" if divided else whole
    return Truth(value, (*steps, Step("mean", numbers, shown(value))))


def _pooled(params: Params) -> Value:
    heights = [height for ranking in whole_rows(params, "R") for height in at_hits(ranking)]
    return mean(tuple(heights))


AVERAGE_PRECISION = Family(
    name="average_precision.value",
    title="average precision of a ranking",
    topic="metrics",
    formula="the mean of the precisions at the places of the relevant items",
    params=(Param("r", "vector", "1 where the item is relevant, best first", 0, 1, sizes=(1, 8)),),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "A ranking, best item first, is marked 1 where the item is relevant: {{r}}. It holds "
            "all relevant items. What is its average precision, without interpolation?"
        ),
        explanation=(
            "At the place of each relevant item the precision so far is taken, and these are "
            "averaged: {{answer}}. In the area under the precision-recall curve these are steps, "
            "not trapezoids."
        ),
        params={"r": (1, 0, 1, 0, 1)},
        vary={"r": VectorRange(IntRange(0, 1), 6)},
        level="intermediate",
        seconds=90,
        tags=("metrics", "ranking"),
        sources=(
            "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 8.4",
            (
                "https://scikit-learn.org/stable/modules/generated/"
                "sklearn.metrics.average_precision_score.html"
            ),
        ),
    ),
    truth=_averaged,
    slips=rule_slips(_averaged, "every_place", "interpolated", "trapezoid"),
    valid=lambda params: None if any(wholes(params, "r")) else "no item is relevant",
)


def _rankings_valid(params: Params) -> str | None:
    return None if all(map(any, whole_rows(params, "R"))) else "a ranking has no relevant item"


MEAN_AVERAGE_PRECISION = Family(
    name="mean_average_precision.value",
    title="mean average precision of several rankings",
    topic="metrics",
    formula="the mean over rankings of the mean precision at the relevant items",
    params=(Param("R", "matrix", "1 where relevant; a row a ranking", 0, 1, sizes=(1, 8)),),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "Each row is the ranking for one query, best item first, 1 where the item is relevant; "
            "it holds all relevant items of its query:\n\n{{R:matrix}}\n\n"
            "What is the mean average precision (mAP), without interpolation?"
        ),
        explanation=(
            "Average precision is taken for each query first and then averaged, so that a query "
            "with few relevant items weighs as much as one with many: {{answer}}. Detection takes "
            "classes in the place of queries."
        ),
        params={"R": ((1, 0, 1, 0), (0, 1, 0, 0))},
        vary={"R": MatrixRange(IntRange(0, 1), 2, 4)},
        level="intermediate",
        seconds=120,
        tags=("metrics", "ranking", "detection"),
        sources=(
            "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 8.4",
        ),
    ),
    truth=_of_rankings,
    slips={
        "pooled": bare_slip(
            "wrong-divisor",
            "the relevant items of all queries are averaged together.",
            _pooled,
        ),
        "sum": slip(
            "mean-for-sum",
            "the average precisions are added.",
            lambda params: _of_rankings(params, divided=False),
        ),
        **rule_slips(_of_rankings, "every_place", "interpolated"),
    },
    valid=_rankings_valid,
)


FAMILIES = {
    family.name: family
    for family in (ROC_AUC, AVERAGE_PRECISION, MEAN_AVERAGE_PRECISION, TOPK_ACCURACY)
}
