"""Second opinions on the measures of predictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion

_COUNTS = {"TP": 17, "FP": 6, "FN": 9, "TN": 31}


def _sample(p: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Write every example out: prediction and truth."""
    kinds = {"TP": (1, 1), "FP": (1, 0), "FN": (0, 1), "TN": (0, 0)}
    return [kind for name, kind in kinds.items() for _ in range(p[name])]


def _chance(p: Mapping[str, Any], event: int, given: int, value: int) -> float:
    """P(sample[event] = value | sample[given] = value), by looking at one example after another."""
    looked_at = [pair for pair in _sample(p) if pair[given] == value]
    return sum(pair[event] == value for pair in looked_at) / len(looked_at)


def _accuracy(p: Mapping[str, Any]) -> float:
    return float(np.mean([pred == y for pred, y in _sample(p)]))


def _dice(p: Mapping[str, Any]) -> float:
    """F1 as the overlap of two sets of indices."""
    sample = _sample(p)
    called = {i for i, (pred, _) in enumerate(sample) if pred}
    real = {i for i, (_, y) in enumerate(sample) if y}
    return 2 * len(called & real) / (len(called) + len(real))


def _phi(p: Mapping[str, Any]) -> float:
    pred, y = np.array(_sample(p), dtype=float).T
    return float(((pred - pred.mean()) * (y - y.mean())).mean() / (pred.std() * y.std()))


def _pairs(p: Mapping[str, Any]) -> tuple[Any, Any]:
    """Write the confusion matrix out as labels and predictions."""
    cells = np.ndenumerate(np.array(p["C"]))
    pairs = [cell for cell, count in cells for _ in range(count)]
    real, called = np.array(pairs).T
    return real, called


def _macro(p: Mapping[str, Any]) -> float:
    real, called = _pairs(p)
    scores = []
    for label in range(len(p["C"])):
        both = int(((real == label) & (called == label)).sum())
        scores.append(2 * both / int((real == label).sum() + (called == label).sum()))
    return float(np.mean(scores))


def _agreement(p: Mapping[str, Any]) -> float:
    real, called = _pairs(p)
    return float((real == called).mean())


def _weights(p: Mapping[str, Any]) -> Any:
    """Solve for weights that give each class the same total and the examples the mean weight 1."""
    n = np.array(p["n"], dtype=float)
    k = len(n)
    equal = np.zeros((k, k))
    for i in range(k - 1):
        equal[i, i], equal[i, i + 1] = n[i], -n[i + 1]
    equal[-1] = n / n.sum()
    return np.linalg.solve(equal, np.eye(k)[-1])


def _area(p: Mapping[str, Any]) -> float:
    """Integrate the ROC curve by trapezoids, threshold by threshold."""
    s, y = np.array(p["s"]), np.array(p["y"])
    levels = [np.inf, *sorted(set(s.tolist()), reverse=True)]
    hits = [float((s[y == 1] >= level).mean()) for level in levels]
    alarms = [float((s[y == 0] >= level).mean()) for level in levels]
    return float(np.trapezoid(hits, alarms))


def _stepped_area(ranking: Any) -> float:
    """Sum precision times the gain in recall over all cuts of the ranking."""
    total, before = 0.0, 0.0
    for cut in range(1, len(ranking) + 1):
        found = sum(ranking[:cut])
        recall = found / sum(ranking)
        total += found / cut * (recall - before)
        before = recall
    return total


def _top(p: Mapping[str, Any]) -> float:
    """A class is among the first k where fewer than k logits are larger."""
    z, y = np.array(p["z"]), np.array(p["y"])
    own = z[np.arange(len(y)), y]
    return float(((z > own[:, None]).sum(1) < p["k"]).mean())


def _r2(p: Mapping[str, Any]) -> float:
    y, predicted = np.array(p["y"], dtype=float), np.array(p["p"], dtype=float)
    return float(1 - ((y - predicted) ** 2).mean() / np.var(y))


def _matched(p: Mapping[str, Any]) -> float:
    """Strike each n-gram of the reference out as the candidate uses it."""
    n = p["n"]
    left = [p["r"][i : i + n] for i in range(len(p["r"]) - n + 1)]
    grams = [p["c"][i : i + n] for i in range(len(p["c"]) - n + 1)]
    found = 0
    for gram in grams:
        if gram in left:
            left.remove(gram)
            found += 1
    return found / len(grams)


OPINIONS: dict[str, Opinion] = {
    "confusion.accuracy": (_COUNTS, _accuracy),
    "confusion.precision": (_COUNTS, lambda p: _chance(p, 1, 0, 1)),
    "confusion.recall": (_COUNTS, lambda p: _chance(p, 0, 1, 1)),
    "confusion.f1": (_COUNTS, _dice),
    "confusion.specificity": (_COUNTS, lambda p: _chance(p, 0, 1, 0)),
    "confusion.balanced_accuracy": (
        _COUNTS,
        lambda p: 1 - (1 - _chance(p, 0, 1, 1)) / 2 - (1 - _chance(p, 0, 1, 0)) / 2,
    ),
    "confusion.mcc": (_COUNTS, _phi),
    "f1.macro": ({"C": ((7, 2, 0), (1, 5, 3), (4, 0, 2))}, _macro),
    "f1.micro": ({"C": ((7, 2, 0), (1, 5, 3), (4, 0, 2))}, _agreement),
    "class_weights.balanced": ({"n": (70, 10, 40, 25)}, _weights),
    "roc_auc.value": ({"s": (0.4, 0.9, 0.4, 0.2, 0.7, 0.7), "y": (1, 1, 0, 0, 1, 0)}, _area),
    "average_precision.value": ({"r": (0, 1, 1, 0, 0, 1)}, lambda p: _stepped_area(p["r"])),
    "mean_average_precision.value": (
        {"R": ((0, 1, 1, 0), (1, 0, 0, 1), (0, 0, 0, 1))},
        lambda p: float(np.mean([_stepped_area(ranking) for ranking in p["R"]])),
    ),
    "topk_accuracy.value": (
        {
            "z": ((3, 1, 0), (-1, 2, 0), (2, 1, 3), (0, 4, 1), (1, 0, 2)),
            "y": (1, 0, 1, 1, 0),
            "k": 2,
        },
        _top,
    ),
    "r2.value": ({"y": (1, 4, 2, 7, 3), "p": (2, 3, 2.5, 6, 4)}, _r2),
    "bleu.clipped_precision": (
        {"c": (1, 2, 1, 2, 1, 2, 3), "r": (1, 2, 3, 1, 2), "n": 2},
        _matched,
    ),
}
