"""The compute of training: FLOPs counted in a real forward and backward pass, and scaled up."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, tolerance

_WIDTH, _BATCH = 8, 4
_CALL = "FlopCounterMode: Linear forward + backward"


def flops_each(torch: ModuleType, device: str) -> float:
    """Return the FLOPs of a step through a small linear layer, for each weight and token."""
    from torch.utils.flop_counter import FlopCounterMode

    layer = torch.nn.Linear(_WIDTH, _WIDTH, bias=False, device=device)
    tokens = torch.ones(_BATCH, _WIDTH, device=device, requires_grad=True)
    with FlopCounterMode(display=False) as counted:
        layer(tokens).sum().backward()
    return float(counted.get_total_flops() / (layer.weight.numel() * _BATCH))


def _total(params: Params, torch: ModuleType, device: str) -> Seen:
    found = flops_each(torch, device) * (real(params, "N") * 1e9) * (real(params, "D") * 1e9)
    return Seen(found, f"{_CALL}, × weights × tokens", tolerance(torch))


def _tokens(params: Params, torch: ModuleType, device: str) -> Seen:
    found = real(params, "C") / (flops_each(torch, device) * real(params, "N") * 1e9) / 1e9
    return Seen(found, f"C / ({_CALL} × weights)", tolerance(torch))


def _optimal(params: Params, torch: ModuleType, device: str) -> Seen:
    """Return r · N at the N where the counted FLOPs of N weights and r · N tokens are C."""
    ratio = real(params, "r")
    square = torch.tensor(real(params, "C") / (flops_each(torch, device) * ratio), device=device)
    found = ratio * square.sqrt().item() / 1e9
    return Seen(found, f"sqrt(C / ({_CALL} × r)) × r", tolerance(torch))


def _days(params: Params, torch: ModuleType, device: str) -> Seen:
    work = flops_each(torch, device) * (real(params, "N") * 1e9) * (real(params, "D") * 1e9)
    rate = number(params, "n") * real(params, "peak") * 1e12 * real(params, "mfu")
    return Seen(work / rate / 86_400, f"{_CALL}, over the devices' speed", tolerance(torch))


def _small(_params: Params) -> Cost:
    return Cost(4 * _WIDTH * _WIDTH, 6 * _WIDTH * _WIDTH * _BATCH)


PROOFS = {
    "training_flops.total": Proof(_total, _small),
    "training_flops.tokens": Proof(_tokens, _small),
    "training_tokens.optimal": Proof(_optimal, _small),
    "training_time.days": Proof(_days, _small),
}
