"""Overlap of boxes and its generalised form; non-maximum suppression stands beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engines.families.detection.overlap import CORNERS, Box, Overlap, no_box
from engines.families.detection.suppression import NMS
from engines.families.given import wholes
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.values import Float, Value

_PARAMS = (
    Param("A", "vector", f"one box: {CORNERS}", 0, 1000, sizes=(4, 4)),
    Param("B", "vector", f"the other box: {CORNERS}", 0, 1000, sizes=(4, 4)),
)
_FIRST = ((0, 0, 4, 4), (1, 2, 5, 6), (2, 0, 6, 3), (0, 1, 3, 7), (3, 2, 8, 5))
_SECOND = (
    (2, 2, 6, 6),
    (1, 1, 4, 3),
    (0, 3, 5, 5),
    (3, 1, 7, 4),
    (2, 3, 4, 8),
    (4, 0, 9, 3),
    (6, 7, 8, 9),
    (7, 6, 9, 8),
    (5, 6, 8, 9),
)
_TOGETHER: tuple[Params, ...] = tuple({"A": a, "B": b} for a in _FIRST for b in _SECOND if a != b)
"""Pairs of boxes: most overlap, some lie apart diagonally."""

Change = Callable[[Overlap], Overlap]


def _boxes(params: Params) -> Overlap:
    return Overlap(wholes(params, "A"), wholes(params, "B"))


def _as_sizes(box: Box) -> Box:
    """Return the box whose last two numbers are taken for width and height."""
    x, y, wide, high = box
    return x, y, x + wide, y + high


def _read_as_sizes(boxes: Overlap) -> Overlap:
    return replace(boxes, first=_as_sizes(boxes.first), second=_as_sizes(boxes.second))


def _valid(params: Params) -> str | None:
    return no_box(wholes(params, "A")) or no_box(wholes(params, "B"))


def _iou(boxes: Overlap) -> Truth:
    value = boxes.iou
    return Truth(
        value,
        (*boxes.steps(), Step("IoU", f"{boxes.inner} / {boxes.union}", shown(value))),
    )


def _smaller_area(params: Params) -> Value:
    boxes = _boxes(params)
    return boxes.inner / min(boxes.areas)


def _box_slip(name: str, text: str, solution: Callable[[Overlap], Truth], change: Change) -> Slip:
    def wrong(params: Params) -> Truth | None:
        changed = change(_boxes(params))
        return solution(changed) if changed.union else None

    return slip(name, text, wrong)


_CHANGES: dict[str, tuple[str, str, Change]] = {
    "union_is_sum": (
        "counted-twice",
        "the areas are added and the intersection is not taken off once.",
        lambda boxes: replace(boxes, twice=True),
    ),
    "pixels": (
        "other-convention",
        "each side is one longer, counted in pixels with both ends in.",
        lambda boxes: replace(boxes, pixel=1),
    ),
    "as_sizes": (
        "layout",
        "the last two numbers of each box are read as width and height.",
        _read_as_sizes,
    ),
    "no_clamp": (
        "no-clamp",
        "a negative side of the intersection is multiplied as it is, and not taken for 0.",
        lambda boxes: replace(boxes, clamp=False),
    ),
}


def _overlap_truth(params: Params) -> Truth:
    return _iou(_boxes(params))


IOU = Family(
    name="box_iou.value",
    title="intersection over union of two boxes",
    topic="detection",
    formula="IoU = intersection / (area A + area B − intersection)",
    params=_PARAMS,
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "Two boxes are given by their corners (x1, y1, x2, y2): A = {{A}} and B = {{B}}. "
            "A side is x2 − x1 or y2 − y1 long. What is their intersection over union (IoU)?"
        ),
        explanation=(
            "The intersection is in both areas, so it is taken off their sum once: the quotient is "
            "{{answer}}. Boxes that lie apart share nothing, which is what clamping the sides at 0 "
            "is for."
        ),
        params={"A": (0, 0, 4, 4), "B": (2, 2, 6, 6)},
        vary={},
        together=_TOGETHER,
        seconds=75,
        tags=("detection", "boxes"),
        sources=("Everingham et al. 2010, The PASCAL visual object classes challenge",),
    ),
    truth=_overlap_truth,
    slips={
        **{key: _box_slip(n, t, _iou, change) for key, (n, t, change) in _CHANGES.items()},
        "smaller_area": bare_slip(
            "wrong-divisor",
            "the smaller box's area is the divisor.",
            _smaller_area,
        ),
    },
    valid=_valid,
)


def _generalised(
    boxes: Overlap, *, sign: int = -1, over_union: bool = False, penalty: bool = True
) -> Truth:
    """Return IoU − (hull − union) / hull."""
    hull, union = boxes.hull, boxes.union
    below = union if over_union else hull
    gap = (hull - union) / below
    value = boxes.iou + (sign * gap if penalty else 0)
    tail = f" {'−' if sign < 0 else '+'} {shown(gap)}" if penalty else ""
    return Truth(
        value,
        (
            *boxes.steps(),
            Step("IoU", f"{boxes.inner} / {union}", shown(boxes.iou)),
            Step("empty share of the box around both", f"({hull} − {union}) / {below}", shown(gap)),
            Step("GIoU", f"{shown(boxes.iou)}{tail}", shown(value)),
        ),
    )


def _giou_truth(params: Params) -> Truth:
    return _generalised(_boxes(params))


GIOU = Family(
    name="giou.value",
    title="generalised intersection over union",
    topic="detection",
    formula="GIoU = IoU − (C − union) / C, with C the area of the smallest box around both",
    params=_PARAMS,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Two boxes are given by their corners (x1, y1, x2, y2): A = {{A}} and B = {{B}}. What "
            "is their generalised IoU (GIoU)?"
        ),
        explanation=(
            "The share of the smallest box around both that neither covers is taken off the IoU, "
            "so that boxes which lie apart still get a gradient: {{answer}}."
        ),
        params={"A": (0, 0, 4, 4), "B": (2, 2, 6, 6)},
        vary={},
        together=_TOGETHER,
        level="intermediate",
        seconds=120,
        tags=("detection", "boxes"),
        sources=("Rezatofighi et al. 2019, Generalized intersection over union, arXiv:1902.09630",),
    ),
    truth=_giou_truth,
    slips={
        "iou": slip(
            "term-dropped",
            "the empty part of the box around both is left out: that is plain IoU.",
            lambda params: _generalised(_boxes(params), penalty=False),
        ),
        "added": slip(
            "sign",
            "the empty share is added.",
            lambda params: _generalised(_boxes(params), sign=1),
        ),
        "over_union": slip(
            "wrong-divisor",
            "the empty part is divided by the union.",
            lambda params: _generalised(_boxes(params), over_union=True),
        ),
        "union_is_sum": _box_slip(
            *_CHANGES["union_is_sum"][:2], _generalised, _CHANGES["union_is_sum"][2]
        ),
    },
    valid=_valid,
)

FAMILIES = {family.name: family for family in (IOU, GIOU, NMS)}
