"""The moving average of a weight by torch.optim.swa_utils.AveragedModel."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real, reals
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tolerance


def _value(params: Params, torch: ModuleType, device: str) -> Seen:
    model = torch.nn.Linear(1, 1, bias=False, device=device)
    swa = torch.optim.swa_utils
    averaged = swa.AveragedModel(model, multi_avg_fn=swa.get_ema_multi_avg_fn(real(params, "d")))
    for weight in reals(params, "x"):
        torch.nn.init.constant_(model.weight, weight)
        averaged.update_parameters(model)
    found = averaged.module.weight.detach()[0, 0]
    call = f"AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn({literal(params['d'])}))"
    return Seen(as_value(found), call, tolerance(torch))


PROOFS = {"ema.value": Proof(_value)}
