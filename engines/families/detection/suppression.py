"""Greedy non-maximum suppression: which boxes are kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from engines.families.detection.overlap import CORNERS, iou, no_box
from engines.families.given import real, reals, whole_rows
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, VectorRange
from engines.values import Int, Value, Vector, as_number

_EDGE = 1e-6
"""Nearer than this to the threshold, rounding may decide whether a box is dropped."""
_SIDE = 10
_OFFSETS = ((0, 2, 4, 20), (0, 3, 6, 9), (0, 1, 5, 6), (0, 4, 8, 30), (0, 2, 5, 8), (0, 3, 4, 7))
_SCENES = tuple(
    tuple((x, 0, x + _SIDE, _SIDE) for x in order)
    for offsets in _OFFSETS
    for order in tuple(permutations(offsets))[::5]
)
"""Boxes of one size in a row, so that an overlap is a matter of the distance."""
Kept = tuple[int, ...]


def _by_score(params: Params) -> Kept:
    scores = reals(params, "s")
    return tuple(sorted(range(len(scores)), key=lambda i: -scores[i]))


def _suppressed(
    params: Params,
    order: Kept | None = None,
    *,
    by_dropped: bool = False,
    best_only: bool = False,
    twice: bool = False,
) -> Truth:
    """Return the boxes that are kept, going through `order` (falling score).

    `by_dropped`: a box that is dropped itself drops others. `best_only`: only the best one does.
    """
    boxes, threshold = whole_rows(params, "boxes"), real(params, "thr")
    kept: list[int] = []
    seen: list[int] = []
    steps: list[Step] = []
    for i in order or _by_score(params):
        rivals = seen if by_dropped else (kept[:1] if best_only else kept)
        ious = [(iou(boxes[i], boxes[j], twice=twice), j) for j in rivals]
        largest, nearest = max(ious, default=(0.0, -1))
        dropped = largest > threshold
        beside = f"IoU {shown(largest)} with box {nearest}" if ious else "comes first"
        steps.append(Step(f"box {i}", beside, "dropped" if dropped else "kept"))
        if not dropped:
            kept.append(i)
        seen.append(i)
    return Truth(tuple(kept), (*steps, Step("kept", "in this order", row(kept))))


def _in_given_order(params: Params) -> Truth:
    return _suppressed(params, tuple(range(len(reals(params, "s")))))


def _by_index(params: Params) -> Value:
    kept = _suppressed(params).value
    if not isinstance(kept, tuple):
        raise TypeError("suppression keeps a list")
    return tuple(sorted(map(as_number, kept)))


def _nms_valid(params: Params) -> str | None:
    boxes, scores, threshold = whole_rows(params, "boxes"), reals(params, "s"), real(params, "thr")
    if len(boxes) != len(scores):
        return "there must be one score for each box"
    if len(set(scores)) < len(scores):
        return "two boxes have the same score"
    for i, box in enumerate(boxes):
        if (reason := no_box(box)) is not None:
            return reason
        if any(abs(iou(box, other) - threshold) < _EDGE for other in boxes[:i]):
            return "an overlap is exactly the threshold"
    return None


def _whole(wrong: Slip) -> Slip:
    """Return the slip whose sentence shows the whole list, and not the one entry that differs."""
    value = wrong.value
    return wrong if value is None else replace(wrong, shown=lambda params: value(params) or ())


_WRONG_LISTS = {
    "given_order": slip(
        "wrong-sequence",
        "the boxes are taken in the order of the list, and not by score.",
        _in_given_order,
    ),
    "by_dropped": slip(
        "stale-value",
        "a box that is dropped drops others as well.",
        lambda params: _suppressed(params, by_dropped=True),
    ),
    "best_only": slip(
        "term-dropped",
        "only the best box drops others, and the rest are not compared.",
        lambda params: _suppressed(params, best_only=True),
    ),
    "union_is_sum": slip(
        "counted-twice",
        "IoU is taken with the sum of the areas for the union.",
        lambda params: _suppressed(params, twice=True),
    ),
    "by_index": bare_slip(
        "wrong-order", "the kept boxes stand in the order of their indices.", _by_index
    ),
}
_NMS_SLIPS = {slip_id: _whole(wrong) for slip_id, wrong in _WRONG_LISTS.items()}

NMS = Family(
    name="nms.kept",
    title="boxes that non-maximum suppression keeps",
    topic="detection",
    formula="by falling score: keep a box unless its IoU with one kept before is above the limit",
    params=(
        Param("boxes", "matrix", f"one box a row: {CORNERS}", 0, 1000, sizes=(1, 8)),
        Param("s", "vector", "the score of each box", 0, 1, sizes=(1, 8), entry="decimal"),
        Param("thr", "decimal", "the largest IoU that two kept boxes may have", 0.01, 0.99),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "Greedy non-maximum suppression (NMS) with IoU threshold {{thr}} gets these boxes, one "
            "a row (x1, y1, x2, y2):\n\n{{boxes:matrix}}\n\n"
            "Their scores are {{s}}. Which boxes are kept? Give their indices, counted from 0, by "
            "falling score."
        ),
        explanation=(
            "The best box left is kept and drops every box that overlaps it by more than the "
            "threshold; what is dropped drops nothing itself. Kept are {{answer}}."
        ),
        params={
            "boxes": ((3, 0, 13, 10), (0, 0, 10, 10), (6, 0, 16, 10), (20, 0, 30, 10)),
            "s": (0.8, 0.9, 0.6, 0.7),
            "thr": 0.5,
        },
        vary={
            "boxes": ChoiceRange(_SCENES),
            "s": VectorRange(DecimalRange(50, 99, 2), 4),
            "thr": ChoiceRange((0.3, 0.5, 0.6)),
        },
        level="intermediate",
        seconds=150,
        tags=("detection", "boxes"),
        sources=(
            "https://docs.pytorch.org/vision/stable/generated/torchvision.ops.nms.html",
            "Girshick et al. 2014, Rich feature hierarchies (R-CNN), arXiv:1311.2524",
        ),
    ),
    truth=_suppressed,
    slips=_NMS_SLIPS,
    valid=_nms_valid,
)
