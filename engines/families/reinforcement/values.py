"""Values of states and actions: Bellman's two equations; Q-learning stands beside."""

from __future__ import annotations

import math
from itertools import permutations

from engines.families.given import real, real_rows, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.parameters import GAMMA, SUTTON
from engines.families.reinforcement.q_update import Q_LEARNING
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float


def _expected(
    params: Params,
    *,
    best: bool = False,
    uniform: bool = False,
    discount: bool = True,
    reward_too: bool = False,
) -> Truth:
    """Return Σ π(a) (r_a + γ V_a). `reward_too`: the reward is discounted as well."""
    shares, rewards, afters = reals(params, "pi"), reals(params, "r"), reals(params, "v")
    gamma = real(params, "gamma") if discount else 1.0
    first = gamma if reward_too else 1.0
    backups = tuple(first * r + gamma * v for r, v in zip(rewards, afters, strict=True))
    if uniform:
        shares = (1 / len(shares),) * len(shares)
    value = (
        max(backups)
        if best
        else math.fsum(share * backup for share, backup in zip(shares, backups, strict=True))
    )
    products = " + ".join(
        f"{neat(share)} × {neat_factor(backup)}"
        for share, backup in zip(shares, backups, strict=True)
    )
    rule = f"γ · (r + V), γ = {neat(gamma)}" if reward_too else f"r + {neat(gamma)} · V"
    return Truth(
        value,
        (
            Step("value of each action", f"{rule} of each", neat_row(backups)),
            Step("value of the state", "the largest" if best else products, neat(value)),
        ),
    )


def _expected_valid(params: Params) -> str | None:
    shares = reals(params, "pi")
    if len({len(shares), len(reals(params, "r")), len(reals(params, "v"))}) != 1:
        return "each action needs a probability, a reward and a next value"
    if abs(math.fsum(shares) - 1) > 1e-9:
        return "the probabilities do not add up to 1"
    return None


EXPECTED = Family(
    name="bellman.expected",
    title="Bellman's expectation equation",
    topic="reinforcement",
    formula="V(s) = Σ π(a) · (r_a + γ · V(s'_a))",
    params=(
        Param("pi", "vector", "the policy's probabilities", 0, 1, sizes=(1, 8), entry="decimal"),
        Param("r", "vector", "each action's reward", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param(
            "v",
            "vector",
            "the value of the state each action leads to",
            -1000,
            1000,
            sizes=(1, 8),
            entry="decimal",
        ),
        GAMMA,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "In a state the policy takes its actions with the probabilities {{pi}}. They bring the "
            "rewards {{r}} and lead, for certain, to states of the values {{v}} under this policy. "
            "With γ = {{gamma}}, what is the value of the state under this policy?"
        ),
        explanation=(
            "Each action is worth its reward and the discounted value of what follows; the policy "
            "weighs the actions: {{answer}}. A maximum would belong to the optimal policy."
        ),
        params={"pi": (0.5, 0.5), "r": (1, 0), "v": (2, 4), "gamma": 0.5},
        vary={
            "pi": ChoiceRange(
                ((0.5, 0.5), (0.2, 0.8), (0.8, 0.2), (0.25, 0.75), (0.9, 0.1), (0.4, 0.6))
            ),
            "r": VectorRange(IntRange(-2, 4), 2),
            "v": VectorRange(IntRange(-2, 6), 2),
            "gamma": ChoiceRange((0.5, 0.8, 0.9)),
        },
        level="intermediate",
        seconds=75,
        tags=("reinforcement-learning",),
        sources=(f"{SUTTON}, section 3.5",),
    ),
    truth=_expected,
    slips={
        "best": slip(
            "max-for-mean",
            "the best action is taken in the place of the policy's average.",
            lambda params: _expected(params, best=True),
        ),
        "uniform": slip(
            "wrong-divisor",
            "all actions are taken to be equally likely.",
            lambda params: _expected(params, uniform=True),
        ),
        "not_discounted": slip(
            "term-dropped",
            "the next states' values are not discounted.",
            lambda params: _expected(params, discount=False),
        ),
        "reward_too": slip(
            "off-by-one",
            "the reward of this step is discounted as well.",
            lambda params: _expected(params, reward_too=True),
        ),
    },
    valid=_expected_valid,
)


def _optimal(
    params: Params, *, average: bool = False, discount: bool = True, best_state: bool = False
) -> Truth:
    """Return max over actions of r_a + γ Σ P(s'|a) V(s'). `best_state`: the best state that can
    follow in the place of the expected one."""
    rewards, chances, values = reals(params, "r"), real_rows(params, "P"), reals(params, "v")
    gamma = real(params, "gamma") if discount else 1.0
    if best_state:
        afters = tuple(
            max(v for p, v in zip(line, values, strict=True) if p > 0) for line in chances
        )
    else:
        afters = tuple(
            math.fsum(p * v for p, v in zip(line, values, strict=True)) for line in chances
        )
    backups = tuple(r + gamma * v for r, v in zip(rewards, afters, strict=True))
    value = math.fsum(backups) / len(backups) if average else max(backups)
    rule = "best that can follow" if best_state else "Σ P · V of each row"
    return Truth(
        value,
        (
            Step("value of what follows each action", rule, neat_row(afters)),
            Step("value of each action", f"r + {neat(gamma)} × each", neat_row(backups)),
            Step(
                "value of the state",
                f"{'mean' if average else 'max'} {neat_row(backups)}",
                neat(value),
            ),
        ),
    )


def _optimal_valid(params: Params) -> str | None:
    chances = real_rows(params, "P")
    if len(chances) != len(reals(params, "r")) or len(chances[0]) != len(reals(params, "v")):
        return "P needs a row for each reward and a column for each value"
    if any(abs(math.fsum(line) - 1) > 1e-9 for line in chances):
        return "the probabilities of an action do not add up to 1"
    return None


_LINES = ((0.5, 0.5), (0.2, 0.8), (0.75, 0.25), (0.9, 0.1), (0.4, 0.6))

OPTIMAL = Family(
    name="bellman.optimal",
    title="Bellman's optimality equation",
    topic="reinforcement",
    formula="V*(s) = max over a of r_a + γ · Σ P(s'|a) · V*(s')",
    params=(
        Param("r", "vector", "each action's reward", -1000, 1000, sizes=(1, 6), entry="decimal"),
        Param(
            "P",
            "matrix",
            "by action (row) the chance of each next state",
            0,
            1,
            sizes=(1, 6),
            entry="decimal",
        ),
        Param("v", "vector", "the next states' values", -1000, 1000, sizes=(1, 6), entry="decimal"),
        GAMMA,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A state has actions with the rewards {{r}}. They lead to other states with these "
            "probabilities, one row per action and one column per state:\n\n{{P:matrix}}\n\n"
            "The optimal values of those states are {{v}}, and γ = {{gamma}}. What is the optimal "
            "value of the state?"
        ),
        explanation=(
            "What follows an action is chance, so it is averaged; the action is a choice, so the "
            "best one counts: {{answer}}."
        ),
        params={"r": (1, 0), "P": ((0.5, 0.5), (0.2, 0.8)), "v": (0, 10), "gamma": 0.9},
        vary={
            "r": VectorRange(IntRange(-2, 3), 2),
            "P": ChoiceRange(tuple(permutations(_LINES, 2))),
            "v": VectorRange(IntRange(-2, 10), 2),
            "gamma": ChoiceRange((0.5, 0.8, 0.9)),
        },
        level="intermediate",
        seconds=120,
        tags=("reinforcement-learning",),
        sources=(f"{SUTTON}, section 3.6",),
    ),
    truth=_optimal,
    slips={
        "mean": slip(
            "max-for-mean",
            "the actions are averaged.",
            lambda params: _optimal(params, average=True),
        ),
        "best_state": slip(
            "max-for-mean",
            "the best state that can follow is taken for certain.",
            lambda params: _optimal(params, best_state=True),
        ),
        "not_discounted": slip(
            "term-dropped",
            "the next states' values are not discounted.",
            lambda params: _optimal(params, discount=False),
        ),
    },
    valid=_optimal_valid,
)

FAMILIES = {family.name: family for family in (Q_LEARNING, EXPECTED, OPTIMAL)}
