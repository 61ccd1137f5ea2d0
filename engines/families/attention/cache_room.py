"""The cache of a sliding window, and how many tokens a cache has room for."""

from __future__ import annotations

from math import prod

from engines.families.attention.cache_bytes import BYTES
from engines.families.attention.products import times
from engines.families.attention.sources import MISTRAL
from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count


def _kept(params: Params) -> int:
    return min(number(params, "T"), number(params, "w"))


def _inner(params: Params, tokens: int | None = None) -> Params:
    """Return the parameters of the plain cache that holds the window's tokens."""
    kept = _kept(params) if tokens is None else tokens
    return {param.name: params[param.name] for param in BYTES.params} | {"T": kept}


def _windowed(params: Params, *, tokens: int | None = None, wrong: str | None = None) -> Truth:
    """Return the memory of the tokens in the window. `tokens` replaces their number, `wrong` names
    a slip of the plain cache."""
    inner = _inner(params, tokens)
    found = BYTES.truth(inner)
    value, steps = found.value, found.steps
    if wrong is not None:
        other = BYTES.slips[wrong]
        if other.value is None or other.steps is None:
            raise ValueError(f"{wrong} is not worked out")
        value, steps = other.value(inner) or 0, other.steps(inner)
    limits = f"min({number(params, 'T')}, {number(params, 'w')})"
    shown = str(inner["T"])
    return Truth(value, (Step("tokens that are kept", limits, shown), *steps))


def _cache_slip(wrong: str) -> Slip:
    other = BYTES.slips[wrong]
    return slip(
        other.name,
        other.text.removeprefix("{{value}} is what comes out when "),
        lambda params: _windowed(params, wrong=wrong),
    )


WINDOW_BYTES = Family(
    name="kv_cache.window_bytes",
    title="memory of a sliding window's cache",
    topic="attention",
    formula="2 · layers · key-value heads · head size · min(T, w) · batch · bytes per number",
    params=(
        *BYTES.params,
        Param("w", "int", "tokens in the window, the last one included", 1, 10**8),
    ),
    answer=lambda params: BYTES.answer(_inner(params)),
    ask=Ask(
        prompt=(
            "A model of {{L}} layers attends in a sliding window of {{w}} tokens (the last one "
            "included) and drops keys and values that have left it. In each layer {{h}} query "
            "heads share {{kv}} key-value heads of size {{dh}}; a number takes {{bytes}} bytes. "
            "How large is the key-value cache after {{T}} tokens of one sequence?"
        ),
        explanation=(
            "What has left the window is never looked at again, so the cache grows up to w tokens "
            "and no further. Here it holds min(T, w) tokens: {{answer}}."
        ),
        params={
            "L": 32,
            "kv": 8,
            "dh": 128,
            "T": 16384,
            "B": 1,
            "bytes": 2,
            "h": 32,
            "w": 4096,
        },
        vary={
            "L": ChoiceRange((16, 24, 32, 48)),
            "kv": ChoiceRange((2, 4, 8)),
            "dh": ChoiceRange((64, 128)),
            "T": ChoiceRange((1024, 2048, 8192, 16384, 32768)),
            "w": ChoiceRange((1024, 2048, 4096, 8192)),
        },
        level="intermediate",
        seconds=90,
        tags=("attention", "inference", "memory"),
        sources=(MISTRAL,),
    ),
    truth=_windowed,
    slips={
        "no_window": slip(
            "no-clamp",
            "all tokens are kept, the window is left out.",
            lambda params: _windowed(params, tokens=number(params, "T")),
        ),
        "window_always": slip(
            "no-clamp",
            "the window is counted full although the text is shorter.",
            lambda params: _windowed(params, tokens=number(params, "w")),
        ),
        "keys_only": _cache_slip("keys_only"),
        "query_heads": _cache_slip("query_heads"),
    },
    valid=BYTES.valid,
)


def _token_bytes(params: Params, both: int, heads: str, width: int | None) -> tuple[int, ...]:
    width = number(params, "bytes") if width is None else width
    return (
        both,
        number(params, "L"),
        number(params, heads),
        number(params, "dh"),
        number(params, "B"),
        width,
    )


def _tokens(
    params: Params,
    *,
    both: int = 2,
    heads: str = "kv",
    width: int | None = None,
    round_up: bool = False,
) -> Truth:
    """Return M / (2 · L · kv · dh · B · bytes), rounded down; the keywords are those of slips."""
    memory = number(params, "M")
    numbers = _token_bytes(params, both, heads, width)
    each = prod(numbers)
    value = -(-memory // each) if round_up else memory // each
    whole = f"{'ceil' if round_up else 'floor'}({memory} / {each})"
    return Truth(
        value,
        (
            Step("bytes for a token of each sequence", times(*numbers), str(each)),
            Step("tokens that fit", whole, str(value)),
        ),
    )


def _room(params: Params) -> str | None:
    reason = BYTES.valid(params)
    if reason is not None:
        return reason
    each = prod(_token_bytes(params, 2, "kv", None))
    return None if number(params, "M") >= each else "not one token fits"


_SHARED = ("L", "kv", "dh", "B", "bytes", "h")

TOKENS = Family(
    name="kv_cache.tokens",
    title="tokens that a key-value cache has room for",
    topic="attention",
    formula="floor(M / (2 · layers · key-value heads · head size · batch · bytes per number))",
    params=(
        *(param for param in BYTES.params if param.name != "T"),
        Param("M", "int", "bytes of memory for the cache", 1, 10**15),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "{{M}} bytes (a GiB has 1073741824) are free for the key-value cache of a model with "
            "{{L}} layers; in each, {{h}} query heads share {{kv}} key-value heads of size {{dh}}. "
            "The batch size is {{B}}, all sequences are of one length, and a number takes "
            "{{bytes}} bytes. How many tokens can each sequence hold at most?"
        ),
        explanation=(
            "Each token takes a key and a value in every layer and key-value head, for each "
            "sequence of the batch. The memory divided by that, rounded down: {{answer}}."
        ),
        params={"L": 32, "kv": 8, "dh": 128, "M": 4 * 2**30, "B": 4, "bytes": 2, "h": 32},
        vary={
            "L": ChoiceRange((16, 24, 28, 32, 40)),
            "kv": ChoiceRange((2, 4, 8)),
            "dh": ChoiceRange((64, 128)),
            "M": ChoiceRange((10**9, 2 * 10**9, 5 * 10**9, 10**10, 2**30, 2**32, 2**34)),
            "B": ChoiceRange((1, 2, 4, 8)),
        },
        level="intermediate",
        seconds=120,
        tags=("attention", "inference", "memory"),
        sources=("Ainslie et al. 2023, GQA, arXiv:2305.13245",),
    ),
    truth=_tokens,
    slips={
        "keys_only": slip(
            "factor-dropped",
            "only the keys or only the values are counted.",
            lambda params: _tokens(params, both=1),
        ),
        "query_heads": slip(
            "query-heads-for-kv-heads",
            "the query heads are counted.",
            lambda params: _tokens(params, heads="h"),
        ),
        "numbers": slip(
            "units",
            "a number is taken to be one byte.",
            lambda params: _tokens(params, width=1),
        ),
        "round_up": slip(
            "rounding",
            "a last token is counted that does not fit any more.",
            lambda params: _tokens(params, round_up=True),
        ),
    },
    valid=_room,
    inverses={BYTES.name: _SHARED},
)
