"""How much of the past attention sees: causal and sliding windows; their caches stand beside."""

from __future__ import annotations

from engines.families.attention.sources import MISTRAL, PAPER
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange
from engines.values import Count

_TOKENS = Param("T", "int", "tokens in the sequence", 1, 4_000)
_WINDOW_PAPER = "Beltagy et al. 2020, Longformer, arXiv:2004.05150"


def _window_pairs(params: Params, *, more: int = 0, ramp: bool = True) -> Truth:
    """Return Σ min(i, w) for i from 1 to T. `more` widens the window; without `ramp` the first
    queries have full windows too."""
    tokens, window = number(params, "T"), number(params, "w") + more
    full = min(window, tokens) if ramp else window
    short = full - 1 if ramp else 0
    early = short * (short + 1) // 2
    late = (tokens - short) * full
    counted = f"1 + ... + {short}" if short > 1 else str(short or "none is short")
    return Truth(
        early + late,
        (
            Step("first queries", counted, str(early)),
            Step("queries with a full window", f"{tokens} − {short}", str(tokens - short)),
            Step("their pairs", f"{tokens - short} × {full}", str(late)),
            Step("together", f"{early} + {late}", str(early + late)),
        ),
    )


def _both_sides(params: Params) -> int:
    """Each query sees w − 1 tokens behind and as many ahead, as far as there are any."""
    tokens = number(params, "T")
    full = min(number(params, "w"), tokens)
    one_side = full * (full - 1) // 2 + (tokens - full + 1) * full
    return 2 * one_side - tokens


SLIDING = Family(
    name="sliding_window.pairs",
    title="pairs in a sliding window",
    topic="attention",
    formula="Σ min(i, w) for i = 1 to T = w(w − 1)/2 + (T − w + 1) · w where w <= T",
    params=(_TOKENS, Param("w", "int", "tokens in a window, the query's own included", 1, 4_000)),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "In causal attention with a sliding window of {{w}}, a token attends to itself and to "
            "the tokens right before it, {{w}} in all where there are so many. How many pairs of "
            "query and key are computed for a sequence of {{T}} tokens?"
        ),
        explanation=(
            "The first tokens have fewer than w tokens to look at, one more each time; from then "
            "on it is w for each. In all {{answer}}, which grows with T and not with its square."
        ),
        params={"T": 10, "w": 4},
        vary={"T": IntRange(8, 40), "w": IntRange(2, 8)},
        level="intermediate",
        seconds=75,
        tags=("attention", "masking"),
        sources=(_WINDOW_PAPER, MISTRAL),
    ),
    truth=_window_pairs,
    slips={
        "full_from_the_start": slip(
            "no-clamp",
            "every query has a full window, the first ones too.",
            lambda params: _window_pairs(params, ramp=False),
        ),
        "own_not_counted": slip(
            "off-by-one",
            "the query's own token is not counted among those of the window.",
            lambda params: _window_pairs(params, more=1),
        ),
        "both_sides": bare_slip(
            "one-side", "the window reaches as far ahead as it does back.", _both_sides
        ),
        "no_window": bare_slip(
            "term-dropped",
            "every earlier token is seen: the window is left out.",
            lambda params: number(params, "T") * (number(params, "T") + 1) // 2,
        ),
    },
)


def _causal_pairs(params: Params, *, own: bool = True) -> Truth:
    tokens = number(params, "T")
    last = tokens if own else tokens - 1
    value = last * (last + 1) // 2
    first = 1 if own else 0
    return Truth(
        value,
        (
            Step("keys of the first and last query", "one more each time", f"{first} and {last}"),
            Step("all queries", f"{last} × {last + 1} / 2", str(value)),
        ),
    )


CAUSAL = Family(
    name="causal_mask.pairs",
    title="pairs that a causal mask lets in",
    topic="attention",
    formula="1 + 2 + ... + T = T(T + 1) / 2",
    params=(_TOKENS,),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A sequence has {{T}} tokens. How many pairs of query and key does a causal mask let "
            "in, in one head?"
        ),
        explanation=(
            "The first token sees itself alone, each further one sees one more: the lower "
            "triangle with its diagonal, {{answer}}. The diagonal makes it more than half of all "
            "pairs."
        ),
        params={"T": 8},
        vary={"T": IntRange(3, 60)},
        seconds=45,
        tags=("attention", "masking"),
        sources=(PAPER,),
    ),
    truth=_causal_pairs,
    slips={
        "strict": slip(
            "strictness",
            "a token does not see itself: the diagonal is masked too.",
            lambda params: _causal_pairs(params, own=False),
        ),
        "no_mask": bare_slip(
            "term-dropped",
            "every query sees every key: nothing is masked.",
            lambda params: number(params, "T") ** 2,
        ),
        "half": bare_slip(
            "rounding",
            "T² is halved, which counts the diagonal only in half.",
            lambda params: number(params, "T") ** 2 // 2,
        ),
    },
)


FAMILIES = {family.name: family for family in (SLIDING, CAUSAL)}
