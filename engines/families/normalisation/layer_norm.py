"""Layer norm and RMS norm: each row by its own statistics."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import Exact, exact, exact_rows, exacts, number
from engines.families.normalisation.moments import EPS, mean_of, standardised, variance_of
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Count, Float, Value, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html"
_PAPER = "Ba, Kiros & Hinton 2016, Layer normalization, arXiv:1607.06450"
_RMS_EPS = Fraction(1, 1_000_000)


def _first_row(
    params: Params, *, unbiased: bool = False, root: bool = True, together: bool = False
) -> Truth:
    """Return the first row standardised by its own statistics, or those of all rows `together`."""
    rows = exact_rows(params, "x")
    among = tuple(x for one in rows for x in one) if together else rows[0]
    return standardised(rows[0], among, unbiased=unbiased, root=root)


def _over_the_batch(params: Params) -> Value | None:
    """Return the first row, each entry standardised among those of its column."""
    rows = exact_rows(params, "x")
    if len(rows) == 1:
        return None
    return tuple(
        float(column[0] - mean_of(column)) / math.sqrt(variance_of(column) + EPS)
        for column in zip(*rows, strict=True)
    )


def _rows_valid(params: Params) -> str | None:
    rows = exact_rows(params, "x")
    return "the first row's entries are all equal" if len(set(rows[0])) == 1 else None


LAYER_NORM = Family(
    name="layer_norm.value",
    title="layer normalisation of an example",
    topic="normalisation",
    formula="(x − μ) / √(σ² + ε), with mean and variance (divisor n) of the example's features",
    params=(
        Param("x", "matrix", "an example in each row", -1000, 1000, sizes=(1, 6), entry="decimal"),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(exact_rows(params, "x")[0])),
    ask=Ask(
        prompt=(
            "A batch has an example in each row and a feature in each column:\n{{x:matrix}}\n"
            "It goes through a fresh nn.LayerNorm over the features (γ = 1, β = 0, ε = 10⁻⁵). What "
            "does the first row become?"
        ),
        explanation=(
            "Layer norm takes mean and variance over the features of one example, with the divisor "
            "n: {{answer}}. The other rows play no part, so it works with a batch of one and is "
            "the same in training and evaluation."
        ),
        params={"x": ((1, 4, 7), (2, 0, 4))},
        vary={"x": MatrixRange(IntRange(0, 9), 2, 3)},
        level="beginner",
        seconds=90,
        tags=("layer-norm",),
        sources=(_PAPER, _DOCS),
    ),
    truth=_first_row,
    slips={
        "over_batch": bare_slip(
            "wrong-axis",
            "each feature is normalised over the batch, as in batch norm.",
            _over_the_batch,
        ),
        "all_rows": slip(
            "wrong-axis",
            "mean and variance are those of all rows together.",
            lambda params: _first_row(params, together=True),
        ),
        "unbiased": slip(
            "biased-unbiased",
            "the variance is divided by n − 1.",
            lambda params: _first_row(params, unbiased=True),
        ),
        "no_root": slip(
            "root-or-square",
            "the variance itself divides, not its root.",
            lambda params: _first_row(params, root=False),
        ),
    },
    valid=_rows_valid,
)


def _counted(params: Params, parts: int, *, tokens: int = 1, width: int | None = None) -> Truth:
    d = number(params, "d") if width is None else width
    each = d * tokens
    return Truth(
        parts * each,
        (
            Step("places with numbers of their own", f"{d} × {tokens}", str(each)),
            Step("parameters", f"{parts} × {each}", str(parts * each)),
        ),
    )


LAYER_NORM_PARAMS = Family(
    name="layer_norm.params",
    title="learnable parameters of layer norm",
    topic="normalisation",
    formula="2·d: a scale and a shift for each feature",
    params=(
        Param("T", "int", "tokens in a sequence", 1, 65_536),
        Param("d", "int", "width of the model", 1, 65_536),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "Hidden states of shape (8, {{T}}, {{d}}), that is (batch, tokens, width), go through "
            "nn.LayerNorm({{d}}). How many learnable parameters does the layer have?"
        ),
        explanation=(
            "It learns a scale and a shift for each feature of the normalised dimension and shares "
            "them among all tokens: {{answer}}. There are no running statistics."
        ),
        params={"T": 512, "d": 768},
        vary={
            "T": ChoiceRange((16, 64, 128, 256, 512, 1024)),
            "d": ChoiceRange((32, 96, 192, 384, 768, 1280, 1600)),
        },
        seconds=30,
        tags=("layer-norm", "parameter-count"),
        sources=(_DOCS,),
    ),
    truth=lambda params: _counted(params, 2),
    slips={
        "each_token": slip(
            "wrong-axis",
            "each token has its own scale and shift.",
            lambda params: _counted(params, 2, tokens=number(params, "T")),
        ),
        "no_shift": slip(
            "term-dropped",
            "only the scale is counted, as in RMS norm.",
            lambda params: _counted(params, 1),
        ),
        "running": slip(
            "counted-twice",
            "a mean and a variance for each feature are counted too.",
            lambda params: _counted(params, 4),
        ),
        "one_pair": slip(
            "wrong-axis",
            "the whole layer has one scale and one shift.",
            lambda params: _counted(params, 2, width=1),
        ),
    },
)


def _by_root_mean_square(
    params: Params,
    *,
    centred: bool = False,
    summed: bool = False,
    root: bool = True,
    gain: Exact | None = None,
) -> Truth:
    """Return g·x / √(mean of x² + ε), ε = 10⁻⁶."""
    given = exacts(params, "x")
    g = exact(params, "g") if gain is None else gain
    mean = mean_of(given) if centred else Fraction(0)
    x = [entry - mean for entry in given] if centred else list(given)
    squares = [entry * entry for entry in x]
    inside = Fraction(sum(squares)) / (1 if summed else len(x))
    spread = math.sqrt(inside + _RMS_EPS) if root else float(inside + _RMS_EPS)
    value = tuple(float(g * entry) / spread for entry in x)
    over = "" if summed else f" / {len(x)}"
    added = total(map(shown, squares))
    top = f"({added}){over}" if len(added) < 48 else f"Σ x²{over}"
    return Truth(
        value,
        (
            Step("numbers", f"x − {factor(mean)}" if centred else "x as it is", row(x)),
            Step("mean of the squares", top, shown(inside)),
            Step("divisor", f"{'√' if root else ''}({shown(inside)} + 0.000001)", shown(spread)),
            Step("entries", f"{shown(g)} × x / {shown(spread)} for each x", row(value)),
        ),
    )


def _all_zero(params: Params) -> str | None:
    return None if any(exacts(params, "x")) else "all entries are 0"


RMS_NORM = Family(
    name="rms_norm.value",
    title="RMS normalisation of a vector",
    topic="normalisation",
    formula="g·x / √(mean of x² + ε), ε = 10⁻⁶",
    params=(
        Param("x", "vector", "one token's features", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param("g", "decimal", "the learned gain, the same for every feature", -100, 100, default=1),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(exacts(params, "x"))),
    ask=Ask(
        prompt=(
            "RMSNorm with ε = 10⁻⁶ and a learned gain of {{g}} for every feature sees a token "
            "with the features {{x}}. What comes out?"
        ),
        explanation=(
            "Every feature is divided by the root of the mean of their squares; unlike in layer "
            "norm nothing is subtracted and there is no shift: {{answer}}."
        ),
        params={"x": (1, 7, -5, 5), "g": 1},
        vary={"x": VectorRange(IntRange(-4, 6), 4), "g": ChoiceRange((1, 2, 3))},
        level="intermediate",
        seconds=90,
        tags=("rms-norm", "layer-norm"),
        sources=(
            "Zhang & Sennrich 2019, Root mean square layer normalization, arXiv:1910.07467",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html",
        ),
    ),
    truth=_by_root_mean_square,
    slips={
        "centred": slip(
            "other-convention",
            "the mean is subtracted first, as in layer norm.",
            lambda params: (
                _by_root_mean_square(params, centred=True)
                if len(set(exacts(params, "x"))) > 1
                else None
            ),
        ),
        "summed": slip(
            "mean-for-sum",
            "the squares are summed and not averaged, so that the vector's length divides.",
            lambda params: _by_root_mean_square(params, summed=True),
        ),
        "no_root": slip(
            "root-or-square",
            "the mean of the squares divides, not its root.",
            lambda params: _by_root_mean_square(params, root=False),
        ),
        "no_gain": slip(
            "factor-dropped",
            "the learned gain is left out.",
            lambda params: _by_root_mean_square(params, gain=1),
        ),
    },
    valid=_all_zero,
)

FAMILIES = {family.name: family for family in (LAYER_NORM, LAYER_NORM_PARAMS, RMS_NORM)}
