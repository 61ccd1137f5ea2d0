"""Measures of a binary classifier from its four counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engines.families.metrics import counts
from engines.families.metrics.counts import ALL, correlation, joined, missing, share
from engines.families.worked import slip
from engines.family import Ask, Family, Level, Params, Slip, Truth
from engines.values import Float

_SOURCES = ("https://scikit-learn.org/stable/modules/model_evaluation.html",)
_SHARE = Float(places=3, share=True)
Solution = Callable[[Params], Truth | None]


def _part(above: str, below: str) -> Solution:
    return lambda params: share(params, above, below)


def _pair(first: str, second: str, how: counts.Joined) -> Solution:
    return lambda params: joined(params, first, second, how)


def _sure(solution: Solution) -> Callable[[Params], Truth]:
    """Return the solution as a truth: where a check has seen to it that there is one."""

    def truth(params: Params) -> Truth:
        found = solution(params)
        if found is None:
            raise ZeroDivisionError("the counts were not checked")
        return found

    return truth


def _family(
    thing: str,
    title: str,
    formula: str,
    explanation: str,
    solution: Solution,
    slips: Mapping[str, Slip],
    *divided_by: str,
    asked: str = "",
    answer: Float = _SHARE,
    level: Level = "beginner",
    seconds: int = 45,
    sources: tuple[str, ...] = _SOURCES,
) -> Family:
    truth = _sure(solution)
    return Family(
        name=f"confusion.{thing}",
        title=title,
        topic="metrics",
        formula=formula,
        params=counts.PARAMS,
        answer=lambda _params: answer,
        ask=Ask(
            prompt=f"{counts.INTRO}What is its {asked or title}?",
            explanation=explanation,
            params=counts.CANONICAL,
            vary=counts.VARY,
            level=level,
            seconds=seconds,
            tags=("metrics", "classification"),
            sources=sources,
        ),
        truth=truth,
        slips=slips,
        valid=missing(*divided_by),
    )


ACCURACY = _family(
    "accuracy",
    "accuracy",
    "(TP + TN) / (TP + FP + FN + TN)",
    "Accuracy is the share of all examples that are classified correctly, positives and negatives "
    "alike: {{answer}}.",
    _part("TP TN", ALL),
    {
        "positives_only": slip(
            "term-dropped", "the true negatives do not count as right.", _part("TP", ALL)
        ),
        "balanced": slip(
            "wrong-divisor",
            "recall and specificity are averaged: that is balanced accuracy.",
            _pair("recall", "specificity", counts.ARITHMETIC),
        ),
        "errors": slip(
            "swapped-roles", "the errors are counted in place of the hits.", _part("FP FN", ALL)
        ),
    },
    ALL,
)

PRECISION = _family(
    "precision",
    "precision",
    "TP / (TP + FP)",
    "Precision asks of everything that was called positive how much really is: {{answer}}. False "
    "negatives play no part.",
    _part("TP", "TP FP"),
    {
        "recall": slip(
            "swapped-roles",
            "the true positives are divided by all real positives: that is recall.",
            _part("TP", "TP FN"),
        ),
        "of_all": slip(
            "wrong-divisor",
            "the true positives are divided by all examples.",
            _part("TP", ALL),
        ),
        "all_errors": slip(
            "counted-twice",
            "the false negatives are in the divisor as well: that is the Jaccard index.",
            _part("TP", "TP FP FN"),
        ),
    },
    "TP FP",
)

RECALL = _family(
    "recall",
    "recall",
    "TP / (TP + FN)",
    "Recall asks of all real positives how many were found: {{answer}}. False positives play no "
    "part.",
    _part("TP", "TP FN"),
    {
        "precision": slip(
            "swapped-roles",
            "the true positives are divided by all that was called positive: that is precision.",
            _part("TP", "TP FP"),
        ),
        "specificity": slip(
            "swapped-roles",
            "the negatives are looked at: that is specificity.",
            _part("TN", "FP TN"),
        ),
        "of_all": slip(
            "wrong-divisor",
            "the true positives are divided by all examples.",
            _part("TP", ALL),
        ),
    },
    "TP FN",
)

F1 = _family(
    "f1",
    "F1 score",
    "2PR / (P + R) = 2TP / (2TP + FP + FN)",
    "F1 is the harmonic mean of precision and recall, which stays near the smaller of the two: "
    "{{answer}}.",
    _pair("precision", "recall", counts.HARMONIC),
    {
        "arithmetic": slip(
            "sum-for-product",
            "the arithmetic mean of precision and recall is taken.",
            _pair("precision", "recall", counts.ARITHMETIC),
        ),
        "no_two": slip(
            "factor-dropped",
            "the 2 of the harmonic mean is lost.",
            _pair("precision", "recall", counts.HARMONIC_HALF),
        ),
        "geometric": slip(
            "root-or-square",
            "the geometric mean of precision and recall is taken.",
            _pair("precision", "recall", counts.GEOMETRIC),
        ),
        "jaccard": slip(
            "factor-dropped",
            "the true positives are counted once: that is the Jaccard index.",
            _part("TP", "TP FP FN"),
        ),
    },
    "TP",
    seconds=75,
)

SPECIFICITY = _family(
    "specificity",
    "specificity",
    "TN / (TN + FP)",
    "Specificity is the recall of the negatives: of all real negatives, {{answer}} were called "
    "negative.",
    _part("TN", "FP TN"),
    {
        "sensitivity": slip(
            "swapped-roles",
            "the positives are looked at: that is sensitivity, or recall.",
            _part("TP", "TP FN"),
        ),
        "called_negative": slip(
            "wrong-divisor",
            "the true negatives are divided by all that was called negative.",
            _part("TN", "FN TN"),
        ),
        "false_alarms": slip(
            "swapped-roles",
            "the false positives are counted: that is the false-positive rate.",
            _part("FP", "FP TN"),
        ),
    },
    "FP TN",
)

BALANCED_ACCURACY = _family(
    "balanced_accuracy",
    "balanced accuracy",
    "(TP / (TP + FN) + TN / (TN + FP)) / 2",
    "Balanced accuracy averages the recalls of both classes, so that a rare class weighs as much "
    "as a frequent one: {{answer}}.",
    _pair("recall", "specificity", counts.ARITHMETIC),
    {
        "plain": slip(
            "wrong-divisor",
            "all examples weigh the same: that is plain accuracy.",
            _part("TP TN", ALL),
        ),
        "precision": slip(
            "swapped-roles",
            "precision and recall of the positives are averaged.",
            _pair("precision", "recall", counts.ARITHMETIC),
        ),
        "sum": slip(
            "mean-for-sum",
            "the recalls of the classes are added and not averaged.",
            _pair("recall", "specificity", counts.SUM),
        ),
    },
    "TP FN",
    "FP TN",
    level="intermediate",
    seconds=75,
)


MCC = _family(
    "mcc",
    "Matthews correlation coefficient",
    "(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
    "It is the correlation of the predictions with the truth, both as 0 and 1: {{answer}}. "
    "Guessing gives 0 on average, whatever the classes' sizes.",
    correlation,
    {
        "no_root": slip(
            "root-or-square",
            "the root of the product below the line is left out.",
            lambda params: correlation(params, root=False),
        ),
        "plus": slip(
            "sign",
            "the products above the line are added.",
            lambda params: correlation(params, sign=1),
        ),
        "hits_only": slip(
            "term-dropped",
            "FP × FN is left out above the line.",
            lambda params: correlation(params, errors=False),
        ),
    },
    "TP FP",
    "TP FN",
    "FP TN",
    "FN TN",
    asked="Matthews correlation coefficient (MCC)",
    answer=Float(places=3),
    level="intermediate",
    seconds=120,
    sources=(
        (
            "Matthews 1975, Comparison of the predicted and observed secondary structure of T4 "
            "phage lysozyme"
        ),
        "https://scikit-learn.org/stable/modules/generated/sklearn.metrics.matthews_corrcoef.html",
    ),
)

FAMILIES = {
    family.name: family
    for family in (ACCURACY, PRECISION, RECALL, F1, SPECIFICITY, BALANCED_ACCURACY, MCC)
}
