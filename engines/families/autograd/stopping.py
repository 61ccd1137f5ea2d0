"""Gradients that are stopped on purpose: detach, and the straight-through estimator."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact, number
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Int


def _detached(params: Params, *, held: bool = True, other: bool = False) -> Truth:
    """Return p·x^(p−1) · x^q, the slope of x^p · stop(x)^q. Slips: `held` False drops the stopped
    factor, `other` lets the gradient through the stopped factor and holds the free one."""
    x, p, q = (number(params, name) for name in ("x", "p", "q"))
    if other:
        p, q = q, p
    slope = p * x ** (p - 1)
    constant = x**q if held else 1
    free = "the factor with a gradient" if not other else "the detached factor"
    numbers = f"{factor(slope)} × {factor(constant)}"
    return Truth(
        slope * constant,
        (
            Step(f"slope of {free}", f"{p} × {factor(x)}^{p - 1}", str(slope)),
            Step("the other, a constant", f"{factor(x)}^{q}" if held else "1", str(constant)),
            Step("x.grad", numbers, str(slope * constant)),
        ),
    )


def _nothing_stopped(params: Params) -> Truth:
    x, p, q = (number(params, name) for name in ("x", "p", "q"))
    power = x ** (p + q - 1)
    slope = (p + q) * power
    return Truth(
        slope,
        (
            Step("exponent of x", f"{p} + {q}", str(p + q)),
            Step("x to one power less", f"{factor(x)}^{p + q - 1}", str(power)),
            Step("x.grad", f"{p + q} × {factor(power)}", str(slope)),
        ),
    )


DETACH_GRAD = Family(
    name="detach.grad",
    title="gradient past a detached factor",
    topic="autograd",
    formula="d/dx of x^p · c = p · x^(p−1) · c, with c = x^q held constant by detach",
    params=(
        Param("x", "int", "the leaf tensor's value", -10, 10),
        Param("p", "int", "the exponent of x", 1, 4),
        Param("q", "int", "the exponent of the detached x", 1, 4),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "x is a leaf tensor with the value {{x}} and requires_grad=True. PyTorch computes "
            "y = x**{{p}} * x.detach()**{{q}} and then y.backward(). What is x.grad?"
        ),
        explanation=(
            "detach() keeps the value and cuts the path back, so the detached factor is a "
            "constant: it scales the gradient and gets none itself. x.grad is {{answer}}."
        ),
        params={"x": 3, "p": 1, "q": 1},
        vary={
            "x": ChoiceRange((-3, -2, 2, 3, 4)),
            "p": IntRange(1, 3),
            "q": IntRange(1, 2),
        },
        seconds=45,
        tags=("autograd", "detach"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html",),
    ),
    truth=_detached,
    slips={
        "not_stopped": slip(
            "counted-twice",
            "the gradient flows through the detached factor too.",
            _nothing_stopped,
        ),
        "value_dropped": slip(
            "factor-dropped",
            "the detached factor's value is dropped along with its gradient.",
            lambda params: _detached(params, held=False),
        ),
        "other_factor": slip(
            "swapped-roles",
            "the gradient flows through the detached factor alone.",
            lambda params: _detached(params, other=True),
        ),
        "all_stopped": bare_slip(
            "term-dropped", "detach() is taken to stop every gradient.", lambda _params: 0
        ),
    },
)


_CLEAR = tuple(tenths / 10 for tenths in range(-39, 50) if tenths % 5)
"""Numbers that are neither whole nor halfway between two whole ones."""


def _straight(params: Params, *, two: int = 2, rounded: bool = True) -> Truth:
    """Return 2(round(x) − t): the loss sees the rounded value, the gradient passes it unchanged."""
    x, target = exact(params, "x"), number(params, "t")
    forward: Exact = round(x) if rounded else x
    error = forward - target
    numbers = f"round({shown(x)})" if rounded else shown(x)
    return Truth(
        plain(two * error),
        (
            Step("value in the forward pass", numbers, shown(forward)),
            Step("error", f"{shown(forward)} − {factor(target)}", shown(error)),
            Step(
                "slope of the loss, passed on",
                f"{two} × {factor(error)}" if two != 1 else shown(error),
                shown(two * error),
            ),
        ),
    )


def _clear_rounding(params: Params) -> str | None:
    x = exact(params, "x")
    if isinstance(x, Fraction) and x.denominator == 2:
        return "x lies halfway between two whole numbers"
    return None


STRAIGHT_THROUGH_GRAD = Family(
    name="straight_through.grad",
    title="gradient of a straight-through estimator",
    topic="autograd",
    formula="y = x + stop(round(x) − x): forward round(x), backward dL/dx = dL/dy",
    params=(
        Param("x", "decimal", "the number that is rounded", -100, 100),
        Param("t", "int", "the target", -100, 100),
    ),
    answer=lambda _params: Float(places=1),
    ask=Ask(
        prompt=(
            "A quantiser is trained with the straight-through estimator "
            "y = x + (round(x) − x).detach(). The loss is (y − t)² with t = {{t}}, and "
            "x = {{x}}. What gradient does autograd give for x?"
        ),
        explanation=(
            "The forward pass uses the rounded value, and the detached difference leaves a slope "
            "of 1 from x to y. So the loss's slope at the rounded value passes unchanged: "
            "{{answer}}. Rounding alone has slope 0 almost everywhere and would train nothing."
        ),
        params={"x": 2.3, "t": 5},
        vary={"x": ChoiceRange(_CLEAR), "t": IntRange(-4, 6)},
        level="advanced",
        seconds=60,
        tags=("autograd", "quantisation"),
        sources=(
            (
                "Bengio, Léonard & Courville 2013, Estimating or propagating gradients through "
                "stochastic neurons for conditional computation, arXiv:1308.3432"
            ),
        ),
    ),
    truth=_straight,
    slips={
        "unrounded": slip(
            "stale-value",
            "the loss is taken at x, before the rounding.",
            lambda params: _straight(params, rounded=False),
        ),
        "rounding_stops": bare_slip(
            "term-dropped",
            "the gradient goes through the rounding itself, whose slope is 0.",
            lambda _params: 0,
        ),
        "no_two": slip(
            "factor-dropped",
            "the 2 of the square's derivative is lost.",
            lambda params: _straight(params, two=1),
        ),
    },
    valid=_clear_rounding,
)

FAMILIES = {family.name: family for family in (DETACH_GRAD, STRAIGHT_THROUGH_GRAD)}
