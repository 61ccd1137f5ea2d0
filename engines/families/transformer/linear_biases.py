"""ALiBi: the slope of a head, and the bias that it adds to a score."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float

_SOURCES = ("Press, Smith & Lewis 2021, Train short, test long (ALiBi), arXiv:2108.12409",)
_HEADS = Param("h", "choice", "heads, a power of two", choices=(2, 4, 8, 16, 32, 64))
_HEAD = Param("i", "int", "the head, counted from 1", 1, 64)


def _slope_of(heads: int, head: int) -> float:
    """Return 2^(−8i/h)."""
    return float(2 ** (-8 * head / heads))


def _slope(
    params: Params, *, before: int = 0, by_heads: bool = True, rising: bool = False
) -> Truth:
    """Return 2^(−8i/h). `before` is taken off the head's number, `by_heads` False leaves h out,
    `rising` drops the minus sign."""
    heads, head = number(params, "h"), number(params, "i") - before
    sign = "" if rising else "−"
    exponent = 8 * head / heads if by_heads else head
    numbers = f"{sign}8 × {head} / {heads}" if by_heads else f"{sign}{head}"
    value = float(2.0 ** (exponent if rising else -exponent))
    written = shown(exponent if rising else -exponent)
    return Truth(
        value,
        (
            Step("exponent", numbers, written),
            Step("slope", f"2^({written})", shown(value)),
        ),
    )


def _head_exists(params: Params) -> str | None:
    return "there is no such head" if number(params, "i") > number(params, "h") else None


SLOPE = Family(
    name="alibi.slope",
    title="slope of an ALiBi head",
    topic="transformer",
    formula="m = 2^(−8i/h) for head i = 1, ..., h",
    params=(_HEADS, _HEAD),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A model with {{h}} heads uses ALiBi with the paper's slopes. What is the slope m of "
            "head {{i}}, counted from 1? It is positive; the bias is −m times the distance."
        ),
        explanation=(
            "The slopes are a geometric sequence that starts at 2^(−8/h) with that same number as "
            "ratio, and ends at 2^(−8): here {{answer}}. Heads with a small slope look further "
            "back."
        ),
        params={"h": 8, "i": 3},
        vary={"h": ChoiceRange((4, 8, 16, 32)), "i": IntRange(1, 8)},
        level="advanced",
        seconds=60,
        tags=("transformer", "positions", "attention"),
        sources=_SOURCES,
    ),
    truth=_slope,
    slips={
        "from_zero": slip(
            "off-by-one",
            "heads are counted from 0, so that the first slope is 1.",
            lambda params: _slope(params, before=1),
        ),
        "without_heads": slip(
            "term-dropped",
            "the number of heads is left out: 2^(−i).",
            lambda params: _slope(params, by_heads=False),
        ),
        "rising": slip(
            "sign",
            "the minus sign of the exponent is lost.",
            lambda params: _slope(params, rising=True),
        ),
    },
    valid=_head_exists,
)


def _bias(
    params: Params, *, before: int = 0, sign: int = -1, more: int = 0, key_alone: bool = False
) -> Truth:
    """Return −m(q − k) for query q and key k. `before` is taken off the head's number, `more` added
    to the distance; with `key_alone` k stands in its place."""
    heads, head = number(params, "h"), number(params, "i")
    query, key = number(params, "q"), number(params, "k")
    slope = _slope_of(heads, head - before)
    distance = key if key_alone else query - key + more
    between = f"{query} − {key} + {more}" if more else f"{query} − {key}"
    value = sign * slope * distance if distance else 0
    written = "−" if sign < 0 else ""
    return Truth(
        value,
        (
            Step("slope", f"2^(−8 × {head - before} / {heads})", shown(slope)),
            Step("distance", str(key) if key_alone else between, str(distance)),
            Step("bias", f"{written}{shown(slope)} × {distance}", shown(value)),
        ),
    )


def _bias_valid(params: Params) -> str | None:
    if number(params, "k") > number(params, "q"):
        return "the key comes after the query and is masked"
    return _head_exists(params)


BIAS = Family(
    name="alibi.bias",
    title="bias that ALiBi adds to a score",
    topic="transformer",
    formula="−m(q − k) with m = 2^(−8i/h), for query position q and key position k <= q",
    params=(
        _HEADS,
        _HEAD,
        Param("q", "int", "position of the query", 0, 10_000),
        Param("k", "int", "position of the key", 0, 10_000),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A causal model with {{h}} heads uses ALiBi; head number i, counted from 1, has slope "
            "2^(−8i/h). What is added in head {{i}} to the score of the query at position {{q}} "
            "with the key at position {{k}}?"
        ),
        explanation=(
            "ALiBi adds no vectors to the tokens; it makes a score smaller in proportion to the "
            "distance, at each head's own rate: {{answer}}."
        ),
        params={"h": 8, "i": 2, "q": 7, "k": 3},
        vary={
            "h": ChoiceRange((4, 8, 16)),
            "i": IntRange(1, 6),
            "q": IntRange(1, 20),
            "k": IntRange(0, 15),
        },
        level="advanced",
        seconds=75,
        tags=("transformer", "positions", "attention"),
        sources=_SOURCES,
    ),
    truth=_bias,
    slips={
        "positive": slip(
            "sign",
            "the distance is rewarded: the minus sign is lost.",
            lambda params: _bias(params, sign=1),
        ),
        "from_zero": slip(
            "off-by-one",
            "heads are counted from 0.",
            lambda params: _bias(params, before=1),
        ),
        "key_position": slip(
            "stale-value",
            "the key's own position is taken for the distance.",
            lambda params: _bias(params, key_alone=True),
        ),
        "one_further": slip(
            "off-by-one",
            "both ends are counted: the distance is one too large.",
            lambda params: _bias(params, more=1),
        ),
    },
    valid=_bias_valid,
)
