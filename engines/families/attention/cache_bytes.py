"""The memory of a key-value cache."""

from __future__ import annotations

from math import prod

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Bytes

_GIB, _MIB = 2**30, 2**20


def _cached(params: Params, *, both: int = 2, heads: str = "kv", width: int | None = None) -> Truth:
    """Return 2 · L · kv · dh · T · B · bytes; `both` stands for keys and values, `heads` names the
    parameter that is counted, `width` replaces the bytes of a number."""
    layers, counted, size, tokens, batch = (
        number(params, name) for name in ("L", heads, "dh", "T", "B")
    )
    width = number(params, "bytes") if width is None else width
    token = both * layers * counted * size * width
    numbers = [both, layers, counted, size, width]
    whole = prod((token, tokens, batch))
    kept = [part for part in numbers if part != 1 or part is width]
    return Truth(
        whole,
        (
            Step("bytes of one token", " × ".join(map(str, kept)), str(token)),
            Step("all tokens", f"{token} × {tokens} × {batch}", str(whole)),
            Step(f"in {_unit(whole)}", f"{whole} / {_amount(whole)}", _in_unit(whole)),
        ),
    )


def _unit(size: int) -> str:
    return "GiB" if size >= _GIB else "MiB"


def _amount(size: int) -> str:
    return "2^30" if size >= _GIB else "2^20"


def _in_unit(size: int) -> str:
    return Bytes(unit=_unit(size)).show(size)


def _divides(params: Params) -> str | None:
    if number(params, "h") % number(params, "kv"):
        return "the key-value heads do not divide the query heads h"
    return None


def _answer(params: Params) -> Bytes:
    size = prod(number(params, name) for name in ("L", "kv", "dh", "T", "B", "bytes")) * 2
    return Bytes(unit=_unit(size))


BYTES = Family(
    name="kv_cache.bytes",
    title="memory of a key-value cache",
    topic="attention",
    formula="2 · layers · key-value heads · head size · tokens · batch · bytes per number",
    params=(
        Param("L", "int", "layers", 1, 1000),
        Param("kv", "int", "key-value heads", 1, 1000),
        Param("dh", "int", "size of a head", 1, 10_000),
        Param("T", "int", "tokens in the context", 1, 10**8),
        Param("B", "int", "sequences in the batch", 1, 10**5, default=1),
        Param("bytes", "choice", "bytes of one number", choices=(1, 2, 4), default=2),
        Param("h", "int", "query heads, which play no part", 1, 1000, default=32),
    ),
    answer=_answer,
    ask=Ask(
        prompt=(
            "A model has {{L}} layers; in each, {{h}} query heads share {{kv}} key-value heads of "
            "size {{dh}}. The batch size is {{B}}, the context {{T}} tokens, and a number takes "
            "{{bytes}} bytes. How large is the key-value cache?"
        ),
        explanation=(
            "Each layer keeps a key and a value for every token and every key-value head; query "
            "heads are not stored. All together {{answer}}."
        ),
        params={"L": 32, "kv": 8, "dh": 128, "T": 8192, "B": 1, "bytes": 2, "h": 32},
        vary={
            "L": ChoiceRange((16, 24, 32, 48, 64)),
            "kv": ChoiceRange((2, 4, 8, 16, 32)),
            "dh": ChoiceRange((64, 128)),
            "T": ChoiceRange((1024, 2048, 4096, 8192, 16384)),
            "B": ChoiceRange((1, 2, 4, 8)),
        },
        level="intermediate",
        seconds=90,
        tags=("attention", "inference", "memory"),
        sources=("Ainslie et al. 2023, GQA, arXiv:2305.13245",),
    ),
    truth=_cached,
    slips={
        "keys_only": slip(
            "factor-dropped",
            "only the keys or only the values are counted.",
            lambda params: _cached(params, both=1),
        ),
        "query_heads": slip(
            "query-heads-for-kv-heads",
            "the query heads are counted.",
            lambda params: _cached(params, heads="h"),
        ),
        "numbers": slip(
            "units",
            "numbers are counted in place of bytes.",
            lambda params: _cached(params, width=1),
        ),
    },
    valid=_divides,
    inverses={"kv_cache.tokens": ("L", "kv", "dh", "B", "bytes", "h")},
)
