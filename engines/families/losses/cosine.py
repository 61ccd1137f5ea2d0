"""Cosine similarity, and the loss that is made of it."""

from __future__ import annotations

import math

from engines.families.given import number, real, reals
from engines.families.losses.reduction import same_length
from engines.families.worked import bare_slip, factor, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_LEAST_NORM = 0.1
_PAIR = (
    Param("u", "vector", "one vector", -100, 100, sizes=(1, 8), entry="decimal"),
    Param("v", "vector", "the other vector", -100, 100, sizes=(1, 8), entry="decimal"),
)
_VECTORS = VectorRange(IntRange(-2, 4), 3)


def _dot(params: Params) -> float:
    return math.fsum(x * y for x, y in zip(reals(params, "u"), reals(params, "v"), strict=True))


def _square(vector: tuple[float, ...]) -> float:
    return math.fsum(x * x for x in vector)


def _cosine(params: Params, *, root: bool = True) -> Truth:
    """Return u·v / (|u| |v|); without `root` the norms are squared ones."""
    u, v = reals(params, "u"), reals(params, "v")
    dot = _dot(params)
    one, other = _square(u), _square(v)
    divisor = math.sqrt(one * other) if root else one * other
    value = dot / divisor
    products = total(f"{factor(x)} × {factor(y)}" for x, y in zip(u, v, strict=True))
    mark = "√" if root else ""
    return Truth(
        value,
        (
            Step("dot product", products, shown(dot)),
            Step("norms multiplied", f"{mark}{shown(one)} × {mark}{shown(other)}", shown(divisor)),
            Step("cosine", f"{factor(dot)} / {shown(divisor)}", shown(value)),
        ),
    )


def _similarity(params: Params) -> float:
    return _dot(params) / math.sqrt(_square(reals(params, "u")) * _square(reals(params, "v")))


def _valid(params: Params) -> str | None:
    if why := same_length(params, "u", "v"):
        return why
    norms = (math.sqrt(_square(reals(params, name))) for name in "uv")
    return "a vector without direction" if min(norms) < _LEAST_NORM else None


SIMILARITY = Family(
    name="cosine_similarity.value",
    title="cosine similarity",
    topic="losses",
    formula="u·v / (|u|·|v|)",
    params=_PAIR,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt="What is the cosine similarity of {{u}} and {{v}}?",
        explanation=(
            "The dot product over both lengths leaves the angle alone: {{answer}}. It lies between "
            "−1 and 1 and does not change when a vector is stretched."
        ),
        params={"u": (1, 2, 2), "v": (2, 1, 2)},
        vary={"u": _VECTORS, "v": _VECTORS},
        seconds=60,
        tags=("cosine", "embeddings"),
        sources=(f"{_DOCS}CosineSimilarity.html",),
    ),
    truth=_cosine,
    slips={
        "dot": bare_slip("no-normalising", "the dot product is not divided at all.", _dot),
        "squared_norms": slip(
            "root-or-square",
            "the dot product is divided by the squared lengths.",
            lambda params: _cosine(params, root=False),
        ),
        "distance": bare_slip(
            "other-convention",
            "the cosine distance is taken, which is 1 less the similarity.",
            lambda params: 1 - _similarity(params),
        ),
    },
    valid=_valid,
)


def _embedding(
    params: Params,
    *,
    turned: bool = False,
    margin: float | None = None,
    clamp: bool = True,
    normalised: bool = True,
) -> Truth:
    """Return 1 − cos for a label of 1, max(0, cos − margin) for −1; `turned` swaps the labels."""
    alike = number(params, "y") == (-1 if turned else 1)
    wanted = real(params, "margin") if margin is None else margin
    inner = _cosine(params) if normalised else _undivided(params)
    score = _similarity(params) if normalised else _dot(params)
    amount = score - wanted
    if alike:
        value, numbers = 1 - score, f"1 − {factor(score)}"
    else:
        value = max(amount, 0.0) if clamp else amount
        numbers = f"{shown(score)} − {shown(wanted)}"
        numbers = f"max(0, {numbers})" if clamp else numbers
    return Truth(value, (*inner.steps, Step("loss", numbers, shown(value))))


def _undivided(params: Params) -> Truth:
    return Truth(_dot(params), _cosine(params).steps[:1])


def _bare_similarity(params: Params) -> Value:
    return _similarity(params)


EMBEDDING_LOSS = Family(
    name="cosine_embedding_loss.value",
    title="cosine embedding loss",
    topic="losses",
    formula="1 − cos(u, v) for y = 1, max(0, cos(u, v) − margin) for y = −1",
    params=(
        *_PAIR,
        Param("y", "choice", "1 for a pair that belongs together, else −1", choices=(1, -1)),
        Param("margin", "decimal", "the margin", -1, 1, default=0),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "nn.CosineEmbeddingLoss(margin={{margin}}) meets the vectors {{u}} and {{v}} with the "
            "label {{y}} (1: they belong together, −1: they do not). What is the loss?"
        ),
        explanation=(
            "A pair that belongs together costs 1 − cos; another one costs what its cosine exceeds "
            "the margin by, so that it is left alone once it is apart: {{answer}}."
        ),
        params={"u": (3, 4), "v": (4, 3), "y": -1, "margin": 0.5},
        vary={
            "u": VectorRange(IntRange(-2, 4), 2),
            "v": VectorRange(IntRange(-2, 4), 2),
            "y": ChoiceRange((1, -1)),
            "margin": ChoiceRange((0, 0.2, 0.5)),
        },
        level="intermediate",
        seconds=90,
        tags=("cosine", "metric-learning"),
        sources=(f"{_DOCS}CosineEmbeddingLoss.html",),
    ),
    truth=_embedding,
    slips={
        "turned": slip(
            "swapped-roles",
            "the labels 1 and −1 change places.",
            lambda params: _embedding(params, turned=True),
        ),
        "no_clamp": slip(
            "no-clamp",
            "a pair that is far enough apart counts with a negative loss.",
            lambda params: _embedding(params, clamp=False),
        ),
        "no_margin": slip(
            "term-dropped",
            "the margin is left out.",
            lambda params: _embedding(params, margin=0.0),
        ),
        "similarity": bare_slip(
            "term-dropped", "the similarity itself is given for the loss.", _bare_similarity
        ),
        "dot": slip(
            "no-normalising",
            "the dot product stands in place of the cosine.",
            lambda params: _embedding(params, normalised=False),
        ),
    },
    valid=_valid,
)

FAMILIES = {family.name: family for family in (SIMILARITY, EMBEDDING_LOSS)}
