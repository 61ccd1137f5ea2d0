"""Second opinions on detection: cells counted one by one, published numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion

Cells = set[tuple[int, int]]


def _cells(box: Any) -> Cells:
    """Return the unit squares that a box covers."""
    left, top, right, bottom = box
    return set(itertools.product(range(left, right), range(top, bottom)))


def _share(one: Any, other: Any) -> float:
    first, second = _cells(one), _cells(other)
    return len(first & second) / len(first | second)


def _generalised(p: Mapping[str, Any]) -> float:
    union = _cells(p["A"]) | _cells(p["B"])
    columns, rows = zip(*union, strict=True)
    around = (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)
    return float(_share(p["A"], p["B"]) - 1 + len(union) / around)


def _kept(p: Mapping[str, Any]) -> tuple[int, ...]:
    """Find the one set of boxes of which each outsider, and no insider, is beaten by an insider."""
    boxes, scores = p["boxes"], p["s"]
    pairs = itertools.permutations(range(len(boxes)), 2)
    beats = {
        (i, j) for i, j in pairs if scores[i] > scores[j] and _share(boxes[i], boxes[j]) > p["thr"]
    }
    everyone = set(range(len(boxes)))
    for size in range(1, len(boxes) + 1):
        for kept in itertools.combinations(everyone, size):
            beaten = {j for i, j in beats if i in kept}
            if beaten == everyone - set(kept):
                return tuple(sorted(kept, key=lambda i: -scores[i]))
    raise ValueError("every such graph has a kernel")


def _standard(p: Mapping[str, Any]) -> float:
    """Rescale the statistics to bytes instead of the pixel to shares."""
    return float((np.float64(p["x"]) - 255 * p["m"]) / (255 * p["s"]))


def _nearest_byte(p: Mapping[str, Any]) -> int:
    """Normalise every byte and take the one that comes nearest."""
    normalised = (np.arange(256) / 255 - p["m"]) / p["s"]
    return int(np.abs(normalised - p["z"]).argmin())


OPINIONS: dict[str, Opinion] = {
    "box_iou.value": (
        {"A": (2, 1, 9, 6), "B": (4, 3, 12, 8)},
        lambda p: _share(p["A"], p["B"]),
    ),
    "giou.value": ({"A": (2, 1, 9, 6), "B": (4, 3, 12, 8)}, _generalised),
    "nms.kept": (
        {
            "boxes": ((0, 0, 9, 9), (3, 0, 12, 9), (1, 2, 10, 10), (6, 1, 15, 9), (20, 3, 25, 8)),
            "s": (0.6, 0.7, 0.95, 0.5, 0.8),
            "thr": 0.35,
        },
        _kept,
    ),
    # The output of the first YOLO on PASCAL VOC is 7 x 7 x 30.
    "yolo.output_size": ({"S": 7, "B": 2, "C": 20}, lambda p: 7 * 7 * 30),
    # YOLOv3 on COCO puts out 255 channels, and 10,647 boxes for a 416 x 416 image.
    "yolo.channels": ({"B": 3, "C": 80}, lambda p: 255),
    "anchors.count": ({"H": 416, "strides": (8, 16, 32), "A": 3}, lambda p: 10_647),
    "image.normalized": ({"x": 37, "m": 0.406, "s": 0.225}, _standard),
    "image.denormalized": ({"z": -1.3, "m": 0.456, "s": 0.224}, _nearest_byte),
}
