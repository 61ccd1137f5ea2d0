"""Entropies by torch.distributions and torch.nn.functional."""

from __future__ import annotations

import math
from types import ModuleType

from engines.families.given import word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _entropy(params: Params, torch: ModuleType, device: str) -> Seen:
    found = torch.distributions.Categorical(tensor(torch, params["p"], device)).entropy()
    call = f"Categorical(tensor({floats(params['p'])})).entropy()"
    if word(params, "unit") == "bits":
        found, call = found / math.log(2), call + " / log(2)"
    return Seen(as_value(found), call, tolerance(torch))


def _cross_entropy(params: Params, torch: ModuleType, device: str) -> Seen:
    """Logits that are logarithms of probabilities come out of the softmax as they went in."""
    target, predicted = (tensor(torch, params[name], device) for name in "pq")
    found = torch.nn.functional.cross_entropy(predicted.log(), target)
    return Seen(as_value(found), "F.cross_entropy(q.log(), p)", tolerance(torch))


def _mutual(params: Params, torch: ModuleType, device: str) -> Seen:
    joint = tensor(torch, params["p"], device)
    independent = joint.sum(1, keepdim=True) * joint.sum(0)
    found = (torch.xlogy(joint, joint) - torch.xlogy(joint, independent)).sum()
    call = "(xlogy(p, p) - xlogy(p, p.sum(1, keepdim=True) * p.sum(0))).sum()"
    return Seen(as_value(found), call, tolerance(torch))


PROOFS = {
    "entropy.value": Proof(_entropy),
    "cross_entropy.value": Proof(_cross_entropy),
    "mutual_information.value": Proof(_mutual),
}
