"""Values of states and actions by tensor operations."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _updated(params: Params, torch: ModuleType, device: str) -> Seen:
    now, nexts = (tensor(torch, params[name], device) for name in ("q", "qnext"))
    target = real(params, "r") + real(params, "gamma") * nexts.max()
    value = torch.lerp(now, target, real(params, "alpha"))
    call = "torch.lerp(q, r + gamma * q_next.max(), alpha)"
    return Seen(as_value(value), call, tolerance(torch))


def _expected(params: Params, torch: ModuleType, device: str) -> Seen:
    policy, rewards, afters = (tensor(torch, params[name], device) for name in ("pi", "r", "v"))
    value = policy @ (rewards + real(params, "gamma") * afters)
    call = "pi @ (r + gamma * v)"
    return Seen(as_value(value), call, tolerance(torch))


def _optimal(params: Params, torch: ModuleType, device: str) -> Seen:
    rewards, chances, values = (tensor(torch, params[name], device) for name in "rPv")
    value = (rewards + real(params, "gamma") * (chances @ values)).max()
    call = "(r + gamma * (P @ v)).max()"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {
    "q_learning.update": Proof(_updated),
    "bellman.expected": Proof(_expected),
    "bellman.optimal": Proof(_optimal),
}
