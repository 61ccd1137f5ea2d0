"""Numbers of a detector's head and its anchors, counted on tensors of their shapes."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, place


def _grid_shapes(params: Params) -> tuple[tuple[int, ...], tuple[int, ...]]:
    side, boxes, classes = (number(params, name) for name in "SBC")
    return (side, side, boxes * 5), (side, side, classes)


def _grid(params: Params, torch: ModuleType, device: str) -> Seen:
    shapes = _grid_shapes(params)
    where = place(device, *shapes)
    boxes, classes = (torch.empty(shape, device=where) for shape in shapes)
    call = f"cat([boxes{list(shapes[0])}, classes{list(shapes[1])}], -1).numel()"
    return Seen(torch.cat((boxes, classes), -1).numel(), call, device=where)


def _grid_cost(params: Params) -> Cost:
    return cost.meta(*_grid_shapes(params))


def _head(params: Params, torch: ModuleType, device: str) -> Seen:
    boxes, classes = number(params, "B"), number(params, "C")
    parts = [torch.empty(boxes, numbers, device=device) for numbers in (4, 1, classes)]
    call = "cat([coordinates, objectness, classes], 1).flatten().shape[0]"
    return Seen(torch.cat(parts, 1).flatten().shape[0], call)


def _head_cost(params: Params) -> Cost:
    return Cost(2 * number(params, "B") * (5 + number(params, "C")))


def _anchors(params: Params, torch: ModuleType, device: str) -> Seen:
    side, anchors = number(params, "H"), number(params, "A")
    strides = wholes(params, "strides")
    shapes = [(anchors, stride, stride) for stride in strides]
    multiplies = len(strides) * anchors * side**2
    where = place(device, (side, side), *shapes, multiplies=multiplies)
    image = torch.empty(1, 1, side, side, device=where)
    layers = [torch.nn.Conv2d(1, anchors, s, stride=s, device=where) for s in strides]
    count = sum(layer(image).numel() for layer in layers)
    call = f"sum(Conv2d(1, {anchors}, s, stride=s)(image).numel() for s in strides)"
    return Seen(count, call, device=where)


def _anchors_cost(params: Params) -> Cost:
    side, anchors = number(params, "H"), number(params, "A")
    return cost.meta((side, side, anchors), (anchors, max(wholes(params, "strides")) ** 2))


PROOFS = {
    "yolo.output_size": Proof(_grid, _grid_cost),
    "yolo.channels": Proof(_head, _head_cost),
    "anchors.count": Proof(_anchors, _anchors_cost),
}
