"""How language models are measured: perplexity, its loss, and bits per character."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.losses.reduction import averaged
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, VectorRange
from engines.values import Float, Value, as_number

_JURAFSKY = "Jurafsky & Martin, Speech and Language Processing, chapter 3: N-gram language models"
_GRAVES = "Graves 2013, Generating sequences with recurrent neural networks, arXiv:1308.0850"


def _losses(params: Params) -> tuple[float, ...]:
    return tuple(-math.log(share) for share in reals(params, "p"))


def _perplexity(params: Params, *, base: float = math.e, divisor: float | None = None) -> Truth:
    """Return e to the mean of −ln p; `divisor` stands in place of the number of tokens."""
    written = ", ".join(f"−ln {shown(share)}" for share in reals(params, "p"))
    inner = averaged(written, _losses(params), divisor, "losses of the tokens")
    mean = float(as_number(inner.value))
    value = math.pow(base, mean)
    sign = "e" if base == math.e else shown(base)
    return Truth(value, (*inner.steps, Step("perplexity", f"{sign}^{shown(mean)}", shown(value))))


def _mean_of_powers(params: Params) -> Value:
    inverse = [1 / share for share in reals(params, "p")]
    return math.fsum(inverse) / len(inverse)


def _mean_loss(params: Params) -> Value:
    losses = _losses(params)
    return math.fsum(losses) / len(losses)


PERPLEXITY = Family(
    name="perplexity.value",
    title="perplexity of a text",
    topic="losses",
    formula="exp(−(1/n) Σ ln pᵢ), over the n tokens",
    params=(
        Param(
            "p",
            "vector",
            "the probability that the model gives each token",
            1e-6,
            1,
            sizes=(1, 8),
            entry="decimal",
        ),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A language model gives the tokens of a text, each after those before it, the "
            "probabilities {{p}}. What is its perplexity on this text?"
        ),
        explanation=(
            "The exponential of the mean loss per token is one over the geometric mean of the "
            "probabilities: {{answer}}. It is the number of equally likely tokens that would leave "
            "the model as uncertain."
        ),
        params={"p": (0.5, 0.25, 0.125)},
        vary={"p": VectorRange(ChoiceRange((0.1, 0.125, 0.2, 0.25, 0.4, 0.5, 0.8)), 3)},
        level="intermediate",
        seconds=90,
        tags=("perplexity", "language-models"),
        sources=(_JURAFSKY,),
    ),
    truth=_perplexity,
    slips={
        "mean_of_powers": bare_slip(
            "wrong-sequence",
            "the inverse probabilities are averaged, the exponential before the mean.",
            _mean_of_powers,
        ),
        "no_exponential": bare_slip(
            "no-exponential", "the mean loss is given and not exponentiated.", _mean_loss
        ),
        "of_sum": slip(
            "mean-for-sum",
            "the exponential is taken of the summed loss, not of the mean.",
            lambda params: _perplexity(params, divisor=1),
        ),
        "two_to": slip(
            "log-base",
            "2 is raised to a loss in nats.",
            lambda params: _perplexity(params, base=2),
        ),
    },
    inverses={"perplexity.loss": ()},
)


def _loss_of(params: Params) -> Truth:
    perplexity = real(params, "ppl")
    value = math.log(perplexity)
    return Truth(
        value,
        (
            Step(
                "typical probability of a token", f"1 / {shown(perplexity)}", shown(1 / perplexity)
            ),
            Step("mean loss", f"ln {shown(perplexity)}", shown(value)),
        ),
    )


LOSS = Family(
    name="perplexity.loss",
    title="mean loss from the perplexity",
    topic="losses",
    formula="loss = ln(perplexity), in nats per token",
    params=(Param("ppl", "decimal", "the perplexity", 1, 1_000_000),),
    answer=lambda _params: Float(places=3, unit="nats", log=True),
    ask=Ask(
        prompt=(
            "A language model reports a perplexity of {{ppl}} per token. What was its mean "
            "cross-entropy per token, in nats?"
        ),
        explanation=(
            "Perplexity is the exponential of the mean loss, so that the loss is its natural "
            "logarithm: {{answer}}. Halving the perplexity always takes ln 2 = 0.693 off."
        ),
        params={"ppl": 20},
        vary={"ppl": ChoiceRange((3, 4, 6, 8, 12, 15, 18, 20, 25, 30, 40, 60, 100, 200))},
        seconds=40,
        tags=("perplexity", "language-models"),
        sources=(_JURAFSKY,),
    ),
    truth=_loss_of,
    slips={
        "bits": bare_slip(
            "log-base",
            "the logarithm is taken to base 2, which gives bits.",
            lambda params: math.log2(real(params, "ppl")),
        ),
        "base_ten": bare_slip(
            "log-base",
            "the logarithm is taken to base 10.",
            lambda params: math.log10(real(params, "ppl")),
        ),
        "inverse": bare_slip(
            "term-dropped",
            "one over the perplexity is given, a probability, and no logarithm taken.",
            lambda params: 1 / real(params, "ppl"),
        ),
    },
)


def _bits(params: Params, *, inverse: bool = False) -> Truth:
    """Return the loss over ln 2; `inverse` multiplies."""
    loss, nat = real(params, "loss"), math.log(2)
    value = loss * nat if inverse else loss / nat
    operator = "×" if inverse else "/"
    return Truth(
        value,
        (
            Step("nats in one bit", "ln 2", shown(nat)),
            Step("bits per character", f"{shown(loss)} {operator} {shown(nat)}", shown(value)),
        ),
    )


BITS_PER_CHAR = Family(
    name="bits_per_char.value",
    title="bits per character",
    topic="losses",
    formula="loss in nats per character / ln 2",
    params=(Param("loss", "decimal", "the mean loss in nats per character", 0, 20),),
    answer=lambda _params: Float(places=3, unit="bits"),
    ask=Ask(
        prompt=(
            "The mean cross-entropy per character of a character-level language model is {{loss}}, "
            "in nats, as PyTorch reports it. How many bits per character is that?"
        ),
        explanation=(
            "A bit is ln 2 = 0.693 nats, so that the number of bits is the larger one: {{answer}}. "
            "It is what a compressor built on the model would need for a character on average."
        ),
        params={"loss": 1},
        vary={"loss": DecimalRange(60, 259, 2)},
        level="intermediate",
        seconds=40,
        tags=("language-models", "information-theory"),
        sources=(_GRAVES,),
    ),
    truth=_bits,
    slips={
        "nats": bare_slip(
            "units", "the nats are taken for bits.", lambda params: real(params, "loss")
        ),
        "perplexity": bare_slip(
            "other-convention",
            "the perplexity per character is given, e to the loss.",
            lambda params: math.exp(real(params, "loss")),
        ),
        "multiplied": slip(
            "log-base",
            "the loss is multiplied by ln 2 and not divided.",
            lambda params: _bits(params, inverse=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (PERPLEXITY, LOSS, BITS_PER_CHAR)}
