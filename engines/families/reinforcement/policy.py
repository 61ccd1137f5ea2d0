"""Policy objectives: PPO's clipped term, REINFORCE with a baseline."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.parameters import GAMMA, REWARDS, SUTTON
from engines.families.reinforcement.penalty import KL_PENALTY
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, IntRange, VectorRange
from engines.values import Float, Value, Vector, as_number


def _clipped(number: float, low: float, high: float) -> float:
    return min(max(number, low), high)


def _objective(params: Params, *, choose: str = "min") -> Truth:
    """Return min(ρA, clip(ρ)A). `choose` names another choice: max, first or second."""
    ratio, advantage, eps = (real(params, name) for name in ("ratio", "A", "eps"))
    inside = _clipped(ratio, 1 - eps, 1 + eps)
    plain, held = ratio * advantage, inside * advantage
    value = {"min": min(plain, held), "max": max(plain, held), "first": plain, "second": held}
    limits = f"{neat(1 - eps)}, {neat(1 + eps)}"
    both = f"{neat(plain)}, {neat(held)}"
    numbers = {"first": neat(plain), "second": neat(held)}
    return Truth(
        value[choose],
        (
            Step("ratio times advantage", f"{neat(ratio)} × {neat_factor(advantage)}", neat(plain)),
            Step("clipped ratio", f"{neat(ratio)} kept in [{limits}]", neat(inside)),
            Step(
                "clipped, times advantage", f"{neat(inside)} × {neat_factor(advantage)}", neat(held)
            ),
            Step("objective", numbers.get(choose, f"{choose}({both})"), neat(value[choose])),
        ),
    )


def _advantage_clipped(params: Params) -> Value:
    ratio, advantage, eps = (real(params, name) for name in ("ratio", "A", "eps"))
    return ratio * _clipped(advantage, 1 - eps, 1 + eps)


PPO = Family(
    name="ppo.objective",
    title="PPO's clipped objective",
    topic="reinforcement",
    formula="min(ρ·A, clip(ρ, 1 − ε, 1 + ε)·A)",
    params=(
        Param("ratio", "decimal", "new probability over old, ρ", 0, 1000),
        Param("A", "decimal", "the advantage", -1000, 1000),
        Param("eps", "decimal", "how far the ratio may move, ε", 0, 1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "For one action the new policy's probability over the old one's is ρ = {{ratio}}, and "
            "the advantage is A = {{A}}. What is PPO's clipped objective, to be maximised, with "
            "ε = {{eps}}?"
        ),
        explanation=(
            "The smaller of the plain and the clipped product is taken, so that moving too far "
            "never pays and a mistake is never hidden: {{answer}}. With a negative advantage the "
            "clip therefore holds below 1 − ε, not above 1 + ε."
        ),
        params={"ratio": 1.5, "A": 2, "eps": 0.2},
        vary={
            "ratio": DecimalRange(4, 17, 1),
            "A": ChoiceRange((-3, -2, -1, -0.5, 0.5, 1, 2, 3)),
            "eps": ChoiceRange((0.1, 0.2, 0.3)),
        },
        level="intermediate",
        seconds=75,
        tags=("reinforcement-learning", "ppo"),
        sources=(
            "Schulman et al. 2017, Proximal policy optimization algorithms, arXiv:1707.06347",
        ),
    ),
    truth=_objective,
    slips={
        "max": slip(
            "swapped-roles",
            "the larger of the two products is taken.",
            lambda params: _objective(params, choose="max"),
        ),
        "always_clipped": slip(
            "no-clamp",
            "the clipped product is taken even where the plain one is smaller.",
            lambda params: _objective(params, choose="second"),
        ),
        "never_clipped": slip(
            "no-clamp",
            "the ratio is not clipped.",
            lambda params: _objective(params, choose="first"),
        ),
        "advantage_clipped": bare_slip(
            "swapped-roles",
            "the advantage is clipped in the place of the ratio.",
            _advantage_clipped,
        ),
    },
)


def _against_baseline(
    params: Params, *, gamma: float | None = None, baseline: bool = True
) -> Truth:
    """Return G_t − b_t with the rewards to go G_t = r_t + γ G_{t+1}."""
    rewards, guesses = reals(params, "r"), reals(params, "b")
    rate = real(params, "gamma") if gamma is None else gamma
    after = 0.0
    togo: list[float] = []
    sums: list[str] = []
    for reward in reversed(rewards):
        sums.append(f"{neat(reward)} + {neat(rate)} × {neat_factor(after)}")
        after = reward + rate * after
        togo.append(after)
    togo.reverse()
    found = tuple(g - (b if baseline else 0) for g, b in zip(togo, guesses, strict=True))
    difference = f"{neat_row(togo)} − {neat_row(guesses)}" if baseline else neat_row(togo)
    return Truth(
        found,
        (
            Step("rewards to go, from the last", "; ".join(sums), neat_row(togo)),
            Step("advantages", difference, neat_row(found)),
        ),
    )


def _turned_round(params: Params) -> Value:
    right = _against_baseline(params).value
    if not isinstance(right, tuple):
        raise TypeError("there is one advantage for each step")
    return tuple(-as_number(each) for each in right)


def _whole_return(params: Params) -> Value:
    """Return the return of the whole episode less each baseline."""
    rate = real(params, "gamma")
    whole = math.fsum(rate**k * r for k, r in enumerate(reals(params, "r")))
    return tuple(whole - guess for guess in reals(params, "b"))


def _baseline_valid(params: Params) -> str | None:
    same = len(reals(params, "r")) == len(reals(params, "b"))
    return None if same else "there must be one baseline for each reward"


REINFORCE = Family(
    name="reinforce.advantage",
    title="REINFORCE's weights with a baseline",
    topic="reinforcement",
    formula="A_t = G_t − b_t, G_t = r_t + γ · G_{t+1}",
    params=(
        REWARDS,
        Param(
            "b", "vector", "the baseline of each state", -1000, 1000, sizes=(1, 8), entry="decimal"
        ),
        GAMMA,
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "r"))),
    ask=Ask(
        prompt=(
            "An episode brings the rewards {{r}} and ends. REINFORCE weighs the gradient of each "
            "step's log-probability by the discounted reward to go (its own reward undiscounted) "
            "less the state's baseline, which is {{b}}. What are these weights with "
            "γ = {{gamma}}?"
        ),
        explanation=(
            "An action cannot change the rewards before it, so only those from its step on count; "
            "the baseline takes variance off and leaves the expected gradient as it is: {{answer}}."
        ),
        params={"r": (0, 1, 2), "b": (1, 1, 1), "gamma": 0.5},
        vary={
            "r": VectorRange(IntRange(-1, 4), 3),
            "b": VectorRange(IntRange(0, 3), 3),
            "gamma": ChoiceRange((0.5, 0.8, 0.9)),
        },
        level="intermediate",
        seconds=120,
        tags=("reinforcement-learning", "policy-gradient"),
        sources=(
            "Williams 1992, Simple statistical gradient-following algorithms",
            f"{SUTTON}, section 13.4",
        ),
    ),
    truth=_against_baseline,
    slips={
        "whole_return": bare_slip(
            "counted-twice",
            "the return of the whole episode counts at every step.",
            _whole_return,
        ),
        "no_baseline": slip(
            "term-dropped",
            "the baseline is left out.",
            lambda params: _against_baseline(params, baseline=False),
        ),
        "not_discounted": slip(
            "term-dropped",
            "later rewards are not discounted.",
            lambda params: _against_baseline(params, gamma=1.0),
        ),
        "sign": bare_slip("sign", "the rewards to go are taken off the baseline.", _turned_round),
    },
    valid=_baseline_valid,
)


FAMILIES = {family.name: family for family in (PPO, REINFORCE, KL_PENALTY)}
