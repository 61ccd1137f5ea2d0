"""Preferences by F.logsigmoid, torch.softmax and torch.std."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _dpo(params: Params, torch: ModuleType, device: str) -> Seen:
    policy = tensor(torch, (params["pw"], params["pl"]), device)
    reference = tensor(torch, (params["rw"], params["rl"]), device)
    up, down = policy - reference
    loss = -torch.nn.functional.logsigmoid(real(params, "beta") * (up - down))
    call = "-F.logsigmoid(beta * ((pw - rw) - (pl - rl)))"
    return Seen(as_value(loss), call, tolerance(torch))


def _grpo(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards = tensor(torch, params["r"], device)
    value = (rewards - rewards.mean()) / rewards.std()
    return Seen(as_value(value), "(r - r.mean()) / r.std()", tolerance(torch))


def _preferred(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards = tensor(torch, (params["rw"], params["rl"]), device)
    call = f"softmax(tensor({floats((params['rw'], params['rl']))}), 0)[0]"
    return Seen(as_value(torch.softmax(rewards, 0)[0]), call, tolerance(torch))


def _pairs(params: Params, torch: ModuleType, device: str) -> Seen:
    chosen, rejected = (tensor(torch, params[name], device) for name in "wl")
    loss = -torch.nn.functional.logsigmoid(chosen - rejected).mean()
    return Seen(as_value(loss), "-F.logsigmoid(chosen - rejected).mean()", tolerance(torch))


PROOFS = {
    "dpo.loss": Proof(_dpo),
    "grpo.advantages": Proof(_grpo),
    "bradley_terry.probability": Proof(_preferred),
    "reward_model.loss": Proof(_pairs),
}
