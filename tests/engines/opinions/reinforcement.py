"""Second opinions on reinforcement learning: recursion, enumeration, simulation of small worlds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _return(rewards: Any, gamma: float) -> float:
    """The return of an episode by its recursion."""
    return float(rewards[0] + gamma * _return(rewards[1:], gamma)) if len(rewards) else 0.0


def _td(p: Mapping[str, Any]) -> float:
    """The move of a table that learns with rate 1."""
    table = {"s": p["v"], "next": 0 if p["done"] else p["vnext"]}
    before = table["s"]
    table["s"] = p["r"] + p["gamma"] * table["next"]
    return float(table["s"] - before)


def _gae(p: Mapping[str, Any]) -> Any:
    """The mixture of n-step advantages by (1 − λ)λ^(n−1); the longest takes what is left."""
    r, v, gamma, lam = p["r"], p["V"], p["gamma"], p["lam"]
    last = len(r)
    advantages = []
    for t in range(last):
        steps = range(1, last - t + 1)
        estimates = [_return(r[t : t + k], gamma) + gamma**k * v[t + k] - v[t] for k in steps]
        weights = [(1 - lam) * lam ** (k - 1) for k in steps]
        weights[-1] = lam ** (last - t - 1)
        advantages.append(float(np.dot(weights, estimates)))
    return tuple(advantages)


def _q(p: Mapping[str, Any]) -> float:
    """The weighted mean of what was held and what was seen, the greedy action found by search."""
    greedy = sorted(p["qnext"])[-1]
    seen = p["r"] + p["gamma"] * greedy
    return float(np.average([p["q"], seen], weights=[1 - p["alpha"], p["alpha"]]))


def _linear_system(p: Mapping[str, Any]) -> float:
    """Solve (I − γP)V = R with absorbing states that pay (1 − γ) of their value for ever."""
    count = len(p["pi"])
    chances = np.zeros((count + 1, count + 1))
    chances[0, 1:] = p["pi"]
    chances[1:, 1:] = np.eye(count)
    rewards = np.array([np.dot(p["pi"], p["r"]), *((1 - p["gamma"]) * np.array(p["v"]))])
    values = np.linalg.solve(np.eye(count + 1) - p["gamma"] * chances, rewards)
    return float(values[0])


def _best_policy(p: Mapping[str, Any]) -> float:
    """Value each deterministic policy by walking all of its branches."""
    worth = []
    for action, reward in enumerate(p["r"]):
        branches = zip(p["P"][action], p["v"], strict=True)
        worth.append(sum(chance * (reward + p["gamma"] * after) for chance, after in branches))
    return float(max(worth))


def _piecewise(p: Mapping[str, Any]) -> float:
    """PPO's term by its two cases: the ratio's gain is capped above, its loss below."""
    ratio, advantage, eps = p["ratio"], p["A"], p["eps"]
    if advantage >= 0:
        return float(advantage * np.minimum(ratio, 1 + eps))
    return float(advantage * np.maximum(ratio, 1 - eps))


def _to_go(p: Mapping[str, Any]) -> Any:
    """A triangular matrix of discounts times the rewards, less the baselines."""
    steps = np.arange(len(p["r"]))
    ages = steps[None, :] - steps[:, None]
    discounts = np.where(ages >= 0, p["gamma"] ** np.maximum(ages, 0).astype(float), 0)
    return discounts @ np.array(p["r"], dtype=float) - np.array(p["b"])


def _penalised(p: Mapping[str, Any]) -> float:
    """The logarithm of the quotient of the answers' probabilities."""
    policy = math.prod(math.exp(log) for log in p["logp"])
    reference = math.prod(math.exp(log) for log in p["logref"])
    return float(p["r"] - p["beta"] * math.log(policy / reference))


def _dpo(p: Mapping[str, Any]) -> float:
    """Odds of the choice under probabilities that are raised to β."""
    odds = math.exp(p["pw"] - p["pl"]) / math.exp(p["rw"] - p["rl"])
    return -math.log(odds ** p["beta"] / (1 + odds ** p["beta"]))


def _grpo(p: Mapping[str, Any]) -> Any:
    mean, deviation = statistics.mean(p["r"]), statistics.stdev(p["r"])
    return tuple(float(reward - mean) / deviation for reward in p["r"])


def _tournament(p: Mapping[str, Any]) -> float:
    """Strengths e^r in proportion."""
    strengths = np.exp([p["rw"], p["rl"]])
    return float(strengths[0] / strengths.sum())


def _pairs(p: Mapping[str, Any]) -> float:
    """Minus the log-likelihood of all choices together, over their number."""
    likelihood = 1.0
    for chosen, rejected in zip(p["w"], p["l"], strict=True):
        likelihood *= _tournament({"rw": chosen, "rl": rejected})
    return -math.log(likelihood) / len(p["w"])


OPINIONS: dict[str, Opinion] = {
    "discounted_return.value": (
        {"r": (2, -1, 0, 3, 1), "gamma": 0.7},
        lambda p: _return(p["r"], p["gamma"]),
    ),
    "td_error.value": ({"r": 1.5, "v": 2, "vnext": -1, "gamma": 0.95, "done": False}, _td),
    "gae.values": ({"r": (1, -1, 2, 0), "V": (2, 1, 0, 3, 1), "gamma": 0.9, "lam": 0.7}, _gae),
    "q_learning.update": (
        {"q": 1.5, "r": -1, "qnext": (2, 5, -3, 4), "gamma": 0.95, "alpha": 0.3},
        _q,
    ),
    "bellman.expected": (
        {"pi": (0.2, 0.5, 0.3), "r": (1, -2, 3), "v": (4, 6, -1), "gamma": 0.85},
        _linear_system,
    ),
    "bellman.optimal": (
        {"r": (1, 2), "P": ((0.1, 0.6, 0.3), (0.5, 0.2, 0.3)), "v": (2, 7, -4), "gamma": 0.85},
        _best_policy,
    ),
    "ppo.objective": ({"ratio": 0.6, "A": -1.5, "eps": 0.25}, _piecewise),
    "reinforce.advantage": (
        {"r": (1, 3, -2, 4), "b": (0.5, 1, 2, 1.5), "gamma": 0.6},
        _to_go,
    ),
    "kl_penalty.reward": (
        {"r": 1.2, "beta": 0.3, "logp": (-0.2, -1.1, -0.7), "logref": (-0.9, -0.8, -1.6)},
        _penalised,
    ),
    "dpo.loss": ({"pw": -4, "pl": -5.5, "rw": -3.5, "rl": -6, "beta": 0.3}, _dpo),
    "grpo.advantages": ({"r": (3, 0, 1, 1, 5)}, _grpo),
    "bradley_terry.probability": ({"rw": 0.7, "rl": 1.9}, _tournament),
    "reward_model.loss": ({"w": (1.5, 0, 2), "l": (0.5, 2, -1)}, _pairs),
}
