"""Generalised advantage estimates of a rollout."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.parameters import GAMMA, REWARDS
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value, Vector


def _errors(params: Params) -> tuple[float, ...]:
    rewards, values, rate = reals(params, "r"), reals(params, "V"), real(params, "gamma")
    triples = zip(rewards, values, values[1:], strict=False)
    return tuple(r + rate * after - now for r, now, after in triples)


def _advantages(params: Params, decay: Callable[[float, float], float] | None = None) -> Truth:
    """Return A_t = δ_t + γλ A_{t+1} from the end; `decay` makes another factor of γ and λ."""
    gamma, trace = real(params, "gamma"), real(params, "lam")
    fading = gamma * trace if decay is None else decay(gamma, trace)
    errors = _errors(params)
    found: list[float] = []
    steps = [
        Step("TD errors", "r + γ·V(next) − V of each step", neat_row(errors)),
        Step("factor", _factor_text(gamma, trace, fading), neat(fading)),
    ]
    after = 0.0
    for t in reversed(range(len(errors))):
        numbers = f"{neat(errors[t])} + {neat(fading)} × {neat_factor(after)}"
        after = errors[t] + fading * after
        steps.append(Step(f"A of step {t}", numbers, neat(after)))
        found.append(after)
    return Truth(tuple(reversed(found)), tuple(steps))


def _factor_text(gamma: float, trace: float, fading: float) -> str:
    product = gamma * trace
    return f"{neat(gamma)} × {neat(trace)}" if fading == product else neat(fading)


def _forwards(params: Params) -> Value:
    """Return the errors gathered from the first step on, older ones fading."""
    fading = real(params, "gamma") * real(params, "lam")
    found: list[float] = []
    for error in _errors(params):
        found.append(error + fading * (found[-1] if found else 0))
    return tuple(found)


def _decay_slip(name: str, text: str, decay: Callable[[float, float], float]) -> Slip:
    return slip(name, text, lambda params: _advantages(params, decay))


def _gae_valid(params: Params) -> str | None:
    if len(reals(params, "V")) != len(reals(params, "r")) + 1:
        return "there must be one value more than there are rewards"
    return None


GAE = Family(
    name="gae.values",
    title="generalised advantage estimates",
    topic="reinforcement",
    formula="A_t = δ_t + γλ · A_{t+1}, δ_t = r_t + γ · V_{t+1} − V_t",
    params=(
        REWARDS,
        Param(
            "V",
            "vector",
            "the states' values, one more than rewards",
            -1000,
            1000,
            sizes=(2, 8),
            entry="decimal",
        ),
        GAMMA,
        Param("lam", "decimal", "λ, how far the estimate looks", 0, 1),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "r"))),
    ask=Ask(
        prompt=(
            "A rollout has the rewards {{r}}. Its states have the value estimates {{V}}; the last "
            "one is of the state after the last reward, and the episode goes on from there. What "
            "are the generalised advantage estimates (GAE) of the steps, with γ = {{gamma}} and "
            "λ = {{lam}}?"
        ),
        explanation=(
            "The TD errors are summed from each step on, each later one fading by γλ; from the end "
            "it takes one pass: {{answer}}. λ = 0 leaves the TD error alone, λ = 1 the"
            " return less V."
        ),
        params={"r": (1, 0, 2), "V": (1, 2, 1, 2), "gamma": 0.5, "lam": 0.8},
        vary={
            "r": VectorRange(IntRange(-1, 3), 3),
            "V": VectorRange(IntRange(0, 4), 4),
            "gamma": ChoiceRange((0.5, 0.9, 1)),
            "lam": ChoiceRange((0.5, 0.8, 0.9)),
        },
        level="advanced",
        seconds=180,
        tags=("reinforcement-learning", "ppo"),
        sources=(
            (
                "Schulman et al. 2016, High-dimensional continuous control using generalized "
                "advantage estimation, arXiv:1506.02438"
            ),
        ),
    ),
    truth=_advantages,
    slips={
        "errors_alone": bare_slip(
            "term-dropped", "later errors are left out: these are the TD errors.", _errors
        ),
        "lambda_alone": _decay_slip(
            "factor-dropped",
            "later errors fade by λ alone.",
            lambda _gamma, trace: trace,
        ),
        "gamma_alone": _decay_slip(
            "factor-dropped",
            "later errors fade by γ alone: these are returns less the values.",
            lambda gamma, _trace: gamma,
        ),
        "forwards": bare_slip(
            "wrong-order", "the errors are gathered from the first step on.", _forwards
        ),
    },
    valid=_gae_valid,
)
