"""Shapes of products with a Jacobian by torch.func and torch.autograd."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, place


def _inputs(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any, str]:
    """Return x, W and where they stand."""
    rows, inputs, outputs = (number(params, name) for name in ("B", "I", "O"))
    shapes = ((rows, inputs), (inputs, outputs), (rows, outputs))
    where = place(device, *shapes, multiplies=2 * rows * inputs * outputs)
    return torch.zeros(shapes[0], device=where), torch.zeros(shapes[1], device=where), where


def _vjp(params: Params, torch: ModuleType, device: str) -> Seen:
    x, weight, where = _inputs(params, torch, device)
    out, back = torch.func.vjp(lambda x: x @ weight, x)
    v = torch.ones_like(out)
    (product,) = back(v)
    call = "y, back = func.vjp(lambda x: x @ W, x); back(ones_like(y))[0].shape"
    return Seen(tuple((v if word(params, "of") == "v" else product).shape), call, device=where)


def _jvp(params: Params, torch: ModuleType, device: str) -> Seen:
    x, weight, where = _inputs(params, torch, device)
    v = torch.ones_like(x)
    _, product = torch.autograd.functional.jvp(lambda x: x @ weight, x, v)
    call = "autograd.functional.jvp(lambda x: x @ W, x, v)[1].shape"
    return Seen(tuple((v if word(params, "of") == "v" else product).shape), call, device=where)


def _cost(params: Params) -> Cost:
    rows, inputs, outputs = (number(params, name) for name in ("B", "I", "O"))
    return cost.meta((rows, inputs), (inputs, outputs), (rows, outputs))


PROOFS = {"vjp.shape": Proof(_vjp, _cost), "jvp.shape": Proof(_jvp, _cost)}
