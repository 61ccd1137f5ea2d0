"""Cross-entropy and its traps by torch.nn.functional.cross_entropy and autograd."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real, reals
from engines.family import Params
from engines.witness.proof import (
    EXACT,
    Proof,
    Seen,
    as_value,
    floats,
    literal,
    tensor,
    tolerance,
)


def _double_softmax(params: Params, torch: ModuleType, device: str) -> Seen:
    shares = torch.softmax(tensor(torch, params["z"], device), dim=-1)
    right = torch.tensor(number(params, "y"), device=device)
    loss = torch.nn.functional.cross_entropy(shares, right)
    call = f"F.cross_entropy(tensor({floats(params['z'])}).softmax(-1), tensor({params['y']}))"
    return Seen(as_value(loss), call, tolerance(torch))


def _grad(params: Params, torch: ModuleType, device: str) -> Seen:
    """Only the first example is given; the others, all zeros, have their share of the mean."""
    size, logits = number(params, "N"), tensor(torch, params["z"], device)
    batch = torch.zeros(size, len(logits), device=device)
    batch[0] = logits
    batch.requires_grad_()
    targets = torch.full((size,), number(params, "y"), device=device)
    torch.nn.functional.cross_entropy(batch, targets).backward()
    call = "F.cross_entropy(z, y).backward(); z.grad[0]"
    return Seen(as_value(batch.grad[0]), call, tolerance(torch))


def _grad_cost(params: Params) -> Cost:
    return Cost(number(params, "N") * len(reals(params, "z")))


def _initial(params: Params, torch: ModuleType, device: str) -> Seen:
    classes = number(params, "K")
    logits = torch.zeros(classes, device=device)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(0, device=device))
    call = f"F.cross_entropy(zeros({classes}), tensor(0))"
    return Seen(as_value(loss), call, tolerance(torch))


def _initial_cost(params: Params) -> Cost:
    return Cost(number(params, "K"))


def _classes(params: Params, torch: ModuleType, device: str) -> Seen:
    """The number of equal logits whose loss is, to the decimals given, the one asked for."""
    wanted = real(params, "loss")
    classes = round(torch.exp(tensor(torch, params["loss"], device)).item())
    logits = torch.zeros(classes, device=device)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(0, device=device)).item()
    if abs(loss - wanted) > 1e-3:
        raise RuntimeError("no number of classes has this loss")
    return Seen(classes, f"exp(tensor({literal(params['loss'])})).round()", EXACT)


def _nll(params: Params, torch: ModuleType, device: str) -> Seen:
    logs = torch.log_softmax(tensor(torch, params["z"], device), dim=1)
    loss = torch.nn.functional.nll_loss(logs, torch.tensor(params["y"], device=device))
    return Seen(as_value(loss), "F.nll_loss(F.log_softmax(z, dim=1), y)", tolerance(torch))


PROOFS = {
    "ce.double_softmax": Proof(_double_softmax),
    "ce.grad": Proof(_grad, _grad_cost),
    "ce.initial": Proof(_initial, _initial_cost),
    "ce.classes": Proof(_classes),
    "nll.value": Proof(_nll),
}
