"""Gradient descent on a parabola by torch.optim.SGD; its largest rate from the real Hessian."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType
from typing import Any

from engines.families.given import number, real
from engines.families.optimisation.rate_design import RATE_DESIGN
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_STEPS = 10


def _descend(torch: ModuleType, weight: Any, a: float, rate: float, steps: int) -> list[float]:
    """Return where SGD is after each step on a·w²/2."""
    optimiser = torch.optim.SGD([weight], lr=rate)
    places = []
    for _ in range(steps):
        optimiser.zero_grad()
        (a * weight**2 / 2).backward()
        optimiser.step()
        places.append(weight.item())
    return places


def _iterate(params: Params, torch: ModuleType, device: str) -> Seen:
    weight = tensor(torch, params["w0"], device, requires_grad=True)
    steps = number(params, "k")
    *_, last = _descend(torch, weight, real(params, "a"), real(params, "lr"), steps)
    call = f"SGD([w], lr={literal(params['lr'])}).step() after backward() × {steps}"
    return Seen(last, call, tolerance(torch))


def _largest_rate(params: Params, torch: ModuleType, device: str) -> Seen:
    curvatures = tensor(torch, params["a"], device)
    hessian = torch.autograd.functional.hessian(
        lambda w: (curvatures * w**2).sum() / 2, torch.zeros_like(curvatures)
    )
    rate = 2 / torch.linalg.eigvalsh(hessian).max()
    return Seen(as_value(rate), "2 / eigvalsh(hessian(f, w)).max()", tolerance(torch))


def _rate_design(params: Params, torch: ModuleType, device: str) -> Seen:
    answer = RATE_DESIGN.truth(params).value
    if not isinstance(answer, tuple):
        raise TypeError("a design is one number in a tuple")
    rate = float(as_number(answer[0]))
    weight = tensor(torch, params["w0"], device, requires_grad=True)
    places = [weight.item(), *_descend(torch, weight, real(params, "a"), rate, _STEPS)]
    crossing = "other side" in str(params["path"])
    right = all(
        abs(new) < abs(old) and (new * old < 0) == crossing for old, new in pairwise(places)
    )
    call = f"SGD([w], lr={literal(answer[0])}).step() after backward() × {_STEPS}"
    return Seen(answer if right else (float("nan"),), call)


PROOFS = {
    "gradient_descent.iterate": Proof(_iterate),
    "gradient_descent.largest_rate": Proof(_largest_rate),
    "gradient_descent.rate_design": Proof(_rate_design),
}
