"""Measures of several classes: F1 averaged over them, and weights that balance them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engines.families.given import whole_rows, wholes
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Float, Value, Vector

_SOURCES = (
    "https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html",
    "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 13.6",
)
_SHARE = Float(places=3, share=True)
_MATRIX = Param(
    "C",
    "matrix",
    "examples by true class (row) and predicted one (column)",
    0,
    1000,
    sizes=(2, 4),
)
_CANONICAL: Params = {"C": ((9, 1, 0), (4, 5, 1), (1, 2, 2))}
_VARY = {"C": MatrixRange(IntRange(0, 9), 3, 3)}
_INTRO = (
    "A classifier's confusion matrix has one row for each true class and one column for each "
    "predicted class:\n\n{{C:matrix}}\n\n"
)


class _Classes:
    """Hits, calls and real examples of each class."""

    def __init__(self, params: Params) -> None:
        rows = whole_rows(params, "C")
        self.hits = tuple(line[i] for i, line in enumerate(rows))
        self.real = tuple(map(sum, rows))
        self.called = tuple(map(sum, zip(*rows, strict=True)))
        self.all = sum(self.real)


def _valid(params: Params) -> str | None:
    rows = whole_rows(params, "C")
    if len(rows) != len(rows[0]):
        return "a confusion matrix has as many columns as rows"
    classes = _Classes(params)
    if 0 in classes.real:
        return "a class has no example"
    if 0 in classes.called:
        return "a class is never called, and its precision is 0 / 0"
    return None if any(classes.hits) else "no example is called right"


def _average(scores: Sequence[float], weights: Sequence[int]) -> float:
    return math.fsum(s * w for s, w in zip(scores, weights, strict=True)) / sum(weights)


def _each(classes: _Classes) -> tuple[tuple[float, ...], tuple[Step, ...]]:
    """Return the F1 of each class, 2·hits / (real + called), with a step a class."""
    parts = tuple(zip(classes.hits, classes.real, classes.called, strict=True))
    scores = tuple(2 * hits / (real + called) for hits, real, called in parts)
    steps = tuple(
        Step(f"F1 of class {i}", f"2 × {hits} / ({real} + {called})", shown(score))
        for i, ((hits, real, called), score) in enumerate(zip(parts, scores, strict=True))
    )
    return scores, steps


def _macro(params: Params, *, by_size: bool = False, divided: bool = True) -> Truth:
    classes = _Classes(params)
    scores, steps = _each(classes)
    whole = " + ".join(map(shown, scores))
    count = len(scores)
    if by_size:
        value = _average(scores, classes.real)
        products = zip(classes.real, scores, strict=True)
        numbers = " + ".join(f"{real} × {shown(score)}" for real, score in products)
        return Truth(value, (*steps, Step("average", f"({numbers}) / {classes.all}", shown(value))))
    value = math.fsum(scores) / (count if divided else 1)
    numbers = f"({whole}) / {count}" if divided else whole
    return Truth(value, (*steps, Step("average", numbers, shown(value))))


def _pooled(params: Params, *, errors: int = 2) -> Truth:
    """Return 2TP / (2TP + FP + FN) of the counts of all classes; each error is one false positive
    and one false negative. With `errors` 4 the hits are counted once and the errors twice."""
    classes = _Classes(params)
    hits = sum(classes.hits)
    wrong = classes.all - hits
    value = 2 * hits / (2 * hits + errors * wrong)
    return Truth(
        value,
        (
            Step("hits of all classes", " + ".join(map(str, classes.hits)), str(hits)),
            Step("errors of all classes", f"{classes.all} − {hits}", str(wrong)),
            Step(
                "F1 of the pooled counts",
                f"2 × {hits} / (2 × {hits} + {errors} × {wrong})",
                shown(value),
            ),
        ),
    )


def _means_first(params: Params) -> Value:
    """Return the harmonic mean of macro precision and macro recall."""
    classes = _Classes(params)
    count = len(classes.hits)
    precision = math.fsum(h / c for h, c in zip(classes.hits, classes.called, strict=True)) / count
    recall = math.fsum(h / r for h, r in zip(classes.hits, classes.real, strict=True)) / count
    return 2 * precision * recall / (precision + recall)


MACRO = Family(
    name="f1.macro",
    title="macro F1",
    topic="metrics",
    formula="the mean over classes of 2·TP / (examples of the class + predictions of it)",
    params=(_MATRIX,),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=f"{_INTRO}What is its macro F1, the plain mean of the classes' F1 scores?",
        explanation=(
            "Macro averaging takes the F1 of each class first and then their mean, so that a rare "
            "class weighs as much as a frequent one: {{answer}}."
        ),
        params=_CANONICAL,
        vary=_VARY,
        level="intermediate",
        seconds=150,
        tags=("metrics", "classification"),
        sources=_SOURCES,
    ),
    truth=_macro,
    slips={
        "micro": slip(
            "wrong-sequence",
            "the counts of all classes are pooled before F1 is taken: that is micro F1.",
            _pooled,
        ),
        "by_size": slip(
            "other-convention",
            "each class weighs as much as it has examples: that is weighted F1.",
            lambda params: _macro(params, by_size=True),
        ),
        "means_first": bare_slip(
            "wrong-sequence",
            "precision and recall are averaged over the classes before F1 is taken of them.",
            _means_first,
        ),
        "sum": slip(
            "mean-for-sum",
            "the F1 scores are added and not averaged.",
            lambda params: _macro(params, divided=False),
        ),
    },
    valid=_valid,
)

MICRO = Family(
    name="f1.micro",
    title="micro F1",
    topic="metrics",
    formula="2·ΣTP / (2·ΣTP + ΣFP + ΣFN), which is the accuracy where each example has one class",
    params=(_MATRIX,),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=f"{_INTRO}What is its micro F1, taken of the counts of all classes together?",
        explanation=(
            "Each error is a false positive of one class and a false negative of another, so that "
            "pooled precision, recall and F1 are all the accuracy: {{answer}}."
        ),
        params=_CANONICAL,
        vary=_VARY,
        level="intermediate",
        seconds=90,
        tags=("metrics", "classification"),
        sources=_SOURCES,
    ),
    truth=_pooled,
    slips={
        "macro": slip(
            "wrong-sequence",
            "F1 is taken of each class and averaged: that is macro F1.",
            _macro,
        ),
        "by_size": slip(
            "other-convention",
            "each class's F1 weighs as much as it has examples: that is weighted F1.",
            lambda params: _macro(params, by_size=True),
        ),
        "hits_once": slip(
            "factor-dropped",
            "the hits are counted once and each error twice: that is the Jaccard index.",
            lambda params: _pooled(params, errors=4),
        ),
    },
    valid=_valid,
)


def _balanced(params: Params, *, by_count: bool = True, most: bool = False) -> Truth:
    """Return n / (k · n_c) of each class. `most` puts the largest class in the place of n / k."""
    sizes = wholes(params, "n")
    whole, count = sum(sizes), len(sizes)
    share = whole / count if by_count else float(whole)
    numbers = f"{whole} / {count}" if by_count else str(whole)
    if most:
        share, numbers = float(max(sizes)), f"max of {row(sizes)}"
    weights = tuple(share / size for size in sizes)
    return Truth(
        weights,
        (
            Step("all examples", " + ".join(map(str, sizes)), str(whole)),
            Step("what each count divides", numbers, shown(share)),
            Step("weights", f"{shown(share)} / each of {row(sizes)}", row(weights)),
        ),
    )


def _inverse(params: Params) -> Value:
    return tuple(1 / size for size in wholes(params, "n"))


def _shares(params: Params) -> Value:
    sizes = wholes(params, "n")
    return tuple(size / sum(sizes) for size in sizes)


BALANCED = Family(
    name="class_weights.balanced",
    title="balanced class weights",
    topic="metrics",
    formula="weight of class c: n / (k · n_c) with k classes and n examples in all",
    params=(Param("n", "vector", "examples of each class", 1, 10_000, sizes=(2, 6)),),
    answer=lambda params: Vector(Float(places=3), length=len(wholes(params, "n"))),
    ask=Ask(
        prompt=(
            "The classes of a training set have {{n}} examples. Which class weights are inversely "
            "proportional to these counts and give the examples a mean weight of 1 (scikit-learn's "
            "'balanced')?"
        ),
        explanation=(
            "The weights of one class add up to n / k whatever its size, so that one example "
            "weighs n / (k · n_c): {{answer}}."
        ),
        params={"n": (50, 30, 20)},
        vary={"n": VectorRange(ChoiceRange((10, 20, 30, 40, 50, 60, 80, 100, 120, 200)), 3)},
        level="intermediate",
        seconds=75,
        tags=("metrics", "imbalance"),
        sources=(
            (
                "https://scikit-learn.org/stable/modules/generated/"
                "sklearn.utils.class_weight.compute_class_weight.html"
            ),
        ),
    ),
    truth=_balanced,
    slips={
        "no_classes": slip(
            "factor-dropped",
            "the number of classes is left out.",
            lambda params: _balanced(params, by_count=False),
        ),
        "inverse": bare_slip("no-normalising", "one is divided by each count.", _inverse),
        "shares": bare_slip(
            "swapped-roles", "each class gets its share of the examples as a weight.", _shares
        ),
        "by_largest": slip(
            "other-convention",
            "the largest class gets the weight 1.",
            lambda params: _balanced(params, most=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (MACRO, MICRO, BALANCED)}
