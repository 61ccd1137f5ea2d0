"""Returns, errors and advantages by tensor operations, as a rollout buffer computes them."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import flag, real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _discounted(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards = tensor(torch, params["r"], device)
    powers = real(params, "gamma") ** torch.arange(len(rewards), device=device)
    call = f"r @ gamma ** torch.arange({len(rewards)})"
    return Seen(as_value(rewards @ powers.to(rewards.dtype)), call, tolerance(torch))


def _error(params: Params, torch: ModuleType, device: str) -> Seen:
    reward, now, after = (tensor(torch, params[name], device) for name in ("r", "v", "vnext"))
    goes_on = 1 - flag(params, "done")
    value = reward + real(params, "gamma") * after * goes_on - now
    call = f"r + gamma * v_next * {goes_on} - v"
    return Seen(as_value(value), call, tolerance(torch))


def _advantages(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards, values = (tensor(torch, params[name], device) for name in "rV")
    gamma = real(params, "gamma")
    fading = gamma * real(params, "lam")
    errors = rewards + gamma * values[1:] - values[:-1]
    advantages = torch.empty_like(errors)
    after = torch.zeros((), device=device)
    for t in reversed(range(len(errors))):
        after = errors[t] + fading * after
        advantages[t] = after
    call = "adv[t] = delta[t] + gamma * lam * adv[t + 1] from the last t on"
    return Seen(as_value(advantages), call, tolerance(torch))


PROOFS = {
    "discounted_return.value": Proof(_discounted),
    "td_error.value": Proof(_error),
    "gae.values": Proof(_advantages),
}
