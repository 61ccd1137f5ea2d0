"""Shares of the four counts of a binary classifier: one as a share of another, and two joined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from engines.families.given import number
from engines.families.worked import factor, shown
from engines.family import Param, Params, Step, Truth
from engines.ranges import IntRange

NAMES = ("TP", "FP", "FN", "TN")
ALL = "TP FP FN TN"
PARAMS = (
    Param("TP", "int", "positives that are called positive", 0, 1_000),
    Param("FP", "int", "negatives that are called positive", 0, 1_000),
    Param("FN", "int", "positives that are called negative", 0, 1_000),
    Param("TN", "int", "negatives that are called negative", 0, 1_000),
)
CANONICAL: Params = {"TP": 40, "FP": 10, "FN": 40, "TN": 110}
VARY = {
    "TP": IntRange(4, 60),
    "FP": IntRange(2, 40),
    "FN": IntRange(2, 40),
    "TN": IntRange(10, 90),
}
INTRO = (
    "On a test set, a binary classifier has true positives TP = {{TP}}, false positives "
    "FP = {{FP}}, false negatives FN = {{FN}} and true negatives TN = {{TN}}. "
)

Joined = tuple[str, Callable[[float, float], float]]
"""How two shares become one: the expression with {p} and {q}, and the function."""

HARMONIC: Joined = ("2 × {p} × {q} / ({p} + {q})", lambda p, q: 2 * p * q / (p + q))
HARMONIC_HALF: Joined = ("{p} × {q} / ({p} + {q})", lambda p, q: p * q / (p + q))
ARITHMETIC: Joined = ("({p} + {q}) / 2", lambda p, q: (p + q) / 2)
GEOMETRIC: Joined = ("√({p} × {q})", lambda p, q: math.sqrt(p * q))
SUM: Joined = ("{p} + {q}", lambda p, q: p + q)

_SHARES: Mapping[str, tuple[str, str]] = {
    "accuracy": ("TP TN", ALL),
    "precision": ("TP", "TP FP"),
    "recall": ("TP", "TP FN"),
    "specificity": ("TN", "FP TN"),
}


def counted(params: Params, names: str) -> int:
    """Return the sum of the counts named, like ``TP FP``."""
    return sum(number(params, name) for name in names.split())


def share(params: Params, above: str, below: str) -> Truth | None:
    """Return the counts named `above` as a share of those named `below`; None where these are 0."""
    part, whole = counted(params, above), counted(params, below)
    if whole == 0:
        return None
    value = part / whole
    return Truth(
        value,
        (
            Step("what is counted", _sum(params, above), str(part)),
            Step("out of", _sum(params, below), str(whole)),
            Step("share", f"{part} / {whole}", shown(value)),
        ),
    )


def joined(params: Params, first: str, second: str, how: Joined) -> Truth | None:
    """Return two named measures joined into one; None where one of them is 0 / 0. A
    harmonic mean is for true positives from 1 on."""
    pair = [share(params, *_SHARES[name]) for name in (first, second)]
    if pair[0] is None or pair[1] is None:
        return None
    p, q = (float(found.value) for found in pair if found is not None)  # type: ignore[arg-type]
    text, function = how
    value = function(p, q)
    return Truth(
        value,
        (
            Step(first, pair[0].steps[-1].numbers, shown(p)),
            Step(second, pair[1].steps[-1].numbers, shown(q)),
            Step("both together", text.format(p=shown(p), q=shown(q)), shown(value)),
        ),
    )


def correlation(
    params: Params, *, sign: int = -1, errors: bool = True, root: bool = True
) -> Truth | None:
    """Return the phi coefficient of prediction and truth; None where a margin is 0."""
    tp, fp, fn, tn = (number(params, name) for name in NAMES)
    sides = (tp + fp, tp + fn, tn + fp, tn + fn)
    below = math.prod(sides)
    if below == 0:
        return None
    above = tp * tn + (sign * fp * fn if errors else 0)
    tail = f" {'−' if sign < 0 else '+'} {fp} × {fn}" if errors else ""
    value = above / (math.sqrt(below) if root else below)
    product = " × ".join(map(str, sides))
    return Truth(
        value,
        (
            Step("above the line", f"{tp} × {tn}{tail}", str(above)),
            Step("sums of the margins, multiplied", product, str(below)),
            Step("MCC", f"{factor(above)} / {'√' if root else ''}{below}", shown(value)),
        ),
    )


def missing(*sums: str) -> Callable[[Params], str | None]:
    """Return a check that none of the named sums, each of which is divided by, is 0."""

    def check(params: Params) -> str | None:
        empty = (names for names in sums if counted(params, names) == 0)
        found = next(empty, None)
        return None if found is None else f"{found.replace(' ', ' + ')} is 0, and is divided by"

    return check


def _sum(params: Params, names: str) -> str:
    terms = names.split()
    if len(terms) == 1:
        return names
    numbers = " + ".join(str(number(params, name)) for name in terms)
    return f"{' + '.join(terms)}: {numbers}"
