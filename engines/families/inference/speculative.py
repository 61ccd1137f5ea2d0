"""Speculative decoding: how often a drafted token is accepted, and what a round yields."""

from __future__ import annotations

import math

from engines.families.given import number, real, reals
from engines.families.inference.shares import FOUR, not_one
from engines.families.worked import bare_slip, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float

_SOURCES = (
    (
        "Leviathan et al. 2022, Fast inference from transformers via speculative decoding, "
        "arXiv:2211.17192"
    ),
)


def _ratios(params: Params) -> tuple[float, ...]:
    pairs = zip(reals(params, "p"), reals(params, "q"), strict=True)
    return tuple(min(1.0, target / draft) for target, draft in pairs)


def _accepted(params: Params) -> Truth:
    """Return Σ q · min(1, p / q), which is Σ min(p, q)."""
    ratios = _ratios(params)
    smaller = tuple(map(min, reals(params, "p"), reals(params, "q")))
    value = math.fsum(smaller)
    return Truth(
        value,
        (
            Step("accepted, token by token", "min(1, p / q) each", row(ratios)),
            Step("drafted and accepted", "q × that, which is min(p, q)", row(smaller)),
            Step("together", total(map(shown, smaller)), shown(round(value, 9))),
        ),
    )


def _unweighted(params: Params) -> float:
    ratios = _ratios(params)
    return math.fsum(ratios) / len(ratios)


def _same_token(params: Params) -> float:
    return math.fsum(
        target * draft for target, draft in zip(reals(params, "p"), reals(params, "q"), strict=True)
    )


def _unlike(params: Params) -> str | None:
    if len(reals(params, "p")) != len(reals(params, "q")):
        return "p and q need the same tokens"
    return not_one(reals(params, "p"), "p") or not_one(reals(params, "q"), "q")


def _distribution(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, 0.001, 1, sizes=(2, 6), entry="decimal")


ACCEPTANCE = Family(
    name="speculative_decoding.acceptance",
    title="probability that a drafted token is accepted",
    topic="inference",
    formula="Σ q · min(1, p / q) = Σ min(p, q), p the large model's probability, q the draft's",
    params=(
        _distribution("p", "the large model's probabilities"),
        _distribution("q", "the draft model's probabilities"),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "In speculative decoding the draft model proposes a token with the probabilities "
            "q = {{q}}; the large model's are p = {{p}}. A proposal x is accepted with probability "
            "min(1, p(x) / q(x)). How probable is it that a proposal is accepted?"
        ),
        explanation=(
            "A token is proposed with q and accepted with min(1, p / q), together min(p, q); the "
            "sum over all tokens is one minus the total variation distance: {{answer}}."
        ),
        params={"p": (0.5, 0.25, 0.15, 0.1), "q": (0.4, 0.3, 0.2, 0.1)},
        vary={"p": FOUR, "q": FOUR},
        level="intermediate",
        seconds=90,
        tags=("speculative-decoding", "inference"),
        sources=_SOURCES,
    ),
    truth=_accepted,
    slips={
        "unweighted": bare_slip(
            "wrong-divisor",
            "min(1, p / q) is averaged over the tokens, as if all were proposed equally often.",
            _unweighted,
        ),
        "same_token": bare_slip(
            "sum-for-product",
            "both models are asked to draw the same token: Σ p · q.",
            _same_token,
        ),
        "rejected": bare_slip(
            "sign",
            "the rejected share is taken, the total variation distance.",
            lambda params: 1 - math.fsum(map(min, reals(params, "p"), reals(params, "q"))),
        ),
    },
    valid=_unlike,
)


def _yielded(params: Params, *, last: int = 0) -> Truth:
    """Return 1 + α + … + α^(γ + last)."""
    rate, drafted = real(params, "a"), number(params, "g")
    powers = tuple(rate**power for power in range(drafted + last + 1))
    value = math.fsum(powers)
    highest = drafted + last
    ended = f"1 + … + {shown(rate)}^{highest}" if highest > 1 else f"1 + {shown(rate)}"
    return Truth(
        value,
        (
            Step("at least k + 1 tokens", f"{shown(rate)}^k, k = 0 to {highest}", _brief(powers)),
            Step("their sum", ended if highest else "1", shown(value)),
        ),
    )


def _brief(powers: tuple[float, ...]) -> str:
    if len(powers) <= 6:
        return row(powers)
    return f"{row(powers[:5])[:-1]}, …, {shown(powers[-1])}]"


EXPECTED = Family(
    name="speculative_decoding.expected_tokens",
    title="tokens that a round of speculative decoding yields",
    topic="inference",
    formula="1 + α + … + α^γ = (1 − α^(γ+1)) / (1 − α)",
    params=(
        Param("a", "decimal", "the probability that a drafted token is accepted", 0, 1),
        Param("g", "int", "how many tokens are drafted", 1, 50),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A draft model proposes {{g}} tokens; the large model checks them in one pass and "
            "accepts each, independently, with probability {{a}}, up to the first rejection. It "
            "adds one token of its own. How many tokens does such a round yield on average?"
        ),
        explanation=(
            "k drafted tokens survive with probability α^k, and one token of the large model "
            "always comes on top: {{answer}}."
        ),
        params={"a": 0.8, "g": 4},
        vary={
            "a": ChoiceRange((0.5, 0.6, 0.7, 0.75, 0.8, 0.9)),
            "g": ChoiceRange((2, 3, 4, 5)),
        },
        level="intermediate",
        seconds=75,
        tags=("speculative-decoding", "inference"),
        sources=_SOURCES,
    ),
    truth=_yielded,
    slips={
        "no_bonus": bare_slip(
            "off-by-one",
            "the large model's own token is left out.",
            lambda params: math.fsum(
                real(params, "a") ** power for power in range(1, number(params, "g") + 1)
            ),
        ),
        "one_short": slip(
            "off-by-one",
            "the sum ends one power too early: (1 − α^γ) / (1 − α).",
            lambda params: _yielded(params, last=-1),
        ),
        "independent": bare_slip(
            "term-dropped",
            "tokens after a rejection are kept too: α · γ + 1.",
            lambda params: real(params, "a") * number(params, "g") + 1,
        ),
        "product": bare_slip(
            "term-dropped",
            "it is taken to be α · γ.",
            lambda params: real(params, "a") * number(params, "g"),
        ),
    },
)

FAMILIES = {family.name: family for family in (ACCEPTANCE, EXPECTED)}
