"""The reparametrised sample by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _sampled(params: Params, torch: ModuleType, device: str) -> Seen:
    mean, log_variance, drawn = (
        tensor(torch, params[name], device) for name in ("mu", "logvar", "eps")
    )
    value = mean + torch.exp(0.5 * log_variance) * drawn
    return Seen(as_value(value), "mu + torch.exp(0.5 * logvar) * eps", tolerance(torch))


PROOFS = {"vae.sample": Proof(_sampled)}
