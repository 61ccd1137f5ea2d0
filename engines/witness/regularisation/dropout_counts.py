"""Numbers of kept units by torch.distributions.Binomial."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _kept(params: Params, torch: ModuleType, device: str) -> tuple[Any, str]:
    """Return the distribution of the number of kept units, and how one writes it."""
    drop = tensor(torch, params["p"], device)
    kept = torch.distributions.Binomial(number(params, "n"), 1 - drop)
    return kept, f"Binomial({params['n']}, 1 - {literal(params['p'])})"


def _mean(params: Params, torch: ModuleType, device: str) -> Seen:
    kept, call = _kept(params, torch, device)
    return Seen(as_value(kept.mean), f"{call}.mean", tolerance(torch))


def _variance(params: Params, torch: ModuleType, device: str) -> Seen:
    kept, call = _kept(params, torch, device)
    return Seen(as_value(kept.variance), f"{call}.variance", tolerance(torch))


def _all_kept(params: Params, torch: ModuleType, device: str) -> Seen:
    kept, call = _kept(params, torch, device)
    chance = kept.log_prob(tensor(torch, params["n"], device)).exp()
    return Seen(
        as_value(chance), f"{call}.log_prob(tensor({params['n']}.)).exp()", tolerance(torch)
    )


def _cost(_params: Params) -> Cost:
    return Cost(8)


PROOFS = {
    "dropout.expected_kept": Proof(_mean, _cost),
    "dropout.variance": Proof(_variance, _cost),
    "dropout.all_kept": Proof(_all_kept, _cost),
}
