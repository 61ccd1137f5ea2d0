"""Gradient descent on a parabola, and several steps with PyTorch's momentum."""

from __future__ import annotations

from engines.families.given import Exact, exact, exacts
from engines.families.optimisation.stepping import (
    GRADIENTS,
    MOMENTUM_CANONICAL,
    MOMENTUM_VARY,
    RATE,
    START,
)
from engines.families.worked import factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value, as_number


def _descended(
    params: Params,
    *,
    slope_factor: int = 2,
    sign: int = -1,
    rate: Exact | None = None,
    centred: bool = True,
) -> Truth:
    """Return w − lr · 2a(w − c), one step on a(w − c)²."""
    a, w = exact(params, "a"), exact(params, "w")
    c = exact(params, "c") if centred else 0
    lr = exact(params, "lr") if rate is None else rate
    slope = slope_factor * a * (w - c)
    new = w + sign * lr * slope
    operator = "−" if sign < 0 else "+"
    two = f"{slope_factor} × " if slope_factor != 1 else ""
    return Truth(
        plain(new),
        (
            Step("distance from the minimum", f"{shown(w)} − {factor(c)}", shown(w - c)),
            Step("gradient", f"{two}{shown(a)} × {factor(w - c)}", shown(slope)),
            Step("step", f"{shown(lr)} × {factor(slope)}", shown(lr * slope)),
            Step("new w", f"{shown(w)} {operator} {factor(lr * slope)}", shown(new)),
        ),
    )


def _at_minimum(params: Params) -> str | None:
    return "w is at the minimum already" if exact(params, "w") == exact(params, "c") else None


def _descent_picture(params: Params) -> Picture:
    a, c, w = (float(exact(params, name)) for name in ("a", "c", "w"))
    new = float(as_number(_descended(params).value))
    reach = max(abs(w - c), abs(new - c), 1.0) * 1.2
    xs = tuple(c + reach * (2 * i / 40 - 1) for i in range(41))
    data: dict[str, Value] = {
        "xs": xs,
        "ys": tuple(a * (x - c) ** 2 for x in xs),
        "px": (w, new),
        "py": (a * (w - c) ** 2, a * (new - c) ** 2),
    }
    words = (
        f"A parabola with its minimum at {shown(c)}.",
        f"The step goes from {shown(w)} to {shown(new)}.",
    )
    return Picture("curve", data, words)


PARABOLA_STEP = Family(
    name="gradient_descent.parabola_step",
    title="one step of gradient descent on a parabola",
    topic="optimisation",
    formula="w − lr · f'(w), where f(w) = a(w − c)² and f'(w) = 2a(w − c)",
    params=(
        Param("a", "decimal", "how steep the parabola is", 0.01, 100),
        Param("c", "decimal", "where its minimum is", -100, 100),
        Param("w", "decimal", "where the step starts", -100, 100),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Gradient descent minimises f(w) = {{a}}·(w − c)² with c = {{c}}. It stands at "
            "w = {{w}} and the learning rate is {{lr}}. Where is w after one step?"
        ),
        explanation=(
            "The gradient is 2a(w − c), and the step goes against it, scaled by the learning rate: "
            "{{answer}}."
        ),
        params={"a": 1, "c": 3, "w": 0, "lr": 0.1},
        vary={
            "a": ChoiceRange((1, 2, 3)),
            "c": IntRange(-3, 4),
            "w": IntRange(-4, 5),
            "lr": ChoiceRange((0.05, 0.1, 0.2, 0.25)),
        },
        seconds=60,
        tags=("gradient-descent",),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3",),
    ),
    truth=_descended,
    slips={
        "no_two": slip(
            "factor-dropped",
            "the 2 of the square's derivative is lost.",
            lambda params: _descended(params, slope_factor=1),
        ),
        "uphill": slip(
            "sign", "the step follows the gradient.", lambda params: _descended(params, sign=1)
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _descended(params, rate=1),
        ),
        "not_centred": slip(
            "term-dropped",
            "the gradient is taken as if the minimum were at 0.",
            lambda params: _descended(params, centred=False),
        ),
    },
    valid=_at_minimum,
    picture=_descent_picture,
)


def _rolled(
    params: Params,
    *,
    fresh: Exact = 1,
    momentum: Exact | None = None,
    rate: Exact | None = None,
) -> Truth:
    """Return w after v ← μ·v + g, w ← w − lr·v for each gradient. `fresh` scales g, `momentum` and
    `rate` stand in place of μ and lr."""
    w = exact(params, "w")
    v: Exact = 0
    mu = exact(params, "mu") if momentum is None else momentum
    lr = exact(params, "lr") if rate is None else rate
    steps: list[Step] = []
    for index, gradient in enumerate(exacts(params, "g")):
        before = v
        v = mu * v + fresh * gradient
        scaled = f"{shown(fresh)} × {factor(gradient)}" if fresh != 1 else factor(gradient)
        numbers = f"{shown(mu)} × {factor(before)} + {scaled}"
        steps.append(Step(f"velocity {index + 1}", numbers, shown(v)))
        moved = w - lr * v
        numbers = f"{shown(w)} − {shown(lr)} × {factor(v)}"
        steps.append(Step(f"w after step {index + 1}", numbers, shown(moved)))
        w = moved
    return Truth(plain(w), tuple(steps))


MOMENTUM_STEPS = Family(
    name="momentum.steps",
    title="steps of SGD with momentum",
    topic="optimisation",
    formula="v ← μ·v + g, w ← w − lr·v (PyTorch; v starts at 0)",
    params=(
        START,
        GRADIENTS,
        Param("mu", "decimal", "the momentum", 0, 0.999),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "SGD with momentum {{mu}} and learning rate {{lr}} starts at w = {{w}}. The gradients "
            "of its steps are {{g}}. PyTorch's rule is v = momentum · v + g, then w = w − lr · v, "
            "with v = 0 at first. Where is w in the end?"
        ),
        explanation=(
            "The velocity is a sum of gradients in which older ones fade; it is no average, so it "
            "can grow beyond any one gradient: {{answer}}."
        ),
        params=MOMENTUM_CANONICAL,
        vary=MOMENTUM_VARY,
        level="intermediate",
        seconds=90,
        tags=("momentum", "sgd"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",),
    ),
    truth=_rolled,
    slips={
        "average": slip(
            "mean-for-sum",
            "the velocity is a running mean: the gradient is scaled by 1 − momentum.",
            lambda params: _rolled(params, fresh=1 - exact(params, "mu")),
        ),
        "no_momentum": slip(
            "term-dropped",
            "the velocity forgets the step before.",
            lambda params: _rolled(params, momentum=0),
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _rolled(params, rate=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (PARABOLA_STEP, MOMENTUM_STEPS)}
