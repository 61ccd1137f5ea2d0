"""Gradients through pooling by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.pooling.max_pool2d import pool_call
from engines.witness.proof import Proof, Seen, as_value, as_whole, tensor, tolerance


def _run_max(params: Params, torch: ModuleType, device: str) -> Seen:
    kernel, stride = number(params, "K"), number(params, "S")
    image = tensor(torch, params["x"], device, requires_grad=True)
    out = torch.nn.MaxPool2d(kernel, stride)(image[None])
    out.backward(tensor(torch, params["g"], device)[None])
    call = f"{pool_call('MaxPool2d', kernel, stride)}(x).backward(g); x.grad"
    return Seen(as_whole(image.grad), call)


def _run_avg(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride = (number(params, name) for name in "HKS")
    image = torch.zeros(1, side, side, device=device, requires_grad=True)
    out = torch.nn.AvgPool2d(kernel, stride)(image)
    out.backward(tensor(torch, params["g"], device)[None])
    call = f"{pool_call('AvgPool2d', kernel, stride)}(x).backward(g); x.grad"
    return Seen(as_value(image.grad[0]), call, tolerance(torch))


PROOFS = {"max_pool2d.grad": Proof(_run_max), "avg_pool2d.grad": Proof(_run_avg)}
