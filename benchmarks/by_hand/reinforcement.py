"""Reinforcement learning as one would write it in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _f32(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _gae(p: Any) -> Any:
    rewards, values = _f32(p["r"]), _f32(p["V"])
    errors = rewards + p["gamma"] * values[1:] - values[:-1]
    advantages = torch.empty_like(errors)
    after = torch.zeros(())
    for t in reversed(range(len(errors))):
        after = errors[t] + p["gamma"] * p["lam"] * after
        advantages[t] = after
    return advantages.tolist()


def _q(p: Any) -> Any:
    now, nexts = _f32(p["q"]), _f32(p["qnext"])
    return torch.lerp(now, p["r"] + p["gamma"] * nexts.max(), p["alpha"]).item()


def _ppo(p: Any) -> Any:
    ratio, advantage = _f32(p["ratio"]), _f32(p["A"])
    held = torch.clamp(ratio, 1 - p["eps"], 1 + p["eps"])
    return torch.min(ratio * advantage, held * advantage).item()


def _dpo(p: Any) -> Any:
    up, down = _f32([p["pw"], p["pl"]]) - _f32([p["rw"], p["rl"]])
    return (-torch.nn.functional.logsigmoid(p["beta"] * (up - down))).item()


def _grpo(p: Any) -> Any:
    rewards = _f32(p["r"])
    return ((rewards - rewards.mean()) / rewards.std()).tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "gae.values": _gae,
    "q_learning.update": _q,
    "ppo.objective": _ppo,
    "dpo.loss": _dpo,
    "grpo.advantages": _grpo,
}
