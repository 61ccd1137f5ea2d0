"""Multi-head attention: its parameters and the size of a head; scores and design stand beside."""

from __future__ import annotations

from engines.families.attention.head_design import HEADS_DESIGN
from engines.families.attention.head_params import HEADS, SOURCES, WIDTH, divides
from engines.families.attention.score_shapes import CROSS_SCORE_SHAPE, SCORE_SHAPE
from engines.families.given import flag, number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Int

_WIDTHS = ChoiceRange((64, 128, 256, 512, 768, 1024))
_HEAD_COUNTS = ChoiceRange((2, 4, 8, 12, 16))


def _parameters(
    params: Params, *, projections: int = 4, copies: int = 1, bias: bool | None = None
) -> Truth:
    """Return 4d² + 4d. `copies` repeats the projections of queries, keys and values."""
    width = number(params, "d")
    bias = flag(params, "bias") if bias is None else bias
    matrices = 3 * copies + projections - 3
    weights = matrices * width * width
    biases = matrices * width if bias else 0
    return Truth(
        weights + biases,
        (
            Step("weights of one projection", f"{width} × {width}", str(width * width)),
            Step("weights of all projections", f"{matrices} × {width * width}", str(weights)),
            Step("biases", f"{matrices} × {width}" if bias else "none", str(biases)),
            Step("together", f"{weights} + {biases}", str(weights + biases)),
        ),
    )


PARAMS = Family(
    name="multihead_attention.params",
    title="parameters of multi-head attention",
    topic="attention",
    formula="4d² + 4d (the last only with biases), whatever the number of heads",
    params=(
        WIDTH,
        HEADS,
        Param("bias", "bool", "whether the projections have biases", default=True),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A multi-head self-attention layer of width {{d}} has {{h}} heads that share the "
            "width. Its projections for queries, keys, values and the output all have biases. "
            "How many parameters does it learn?"
        ),
        explanation=(
            "Splitting the width among heads rearranges the projections, it does not enlarge them: "
            "four matrices of d × d and four biases, {{answer}} in all."
        ),
        params={"d": 512, "h": 8, "bias": True},
        vary={"d": _WIDTHS, "h": _HEAD_COUNTS},
        seconds=60,
        tags=("attention", "parameters"),
        sources=SOURCES,
    ),
    truth=_parameters,
    slips={
        "per_head": slip(
            "counted-twice",
            "every head has query, key and value projections of the full width.",
            lambda params: _parameters(params, copies=number(params, "h")),
        ),
        "no_output": slip(
            "term-dropped",
            "the output projection is left out.",
            lambda params: _parameters(params, projections=3),
        ),
        "no_bias": slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _parameters(params, bias=False),
        ),
    },
    valid=divides,
)


def _head_size(params: Params, *, parts: int = 1, split: bool = True) -> Truth:
    width, heads = number(params, "d"), number(params, "h")
    shared = parts * width
    value = shared // heads if split else shared
    numbers = f"{shared} / {heads}" if split else str(shared)
    return Truth(
        value,
        (
            Step("numbers of one token to share out", f"{parts} × {width}", str(shared)),
            Step("for each head", numbers, str(value)),
        ),
    )


HEAD_SIZE = Family(
    name="multihead_attention.head_size",
    title="size of an attention head",
    topic="attention",
    formula="dh = d / h",
    params=(WIDTH, HEADS),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An nn.MultiheadAttention layer has embed_dim={{d}} and num_heads={{h}}. How many "
            "numbers long is the query of one token in one head?"
        ),
        explanation=(
            "The heads share the width among themselves, so each works on its h-th part: "
            "{{answer}}. That is why embed_dim must be divisible by num_heads."
        ),
        params={"d": 512, "h": 8},
        vary={"d": _WIDTHS, "h": _HEAD_COUNTS},
        seconds=30,
        tags=("attention", "shapes"),
        sources=SOURCES,
    ),
    truth=_head_size,
    slips={
        "full_width": slip(
            "factor-dropped",
            "every head is given the full width.",
            lambda params: _head_size(params, split=False),
        ),
        "packed": slip(
            "counted-twice",
            "query, key and value are taken together.",
            lambda params: _head_size(params, parts=3),
        ),
        "head_count": bare_slip(
            "swapped-roles",
            "the number of heads is given for the size of one.",
            lambda params: number(params, "h"),
        ),
    },
    valid=divides,
)

FAMILIES = {
    family.name: family
    for family in (PARAMS, HEAD_SIZE, SCORE_SHAPE, HEADS_DESIGN, CROSS_SCORE_SHAPE)
}
