"""Log-sum-exp and log-softmax by torch."""

from __future__ import annotations

from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _log_sum(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.logsumexp(tensor(torch, params["z"], device), dim=-1)
    call = f"logsumexp(tensor({floats(params['z'])}), dim=-1)"
    return Seen(as_value(value), call, tolerance(torch))


def _log_shares(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.log_softmax(tensor(torch, params["z"], device), dim=-1)
    call = f"log_softmax(tensor({floats(params['z'])}), dim=-1)"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {"logsumexp.value": Proof(_log_sum), "log_softmax.value": Proof(_log_shares)}
