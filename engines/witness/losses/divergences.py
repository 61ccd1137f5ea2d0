"""Divergences by torch.nn.functional.kl_div and torch.distributions."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _kl(params: Params, torch: ModuleType, device: str) -> Seen:
    target, predicted = (tensor(torch, params[name], device) for name in "pq")
    found = torch.nn.functional.kl_div(predicted.log(), target, reduction="sum")
    return Seen(as_value(found), "F.kl_div(q.log(), p, reduction='sum')", tolerance(torch))


def _gaussian(params: Params, torch: ModuleType, device: str) -> Seen:
    mean, log_variance = (tensor(torch, params[name], device) for name in ("mu", "logvar"))
    normal = torch.distributions.Normal
    prior = normal(torch.zeros_like(mean), torch.ones_like(mean))
    posterior = normal(mean, (log_variance / 2).exp())
    found = torch.distributions.kl_divergence(posterior, prior)
    deviation = f"tensor({floats(params['logvar'])} / 2).exp()"
    call = f"kl_divergence(Normal({floats(params['mu'])}, {deviation}), Normal(0, 1))"
    return Seen(as_value(found), call, tolerance(torch))


PROOFS = {"kl_div.value": Proof(_kl), "kl_div.gaussian": Proof(_gaussian)}
