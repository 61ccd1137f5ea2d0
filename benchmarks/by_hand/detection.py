"""Boxes, heads and pixels as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _area(box: Any) -> Any:
    return (box[2:] - box[:2]).prod()


def _iou(p: Any) -> Any:
    first, second = torch.tensor((p["A"], p["B"])).unbind()
    low = torch.maximum(first[:2], second[:2])
    high = torch.minimum(first[2:], second[2:])
    inner = (high - low).clamp(min=0).prod()
    return (inner / (_area(first) + _area(second) - inner)).item()


def _anchors(p: Any) -> Any:
    image = torch.empty(1, 1, p["H"], p["H"])
    layers = [torch.nn.Conv2d(1, p["A"], s, stride=s) for s in p["strides"]]
    return sum(layer(image).numel() for layer in layers)


def _nms(p: Any) -> Any:
    boxes = torch.tensor(p["boxes"])
    order = torch.tensor(p["s"], dtype=torch.float32).argsort(descending=True)
    low = torch.maximum(boxes[:, None, :2], boxes[:, :2])
    high = torch.minimum(boxes[:, None, 2:], boxes[:, 2:])
    inner = (high - low).clamp(min=0).prod(-1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(-1)
    above = inner / (areas[:, None] + areas - inner) > p["thr"]
    kept = []
    while len(order):
        best = order[0]
        kept.append(int(best))
        order = order[1:][~above[best, order[1:]]]
    return kept


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "box_iou.value": _iou,
    "nms.kept": _nms,
    "anchors.count": _anchors,
}
