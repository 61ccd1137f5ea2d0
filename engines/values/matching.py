"""Which given entries go with which truths, when their order does not count."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from engines.values.numeric import Bytes, Count, Estimate, Float, Int
from engines.values.value import Value, as_number, show_number

if TYPE_CHECKING:
    from engines.values.answers import Acceptance


def matched(element: Acceptance, given: tuple[Value, ...], truth: tuple[Value, ...]) -> int:
    """Return the size of a maximum matching of given entries with truths that accept them.

    Numbers accept intervals, so that a sweep finds it: each given number, from the least, takes
    the open interval that ends first (Glover 1967, convex bipartite graphs), O(n log n). Words
    are accepted by equality, where any greedy matching is largest.
    """
    if isinstance(element, (Int, Count, Bytes, Float, Estimate)):
        return _in_intervals(element, given, truth) + _same_nonfinite(element, given, truth)
    rest, found = list(truth), 0
    for entry in given:
        place = next((i for i, wanted in enumerate(rest) if element.accepts(entry, wanted)), None)
        if place is not None:
            rest.pop(place)
            found += 1
    return found


def _in_intervals(
    element: Int | Count | Bytes | Float | Estimate,
    given: tuple[Value, ...],
    truth: tuple[Value, ...],
) -> int:
    points = sorted(Fraction(as_number(entry)) for entry in given if _is_finite(entry))
    intervals = sorted(element.bounds(as_number(entry)) for entry in truth if _is_finite(entry))
    ends: list[Fraction] = []
    begun = found = 0
    for point in points:
        while begun < len(intervals) and intervals[begun][0] <= point:
            heapq.heappush(ends, intervals[begun][1])
            begun += 1
        while ends and ends[0] < point:
            heapq.heappop(ends)
        if ends:
            heapq.heappop(ends)
            found += 1
    return found


def _same_nonfinite(
    element: Int | Count | Bytes | Float | Estimate,
    given: tuple[Value, ...],
    truth: tuple[Value, ...],
) -> int:
    if not (isinstance(element, Float) and element.allow_nonfinite):
        return 0
    ours, theirs = (
        Counter(show_number(as_number(v)) for v in values if not _is_finite(v))
        for values in (given, truth)
    )
    return (ours & theirs).total()


def _is_finite(value: Value) -> bool:
    return math.isfinite(value) if isinstance(value, float) else isinstance(value, (int, Fraction))
