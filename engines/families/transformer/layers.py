"""Parameters of a transformer's parts: an encoder layer, a gated feed-forward, grouped queries."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count

WIDTH = Param("d", "int", "width of the model", 1, 65_536)
INNER = Param("ff", "int", "width inside the feed-forward network", 1, 262_144)
_HEADS = Param("h", "int", "query heads", 1, 1_024)
_WIDTHS = ChoiceRange((64, 128, 256, 512, 768, 1024))
_ENCODER_PAGE = (
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html"
)


def heads_divide(params: Params) -> str | None:
    """Return why the width cannot be split among the heads, or None."""
    if number(params, "d") % number(params, "h"):
        return "the heads do not divide the width d"
    return None


def _encoder(params: Params, *, projections: int = 4, norms: int = 2, biases: bool = True) -> Truth:
    """Return the attention's 4d² + 4d, the network's 2·d·ff + ff + d, the norms' 4d."""
    width, inner = number(params, "d"), number(params, "ff")
    attention = projections * (width * width + (width if biases else 0))
    network = 2 * width * inner + (inner + width if biases else 0)
    scales = norms * 2 * width
    whole = attention + network + scales
    bias = f" + {projections} × {width}" if biases else ""
    inner_bias = f" + {inner} + {width}" if biases else ""
    return Truth(
        whole,
        (
            Step("attention", f"{projections} × {width}²{bias}", str(attention)),
            Step("feed-forward", f"2 × {width} × {inner}{inner_bias}", str(network)),
            Step("layer norms", f"{norms} × 2 × {width}", str(scales)),
            Step("together", f"{attention} + {network} + {scales}", str(whole)),
        ),
    )


ENCODER = Family(
    name="encoder_layer.params",
    title="parameters of an encoder layer",
    topic="transformer",
    formula="(4d² + 4d) + (2 · d · ff + ff + d) + 4d: attention, feed-forward, two layer norms",
    params=(WIDTH, INNER, _HEADS),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A transformer encoder layer has width {{d}}, {{h}} heads and a feed-forward network "
            "of two linear layers with {{ff}} units between them. All linear layers have biases; "
            "there are two layer norms with scale and shift. How many parameters does it learn?"
        ),
        explanation=(
            "Attention has four d × d projections, the feed-forward network two matrices of "
            "d × ff, each with its biases, and each layer norm has a scale and a shift of length "
            "d. Together {{answer}}; the number of heads plays no part."
        ),
        params={"d": 512, "ff": 2048, "h": 8},
        vary={
            "d": _WIDTHS,
            "ff": ChoiceRange((256, 512, 1024, 2048, 3072, 4096)),
            "h": ChoiceRange((4, 8, 12, 16)),
        },
        level="intermediate",
        seconds=120,
        tags=("transformer", "parameters"),
        sources=("Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762", _ENCODER_PAGE),
    ),
    truth=_encoder,
    slips={
        "no_norms": slip(
            "term-dropped",
            "the layer norms are left out.",
            lambda params: _encoder(params, norms=0),
        ),
        "one_norm": slip(
            "factor-dropped",
            "one layer norm is counted, not two.",
            lambda params: _encoder(params, norms=1),
        ),
        "no_biases": slip(
            "forgot-bias",
            "the biases of the linear layers are left out.",
            lambda params: _encoder(params, biases=False),
        ),
        "no_output": slip(
            "term-dropped",
            "the attention's output projection is left out.",
            lambda params: _encoder(params, projections=3),
        ),
    },
    valid=heads_divide,
)


def _swiglu(params: Params, *, matrices: int = 3, biases: bool = False) -> Truth:
    width, inner = number(params, "d"), number(params, "ff")
    one = width * inner
    weights = matrices * one
    shifts = 2 * inner + width if biases else 0
    return Truth(
        weights + shifts,
        (
            Step("weights of one matrix", f"{width} × {inner}", str(one)),
            Step("all matrices", f"{matrices} × {one}", str(weights)),
            Step("with the biases", f"{weights} + {shifts}", str(weights + shifts)),
        ),
    )


SWIGLU = Family(
    name="swiglu.params",
    title="parameters of a SwiGLU network",
    topic="transformer",
    formula="3 · d · ff: gate, up and down projection, no biases",
    params=(WIDTH, INNER),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A Llama-style feed-forward network is SwiGLU of width {{d}} with {{ff}} units inside "
            "and no biases. How many parameters does it learn?"
        ),
        explanation=(
            "SwiGLU multiplies silu(x·W_gate) by x·W_up and projects the product down: three "
            "matrices of d × ff, {{answer}} in all, where a plain network has two."
        ),
        params={"d": 1024, "ff": 4096},
        vary={
            "d": ChoiceRange((256, 512, 1024, 2048, 4096)),
            "ff": ChoiceRange((688, 1024, 1376, 2048, 2816, 4096, 5632, 11008)),
        },
        level="intermediate",
        seconds=60,
        tags=("transformer", "parameters"),
        sources=("Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202",),
    ),
    truth=_swiglu,
    slips={
        "two_matrices": slip(
            "gate-count",
            "two matrices are counted, as in a network without a gate.",
            lambda params: _swiglu(params, matrices=2),
        ),
        "biases": slip(
            "counted-twice",
            "biases are counted although there are none.",
            lambda params: _swiglu(params, biases=True),
        ),
    },
)


def _grouped(params: Params, *, cached: str = "kv", square: int = 2, both: int = 2) -> Truth:
    """Return 2d² + 2 · d · kv · dh. `cached` names the heads that keys and values have, `square`
    counts the d × d projections, `both` the smaller ones."""
    width, heads, keys = number(params, "d"), number(params, "h"), number(params, cached)
    size = width // heads
    large, small = square * width * width, both * width * keys * size
    return Truth(
        large + small,
        (
            Step("size of a head", f"{width} / {heads}", str(size)),
            Step("queries and output", f"{square} × {width} × {width}", str(large)),
            Step("keys and values", f"{both} × {width} × ({keys} × {size})", str(small)),
            Step("together", f"{large} + {small}", str(large + small)),
        ),
    )


def _groups(params: Params) -> str | None:
    reason = heads_divide(params)
    if reason is None and number(params, "h") % number(params, "kv"):
        return "the key-value heads do not divide the query heads h"
    return reason


GROUPED = Family(
    name="grouped_query_attention.params",
    title="parameters of grouped-query attention",
    topic="transformer",
    formula="2d² + 2 · d · kv · dh with dh = d / h, no biases",
    params=(WIDTH, _HEADS, Param("kv", "int", "key-value heads", 1, 1_024)),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "In grouped-query attention of width {{d}} the number of query heads is {{h}}, that of "
            "key-value heads {{kv}}. All heads are of one size, and the query heads together are "
            "as wide as the model. Nothing has a bias. How many weights do the projections for "
            "queries, keys, values and the output hold?"
        ),
        explanation=(
            "Queries and output keep their d × d matrices; keys and values are projected to the "
            "few key-value heads only, d × (kv · dh) each. Together {{answer}}."
        ),
        params={"d": 4096, "h": 32, "kv": 8},
        vary={
            "d": ChoiceRange((512, 1024, 2048, 4096)),
            "h": ChoiceRange((8, 16, 32)),
            "kv": ChoiceRange((1, 2, 4, 8)),
        },
        level="intermediate",
        seconds=90,
        tags=("transformer", "attention", "parameters"),
        sources=("Ainslie et al. 2023, GQA, arXiv:2305.13245",),
    ),
    truth=_grouped,
    slips={
        "query_heads": slip(
            "query-heads-for-kv-heads",
            "keys and values get as many heads as the queries.",
            lambda params: _grouped(params, cached="h"),
        ),
        "no_output": slip(
            "term-dropped",
            "the output projection is left out.",
            lambda params: _grouped(params, square=1),
        ),
        "keys_only": slip(
            "factor-dropped",
            "only the keys or only the values are counted.",
            lambda params: _grouped(params, both=1),
        ),
    },
    valid=_groups,
)

FAMILIES = {family.name: family for family in (ENCODER, SWIGLU, GROUPED)}
