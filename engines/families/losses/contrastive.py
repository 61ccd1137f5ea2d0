"""Contrastive losses: one query beside its keys, and images beside texts."""

from __future__ import annotations

import math

from engines.families.functions import Numbers, log_sum_exp
from engines.families.given import number, real, real_rows, reals, transpose
from engines.families.losses.reduction import averaged
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Float, Value

_HEAT = Param("tau", "decimal", "the temperature", 0.05, 10)
_SCORES = (-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8)
_HEATS = (0.2, 0.4, 0.5)


def _scaled(scores: Numbers, heat: float, *, inverse: bool) -> tuple[Numbers, str]:
    """Return the scores over the temperature, and how that is written."""
    if inverse:
        return tuple(score * heat for score in scores), f"each × {shown(heat)}"
    return tuple(score / heat for score in scores), f"each / {shown(heat)}"


def _info_nce(
    params: Params, *, inverse: bool = False, own: bool = True, heat: float | None = None
) -> Truth:
    """Return ln Σ exp(s/τ) − s₊/τ; without `own` the positive is missing from the sum."""
    tau = real(params, "tau") if heat is None else heat
    right = number(params, "y")
    scaled, numbers = _scaled(reals(params, "s"), tau, inverse=inverse)
    summed = scaled if own else scaled[:right] + scaled[right + 1 :]
    log_sum = log_sum_exp(summed)
    value = log_sum - scaled[right]
    return Truth(
        value,
        (
            Step("similarities over τ", numbers, row(scaled)),
            Step("log-sum-exp", f"ln Σ exp {row(summed)}", shown(log_sum)),
            Step("loss", f"{shown(log_sum)} − {factor(scaled[right])}", shown(value)),
        ),
    )


def _base_two(params: Params) -> Value:
    scaled, _ = _scaled(reals(params, "s"), real(params, "tau"), inverse=False)
    return (log_sum_exp(scaled) - scaled[number(params, "y")]) / math.log(2)


def _key_valid(params: Params) -> str | None:
    return "there is no such key" if number(params, "y") >= len(reals(params, "s")) else None


INFO_NCE = Family(
    name="info_nce.value",
    title="InfoNCE loss of one query",
    topic="losses",
    formula="−ln (exp(s₊/τ) / Σⱼ exp(sⱼ/τ)), with the positive in the sum",
    params=(
        Param("s", "vector", "the query's similarities", -1, 1, sizes=(2, 8), entry="decimal"),
        Param("y", "int", "which key is the positive, counted from 0", 0, 7),
        _HEAT,
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A query has the cosine similarities {{s}} to its keys; the key of index {{y}}, counted"
            " from 0, is the positive and the others are negatives. What is the InfoNCE loss at "
            "temperature {{tau}}, with the natural logarithm?"
        ),
        explanation=(
            "It is the cross-entropy of the similarities over the temperature, with the positive as"
            " the right class. The positive stands in the denominator too: {{answer}}."
        ),
        params={"s": (0.8, 0.4, 0), "y": 0, "tau": 0.4},
        vary={
            "s": VectorRange(ChoiceRange(_SCORES), 3),
            "y": IntRange(0, 2),
            "tau": ChoiceRange(_HEATS),
        },
        level="intermediate",
        seconds=120,
        tags=("contrastive", "cross-entropy"),
        sources=(
            (
                "van den Oord, Li & Vinyals 2018, Representation learning with contrastive "
                "predictive coding, arXiv:1807.03748"
            ),
        ),
    ),
    truth=_info_nce,
    slips={
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _base_two),
        "multiplied": slip(
            "inverse-temperature",
            "the similarities are multiplied by the temperature.",
            lambda params: _info_nce(params, inverse=True),
        ),
        "no_temperature": slip(
            "no-scale",
            "the temperature is left out.",
            lambda params: _info_nce(params, heat=1.0),
        ),
        "negatives_only": slip(
            "term-dropped",
            "the positive is missing from the denominator.",
            lambda params: _info_nce(params, own=False),
        ),
    },
    valid=_key_valid,
)


def _losses(table: tuple[Numbers, ...]) -> Numbers:
    """Return the cross-entropy of each line, whose right class is its own index."""
    return tuple(log_sum_exp(line) - line[index] for index, line in enumerate(table))


def _clip(
    params: Params,
    *,
    inverse: bool = False,
    sides: str = "both",
    mean: bool = True,
) -> Truth:
    """Return the mean cross-entropy over rows and columns of S/τ; `sides` may name one of them."""
    tau = real(params, "tau")
    numbers = ""
    rows: list[Numbers] = []
    for line in real_rows(params, "S"):
        scaled, numbers = _scaled(line, tau, inverse=inverse)
        rows.append(scaled)
    table = tuple(rows)
    turned: tuple[Numbers, ...] = transpose(table)
    losses: Numbers = ()
    written: list[str] = []
    if sides != "texts":
        losses, written = _losses(table), ["rows"]
    if sides != "images":
        losses, written = losses + _losses(turned), [*written, "columns"]
    which = f"losses of {' and '.join(written)}"
    inner = averaged(
        "log-sum-exp less the diagonal entry", losses, None if mean else len(rows), which
    )
    first = Step("similarities over τ", numbers, ", ".join(map(row, table)))
    return Truth(inner.value, (first, *inner.steps))


def _square(params: Params) -> str | None:
    table = real_rows(params, "S")
    return None if len(table) == len(table[0]) else "S is not square"


CLIP = Family(
    name="clip_loss.value",
    title="CLIP's symmetric loss",
    topic="losses",
    formula="½ (CE of the rows of S/τ + CE of its columns), right classes on the diagonal",
    params=(
        Param("S", "matrix", "cosine similarities", -1, 1, sizes=(2, 4), entry="decimal"),
        _HEAT,
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "The cosine similarities of the images (rows) and the texts (columns) of a batch are"
            "\n\n{{S:matrix}}\n\nMatching pairs are on the diagonal. What is CLIP's symmetric loss "
            "at temperature {{tau}}: the mean of the two cross-entropies, natural logarithm?"
        ),
        explanation=(
            "Every image must find its text among the texts of the batch, and every text its image."
            " The loss averages over both directions: {{answer}}."
        ),
        params={"S": ((0.8, 0.4), (0, 0.6)), "tau": 0.4},
        vary={
            "S": MatrixRange(ChoiceRange(_SCORES), 2, 2),
            "tau": ChoiceRange(_HEATS),
        },
        level="advanced",
        seconds=240,
        tags=("contrastive", "clip"),
        sources=("Radford et al. 2021, Learning transferable visual models, arXiv:2103.00020",),
    ),
    truth=_clip,
    slips={
        "images_only": slip(
            "one-side",
            "only the images look for their texts, along the rows.",
            lambda params: _clip(params, sides="images"),
        ),
        "texts_only": slip(
            "one-side",
            "only the texts look for their images, along the columns.",
            lambda params: _clip(params, sides="texts"),
        ),
        "multiplied": slip(
            "inverse-temperature",
            "the similarities are multiplied by the temperature.",
            lambda params: _clip(params, inverse=True),
        ),
        "both_added": slip(
            "mean-for-sum",
            "the two directions are added and not averaged.",
            lambda params: _clip(params, mean=False),
        ),
    },
    valid=_square,
)

FAMILIES = {family.name: family for family in (INFO_NCE, CLIP)}
