"""One step of plain SGD, and several with Nesterov's momentum."""

from __future__ import annotations

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.optimisation.stepping import (
    GRADIENTS,
    MOMENTUM_CANONICAL,
    MOMENTUM_VARY,
    RATE,
    START,
)
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",)


def _stepped(params: Params, *, sign: int = -1, powers: int = 1) -> Truth:
    """Return w − lr · g; `powers` is how often lr multiplies."""
    weights, gradient, lr = reals(params, "w"), reals(params, "g"), real(params, "lr")
    steps = tuple(lr**powers * g for g in gradient)
    new = tuple(w + sign * step for w, step in zip(weights, steps, strict=True))
    scaled = " × ".join([neat(lr)] * powers + [neat_row(gradient)])
    operator = "−" if sign < 0 else "+"
    return Truth(
        new,
        (
            Step("step", scaled, neat_row(steps)),
            Step("new w", f"{neat_row(weights)} {operator} {neat_row(steps)}", neat_row(new)),
        ),
    )


def _step_valid(params: Params) -> str | None:
    weights, gradient = reals(params, "w"), reals(params, "g")
    if len(weights) != len(gradient):
        return "there must be one entry of the gradient for each weight"
    return None if any(gradient) else "a gradient of 0 makes no step"


STEP = Family(
    name="sgd.step",
    title="one step of SGD",
    topic="optimisation",
    formula="w − lr · g",
    params=(
        Param("w", "vector", "the weights", -100, 100, sizes=(1, 6), entry="decimal"),
        Param("g", "vector", "their gradient", -100, 100, sizes=(1, 6), entry="decimal"),
        RATE,
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "w"))),
    ask=Ask(
        prompt=(
            "Plain SGD (no momentum, no weight decay) holds the weights {{w}}; the gradient of the "
            "loss there is {{g}} and the learning rate {{lr}}. What are the weights after one step?"
        ),
        explanation=(
            "The gradient points to where the loss grows fastest, so the step goes against it, "
            "scaled by the learning rate: {{answer}}."
        ),
        params={"w": (1, 2), "g": (4, -3), "lr": 0.1},
        vary={
            "w": VectorRange(IntRange(-3, 5), 2),
            "g": VectorRange(IntRange(-5, 6), 2),
            "lr": ChoiceRange((0.05, 0.1, 0.2, 0.5)),
        },
        seconds=45,
        tags=("sgd", "gradient-descent"),
        sources=_SOURCES,
    ),
    truth=_stepped,
    slips={
        "uphill": slip(
            "sign", "the step follows the gradient.", lambda params: _stepped(params, sign=1)
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _stepped(params, powers=0),
        ),
        "rate_squared": slip(
            "counted-twice",
            "the gradient is scaled by the learning rate twice.",
            lambda params: _stepped(params, powers=2),
        ),
    },
    valid=_step_valid,
)


def _looked_ahead(
    params: Params,
    *,
    ahead: bool = True,
    fresh: float = 1.0,
    momentum: float | None = None,
    rate: float | None = None,
) -> Truth:
    """Return w after v ← μ·v + g, w ← w − lr·(g + μ·v) for each gradient.

    `fresh` scales g in the velocity, `momentum` and `rate` stand in place of μ and lr; without
    `ahead` the step is the velocity itself.
    """
    w = real(params, "w")
    mu = real(params, "mu") if momentum is None else momentum
    lr = real(params, "lr") if rate is None else rate
    v = 0.0
    steps: list[Step] = []
    for index, gradient in enumerate(reals(params, "g"), 1):
        before = v
        v = mu * v + fresh * gradient
        scaled = neat_factor(gradient) if fresh == 1 else f"{neat(fresh)} × {neat_factor(gradient)}"
        numbers = f"{neat(mu)} × {neat_factor(before)} + {scaled}"
        steps.append(Step(f"velocity {index}", numbers, neat(v)))
        direction = gradient + mu * v if ahead else v
        numbers = f"{neat(gradient)} + {neat(mu)} × {neat_factor(v)}" if ahead else "the velocity"
        steps.append(Step(f"direction {index}", numbers, neat(direction)))
        moved = w - lr * direction
        numbers = f"{neat(w)} − {neat(lr)} × {neat_factor(direction)}"
        steps.append(Step(f"w after step {index}", numbers, neat(moved)))
        w = moved
    return Truth(w, tuple(steps))


NESTEROV_STEPS = Family(
    name="nesterov.steps",
    title="steps of SGD with Nesterov's momentum",
    topic="optimisation",
    formula="v ← μ·v + g, w ← w − lr·(g + μ·v) (PyTorch; v starts at 0)",
    params=(
        START,
        GRADIENTS,
        Param("mu", "decimal", "the momentum", 0.001, 0.999),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "PyTorch's SGD with nesterov=True, momentum {{mu}} and learning rate {{lr}} starts at "
            "w = {{w}}, with velocity 0. The gradients it is given, one a step, are {{g}}. "
            "Where is w in the end?"
        ),
        explanation=(
            "The velocity is v = μ·v + g as with plain momentum, but the step looks one velocity "
            "ahead: it is lr·(g + μ·v) with the new v. So w ends at {{answer}}."
        ),
        params=MOMENTUM_CANONICAL,
        vary=MOMENTUM_VARY,
        level="advanced",
        seconds=120,
        tags=("momentum", "nesterov", "sgd"),
        sources=(
            "Sutskever et al. 2013, On the importance of initialization and momentum, ICML",
            *_SOURCES,
        ),
    ),
    truth=_looked_ahead,
    slips={
        "plain_momentum": slip(
            "term-dropped",
            "the step is the velocity itself, as with plain momentum.",
            lambda params: _looked_ahead(params, ahead=False),
        ),
        "no_momentum": slip(
            "term-dropped",
            "each step takes the gradient alone, without momentum.",
            lambda params: _looked_ahead(params, momentum=0),
        ),
        "average": slip(
            "mean-for-sum",
            "the velocity is a running mean: the gradient enters it scaled by 1 − momentum.",
            lambda params: _looked_ahead(params, fresh=1 - real(params, "mu")),
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _looked_ahead(params, rate=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (STEP, NESTEROV_STEPS)}
