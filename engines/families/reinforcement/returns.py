"""Returns: discounted rewards, the error of one step; advantages stand beside."""

from __future__ import annotations

from engines.families.given import flag, real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.advantages import GAE
from engines.families.reinforcement.parameters import GAMMA, REWARDS, SUTTON
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value


def _summed(params: Params, *, first: int = 0, gamma: float | None = None) -> Truth:
    """Return Σ γ^k r_k with k from `first` on."""
    rewards = reals(params, "r")
    rate = real(params, "gamma") if gamma is None else gamma
    factors = tuple(rate ** (first + k) for k in range(len(rewards)))
    terms = tuple(f * r for f, r in zip(factors, rewards, strict=True))
    value = sum(terms)
    powers = ", ".join(f"{neat(rate)}^{first + k}" for k in range(len(rewards)))
    return Truth(
        value,
        (
            Step("factors", powers, neat_row(factors)),
            Step("discounted rewards", f"each × {neat_row(rewards)}", neat_row(terms)),
            Step("return", " + ".join(map(neat_factor, terms)), neat(value)),
        ),
    )


def _last_first(params: Params) -> Value:
    """Return the sum in which the last reward is not discounted and the first one most."""
    rate = real(params, "gamma")
    return sum(rate**age * r for age, r in enumerate(reversed(reals(params, "r"))))


DISCOUNTED_RETURN = Family(
    name="discounted_return.value",
    title="discounted return",
    topic="reinforcement",
    formula="G = r₀ + γ·r₁ + γ²·r₂ + ...",
    params=(REWARDS, GAMMA),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "From now on an episode brings the rewards {{r}}, the next one first, and then ends. "
            "What is the return with discount factor γ = {{gamma}}, where the next reward is not "
            "discounted?"
        ),
        explanation=(
            "Each later reward is multiplied by γ once more, the next one not at all: {{answer}}. "
            "From the end it is quicker: G = r + γ · (the return after it)."
        ),
        params={"r": (1, 0, 2, 4), "gamma": 0.5},
        vary={"r": VectorRange(IntRange(-2, 5), 4), "gamma": ChoiceRange((0.5, 0.8, 0.9))},
        seconds=60,
        tags=("reinforcement-learning",),
        sources=(f"{SUTTON}, section 3.3",),
    ),
    truth=_summed,
    slips={
        "discounted_once_more": slip(
            "off-by-one",
            "the next reward is discounted already.",
            lambda params: _summed(params, first=1),
        ),
        "plain_sum": slip(
            "term-dropped",
            "the rewards are added without a discount.",
            lambda params: _summed(params, gamma=1),
        ),
        "last_first": bare_slip(
            "wrong-order",
            "the last reward is left whole and the next one discounted most.",
            _last_first,
        ),
    },
)


def _error(
    params: Params,
    *,
    discount: bool = True,
    ended: bool | None = None,
    less: bool = True,
    sign: int = 1,
) -> Truth:
    """Return r + γ V(s') − V(s); V(s') is 0 where the episode ends."""
    reward, now, after, rate = (real(params, name) for name in ("r", "v", "vnext", "gamma"))
    over = flag(params, "done") if ended is None else ended
    if not discount:
        rate = 1.0
    later = 0.0 if over else rate * after
    target = reward + later
    value = sign * (target - (now if less else 0))
    tail = f" − {neat_factor(now)}" if less else ""
    whole = f"{neat(target)}{tail}"
    product = f"{neat(rate)} × {neat_factor(after)}"
    return Truth(
        value,
        (
            Step("what comes after", "0: the episode ends" if over else product, neat(later)),
            Step("target", f"{neat(reward)} + {neat_factor(later)}", neat(target)),
            Step("error", whole if sign > 0 else f"−({whole})", neat(value)),
        ),
    )


TD_ERROR = Family(
    name="td_error.value",
    title="temporal-difference error",
    topic="reinforcement",
    formula="δ = r + γ · V(s') − V(s), with V(s') = 0 after the last step",
    params=(
        Param("r", "decimal", "the reward", -1000, 1000),
        Param("v", "decimal", "the value of the state", -1000, 1000),
        Param("vnext", "decimal", "the value that is kept for the next state", -1000, 1000),
        GAMMA,
        Param("done", "bool", "whether the episode ends with this step", default=False),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A step brings the reward {{r}}. The value estimates are V(s) = {{v}} before it and "
            "V(s') = {{vnext}} for the state after it; γ = {{gamma}}. The episode terminates with "
            "this step: {{done}}. What is the TD error?"
        ),
        explanation=(
            "The target is the reward and the discounted value of what follows, which is 0 once "
            "the episode has terminated. The error is target minus estimate: {{answer}}."
        ),
        params={"r": 1, "v": 2, "vnext": 3, "gamma": 0.9, "done": False},
        vary={
            "r": IntRange(-2, 3),
            "v": ChoiceRange((-1, 0.5, 1, 2, 4)),
            "vnext": ChoiceRange((-2, 1, 1.5, 3, 5)),
            "gamma": ChoiceRange((0.5, 0.8, 0.9)),
            "done": ChoiceRange((False, True)),
        },
        seconds=60,
        tags=("reinforcement-learning",),
        sources=(f"{SUTTON}, section 6.1",),
    ),
    truth=_error,
    slips={
        "not_discounted": slip(
            "term-dropped",
            "the next state's value is not discounted.",
            lambda params: _error(params, discount=False),
        ),
        "after_the_end": slip(
            "stale-value",
            "V(s') counts, although the episode terminates.",
            lambda params: _error(params, ended=False) if flag(params, "done") else None,
        ),
        "target": slip(
            "term-dropped",
            "the target is given, and V(s) is not taken off it.",
            lambda params: _error(params, less=False),
        ),
        "sign": slip(
            "sign",
            "the target is taken off the estimate.",
            lambda params: _error(params, sign=-1),
        ),
    },
)


FAMILIES = {family.name: family for family in (DISCOUNTED_RETURN, TD_ERROR, GAE)}
