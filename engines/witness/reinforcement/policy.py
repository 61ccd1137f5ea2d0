"""Policy objectives by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _objective(params: Params, torch: ModuleType, device: str) -> Seen:
    ratio, advantage = (tensor(torch, params[name], device) for name in ("ratio", "A"))
    eps = real(params, "eps")
    held = torch.clamp(ratio, 1 - eps, 1 + eps)
    value = torch.min(ratio * advantage, held * advantage)
    call = "torch.min(ratio * A, ratio.clamp(1 - eps, 1 + eps) * A)"
    return Seen(as_value(value), call, tolerance(torch))


def _advantages(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards, baseline = (tensor(torch, params[name], device) for name in "rb")
    gamma = real(params, "gamma")
    togo = torch.empty_like(rewards)
    after = torch.zeros((), device=device)
    for t in reversed(range(len(rewards))):
        after = rewards[t] + gamma * after
        togo[t] = after
    call = "G[t] = r[t] + gamma * G[t + 1] from the last t on; G - b"
    return Seen(as_value(togo - baseline), call, tolerance(torch))


def _penalised(params: Params, torch: ModuleType, device: str) -> Seen:
    mine, other = (tensor(torch, params[name], device) for name in ("logp", "logref"))
    value = real(params, "r") - real(params, "beta") * (mine - other).sum()
    call = "r - beta * (logp - logref).sum()"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {
    "ppo.objective": Proof(_objective),
    "reinforce.advantage": Proof(_advantages),
    "kl_penalty.reward": Proof(_penalised),
}
