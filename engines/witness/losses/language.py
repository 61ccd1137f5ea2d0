"""Measures of language models by nll_loss and logarithms of tensors."""

from __future__ import annotations

import math
from types import ModuleType

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _perplexity(params: Params, torch: ModuleType, device: str) -> Seen:
    """The model's log-probabilities of the tokens alone: each row holds its target only."""
    logs = tensor(torch, params["p"], device).log()[:, None]
    targets = torch.zeros(len(logs), dtype=torch.long, device=device)
    found = torch.exp(torch.nn.functional.nll_loss(logs, targets))
    return Seen(as_value(found), "exp(F.nll_loss(log(p), y))", tolerance(torch))


def _loss(params: Params, torch: ModuleType, device: str) -> Seen:
    found = torch.log(tensor(torch, params["ppl"], device))
    return Seen(as_value(found), f"log(tensor({floats(params['ppl'])}))", tolerance(torch))


def _bits(params: Params, torch: ModuleType, device: str) -> Seen:
    found = tensor(torch, params["loss"], device) / math.log(2)
    return Seen(as_value(found), "loss / log(2)", tolerance(torch))


PROOFS = {
    "perplexity.value": Proof(_perplexity),
    "perplexity.loss": Proof(_loss),
    "bits_per_char.value": Proof(_bits),
}
