"""Batch norm's running statistics, parameters and buffers by torch.nn.BatchNorm."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import (
    Proof,
    Seen,
    as_value,
    count_parameters,
    literal,
    tensor,
    tolerance,
)


def _after_batch(params: Params, torch: ModuleType, device: str, buffer: str) -> Seen:
    """Run one batch in training and read the running statistic called `buffer`."""
    layer = torch.nn.BatchNorm1d(1, momentum=real(params, "m"), affine=False, device=device)
    running = getattr(layer, buffer)
    running.fill_(real(params, "r"))
    layer(tensor(torch, params["x"], device)[:, None])
    call = f"BatchNorm1d(1, momentum={literal(params['m'])}) on x[:, None]; {buffer}"
    return Seen(as_value(running[0]), call, tolerance(torch))


def _running_mean(params: Params, torch: ModuleType, device: str) -> Seen:
    return _after_batch(params, torch, device, "running_mean")


def _running_var(params: Params, torch: ModuleType, device: str) -> Seen:
    return _after_batch(params, torch, device, "running_var")


def _eval(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = torch.nn.BatchNorm1d(1, device=device).eval()
    with torch.no_grad():
        layer.running_mean.fill_(real(params, "mean"))
        layer.running_var.fill_(real(params, "var"))
        layer.weight.fill_(real(params, "gamma"))
        layer.bias.fill_(real(params, "beta"))
        out = layer(tensor(torch, params["x"], device)[:, None])[:, 0]
    call = "BatchNorm1d(1).eval() on x[:, None], with these buffers"
    return Seen(as_value(out), call, tolerance(torch))


def _layer(params: Params, torch: ModuleType, device: str) -> Any:
    return torch.nn.BatchNorm2d(number(params, "C"), device=device)


def _learned(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = _layer(params, torch, device)
    call = f"sum(p.numel() for p in BatchNorm2d({params['C']}).parameters())"
    return Seen(count_parameters(layer), call)


def _kept(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = _layer(params, torch, device)
    call = f"sum(b.numel() for b in BatchNorm2d({params['C']}).buffers())"
    return Seen(sum(buffer.numel() for buffer in layer.buffers()), call)


def _layer_cost(params: Params) -> Cost:
    return Cost(4 * number(params, "C"))


PROOFS = {
    "batchnorm.running_mean": Proof(_running_mean),
    "batchnorm.running_var": Proof(_running_var),
    "batchnorm.eval": Proof(_eval),
    "batchnorm.params": Proof(_learned, _layer_cost),
    "batchnorm.buffers": Proof(_kept, _layer_cost),
}
