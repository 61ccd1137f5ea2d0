"""Soft targets read off a gradient, one-hot vectors mixed, and a mask of pixels."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tolerance


def _smoothed(params: Params, torch: ModuleType, device: str) -> Seen:
    """The gradient of the loss is softmax(z) − target; at z = 0 the softmax is 1 / K."""
    functional = torch.nn.functional
    logits = torch.zeros(number(params, "K"), device=device, requires_grad=True)
    right = torch.tensor(number(params, "y"), device=device)
    loss = functional.cross_entropy(logits, right, label_smoothing=real(params, "eps"))
    loss.backward()
    with torch.no_grad():
        target = torch.softmax(logits, 0) - logits.grad
    call = f"softmax(z) - z.grad of cross_entropy(label_smoothing={literal(params['eps'])})"
    return Seen(as_value(target), call, tolerance(torch))


def _mixed(params: Params, torch: ModuleType, device: str) -> Seen:
    classes = torch.tensor([number(params, "y1"), number(params, "y2")], device=device)
    first, second = torch.nn.functional.one_hot(classes, number(params, "K"))
    lam = real(params, "lam")
    target = lam * first + (1 - lam) * second
    told = literal(params["lam"])
    call = f"{told} * one_hot(y1, K) + (1 - {told}) * one_hot(y2, K)"
    return Seen(as_value(target), call, tolerance(torch))


def _span(params: Params, centre: str, side: str) -> slice:
    middle, length = number(params, centre), number(params, side)
    return slice(max(middle - length // 2, 0), middle + length // 2)


def _kept(params: Params, torch: ModuleType, device: str) -> Seen:
    size = number(params, "S")
    mask: Any = torch.ones(size, size, device=device)
    rows, columns = _span(params, "r", "h"), _span(params, "c", "w")
    mask[rows, columns] = 0
    box = f"{rows.start}:{rows.stop}, {columns.start}:{columns.stop}"
    call = f"mask = torch.ones({size}, {size}); mask[{box}] = 0; mask.mean()"
    return Seen(as_value(mask.mean()), call, tolerance(torch))


def _kept_cost(params: Params) -> Cost:
    return Cost(number(params, "S") ** 2)


PROOFS = {
    "label_smoothing.target": Proof(_smoothed),
    "mixup.target": Proof(_mixed),
    "cutmix.ratio": Proof(_kept, _kept_cost),
}
