"""The parameters of a GPT-2, and how many layers a count of parameters makes."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Int

_SOURCES = (
    "Radford et al. 2019, Language models are unsupervised multitask learners (GPT-2)",
    "https://github.com/openai/gpt-2",
)
_VOCABULARY = Param("V", "int", "tokens of the vocabulary", 1, 10**6)
_CONTEXT = Param("C", "int", "positions of the context", 1, 10**6)
_WIDTH = Param("d", "int", "width of the model", 1, 65_536)
_SHARED = ("V", "C", "d")


def block(width: int) -> int:
    """Return the parameters of one block: two layer norms 4d, attention 4d² + 4d, network
    8d² + 5d."""
    return 12 * width * width + 13 * width


def _total(
    params: Params,
    *,
    heads: int = 0,
    positions: bool = True,
    block_biases: bool = True,
    last_norm: bool = True,
) -> Truth:
    """Return V·d + C·d + L(12d² + 13d) + 2d. `heads` counts output matrices of their own."""
    vocabulary, context, width, layers = (number(params, name) for name in ("V", "C", "d", "L"))
    tables = (1 + heads) * vocabulary + (context if positions else 0)
    one = block(width) if block_biases else 12 * width * width
    blocks, norm = layers * one, 2 * width if last_norm else 0
    whole = tables * width + blocks + norm
    numbers = " + ".join([str(vocabulary)] * (1 + heads) + ([str(context)] if positions else []))
    inside = f"12 × {width}²" + (f" + 13 × {width}" if block_biases else "")
    return Truth(
        whole,
        (
            Step("embeddings", f"({numbers}) × {width}", str(tables * width)),
            Step("one block", inside, str(one)),
            Step("all blocks", f"{layers} × {one}", str(blocks)),
            Step(
                "together, with the last norm", f"{tables * width} + {blocks} + {norm}", str(whole)
            ),
        ),
    )


def _matrices_alone(params: Params) -> int:
    return number(params, "L") * 12 * number(params, "d") ** 2


PARAMS = Family(
    name="gpt2.params",
    title="parameters of a GPT-2",
    topic="transformer",
    formula="V · d + C · d + L(12d² + 13d) + 2d, with the output tied to the token embedding",
    params=(_VOCABULARY, _CONTEXT, _WIDTH, Param("L", "int", "blocks", 1, 1_000)),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A GPT-2 has a vocabulary of {{V}} tokens, {{C}} learned positions, width {{d}} and "
            "{{L}} blocks. Each block has two layer norms, attention, and a feed-forward network "
            "of inner width 4d, all with biases; one more layer norm follows the last block, and "
            "the output layer shares the token embedding's weights. How many parameters does it "
            "learn?"
        ),
        explanation=(
            "A block has 4d² + 4d parameters for attention, 8d² + 5d for the network and 4d for "
            "its norms: 12d² + 13d. With both embeddings and the last norm that is {{answer}}; "
            "the tied output adds nothing."
        ),
        params={"V": 50_257, "C": 1_024, "d": 768, "L": 12},
        vary={
            "V": ChoiceRange((10_000, 16_000, 32_000, 50_257)),
            "C": ChoiceRange((256, 512, 1_024, 2_048)),
            "d": ChoiceRange((128, 256, 512, 768, 1_024, 1_280, 1_600)),
            "L": ChoiceRange((4, 6, 8, 12, 24, 36, 48)),
        },
        level="advanced",
        seconds=240,
        tags=("transformer", "parameters", "gpt-2"),
        sources=_SOURCES,
    ),
    truth=_total,
    slips={
        "untied": slip(
            "counted-twice",
            "the output layer gets a matrix of its own.",
            lambda params: _total(params, heads=1),
        ),
        "no_positions": slip(
            "term-dropped",
            "the learned positions are left out.",
            lambda params: _total(params, positions=False),
        ),
        "no_block_biases": slip(
            "forgot-bias",
            "biases and layer norms of the blocks are left out: 12d² for each.",
            lambda params: _total(params, block_biases=False),
        ),
        "no_last_norm": slip(
            "term-dropped",
            "the layer norm after the last block is left out.",
            lambda params: _total(params, last_norm=False),
        ),
        "matrices_alone": bare_slip(
            "term-dropped",
            "only the blocks' matrices are counted: 12 · L · d².",
            _matrices_alone,
        ),
    },
    inverses={"gpt2.layers": _SHARED},
)


def _left(params: Params, heads: int = 0) -> int:
    """Return what embeddings and last norm leave for the blocks."""
    vocabulary, context, width = (number(params, name) for name in _SHARED)
    return number(params, "N") - ((1 + heads) * vocabulary + context + 2) * width


def _layers(
    params: Params, *, heads: int = 0, embeddings: bool = True, attention: int = 12
) -> Truth:
    """Return (N − embeddings − last norm) / (12d² + 13d), to the nearest; `heads` counts output
    matrices of their own, `attention` the d × d matrices of a block."""
    width, count = number(params, "d"), number(params, "N")
    left = _left(params, heads) if embeddings else count
    one = attention * width * width + 13 * width
    value = (2 * left + one) // (2 * one)
    return Truth(
        value,
        (
            Step("left for the blocks", f"{count} − {count - left}", str(left)),
            Step("one block", f"{attention} × {width}² + 13 × {width}", str(one)),
            Step("blocks", f"{left} / {one}", str(value)),
        ),
    )


def _untied(params: Params) -> Truth | None:
    """Return the layers with a second matrix taken off, or None where that leaves no block."""
    return _layers(params, heads=1) if _left(params, 1) >= block(number(params, "d")) else None


def _whole(params: Params) -> str | None:
    left = _left(params)
    if left < block(number(params, "d")):
        return "nothing is left for a block"
    if left % block(number(params, "d")):
        return "no whole number of blocks has so many parameters"
    return None


def _counted(vocabulary: int, width: int, layers: int, context: int = 1_024) -> Params:
    given = {"V": vocabulary, "C": context, "d": width}
    return given | {"N": _total(given | {"L": layers}).value}


LAYERS = Family(
    name="gpt2.layers",
    title="blocks of a GPT-2 of known size",
    topic="transformer",
    formula="L = (N − V · d − C · d − 2d) / (12d² + 13d)",
    params=(
        _VOCABULARY,
        _CONTEXT,
        _WIDTH,
        Param("N", "int", "parameters in all", 1, 10**15),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A GPT-2 of width {{d}} learns {{N}} parameters. Its vocabulary has {{V}} tokens, it "
            "has {{C}} learned positions, and the output layer shares the token embedding's "
            "weights. The feed-forward networks are 4d wide inside, and everything has its biases "
            "and layer norms. How many blocks does it have?"
        ),
        explanation=(
            "Take off the embeddings, and 2d for the last norm; each block then accounts for "
            "12d² + 13d parameters: 4d² in attention and 8d² in the network, the rest biases and "
            "norms. That makes {{answer}} blocks."
        ),
        params=_counted(50_257, 768, 12),
        together=tuple(
            _counted(vocabulary, width, layers)
            for vocabulary in (16_000, 32_000, 50_257)
            for width, layers in (
                (512, 8),
                (512, 10),
                (768, 6),
                (768, 12),
                (1_024, 16),
                (1_024, 24),
                (1_280, 36),
                (1_600, 48),
            )
        ),
        level="advanced",
        seconds=180,
        tags=("transformer", "parameters", "gpt-2"),
        sources=_SOURCES,
    ),
    truth=_layers,
    slips={
        "embeddings_in": slip(
            "term-dropped",
            "the embeddings are not taken off, and the quotient is rounded.",
            lambda params: _layers(params, embeddings=False),
        ),
        "untied": slip(
            "counted-twice",
            "a second matrix for the output layer is taken off, and the quotient is rounded.",
            _untied,
        ),
        "attention_alone": slip(
            "term-dropped",
            "the feed-forward network's matrices are left out of a block.",
            lambda params: _layers(params, attention=4),
        ),
        "network_alone": slip(
            "term-dropped",
            "the attention's matrices are left out of a block.",
            lambda params: _layers(params, attention=8),
        ),
    },
    valid=_whole,
    inverses={PARAMS.name: _SHARED},
)

FAMILIES = {family.name: family for family in (PARAMS, LAYERS)}
