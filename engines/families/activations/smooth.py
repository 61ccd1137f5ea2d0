"""Smooth activations: GELU in both forms, SiLU, hardswish and softplus."""

from __future__ import annotations

import math

from engines.families.activations.gates import gelu, hard_sigmoid, relu, silu
from engines.families.activations.gelus import GELU, GELU_TANH
from engines.families.activations.scalars import ANSWER, X, at_x, curve, docs, halves, power_of_e
from engines.families.functions import sigmoid, softplus
from engines.families.given import exact, real
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Params, Step, Truth
from engines.ranges import DecimalRange
from engines.values import Float


def _silu(params: Params, *, minus: bool = True) -> Truth:
    """Return x · σ(x); unless `minus`, the exponent in the sigmoid is x."""
    x = real(params, "x")
    exponent = -x if minus else x
    gate = sigmoid(-exponent)
    return Truth(
        x * gate,
        (
            Step("exponential", power_of_e(exponent), shown(math.exp(exponent))),
            Step("sigmoid", f"1 / (1 + {shown(math.exp(exponent))})", shown(gate)),
            Step("value", f"{factor(x)} × {shown(gate)}", shown(x * gate)),
        ),
    )


SILU = Family(
    name="silu.value",
    title="SiLU (Swish) of a number",
    topic="activations",
    formula="x · σ(x) = x / (1 + exp(−x))",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="What does SiLU (also called Swish, with β = 1) make of {{x}}?",
        explanation=(
            "x is multiplied by its own sigmoid, so it follows x on the right, 0 on the left, and "
            "dips below 0 between: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": DecimalRange(-40, 40, 1)},
        seconds=60,
        tags=("silu", "activations"),
        sources=(
            ("Ramachandran, Zoph & Le 2017, Searching for activation functions, arXiv:1710.05941"),
            docs("nn.SiLU"),
        ),
    ),
    truth=_silu,
    slips={
        "gate_alone": bare_slip(
            "term-dropped", "the sigmoid is not multiplied by x.", at_x(sigmoid)
        ),
        "relu": bare_slip("wrong-activation", "ReLU is taken.", at_x(relu)),
        "positive_exponent": slip(
            "sign",
            "the exponent in the sigmoid is x in place of −x.",
            lambda params: _silu(params, minus=False),
        ),
        "gelu": bare_slip(
            "wrong-activation",
            "the gate is the normal distribution's, as in GELU.",
            at_x(gelu),
        ),
    },
    picture=curve(
        "SiLU follows 0 on the left and x on the right, with a dip below 0 between",
        lambda _params, x: silu(x),
        least=6.0,
    ),
)


def _hardswish(params: Params, *, clamped: bool = True, sixth: bool = True) -> Truth:
    """Return x · min(max(x + 3, 0), 6) / 6."""
    x = exact(params, "x")
    moved = x + 3
    gate = min(max(moved, 0), 6) if clamped else moved
    value = float(x * gate) / (6 if sixth else 1)
    cut = f"min(max({shown(moved)}, 0), 6)" if clamped else "not clamped"
    return Truth(
        value,
        (
            Step("moved", f"{shown(x)} + 3", shown(moved)),
            Step("clamped", cut, shown(gate)),
            Step("value", f"{factor(x)} × {factor(gate)}{' / 6' if sixth else ''}", shown(value)),
        ),
    )


HARDSWISH = Family(
    name="hardswish.value",
    title="hardswish of a number",
    topic="activations",
    formula="x · min(max(x + 3, 0), 6) / 6",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt="What does hardswish make of {{x}}?",
        explanation=(
            "The sigmoid of Swish is replaced by a straight ramp from −3 to 3, relu6(x + 3) / 6, "
            "which needs no exponential: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": halves(-5, 5)},
        level="intermediate",
        seconds=45,
        tags=("hardswish", "activations"),
        sources=(
            "Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244",
            docs("nn.Hardswish"),
        ),
    ),
    truth=_hardswish,
    slips={
        "gate_alone": bare_slip(
            "term-dropped", "the ramp is not multiplied by x.", at_x(hard_sigmoid)
        ),
        "relu": bare_slip("wrong-activation", "ReLU is taken.", at_x(relu)),
        "no_clamp": slip(
            "no-clamp",
            "x + 3 is not kept between 0 and 6.",
            lambda params: _hardswish(params, clamped=False),
        ),
        "no_sixth": slip(
            "factor-dropped",
            "the division by 6 is left out.",
            lambda params: _hardswish(params, sixth=False),
        ),
        "silu": bare_slip("wrong-activation", "a true sigmoid is used, as in SiLU.", at_x(silu)),
    },
    picture=curve(
        "Hardswish is 0 up to −3, x from 3 on, and a parabola between",
        lambda _params, x: x * hard_sigmoid(x),
        least=5.0,
    ),
)


def _softplus(params: Params, *, base: float = math.e) -> Truth:
    """Return the logarithm of 1 + e^x to this base."""
    x = real(params, "x")
    power = math.exp(x)
    value = softplus(x) / math.log(base)
    written = "ln" if base == math.e else f"log{base:g}"
    return Truth(
        value,
        (
            Step("exponential", power_of_e(x), shown(power)),
            Step("plus one", f"1 + {shown(power)}", shown(1 + power)),
            Step("logarithm", f"{written} {shown(1 + power)}", shown(value)),
        ),
    )


SOFTPLUS = Family(
    name="softplus.value",
    title="softplus of a number",
    topic="activations",
    formula="softplus(x) = ln(1 + exp(x))",
    params=(X,),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt="What is the softplus (β = 1) of {{x}}?",
        explanation=(
            "Softplus is a smooth ReLU: positive everywhere, near x on the right and near 0 on the "
            "left. Its slope is the sigmoid. Here: {{answer}}."
        ),
        params={"x": 0},
        vary={"x": DecimalRange(-30, 40, 1)},
        seconds=60,
        tags=("softplus", "activations"),
        sources=(docs("nn.Softplus"),),
    ),
    truth=_softplus,
    slips={
        "relu": bare_slip("wrong-activation", "ReLU is taken.", at_x(relu)),
        "exponential": bare_slip(
            "term-dropped", "only the exponential of x is taken.", at_x(math.exp)
        ),
        "base_two": slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _softplus(params, base=2),
        ),
        "slope": bare_slip("wrong-activation", "its slope, the sigmoid, is taken.", at_x(sigmoid)),
    },
    picture=curve("Softplus bends smoothly from 0 to x", lambda _params, x: softplus(x)),
)

FAMILIES = {family.name: family for family in (GELU, GELU_TANH, SILU, HARDSWISH, SOFTPLUS)}
