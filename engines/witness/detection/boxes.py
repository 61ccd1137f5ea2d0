"""Overlap of boxes and non-maximum suppression by tensor operations, as torchvision does them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.values import show_value
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _areas(boxes: Any) -> Any:
    return (boxes[..., 2:] - boxes[..., :2]).prod(-1)


def _inner(torch: ModuleType, first: Any, second: Any) -> Any:
    low = torch.maximum(first[..., :2], second[..., :2])
    high = torch.minimum(first[..., 2:], second[..., 2:])
    return (high - low).clamp(min=0).prod(-1)


def _iou(params: Params, torch: ModuleType, device: str) -> Seen:
    first, second = torch.tensor((params["A"], params["B"]), device=device).unbind()
    inner = _inner(torch, first, second)
    value = inner / (_areas(first) + _areas(second) - inner)
    call = "inter / (area(A) + area(B) - inter), as torchvision.ops.box_iou"
    return Seen(as_value(value), call, tolerance(torch))


def _giou(params: Params, torch: ModuleType, device: str) -> Seen:
    first, second = torch.tensor((params["A"], params["B"]), device=device).unbind()
    inner = _inner(torch, first, second)
    union = _areas(first) + _areas(second) - inner
    low = torch.minimum(first[:2], second[:2])
    high = torch.maximum(first[2:], second[2:])
    hull = (high - low).prod()
    call = "iou - (hull - union) / hull, as torchvision.ops.generalized_box_iou"
    return Seen(as_value(inner / union - (hull - union) / hull), call, tolerance(torch))


def _nms(params: Params, torch: ModuleType, device: str) -> Seen:
    boxes = torch.tensor(params["boxes"], device=device)
    order = tensor(torch, params["s"], device).argsort(descending=True)
    inner = _inner(torch, boxes[:, None], boxes)
    areas = _areas(boxes)
    above = inner / (areas[:, None] + areas - inner) > real(params, "thr")
    kept: list[int] = []
    while len(order):
        best = order[0]
        kept.append(int(best))
        order = order[1:][~above[best, order[1:]]]
    call = f"torchvision.ops.nms(boxes, s, {show_value(params['thr'])}), step by step"
    return Seen(tuple(kept), call)


PROOFS = {"box_iou.value": Proof(_iou), "giou.value": Proof(_giou), "nms.kept": Proof(_nms)}
