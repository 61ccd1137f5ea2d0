"""Embeddings: their parameters, alone and tied to the output layer, and the padding row."""

from __future__ import annotations

from collections import Counter

from engines.families.given import number, wholes, word
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Count, Int, Value, Vector

_EMBEDDING = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html"
_VOCABULARY = Param("V", "int", "tokens of the vocabulary", 1, 10**7)
_WIDTH = Param("d", "int", "numbers of each token's vector", 1, 10**5)
_SIZES = {
    "V": ChoiceRange((1000, 5000, 8000, 10000, 30522, 32000, 50257)),
    "d": ChoiceRange((64, 100, 128, 200, 300, 512, 768)),
}


def _table(params: Params, *, rows_less: int = 0, bias: bool = False) -> Truth:
    """Return V·d; slips leave out a row, or add a bias for each column."""
    rows, width = number(params, "V") - rows_less, number(params, "d")
    value = rows * width + (width if bias else 0)
    tail = f" + {width}" if bias else ""
    which = "without padding" if rows_less else "padding too"
    return Truth(
        value,
        (
            Step("rows, one for each token", which, str(rows)),
            Step("parameters", f"{rows} × {width}{tail}", str(value)),
        ),
    )


PARAMS = Family(
    name="embedding.params",
    title="parameters of an embedding",
    topic="recurrent",
    formula="V · d, the padding row included",
    params=(_VOCABULARY, _WIDTH),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "How many numbers does the weight of nn.Embedding({{V}}, {{d}}, padding_idx=0) hold?"
        ),
        explanation=(
            "An embedding is a table with one row of d numbers for each token and no bias. The "
            "padding row is stored like the others; it only gets no gradient: {{answer}}."
        ),
        params={"V": 10000, "d": 300},
        vary=_SIZES,
        seconds=45,
        tags=("embeddings", "parameters"),
        sources=(_EMBEDDING,),
    ),
    truth=_table,
    slips={
        "no_padding_row": slip(
            "off-by-one",
            "the padding row is not counted.",
            lambda params: _table(params, rows_less=1),
        ),
        "bias": slip(
            "counted-twice",
            "a bias is counted for each of the d numbers, which an embedding does not have.",
            lambda params: _table(params, bias=True),
        ),
        "added": bare_slip(
            "sum-for-product",
            "V and d are added.",
            lambda params: number(params, "V") + number(params, "d"),
        ),
    },
)

_WITH, _WITHOUT = "with a bias", "without a bias"


def _tied(params: Params, *, copies: int = 1, bias: str | None = "V") -> Truth:
    """Return V·d once, and the V biases of the output layer where it has them.

    Slips count the table twice, or take no bias or one for each of the d inputs.
    """
    rows, width = number(params, "V"), number(params, "d")
    table = copies * rows * width
    biases = number(params, bias) if bias and word(params, "head") == _WITH else 0
    numbers = f"{rows} × {width}" if copies == 1 else f"{copies} × {rows} × {width}"
    return Truth(
        table + biases,
        (
            Step("weights", numbers, str(table)),
            Step(
                "biases of the output layer", f"the layer comes {word(params, 'head')}", str(biases)
            ),
            Step("together", f"{table} + {biases}", str(table + biases)),
        ),
    )


TIED_PARAMS = Family(
    name="embedding.tied_params",
    title="parameters of a tied embedding and output layer",
    topic="recurrent",
    formula="V · d once, plus V where the output layer has a bias",
    params=(
        _VOCABULARY,
        _WIDTH,
        Param("head", "choice", "whether the output layer has a bias", choices=(_WITH, _WITHOUT)),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A language model has an embedding nn.Embedding({{V}}, {{d}}) and an output layer "
            "nn.Linear({{d}}, {{V}}) {{head}}. Their weights are tied: they are one tensor. How "
            "many parameters do the two layers learn together?"
        ),
        explanation=(
            "The linear layer's weight has shape (V, d), the embedding's own, so one table serves "
            "both and is counted once. A bias is not tied: it has one number for each token. "
            "Together {{answer}}."
        ),
        params={"V": 10000, "d": 300, "head": _WITH},
        vary={**_SIZES, "head": ChoiceRange((_WITH, _WITHOUT))},
        level="intermediate",
        seconds=60,
        tags=("embeddings", "parameters"),
        sources=(
            (
                "Press & Wolf 2017, Using the output embedding to improve language models, "
                "arXiv:1608.05859"
            ),
        ),
    ),
    truth=_tied,
    slips={
        "untied": slip(
            "counted-twice",
            "the shared table is counted for both layers.",
            lambda params: _tied(params, copies=2),
        ),
        "no_bias": slip(
            "forgot-bias",
            "the output layer's bias is left out.",
            lambda params: _tied(params, bias=None),
        ),
        "bias_per_input": slip(
            "bias-per-input",
            "the output layer's bias has d numbers in place of V.",
            lambda params: _tied(params, bias="d"),
        ),
    },
)


def _row_gradients(params: Params, *, padded: bool = False, once: bool = False) -> Truth:
    """Return how often each token occurs, with 0 for the padding token.

    Slips count the padding too, or each token `once`.
    """
    tokens, pad = wholes(params, "tokens"), number(params, "pad")
    counts = Counter(tokens)
    found = tuple(min(counts[each], 1) if once else counts[each] for each in range(_rows(params)))
    kept = tuple(0 if each == pad and not padded else count for each, count in enumerate(found))
    return Truth(
        kept,
        (
            Step("how often each token occurs", f"in {row(tokens)}", row(found)),
            Step("padding row", f"row {pad} gets no gradient", str(kept[pad])),
            Step("rows of weight.grad", "each entry of a row", row(kept)),
        ),
    )


def _rows(params: Params) -> int:
    return number(params, "V")


def _all_ones(params: Params) -> Value:
    return tuple(0 if each == number(params, "pad") else 1 for each in range(_rows(params)))


def _in_vocabulary(params: Params) -> str | None:
    if max(*wholes(params, "tokens"), number(params, "pad")) >= _rows(params):
        return "a token lies outside the vocabulary"
    return None


PADDING_GRAD = Family(
    name="embedding.padding_grad",
    title="gradient of an embedding with padding",
    topic="recurrent",
    formula="row k of the gradient: the sum over the positions with token k; 0 for padding_idx",
    params=(
        Param("V", "int", "tokens of the vocabulary", 1, 12),
        Param("tokens", "vector", "the tokens of the sequence", 0, 11, sizes=(1, 10)),
        Param("pad", "int", "the padding token", 0, 11),
    ),
    answer=lambda params: Vector(Int(), length=_rows(params)),
    ask=Ask(
        prompt=(
            "nn.Embedding({{V}}, 2, padding_idx={{pad}}) embeds the tokens {{tokens}}, and the "
            "loss is the sum of all numbers that come out. In each row of weight.grad both entries "
            "are equal. Which number stands in each row, from row 0 on?"
        ),
        explanation=(
            "Each position passes a slope of 1 to the row of its token, and repeated tokens add "
            "up. The padding row's gradient is kept at 0, so it never learns: {{answer}}."
        ),
        params={"V": 4, "tokens": (2, 1, 2, 0, 0), "pad": 0},
        vary={
            "V": ChoiceRange((4, 5)),
            "tokens": VectorRange(IntRange(0, 3), 6),
            "pad": ChoiceRange((0, 1, 3)),
        },
        level="intermediate",
        seconds=60,
        tags=("embeddings", "padding"),
        sources=(_EMBEDDING,),
    ),
    truth=_row_gradients,
    slips={
        "padding_learns": slip(
            "counted-twice",
            "the padding token's positions are counted as well.",
            lambda params: _row_gradients(params, padded=True),
        ),
        "each_once": slip(
            "stale-value",
            "repeated tokens count once, as if each position overwrote the one before.",
            lambda params: _row_gradients(params, once=True),
        ),
        "every_row": bare_slip(
            "counted-twice",
            "every row but the padding's gets a slope of 1, though only rows that are looked up "
            "have a part in the loss.",
            _all_ones,
        ),
    },
    valid=_in_vocabulary,
)

FAMILIES = {family.name: family for family in (PARAMS, TIED_PARAMS, PADDING_GRAD)}
