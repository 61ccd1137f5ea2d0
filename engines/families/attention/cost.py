"""What attention costs: operations of its two products, and memory of its scores."""

from __future__ import annotations

from engines.families.attention.products import times
from engines.families.attention.sources import PAPER
from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Bytes, Count

_BATCH = Param("B", "int", "sequences in the batch", 1, 1_000, default=1)
_HEADS = Param("h", "int", "heads", 1, 1_000)
_TOKENS = Param("T", "int", "tokens in a sequence", 1, 100_000)
_HEAD_SIZE = Param("dh", "int", "size of a head", 1, 10_000)
_FLASH = "Dao et al. 2022, FlashAttention, arXiv:2205.14135"


def _flops(params: Params, *, each: int = 2, products: int = 2, keys: int | None = None) -> Truth:
    """Return the products' B · h · T² · dh multiply-adds, `each` counted so often; `keys` replaces
    the keys that a query meets."""
    batch, heads, tokens, size = (number(params, name) for name in ("B", "h", "T", "dh"))
    keys = tokens if keys is None else keys
    pairs = batch * heads * tokens * keys
    one = each * size
    return Truth(
        pairs * one * products,
        (
            Step("pairs of query and key", times(batch, heads, tokens, keys), str(pairs)),
            Step("operations for a pair", times(each, size), str(one)),
            Step("one product", f"{pairs} × {one}", str(pairs * one)),
            Step("products in all", f"{products} × {pairs * one}", str(pairs * one * products)),
        ),
    )


FLOPS = Family(
    name="attention.flops",
    title="operations of attention",
    topic="attention",
    formula="Q·Kᵀ takes 2 · B · h · T² · dh operations, weights · V as many again",
    params=(_BATCH, _HEADS, _TOKENS, _HEAD_SIZE),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "Self-attention without a mask runs on sequences of {{T}} tokens with batch size "
            "{{B}} and {{h}} heads of size {{dh}}. How many floating-point operations do its two "
            "matrix products, Q·Kᵀ and weights·V, take together? A multiply-add counts as 2; "
            "projections and softmax are left out."
        ),
        explanation=(
            "In each head T queries meet T keys with dh multiply-adds a pair, and the weighted sum "
            "of the values takes as many again: {{answer}}. The cost grows with the square of T."
        ),
        params={"B": 1, "h": 8, "T": 100, "dh": 64},
        vary={
            "B": ChoiceRange((1, 2, 4)),
            "h": ChoiceRange((4, 8, 12, 16)),
            "T": ChoiceRange((10, 20, 50, 100, 200, 500, 1000)),
            "dh": ChoiceRange((32, 64, 128)),
        },
        level="intermediate",
        seconds=90,
        tags=("attention", "cost"),
        sources=(PAPER,),
    ),
    truth=_flops,
    slips={
        "multiply_adds": slip(
            "units",
            "a multiply-add is counted as one operation.",
            lambda params: _flops(params, each=1),
        ),
        "one_product": slip(
            "term-dropped",
            "only one of the two products is counted.",
            lambda params: _flops(params, products=1),
        ),
        "linear": slip(
            "factor-dropped",
            "T is counted once: each query meets a single key.",
            lambda params: _flops(params, keys=1),
        ),
    },
)


def _in_unit(size: int, unit: str) -> str:
    return Bytes(unit=unit).show(size)


def _score_bytes(
    params: Params, *, heads: int | None = None, width: int | None = None, keys: str = "T"
) -> Truth:
    """Return B · h · T² · bytes; `heads` and `width` replace the heads and the bytes of a number,
    `keys` names what a query has a number for."""
    batch, counted, tokens = (number(params, name) for name in ("B", "h", "T"))
    counted = counted if heads is None else heads
    width = number(params, "bytes") if width is None else width
    each = number(params, keys)
    scores = batch * counted * tokens * each
    return Truth(
        scores * width,
        (
            Step("numbers", times(batch, counted, tokens, each), str(scores)),
            Step("their bytes", f"{scores} × {width}", str(scores * width)),
            Step("in MiB", f"{scores * width} / 2^20", _in_unit(scores * width, "MiB")),
        ),
    )


SCORE_BYTES = Family(
    name="attention.score_bytes",
    title="memory of the attention scores",
    topic="attention",
    formula="batch · heads · T² · bytes per number",
    params=(
        _BATCH,
        _HEADS,
        _TOKENS,
        Param("bytes", "choice", "bytes of one number", choices=(1, 2, 4), default=2),
        Param("dh", "int", "size of a head, which plays no part", 1, 10_000, default=64),
    ),
    answer=lambda _params: Bytes(unit="MiB"),
    ask=Ask(
        prompt=(
            "One attention layer stores its full matrices of scores. The batch size is {{B}}, a "
            "sequence has {{T}} tokens, there are {{h}} heads of size {{dh}}, and a number takes "
            "{{bytes}} bytes. How much memory do the scores take?"
        ),
        explanation=(
            "Each head of each sequence has a score for every pair of tokens: {{answer}}. "
            "The size of a head plays no part; twice the tokens take four times the memory."
        ),
        params={"B": 1, "h": 16, "T": 2048, "bytes": 2, "dh": 64},
        vary={
            "B": ChoiceRange((1, 2, 4, 8)),
            "h": ChoiceRange((8, 12, 16, 32)),
            "T": ChoiceRange((512, 1024, 2048, 4096)),
            "bytes": ChoiceRange((2, 4)),
            "dh": ChoiceRange((64, 128)),
        },
        level="intermediate",
        seconds=75,
        tags=("attention", "memory"),
        sources=(_FLASH,),
    ),
    truth=_score_bytes,
    slips={
        "one_head": slip(
            "factor-dropped",
            "one head is counted.",
            lambda params: _score_bytes(params, heads=1),
        ),
        "numbers": slip(
            "units",
            "numbers are counted in place of bytes.",
            lambda params: _score_bytes(params, width=1),
        ),
        "queries": slip(
            "in-for-out",
            "the queries are counted, T by the width, in place of the scores, T by T.",
            lambda params: _score_bytes(params, keys="dh"),
        ),
    },
)

_STATISTIC = 4
"""Bytes of the one float32 that flash attention keeps for each query and head."""


def _saved_bytes(
    params: Params, *, heads: int | None = None, kept: int | None = _STATISTIC
) -> Truth:
    """Return B · h · T · (T · bytes − kept); `kept` None stands for the bytes of a score."""
    batch, counted, tokens, width = (number(params, name) for name in ("B", "h", "T", "bytes"))
    counted = counted if heads is None else heads
    kept = width if kept is None else kept
    rows = batch * counted * tokens
    whole, left = rows * tokens * width, rows * kept
    return Truth(
        whole - left,
        (
            Step("rows, one for each query", times(batch, counted, tokens), str(rows)),
            Step("bytes of their weights", f"{rows} × {tokens} × {width}", str(whole)),
            Step("bytes kept", f"{rows} × {kept}", str(left)),
            Step("bytes saved", f"{whole} − {left}", str(whole - left)),
            Step("in KiB", f"{whole - left} / 2^10", _in_unit(whole - left, "KiB")),
        ),
    )


SAVED_BYTES = Family(
    name="attention.saved_bytes",
    title="memory that flash attention saves",
    topic="attention",
    formula="batch · heads · T · (T · bytes per number − 4): one float32 a row replaces T weights",
    params=(
        _BATCH,
        _HEADS,
        _TOKENS,
        Param("bytes", "choice", "bytes of one weight", choices=(2, 4), default=2),
    ),
    answer=lambda _params: Bytes(unit="KiB"),
    ask=Ask(
        prompt=(
            "For the backward pass plain attention stores its T × T weights in {{bytes}} bytes "
            "each; flash attention stores in their place one float32 log-sum-exp for every query "
            "and head and computes the weights again. How much memory does that save in one layer "
            "with batch size {{B}}, {{h}} heads and T = {{T}} tokens?"
        ),
        explanation=(
            "A row of T weights shrinks to the one number that its softmax was divided by, so the "
            "memory grows with T and no longer with its square. Saved: {{answer}}."
        ),
        params={"B": 8, "h": 16, "T": 128, "bytes": 2},
        vary={
            "B": ChoiceRange((8, 16, 32)),
            "h": ChoiceRange((4, 8, 12, 16)),
            "T": ChoiceRange((32, 64, 128, 256)),
            "bytes": ChoiceRange((2, 4)),
        },
        level="advanced",
        seconds=120,
        tags=("attention", "flash-attention", "memory"),
        sources=(_FLASH, "Dao 2023, FlashAttention-2, arXiv:2307.08691"),
    ),
    truth=_saved_bytes,
    slips={
        "nothing_kept": slip(
            "term-dropped",
            "the log-sum-exps that stay are not taken off.",
            lambda params: _saved_bytes(params, kept=0),
        ),
        "same_width": slip(
            "units",
            "a log-sum-exp is taken to be as wide as a weight, not 4 bytes.",
            lambda params: _saved_bytes(params, kept=None),
        ),
        "one_head": slip(
            "factor-dropped",
            "one head is counted.",
            lambda params: _saved_bytes(params, heads=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (FLOPS, SCORE_BYTES, SAVED_BYTES)}
