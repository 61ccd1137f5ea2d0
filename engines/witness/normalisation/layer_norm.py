"""Layer norm and RMS norm by torch.nn."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, count_parameters, tensor, tolerance


def _layer_norm(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device)
    layer = torch.nn.LayerNorm(x.shape[1], device=device)
    with torch.no_grad():
        out = layer(x)[0]
    return Seen(as_value(out), f"LayerNorm({x.shape[1]})(x)[0]", tolerance(torch))


def _params(params: Params, torch: ModuleType, device: str) -> Seen:
    layer = torch.nn.LayerNorm(number(params, "d"), device=device)
    call = f"sum(p.numel() for p in LayerNorm({params['d']}).parameters())"
    return Seen(count_parameters(layer), call)


def _params_cost(params: Params) -> Cost:
    return Cost(2 * number(params, "d"))


def _rms_norm(params: Params, torch: ModuleType, device: str) -> Seen:
    x = tensor(torch, params["x"], device)
    layer = torch.nn.RMSNorm(len(x), eps=1e-6, device=device)
    with torch.no_grad():
        layer.weight.fill_(real(params, "g"))
        out = layer(x)
    return Seen(as_value(out), f"RMSNorm({len(x)}, eps=1e-6)(x)", tolerance(torch))


PROOFS = {
    "layer_norm.value": Proof(_layer_norm),
    "layer_norm.params": Proof(_params, _params_cost),
    "rms_norm.value": Proof(_rms_norm),
}
