"""GELU, in its exact form and by tanh."""

from __future__ import annotations

import math

from engines.families.activations.gates import gelu, normal_share, relu, silu
from engines.families.activations.scalars import ANSWER, X, at_x, curve, docs, halves
from engines.families.functions import sigmoid
from engines.families.given import real
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Params, Step, Truth
from engines.ranges import DecimalRange

_GELU_PAPER = "Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415"
_CUBIC = 0.044715
_STRETCH = math.sqrt(2 / math.pi)


def _gelu(params: Params, *, scaled: bool = True) -> Truth:
    """Return x · (1 + erf(x / √2)) / 2; unless `scaled`, erf takes x itself."""
    x = real(params, "x")
    inner = x / math.sqrt(2) if scaled else x
    share = math.erfc(-inner) / 2
    written = f"{shown(x)} / 1.4142" if scaled else "x itself"
    return Truth(
        x * share,
        (
            Step("what erf takes", written, shown(inner)),
            Step("share below x", f"(1 + erf({shown(inner)})) / 2", shown(share)),
            Step("value", f"{factor(x)} × {shown(share)}", shown(x * share)),
        ),
    )


GELU = Family(
    name="gelu.value",
    title="GELU of a number",
    topic="activations",
    formula="x · Φ(x) = x · (1 + erf(x / √2)) / 2",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "What is GELU of {{x}} in its exact form (PyTorch's default), x · Φ(x), where Φ is the "
            "standard normal distribution function?"
        ),
        explanation=(
            "GELU multiplies x by the probability that a standard normal number lies below it, a "
            "gate that opens smoothly: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": DecimalRange(-20, 30, 1)},
        level="intermediate",
        seconds=75,
        tags=("gelu", "activations"),
        sources=(_GELU_PAPER, docs("nn.GELU")),
    ),
    truth=_gelu,
    slips={
        "relu": bare_slip("wrong-activation", "ReLU is taken.", at_x(relu)),
        "silu": bare_slip(
            "wrong-activation", "the gate is a sigmoid of x, as in SiLU.", at_x(silu)
        ),
        "sigmoid_form": bare_slip(
            "other-convention",
            "the approximation x · σ(1.702x) is used.",
            at_x(lambda x: x * sigmoid(1.702 * x)),
        ),
        "no_root": slip(
            "no-scale",
            "erf takes x itself, without the division by √2.",
            lambda params: _gelu(params, scaled=False),
        ),
        "gate_alone": bare_slip(
            "term-dropped", "the gate Φ(x) is given alone.", at_x(normal_share)
        ),
    },
    picture=curve(
        "GELU follows 0 on the left and x on the right, with a dip below 0 between",
        lambda _params, x: gelu(x),
    ),
)


def _tanh_gelu(
    params: Params,
    *,
    cubic: float = _CUBIC,
    power: int = 3,
    stretch: float = _STRETCH,
    half: bool = True,
) -> Truth:
    """Return 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))."""
    x = real(params, "x")
    added = cubic * x**power
    inner = stretch * (x + added)
    bent = math.tanh(inner)
    value = x * (1 + bent) / (2 if half else 1)
    front = "0.5 × " if half else ""
    return Truth(
        value,
        (
            Step("added to x", f"{cubic:g} × {factor(x)}^{power}", shown(added)),
            Step(
                "what tanh takes",
                f"{shown(stretch)} × ({shown(x)} + {factor(added)})",
                shown(inner),
            ),
            Step("tanh", f"tanh({shown(inner)})", shown(bent)),
            Step("value", f"{front}{factor(x)} × (1 + {factor(bent)})", shown(value)),
        ),
    )


GELU_TANH = Family(
    name="gelu.tanh_value",
    title="GELU by its tanh approximation",
    topic="activations",
    formula="0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))",
    params=(X,),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "What does F.gelu(x, approximate='tanh') give for x = {{x}}? Its constants are "
            "√(2/π) ≈ 0.79788 and the coefficient 0.044715."
        ),
        explanation=(
            "The error function is replaced by a tanh of x with a cubic correction; it stays "
            "within 0.0005 of the exact form. GPT-2 uses it. Here: {{answer}}."
        ),
        params={"x": 1},
        vary={"x": halves(-2, 3)},
        level="advanced",
        seconds=120,
        tags=("gelu", "activations"),
        sources=(_GELU_PAPER, docs("nn.GELU")),
    ),
    truth=_tanh_gelu,
    slips={
        "no_cube": slip(
            "term-dropped",
            "the cubic term is left out.",
            lambda params: _tanh_gelu(params, cubic=0),
        ),
        "square": slip(
            "root-or-square",
            "the correction holds x² in place of x³.",
            lambda params: _tanh_gelu(params, power=2),
        ),
        "no_stretch": slip(
            "no-scale",
            "the factor √(2/π) is left out.",
            lambda params: _tanh_gelu(params, stretch=1),
        ),
        "no_half": slip(
            "factor-dropped",
            "the factor 0.5 is left out.",
            lambda params: _tanh_gelu(params, half=False),
        ),
        "silu": bare_slip(
            "wrong-activation", "the gate is a sigmoid of x, as in SiLU.", at_x(silu)
        ),
    },
    picture=curve(
        "GELU follows 0 on the left and x on the right, with a dip below 0 between",
        lambda _params, x: x * (1 + math.tanh(_STRETCH * (x + _CUBIC * x**3))) / 2,
    ),
)
