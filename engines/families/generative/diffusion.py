"""Diffusion: what is left of the signal, a noised sample, its ratio to the noise."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.generative.guidance import GUIDANCE
from engines.families.given import number, real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, Range, VectorRange
from engines.values import Float, Value

_DDPM = "Ho, Jain & Abbeel 2020, Denoising diffusion probabilistic models, arXiv:2006.11239"
_BETAS = (
    Param("beta", "vector", "β₁, β₂, ...", 0.0001, 0.99, sizes=(1, 8), entry="decimal"),
    Param("t", "int", "the step, counted from 1", 1, 8),
)
_CANONICAL: Params = {"beta": (0.1, 0.2, 0.3, 0.4), "t": 3}
_VARY: dict[str, Range] = {
    "beta": VectorRange(ChoiceRange((0.1, 0.2, 0.3, 0.4, 0.5)), 4),
    "t": IntRange(1, 4),
}


def _no_step(params: Params) -> str | None:
    return "there is no such step" if number(params, "t") > len(reals(params, "beta")) else None


def _kept(betas: tuple[float, ...]) -> tuple[float, tuple[Step, Step]]:
    """Return Π (1 − β) with its steps."""
    alphas = tuple(1 - beta for beta in betas)
    value = math.prod(alphas)
    return value, (
        Step("α = 1 − β of each step", f"1 − each of {neat_row(betas)}", neat_row(alphas)),
        Step("ᾱ, their product", " × ".join(map(neat, alphas)) or "empty", neat(value)),
    )


def _alpha_bar(params: Params, *, start: int = 0, shift: int = 0) -> Truth:
    """Return Π (1 − β_s) over s = `start` + 1 .. t + `shift`."""
    value, steps = _kept(reals(params, "beta")[start : number(params, "t") + shift])
    return Truth(value, steps)


def _last_alone(params: Params) -> Truth:
    return _alpha_bar(params, start=number(params, "t") - 1)


def _of_betas(change: Callable[[tuple[float, ...]], float]) -> Callable[[Params], Value]:
    return lambda params: change(reals(params, "beta")[: number(params, "t")])


ALPHA_BAR = Family(
    name="ddpm.alpha_bar",
    title="ᾱ of a diffusion schedule",
    topic="generative",
    formula="ᾱ_t = Π (1 − β_s) over s = 1 .. t",
    params=_BETAS,
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A diffusion model (DDPM) has the noise schedule β₁, β₂, ... = {{beta}}. What is ᾱ_t "
            "for t = {{t}}?"
        ),
        explanation=(
            "Each step keeps the share 1 − β of the signal's variance, and the shares multiply: "
            "ᾱ_t is {{answer}}. The noise then has the variance 1 − ᾱ_t."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("diffusion",),
        sources=(_DDPM,),
    ),
    truth=_alpha_bar,
    slips={
        "betas": bare_slip(
            "swapped-roles",
            "the betas themselves are multiplied.",
            _of_betas(math.prod),
        ),
        "one_less": slip(
            "off-by-one",
            "the product ends one step too soon.",
            lambda params: _alpha_bar(params, shift=-1),
        ),
        "last_alone": slip(
            "term-dropped",
            "only the last step is taken: that is α_t without the bar.",
            _last_alone,
        ),
        "sum": bare_slip(
            "sum-for-product",
            "the betas are added up and taken from 1.",
            _of_betas(lambda betas: 1 - math.fsum(betas)),
        ),
    },
    valid=_no_step,
)


def _ratio(params: Params, *, alone: bool = False, flip: bool = False, root: bool = False) -> Truth:
    """Return ᾱ_t / (1 − ᾱ_t)."""
    t = number(params, "t")
    kept, steps = _kept(reals(params, "beta")[t - 1 if alone else 0 : t])
    noise = 1 - kept
    above, below = (noise, kept) if flip else (kept, noise)
    value = above / below
    numbers = f"{neat(above)} / {neat(below)}"
    if root:
        value, numbers = math.sqrt(value), f"√({numbers})"
    return Truth(
        value,
        (
            *steps,
            Step("variance of the noise", f"1 − {neat(kept)}", neat(noise)),
            Step("SNR", numbers, neat(value)),
        ),
    )


SNR = Family(
    name="ddpm.snr",
    title="signal-to-noise ratio of a diffusion step",
    topic="generative",
    formula="SNR(t) = ᾱ_t / (1 − ᾱ_t), with ᾱ_t = Π (1 − β_s) over s = 1 .. t",
    params=_BETAS,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A diffusion model (DDPM) has the noise schedule β₁, β₂, ... = {{beta}}. What is the "
            "signal-to-noise ratio of x_t for t = {{t}}, as a ratio of variances, for data of "
            "variance 1?"
        ),
        explanation=(
            "x_t is √ᾱ_t times the data plus √(1 − ᾱ_t) times unit noise. The variances are ᾱ_t "
            "and 1 − ᾱ_t, so the ratio is {{answer}}."
        ),
        params=_CANONICAL,
        vary=_VARY,
        level="intermediate",
        seconds=75,
        tags=("diffusion",),
        sources=("Kingma et al. 2021, Variational diffusion models, arXiv:2107.00630", _DDPM),
    ),
    truth=_ratio,
    slips={
        "flipped": slip(
            "swapped-roles",
            "the noise is divided by the signal.",
            lambda params: _ratio(params, flip=True),
        ),
        "amplitudes": slip(
            "root-or-square",
            "amplitudes are compared, √ᾱ_t and √(1 − ᾱ_t), and not variances.",
            lambda params: _ratio(params, root=True),
        ),
        "last_alone": slip(
            "term-dropped",
            "only the last step is taken, α_t for ᾱ_t.",
            lambda params: _ratio(params, alone=True),
        ),
    },
    valid=_no_step,
)


def _mixed(params: Params, *, signal: str = "√ᾱ", noise: str = "√(1 − ᾱ)") -> Truth:
    """Return signal · x₀ + noise · ε for the two factors, which are named by their formulas."""
    kept, start, drawn = (real(params, name) for name in ("abar", "x0", "eps"))
    factors = {
        "√ᾱ": (math.sqrt(kept), f"√{neat(kept)}"),
        "ᾱ": (kept, neat(kept)),
        "1": (1.0, "1"),
        "√(1 − ᾱ)": (math.sqrt(1 - kept), f"√(1 − {neat(kept)})"),
        "1 − ᾱ": (1 - kept, f"1 − {neat(kept)}"),
        "1 − √ᾱ": (1 - math.sqrt(kept), f"1 − √{neat(kept)}"),
    }
    (first, first_text), (second, second_text) = factors[signal], factors[noise]
    value = first * start + second * drawn
    sum_text = f"{neat(first)} × {neat_factor(start)} + {neat(second)} × {neat_factor(drawn)}"
    return Truth(
        value,
        (
            Step("factor of the data", first_text, neat(first)),
            Step("factor of the noise", second_text, neat(second)),
            Step("noised sample", sum_text, neat(value)),
        ),
    )


NOISED = Family(
    name="ddpm.noised",
    title="a noised sample of a diffusion model",
    topic="generative",
    formula="x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · ε",
    params=(
        Param("abar", "decimal", "ᾱ_t, the share of the signal's variance", 0, 1),
        Param("x0", "decimal", "the data", -100, 100),
        Param("eps", "decimal", "the noise, drawn from N(0, 1)", -100, 100),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "In the forward process of a diffusion model (DDPM), ᾱ_t = {{abar}}. One pixel of the "
            "image is x₀ = {{x0}} and the noise drawn for it from N(0, 1) is ε = {{eps}}. "
            "What is x_t?"
        ),
        explanation=(
            "Variances add up, ᾱ_t and 1 − ᾱ_t to 1, so the factors are their square roots: "
            "{{answer}}. No step before t has to be computed."
        ),
        params={"abar": 0.64, "x0": 1, "eps": -0.5},
        vary={
            "abar": ChoiceRange((0.1, 0.19, 0.25, 0.36, 0.5, 0.64, 0.75, 0.81, 0.9)),
            "x0": ChoiceRange((-1, -0.5, 0.5, 0.8, 1, 2)),
            "eps": ChoiceRange((-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2)),
        },
        seconds=75,
        tags=("diffusion",),
        sources=(_DDPM,),
    ),
    truth=_mixed,
    slips={
        "no_roots": slip(
            "root-or-square",
            "ᾱ and 1 − ᾱ are the factors, without the roots.",
            lambda params: _mixed(params, signal="ᾱ", noise="1 − ᾱ"),
        ),
        "swapped": slip(
            "swapped-roles",
            "data and noise change their factors.",
            lambda params: _mixed(params, signal="√(1 − ᾱ)", noise="√ᾱ"),
        ),
        "root_inside": slip(
            "root-or-square",
            "the noise's factor is 1 − √ᾱ.",
            lambda params: _mixed(params, noise="1 − √ᾱ"),
        ),
        "data_whole": slip(
            "other-convention",
            "the data are not scaled down, as in variance-exploding models.",
            lambda params: _mixed(params, signal="1"),
        ),
    },
)


FAMILIES = {family.name: family for family in (ALPHA_BAR, NOISED, SNR, GUIDANCE)}
