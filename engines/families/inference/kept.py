"""Which tokens are kept before the next one is drawn: top-k, top-p, min-p."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from engines.families.given import number, real, reals
from engines.families.inference.shares import FIVE, FOUR, descending, nearly, not_one
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int, SetOf, Value, Vector

_SHARES = Param(
    "p", "vector", "the probabilities of the tokens", 0, 1, sizes=(2, 8), entry="decimal"
)
NUCLEUS = ("Holtzman et al. 2019, The curious case of neural text degeneration, arXiv:1904.09751",)
_TOKENS = "The next token has these probabilities, from token 0 on: {{p}}. "


def listed(indices: Sequence[int]) -> str:
    """Return token numbers as steps show them."""
    return ", ".join(map(str, indices)) or "none"


def _renormalised(params: Params, chosen: Sequence[int]) -> Truth:
    """Return the probabilities after all but the tokens `chosen` are cut."""
    shares = reals(params, "p")
    kept = [shares[index] for index in chosen]
    whole = math.fsum(kept)
    value = tuple(share / whole if index in chosen else 0.0 for index, share in enumerate(shares))
    return Truth(
        value,
        (
            Step(
                "tokens kept",
                f"{number(params, 'k')} of {row(shares)}",
                listed(sorted(chosen)),
            ),
            Step("their sum", " + ".join(map(shown, kept)), shown(round(whole, 9))),
            Step("probabilities", f"kept ones / {shown(round(whole, 9))}", row(value)),
        ),
    )


def _top_k(params: Params) -> Truth:
    return _renormalised(params, descending(reals(params, "p"))[: number(params, "k")])


def _uncut(params: Params) -> Value:
    """The kept probabilities as they were."""
    shares = reals(params, "p")
    chosen = descending(shares)[: number(params, "k")]
    return tuple(share if index in chosen else 0.0 for index, share in enumerate(shares))


def _softmax_again(params: Params) -> Value:
    shares = reals(params, "p")
    chosen = descending(shares)[: number(params, "k")]
    whole = math.fsum(math.exp(shares[index]) for index in chosen)
    return tuple(
        math.exp(share) / whole if index in chosen else 0.0 for index, share in enumerate(shares)
    )


def _top_k_tied(params: Params) -> str | None:
    shares, k = reals(params, "p"), number(params, "k")
    if reason := not_one(shares, "p"):
        return reason
    if k > len(shares):
        return "there are fewer tokens than k"
    order = sorted(shares, reverse=True)
    if k < len(shares) and nearly(order[k - 1], order[k]):
        return "two tokens tie for the last place"
    return "the tokens kept have no probability" if order[0] == 0 else None


def _top_k_empty(params: Params, chosen: Sequence[int]) -> Truth | None:
    """A cut that leaves nothing to divide by makes no distribution."""
    shares = reals(params, "p")
    return _renormalised(params, chosen) if any(shares[index] for index in chosen) else None


TOP_K = Family(
    name="sampling.top_k",
    title="probabilities after top-k",
    topic="inference",
    formula="p / the sum of the k largest for the k largest, 0 for the rest",
    params=(_SHARES, Param("k", "int", "how many tokens are kept", 1, 8)),
    answer=lambda params: Vector(Float(places=3, share=True), length=len(reals(params, "p"))),
    ask=Ask(
        prompt=(
            _TOKENS
            + "With which probabilities does top-k sampling with k = {{k}} draw the tokens? "
            "Give all of them, 0 for a token that is cut."
        ),
        explanation=(
            "All but the k most probable tokens are cut, and what is left is divided by its sum, "
            "so that it is a distribution again: {{answer}}."
        ),
        params={"p": (0.5, 0.25, 0.15, 0.1), "k": 2},
        vary={"p": FOUR, "k": ChoiceRange((2, 3))},
        seconds=75,
        tags=("sampling",),
        sources=("Fan et al. 2018, Hierarchical neural story generation, arXiv:1805.04833",),
    ),
    truth=_top_k,
    slips={
        "not_renormalised": bare_slip(
            "no-normalising", "what is kept is not divided by its sum.", _uncut
        ),
        "softmax_again": bare_slip(
            "double-softmax",
            "a softmax is taken of the probabilities that are kept.",
            _softmax_again,
        ),
        "first": slip(
            "wrong-order",
            "the first k tokens are kept, as if they stood in order.",
            lambda params: _top_k_empty(params, range(number(params, "k"))),
        ),
    },
    valid=_top_k_tied,
)


def _nucleus(params: Params, *, order: Sequence[int] | None = None, crossing: bool = True) -> Truth:
    """Return the shortest run of tokens in `order` whose probabilities reach the threshold;
    without `crossing` the one that crosses it is left out."""
    shares, threshold = reals(params, "p"), real(params, "t")
    order = descending(shares) if order is None else order
    running: list[float] = []
    for index in order:
        running.append(round(math.fsum((running[-1] if running else 0.0, shares[index])), 9))
        if running[-1] >= threshold:
            break
    kept = tuple(sorted(order[: len(running) - (not crossing)]))
    return Truth(
        kept,
        (
            Step("tokens in order", "by probability", listed(order)),
            Step("running sums", f"until {shown(threshold)} is reached", row(running)),
            Step("tokens kept", f"{len(kept)} of them", listed(kept)),
        ),
    )


def _on_the_edge(params: Params) -> str | None:
    shares = reals(params, "p")
    if reason := not_one(shares, "p"):
        return reason
    order = sorted(shares, reverse=True)
    if any(nearly(one, other) for one, other in pairwise(order)):
        return "two tokens are equally probable"
    sums = [math.fsum(order[:count]) for count in range(1, len(order) + 1)]
    if any(abs(running - real(params, "t")) < 1e-6 for running in sums):
        return "a running sum is exactly the threshold"
    return None


TOP_P = Family(
    name="sampling.top_p",
    title="tokens that top-p keeps",
    topic="inference",
    formula="the fewest most probable tokens whose probabilities sum to at least top_p",
    params=(_SHARES, Param("t", "decimal", "the threshold top_p", 0.01, 0.99)),
    answer=lambda _params: SetOf(Int()),
    ask=Ask(
        prompt=(
            _TOKENS + "Which tokens does nucleus sampling with top_p = {{t}} keep? Give their "
            "numbers."
        ),
        explanation=(
            "The most probable tokens are added up until their sum reaches top_p; the one that "
            "crosses it is kept as well, so at least one always is: {{answer}}."
        ),
        params={"p": (0.4, 0.3, 0.15, 0.1, 0.05), "t": 0.8},
        vary={"p": FIVE, "t": ChoiceRange((0.3, 0.55, 0.65, 0.72, 0.8, 0.9, 0.92))},
        seconds=60,
        tags=("sampling",),
        sources=NUCLEUS,
    ),
    truth=_nucleus,
    slips={
        "crossing_dropped": slip(
            "boundary-missed",
            "the token that crosses top_p is cut.",
            lambda params: _nucleus(params, crossing=False),
        ),
        "unsorted": slip(
            "wrong-sequence",
            "the probabilities are added up in the order given, not sorted first.",
            lambda params: _nucleus(params, order=range(len(reals(params, "p")))),
        ),
        "from_the_least": slip(
            "sign",
            "the least probable tokens are added up first.",
            lambda params: _nucleus(params, order=descending(reals(params, "p"))[::-1]),
        ),
        "each_alone": bare_slip(
            "term-dropped",
            "each token is compared with 1 − top_p by itself.",
            lambda params: tuple(
                index
                for index, share in enumerate(reals(params, "p"))
                if share > 1 - real(params, "t")
            ),
        ),
    },
    valid=_on_the_edge,
)


def _min_p(params: Params, *, against: float | None = None) -> Truth:
    """Return the tokens at or above min_p times the largest; `against` replaces the largest."""
    shares, share = reals(params, "p"), real(params, "m")
    largest = max(shares) if against is None else against
    limit = share * largest
    kept = tuple(index for index, found in enumerate(shares) if found >= limit)
    return Truth(
        kept,
        (
            Step(
                "largest probability" if against is None else "in its place",
                row(shares),
                shown(largest),
            ),
            Step("limit", f"{shown(share)} × {shown(largest)}", shown(round(limit, 9))),
            Step("tokens kept", f"at or above {shown(round(limit, 9))}", listed(kept)),
        ),
    )


def _at_the_limit(params: Params) -> str | None:
    shares = reals(params, "p")
    if reason := not_one(shares, "p"):
        return reason
    limit = real(params, "m") * max(shares)
    if any(abs(share - limit) < 1e-6 for share in shares):
        return "a token is exactly at the limit"
    return None


MIN_P = Family(
    name="sampling.min_p",
    title="tokens that min-p keeps",
    topic="inference",
    formula="p >= min_p · the largest p",
    params=(_SHARES, Param("m", "decimal", "the share of the largest", 0.01, 0.99)),
    answer=lambda _params: SetOf(Int()),
    ask=Ask(
        prompt=(
            _TOKENS
            + "Which tokens does min-p sampling with min_p = {{m}} keep? Give their numbers."
        ),
        explanation=(
            "The limit is a share of the largest probability, so it is high where the model is "
            "sure and low where it is not: {{answer}}."
        ),
        params={"p": (0.5, 0.2, 0.15, 0.1, 0.05), "m": 0.25},
        vary={"p": FIVE, "m": ChoiceRange((0.12, 0.15, 0.17, 0.22, 0.25, 0.35, 0.45))},
        level="intermediate",
        seconds=60,
        tags=("sampling",),
        sources=("Nguyen et al. 2024, Turning up the heat: min-p sampling, arXiv:2407.01082",),
    ),
    truth=_min_p,
    slips={
        "absolute": slip(
            "factor-dropped",
            "min_p itself is the limit.",
            lambda params: _min_p(params, against=1.0),
        ),
        "against_uniform": slip(
            "wrong-divisor",
            "the limit is min_p times one over the number of tokens.",
            lambda params: _min_p(params, against=1 / len(reals(params, "p"))),
        ),
        "cut_share": bare_slip(
            "swapped-roles",
            "1 − min_p of the largest is the limit.",
            lambda params: tuple(
                index
                for index, share in enumerate(reals(params, "p"))
                if share >= (1 - real(params, "m")) * max(reals(params, "p"))
            ),
        ),
    },
    valid=_at_the_limit,
)
