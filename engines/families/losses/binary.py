"""Losses of two classes: binary cross-entropy of logits, with a weight, and the focal loss."""

from __future__ import annotations

import math

from engines.families.functions import sigmoid, softplus
from engines.families.given import exact, real, reals, wholes
from engines.families.losses.reduction import averaged, same_length
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, IntRange, VectorRange
from engines.values import Float, Value, as_number, show_number

_LOGITS = Param("z", "vector", "the logits", -30, 30, sizes=(1, 8), entry="decimal")
_LABELS = Param("y", "vector", "the labels, 0 or 1", 0, 1, sizes=(1, 8))


def _lengths(params: Params) -> str | None:
    return same_length(params, "z", "y")


def _term(logit: float, label: int, weight: float) -> tuple[str, float]:
    """Return one example's loss, as written and in float64; `weight` multiplies it."""
    signed = -logit if label else logit
    ahead = "" if weight == 1 else f"{shown(weight)} × "
    return f"{ahead}ln(1 + e^{factor(signed)})", weight * softplus(signed)


def _binary(
    params: Params,
    *,
    positive: float = 1,
    negative: float = 1,
    flipped: bool = False,
    squashed: bool = False,
    divisor: float | None = None,
) -> Truth:
    """Return the mean of −w·y·ln σ(z) − (1 − y)·ln(1 − σ(z)), where w is `positive`."""
    logits = reals(params, "z")
    if squashed:
        logits = tuple(map(sigmoid, logits))
    labels = (1 - y if flipped else y for y in wholes(params, "y"))
    terms = [_term(z, y, positive if y else negative) for z, y in zip(logits, labels, strict=True)]
    return averaged(", ".join(text for text, _ in terms), [loss for _, loss in terms], divisor)


def _base_two(params: Params) -> Value:
    return float(as_number(_binary(params).value)) / math.log(2)


WITH_LOGITS = Family(
    name="bce.with_logits",
    title="binary cross-entropy of logits",
    topic="losses",
    formula="−y·ln σ(z) − (1 − y)·ln(1 − σ(z)) = ln(1 + e^z) − y·z, averaged over the examples",
    params=(_LOGITS, _LABELS),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A binary classifier gives the logits {{z}}, one for each example; the labels are "
            "{{y}}. What is the mean binary cross-entropy, with the natural logarithm?"
        ),
        explanation=(
            "A label of 1 costs ln(1 + e^−z) and a label of 0 costs ln(1 + e^z): a confident wrong "
            "logit costs nearly its own size. The mean is {{answer}}."
        ),
        params={"z": (2, 0), "y": (1, 0)},
        vary={"z": VectorRange(IntRange(-2, 3), 2), "y": VectorRange(ChoiceRange((0, 1)), 2)},
        level="intermediate",
        seconds=120,
        tags=("cross-entropy", "sigmoid"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html",),
    ),
    truth=_binary,
    slips={
        "squashed": slip(
            "wrong-activation",
            "a sigmoid is applied before a loss that applies its own.",
            lambda params: _binary(params, squashed=True),
        ),
        "flipped": slip(
            "swapped-roles",
            "the labels 0 and 1 change places.",
            lambda params: _binary(params, flipped=True),
        ),
        "summed": slip(
            "mean-for-sum",
            "the losses are added up and not averaged.",
            lambda params: _binary(params, divisor=1),
        ),
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _base_two),
    },
    valid=_lengths,
)


def _weighted(params: Params) -> Truth:
    return _binary(params, positive=real(params, "w"))


def _weight_sum(params: Params) -> float:
    weight = real(params, "w")
    return math.fsum(weight if y else 1 for y in wholes(params, "y"))


POS_WEIGHT = Family(
    name="bce.pos_weight",
    title="binary cross-entropy with a weight for positives",
    topic="losses",
    formula="−w·y·ln σ(z) − (1 − y)·ln(1 − σ(z)), averaged over the n examples",
    params=(
        _LOGITS,
        _LABELS,
        Param("w", "decimal", "the weight of the examples with label 1", 0.01, 1000),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "nn.BCEWithLogitsLoss has pos_weight {{w}} and its default reduction. The logits are "
            "{{z}}, the labels {{y}}. What is the loss?"
        ),
        explanation=(
            "pos_weight multiplies the term of the examples with label 1 and nothing else. PyTorch "
            "still divides by the number of examples: {{answer}}."
        ),
        params={"z": (0, 1), "y": (1, 0), "w": 3},
        vary={
            "z": VectorRange(IntRange(-2, 3), 2),
            "y": VectorRange(ChoiceRange((0, 1)), 2),
            "w": ChoiceRange((2, 3, 4, 5)),
        },
        level="intermediate",
        seconds=150,
        tags=("cross-entropy", "class-imbalance"),
        sources=WITH_LOGITS.ask.sources,
    ),
    truth=_weighted,
    slips={
        "negatives": slip(
            "swapped-roles",
            "the examples with label 0 are the weighted ones.",
            lambda params: _binary(params, negative=real(params, "w")),
        ),
        "by_weights": slip(
            "wrong-divisor",
            "the sum is divided by the sum of the weights and not by the number of examples.",
            lambda params: _binary(params, positive=real(params, "w"), divisor=_weight_sum(params)),
        ),
        "unweighted": slip("factor-dropped", "the weight is left out.", _binary),
        "summed": slip(
            "mean-for-sum",
            "the losses are added up and not averaged.",
            lambda params: _binary(params, positive=real(params, "w"), divisor=1),
        ),
    },
    valid=_lengths,
)


def _four(number: float) -> str:
    """Return a number as the steps of small losses show it: exact, or to four digits."""
    text = shown(number)
    return text if len(text) <= 5 else show_number(number, sig=4)


def _focal(params: Params, *, right: bool = False, power: bool = True) -> Truth:
    """Return −α(1 − p)^γ ln p; `right` puts p in place of 1 − p, `power` off multiplies by γ."""
    gamma, alpha = real(params, "gamma"), real(params, "alpha")
    p = exact(params, "p")
    base = float(p if right else 1 - p)
    focus = base**gamma if power else gamma * base
    log = math.log(p)
    value = -alpha * focus * log
    numbers = f"{shown(base)}^{shown(gamma)}" if power else f"{shown(gamma)} × {shown(base)}"
    return Truth(
        value,
        (
            Step("cross-entropy", f"−ln {shown(p)}", _four(-log)),
            Step("focusing factor", numbers, _four(focus)),
            Step("loss", f"{shown(alpha)} × {_four(focus)} × {_four(-log)}", _four(value)),
        ),
    )


def _unfocused(params: Params) -> Value:
    return -real(params, "alpha") * math.log(real(params, "p"))


def _no_alpha(params: Params) -> Value:
    return float(as_number(_focal(params).value)) / real(params, "alpha")


FOCAL = Family(
    name="focal_loss.value",
    title="focal loss",
    topic="losses",
    formula="−α·(1 − p)^γ·ln p, where p is the probability of the right class",
    params=(
        Param("p", "decimal", "the probability of the right class", 0.001, 0.999),
        Param("gamma", "decimal", "the focusing parameter", 0, 10),
        Param("alpha", "decimal", "the weight of the right class", 0.01, 1),
    ),
    answer=lambda _params: Float(sig=3, log=True),
    ask=Ask(
        prompt=(
            "A detector gives the right class of an anchor the probability {{p}}. What is the "
            "focal loss with focusing parameter γ = {{gamma}} and weight α = {{alpha}} for this "
            "class, with the natural logarithm?"
        ),
        explanation=(
            "The factor (1 − p)^γ shrinks the loss of examples that are easy already, so that "
            "many easy ones cannot drown the few hard ones. Here the loss is {{answer}}."
        ),
        params={"p": 0.9, "gamma": 2, "alpha": 0.25},
        vary={
            "p": DecimalRange(1, 9, 1),
            "gamma": ChoiceRange((1, 2, 3)),
            "alpha": ChoiceRange((0.25, 0.5, 0.75)),
        },
        level="advanced",
        seconds=90,
        tags=("focal-loss", "class-imbalance"),
        sources=("Lin et al. 2017, Focal loss for dense object detection, arXiv:1708.02002",),
    ),
    truth=_focal,
    slips={
        "right_power": slip(
            "swapped-roles",
            "the probability of the right class itself is raised to γ.",
            lambda params: _focal(params, right=True),
        ),
        "times_gamma": slip(
            "root-or-square",
            "1 − p is multiplied by γ and not raised to it.",
            lambda params: _focal(params, power=False),
        ),
        "unfocused": bare_slip(
            "term-dropped", "the focusing factor (1 − p)^γ is left out.", _unfocused
        ),
        "no_alpha": bare_slip("factor-dropped", "the weight α is left out.", _no_alpha),
    },
)

FAMILIES = {family.name: family for family in (WITH_LOGITS, POS_WEIGHT, FOCAL)}
