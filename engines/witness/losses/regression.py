"""Losses of real-valued predictions by torch.nn.functional and autograd."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _pair(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any]:
    return tensor(torch, params["a"], device), tensor(torch, params["b"], device)


def _measure(
    name: str, call: str, change: Callable[[Any], Any] | None = None
) -> Callable[[Params, ModuleType, str], Seen]:
    """Return a run of the loss of this name; `change` is made to what it gives."""

    def run(params: Params, torch: ModuleType, device: str) -> Seen:
        loss = getattr(torch.nn.functional, name)(*_pair(params, torch, device))
        return Seen(as_value(change(loss) if change else loss), call, tolerance(torch))

    return run


def _grad(params: Params, torch: ModuleType, device: str) -> Seen:
    predicted = tensor(torch, params["a"], device, requires_grad=True)
    torch.nn.functional.mse_loss(predicted, tensor(torch, params["b"], device)).backward()
    return Seen(as_value(predicted.grad), "F.mse_loss(a, b).backward(); a.grad", tolerance(torch))


def _huber(params: Params, torch: ModuleType, device: str) -> Seen:
    delta = real(params, "delta")
    loss = torch.nn.functional.huber_loss(*_pair(params, torch, device), delta=delta)
    call = f"F.huber_loss(a, b, delta={literal(params['delta'])})"
    return Seen(as_value(loss), call, tolerance(torch))


def _smooth_l1(params: Params, torch: ModuleType, device: str) -> Seen:
    beta = real(params, "beta")
    loss = torch.nn.functional.smooth_l1_loss(*_pair(params, torch, device), beta=beta)
    call = f"F.smooth_l1_loss(a, b, beta={literal(params['beta'])})"
    return Seen(as_value(loss), call, tolerance(torch))


PROOFS = {
    "mse.value": Proof(_measure("mse_loss", "F.mse_loss(a, b)")),
    "mse.half": Proof(_measure("mse_loss", "F.mse_loss(a, b) / 2", lambda loss: loss / 2)),
    "mae.value": Proof(_measure("l1_loss", "F.l1_loss(a, b)")),
    "rmse.value": Proof(_measure("mse_loss", "F.mse_loss(a, b).sqrt()", lambda loss: loss.sqrt())),
    "mse.grad": Proof(_grad),
    "huber.value": Proof(_huber),
    "smooth_l1.value": Proof(_smooth_l1),
}
