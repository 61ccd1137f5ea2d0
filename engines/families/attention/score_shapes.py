"""The shape of the scores of self-attention and of cross-attention."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.attention.head_params import HEADS, SOURCES, WIDTH, divides
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Shape, Value

_BATCH = Param("B", "int", "sequences in the batch", 1, 1_024)
Sizes = tuple[int, ...]
_SCORES = "scores[b, head] = Q·Kᵀ, so the shape is (B, h, queries, keys)"


def _shape_steps(params: Params, shape: Sizes, queries: str, keys: str) -> tuple[Step, ...]:
    size = number(params, "d") // number(params, "h")
    count = number(params, "h")
    batch = number(params, "B")
    return (
        Step("queries, by head", f"{queries} tokens, {size} numbers each", f"({queries}, {size})"),
        Step("keys, by head", f"{keys} tokens, {size} numbers each", f"({keys}, {size})"),
        Step(
            "scores of one head", f"({queries}, {size}) · ({size}, {keys})", f"({queries}, {keys})"
        ),
        Step("all of them", f"batch {batch}, heads {count}", Shape().show(shape)),
    )


def _self_shape(params: Params) -> Truth:
    batch, heads, tokens = (number(params, name) for name in ("B", "h", "T"))
    shape = (batch, heads, tokens, tokens)
    return Truth(shape, _shape_steps(params, shape, str(tokens), str(tokens)))


def _of_sizes(change: Callable[[int, int, int, int], Sizes]) -> Callable[[Params], Value]:
    """Return the slip's shape from batch, tokens, heads and the size of a head."""

    def value(params: Params) -> Value:
        batch, tokens, heads = (number(params, name) for name in ("B", "T", "h"))
        return change(batch, tokens, heads, number(params, "d") // heads)

    return value


SCORE_SHAPE = Family(
    name="multihead_attention.score_shape",
    title="shape of the attention scores",
    topic="attention",
    formula=_SCORES,
    params=(_BATCH, Param("T", "int", "tokens in a sequence", 1, 100_000), WIDTH, HEADS),
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=(
            "Self-attention of width {{d}} with {{h}} heads runs over a batch of {{B}} sequences "
            "of {{T}} tokens. What is the shape of the tensor of all scores Q·Kᵀ? Batch first, "
            "then heads; nothing is averaged over the heads."
        ),
        explanation=(
            "Within each sequence and each head every query meets every key. The size of a head is "
            "summed away in the dot products, so the scores are {{answer}}."
        ),
        params={"B": 2, "T": 10, "d": 64, "h": 8},
        vary={
            "B": ChoiceRange((2, 4, 8, 16)),
            "T": IntRange(5, 50),
            "d": ChoiceRange((64, 128, 256, 512)),
            "h": ChoiceRange((2, 4, 8, 16)),
        },
        seconds=45,
        tags=("attention", "shapes"),
        sources=SOURCES,
    ),
    truth=_self_shape,
    slips={
        "no_heads": bare_slip(
            "term-dropped",
            "the heads get no dimension of their own, as after averaging over them.",
            _of_sizes(lambda batch, tokens, _heads, _size: (batch, tokens, tokens)),
        ),
        "queries": bare_slip(
            "in-for-out",
            "the queries' own shape is given.",
            _of_sizes(lambda batch, tokens, heads, size: (batch, heads, tokens, size)),
        ),
        "over_heads": bare_slip(
            "transposed",
            "heads and tokens are not swapped before the product: heads meet heads.",
            _of_sizes(lambda batch, tokens, heads, _size: (batch, tokens, heads, heads)),
        ),
    },
    valid=divides,
)


def _cross_shape(params: Params, *, queries: str = "Tq", keys: str = "Tk") -> Truth:
    rows, columns = number(params, queries), number(params, keys)
    shape = (number(params, "B"), number(params, "h"), rows, columns)
    return Truth(shape, _shape_steps(params, shape, str(rows), str(columns)))


CROSS_SCORE_SHAPE = Family(
    name="cross_attention.score_shape",
    title="shape of the scores of cross-attention",
    topic="attention",
    formula=_SCORES,
    params=(
        _BATCH,
        Param("Tq", "int", "tokens of the decoder", 1, 100_000),
        Param("Tk", "int", "tokens of the encoder", 1, 100_000),
        WIDTH,
        HEADS,
    ),
    answer=lambda _params: Shape(rank=4),
    ask=Ask(
        prompt=(
            "In an encoder-decoder transformer of width {{d}} with {{h}} heads, a batch of {{B}} "
            "holds {{Tq}} decoder tokens and {{Tk}} encoder tokens a sequence. What is the shape "
            "of all scores Q·Kᵀ of the decoder's cross-attention? Batch first, then heads; nothing "
            "is averaged over the heads."
        ),
        explanation=(
            "In cross-attention the queries come from the decoder, keys and values from the "
            "encoder. Every decoder token scores every encoder token: {{answer}}."
        ),
        params={"B": 2, "Tq": 7, "Tk": 12, "d": 64, "h": 8},
        vary={
            "B": ChoiceRange((2, 4, 8, 16)),
            "Tq": IntRange(5, 40),
            "Tk": IntRange(5, 40),
            "d": ChoiceRange((64, 128, 256, 512)),
            "h": ChoiceRange((2, 4, 8, 16)),
        },
        level="intermediate",
        seconds=60,
        tags=("attention", "shapes"),
        sources=SOURCES,
    ),
    truth=_cross_shape,
    slips={
        "turned": slip(
            "swapped-roles",
            "the encoder asks and the decoder is looked at.",
            lambda params: _cross_shape(params, queries="Tk", keys="Tq"),
        ),
        "decoder_only": slip(
            "in-for-out",
            "the decoder attends to itself.",
            lambda params: _cross_shape(params, keys="Tq"),
        ),
        "encoder_only": slip(
            "in-for-out",
            "the encoder attends to itself.",
            lambda params: _cross_shape(params, queries="Tk"),
        ),
    },
    valid=divides,
)
