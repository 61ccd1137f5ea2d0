"""One update of Q-learning."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.parameters import GAMMA, SUTTON
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float


def _updated(
    params: Params,
    *,
    average: bool = False,
    discount: bool = True,
    rate: float | None = None,
    less: bool = True,
) -> Truth:
    """Return Q + α(r + γ max Q' − Q)."""
    now, reward = real(params, "q"), real(params, "r")
    nexts = reals(params, "qnext")
    alpha = real(params, "alpha") if rate is None else rate
    gamma = real(params, "gamma") if discount else 1.0
    best = math.fsum(nexts) / len(nexts) if average else max(nexts)
    target = reward + gamma * best
    error = target - (now if less else 0)
    value = now + alpha * error
    tail = f" − {neat_factor(now)}" if less else ""
    return Truth(
        value,
        (
            Step(
                "next state's value",
                f"{'mean' if average else 'max'} {neat_row(nexts)}",
                neat(best),
            ),
            Step("target", f"{neat(reward)} + {neat(gamma)} × {neat_factor(best)}", neat(target)),
            Step("error", f"{neat(target)}{tail}", neat(error)),
            Step("new Q", f"{neat(now)} + {neat(alpha)} × {neat_factor(error)}", neat(value)),
        ),
    )


Q_LEARNING = Family(
    name="q_learning.update",
    title="one update of Q-learning",
    topic="reinforcement",
    formula="Q(s, a) ← Q(s, a) + α · (r + γ · max Q(s', ·) − Q(s, a))",
    params=(
        Param("q", "decimal", "the estimate before the step", -1000, 1000),
        Param("r", "decimal", "the reward", -1000, 1000),
        Param(
            "qnext",
            "vector",
            "the estimates of the next state's actions",
            -1000,
            1000,
            sizes=(1, 8),
            entry="decimal",
        ),
        GAMMA,
        Param("alpha", "decimal", "the learning rate α", 0, 1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Q-learning holds Q(s, a) = {{q}}. The action brings the reward {{r}} and leads to a "
            "state, not a terminal one, whose actions have the Q-values {{qnext}}. With "
            "γ = {{gamma}} and learning rate α = {{alpha}}, what is Q(s, a) after the update?"
        ),
        explanation=(
            "The target is the reward and the discounted best next value, whichever action is "
            "really taken next. Q moves the share α of the way there: {{answer}}."
        ),
        params={"q": 2, "r": 1, "qnext": (0, 4, 2), "gamma": 0.9, "alpha": 0.5},
        vary={
            "q": IntRange(-2, 5),
            "r": IntRange(-2, 3),
            "qnext": VectorRange(IntRange(-2, 6), 3),
            "gamma": ChoiceRange((0.5, 0.8, 0.9)),
            "alpha": ChoiceRange((0.1, 0.2, 0.5)),
        },
        seconds=75,
        tags=("reinforcement-learning", "q-learning"),
        sources=("Watkins & Dayan 1992, Q-learning", f"{SUTTON}, section 6.5"),
    ),
    truth=_updated,
    slips={
        "mean": slip(
            "max-for-mean",
            "the next state's values are averaged: that is expected SARSA under a uniform policy.",
            lambda params: _updated(params, average=True),
        ),
        "not_discounted": slip(
            "term-dropped",
            "the next state's value is not discounted.",
            lambda params: _updated(params, discount=False),
        ),
        "whole_step": slip(
            "step-size",
            "the learning rate is left out, and the target replaces the estimate.",
            lambda params: _updated(params, rate=1.0),
        ),
        "target_added": slip(
            "term-dropped",
            "the share of the target is added and the old estimate kept whole.",
            lambda params: _updated(params, less=False),
        ),
    },
)
