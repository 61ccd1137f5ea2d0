"""The options of cross-entropy: label smoothing, class weights, positions that do not count."""

from __future__ import annotations

import math

from engines.families.functions import log_softmax
from engines.families.given import number, real, reals, wholes
from engines.families.losses.reduction import averaged, same_length
from engines.families.worked import bare_slip, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value

_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",)
_SHARES = (0.1, 0.2, 0.25, 0.4, 0.5, 0.8)
_SHARES_OF_RIGHT = Param(
    "p", "vector", "the probability of each right class", 1e-6, 1, sizes=(1, 8), entry="decimal"
)


def _smoothed(params: Params, *, others: bool = False, kept: bool = True) -> Truth:
    """Return −Σ q ln p, where q is 1 − ε on the right class and ε/K on all.

    `others` shares ε among the wrong classes alone; without `kept` the right one keeps a whole 1.
    """
    logs = log_softmax(reals(params, "z"))
    right, smoothing, classes = number(params, "y"), real(params, "eps"), len(logs)
    base = smoothing / (classes - 1 if others else classes)
    top = 1 - smoothing + (0 if others else base) if kept else 1 + base
    target = tuple(top if index == right else base for index in range(classes))
    terms = tuple(-q * log for q, log in zip(target, logs, strict=True))
    value = math.fsum(terms)
    divided = f"{shown(smoothing)} / {classes - 1 if others else classes}"
    first = f"1 − {shown(smoothing)}" if kept else "1"
    numbers = (
        f"right: {first}, others: {divided}" if others else f"{first} on the right, + {divided}"
    )
    return Truth(
        value,
        (
            Step("−ln p", f"p = softmax {row(reals(params, 'z'))}", row(-log for log in logs)),
            Step("smoothed target", numbers, row(target)),
            Step("loss", total(map(shown, terms)), shown(value)),
        ),
    )


def _hard(params: Params) -> Value:
    return -log_softmax(reals(params, "z"))[number(params, "y")]


def _right_alone(params: Params) -> Value:
    return -(1 - real(params, "eps")) * log_softmax(reals(params, "z"))[number(params, "y")]


def _class_valid(params: Params) -> str | None:
    return "there is no such class" if number(params, "y") >= len(reals(params, "z")) else None


LABEL_SMOOTHING = Family(
    name="ce.label_smoothing",
    title="cross-entropy with label smoothing",
    topic="losses",
    formula="(1 − ε)·(−ln p_y) + (ε / K)·Σⱼ (−ln pⱼ), over all K classes",
    params=(
        Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal"),
        Param("y", "int", "the right class, counted from 0", 0, 7),
        Param("eps", "decimal", "the label smoothing", 0, 1),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "nn.CrossEntropyLoss(label_smoothing={{eps}}) meets the logits {{z}}; the right class "
            "has index {{y}}, counted from 0. What is the loss?"
        ),
        explanation=(
            "PyTorch spreads ε evenly over all K classes, the right one among them, so that its "
            "target is 1 − ε + ε/K. The loss is the cross-entropy with this target: {{answer}}."
        ),
        params={"z": (2, 0, 0), "y": 0, "eps": 0.3},
        vary={
            "z": VectorRange(IntRange(-2, 3), 3),
            "y": IntRange(0, 2),
            "eps": ChoiceRange((0.1, 0.2, 0.3)),
        },
        level="intermediate",
        seconds=180,
        tags=("cross-entropy", "label-smoothing"),
        sources=(
            "Szegedy et al. 2015, Rethinking the Inception architecture, arXiv:1512.00567",
            *_SOURCES,
        ),
    ),
    truth=_smoothed,
    slips={
        "hard": bare_slip("term-dropped", "the target is not smoothed.", _hard),
        "right_alone": bare_slip(
            "term-dropped",
            "the right class is scaled by 1 − ε and the ε spread over the classes is left out.",
            _right_alone,
        ),
        "over_others": slip(
            "other-convention",
            "ε is spread over the K − 1 wrong classes only.",
            lambda params: _smoothed(params, others=True),
        ),
        "nothing_taken": slip(
            "counted-twice",
            "ε/K is added for every class and nothing is taken off the 1 of the right one.",
            lambda params: _smoothed(params, kept=False),
        ),
    },
    valid=_class_valid,
)


def _logs(params: Params) -> tuple[float, ...]:
    return tuple(-math.log(share) for share in reals(params, "p"))


def _weights(params: Params) -> tuple[float, ...]:
    by_class = reals(params, "w")
    return tuple(by_class[right] for right in wholes(params, "y"))


def _weighted_mean(params: Params, *, divisor: float | None = None) -> Truth:
    """Return Σ w·l / Σ w; `divisor` stands in place of the sum of the weights."""
    losses, weights = _logs(params), _weights(params)
    scaled = tuple(weight * loss for weight, loss in zip(weights, losses, strict=True))
    numbers = ", ".join(
        f"{shown(weight)} × {shown(loss)}" for weight, loss in zip(weights, losses, strict=True)
    )
    over = math.fsum(weights) if divisor is None else divisor
    inner = averaged(numbers, scaled, over, "weighted losses")
    first = Step("losses", f"−ln {row(reals(params, 'p'))}", row(losses))
    return Truth(inner.value, (first, *inner.steps))


def _plain_mean(params: Params) -> Value:
    return math.fsum(_logs(params)) / len(_logs(params))


def _weights_valid(params: Params) -> str | None:
    if max(wholes(params, "y")) >= len(reals(params, "w")):
        return "a class has no weight"
    return same_length(params, "p", "y")


WEIGHTED_MEAN = Family(
    name="ce.weighted_mean",
    title="mean of cross-entropy with class weights",
    topic="losses",
    formula="Σₙ w[yₙ]·lₙ / Σₙ w[yₙ], where lₙ = −ln p of the right class",
    params=(
        _SHARES_OF_RIGHT,
        Param("y", "vector", "the right classes, counted from 0", 0, 7, sizes=(1, 8)),
        Param("w", "vector", "the weight of each class", 0.01, 100, sizes=(2, 8), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "nn.CrossEntropyLoss has the class weights {{w}} and its default reduction. The right "
            "classes of a batch are {{y}}, counted from 0, and the model gives each of them, in "
            "this order, the probability {{p}}. What is the loss?"
        ),
        explanation=(
            "Each loss is multiplied by the weight of its class, and the mean is a weighted one: "
            "it divides by the sum of the weights that were used, not by the number of examples: "
            "{{answer}}."
        ),
        params={"p": (0.5, 0.25), "y": (0, 1), "w": (1, 3)},
        vary={
            "p": VectorRange(ChoiceRange(_SHARES), 2),
            "y": VectorRange(ChoiceRange((0, 1)), 2),
            "w": VectorRange(ChoiceRange((1, 2, 3, 4)), 2),
        },
        level="advanced",
        seconds=150,
        tags=("cross-entropy", "class-imbalance"),
        sources=_SOURCES,
    ),
    truth=_weighted_mean,
    slips={
        "unweighted": bare_slip("factor-dropped", "the weights are left out.", _plain_mean),
        "by_count": slip(
            "wrong-divisor",
            "the weighted losses are divided by the number of examples.",
            lambda params: _weighted_mean(params, divisor=len(reals(params, "p"))),
        ),
        "summed": slip(
            "mean-for-sum",
            "the weighted losses are added up and not averaged.",
            lambda params: _weighted_mean(params, divisor=1),
        ),
    },
    valid=_weights_valid,
)


def _kept_mean(params: Params, *, divisor: float | None = None) -> Truth:
    """Return the mean over the positions that count."""
    kept = [p for p, keep in zip(reals(params, "p"), wholes(params, "keep"), strict=True) if keep]
    numbers = ", ".join(f"−ln {shown(share)}" for share in kept)
    return averaged(numbers, [-math.log(share) for share in kept], divisor, "losses that count")


def _zero_for_padding(params: Params) -> Truth:
    return _kept_mean(params, divisor=len(reals(params, "p")))


def _kept_valid(params: Params) -> str | None:
    if not any(wholes(params, "keep")):
        return "no position counts"
    return same_length(params, "p", "keep")


IGNORE_INDEX = Family(
    name="ce.ignore_index",
    title="mean of cross-entropy without padding",
    topic="losses",
    formula="Σ −ln p over the positions whose target is not ignore_index, over their number",
    params=(
        _SHARES_OF_RIGHT,
        Param("keep", "vector", "1 where a position counts, 0 for padding", 0, 1, sizes=(1, 8)),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A language model gives the target tokens of a sequence the probabilities {{p}}. Where "
            "{{keep}} has a 0, the token is padding and its target is set to −100. What is "
            "F.cross_entropy with its defaults, which are ignore_index=−100 and the mean?"
        ),
        explanation=(
            "Ignored positions are in neither the sum nor the count: the mean is over the positions"
            " that are left, {{answer}}. A count of all would make padded batches look better."
        ),
        params={"p": (0.5, 0.25, 0.1), "keep": (1, 1, 0)},
        vary={
            "p": VectorRange(ChoiceRange(_SHARES), 3),
            "keep": VectorRange(ChoiceRange((0, 1)), 3),
        },
        level="intermediate",
        seconds=90,
        tags=("cross-entropy", "padding", "language-models"),
        sources=_SOURCES,
    ),
    truth=_kept_mean,
    slips={
        "padding_counts": bare_slip(
            "counted-twice", "the padding is in the mean like any token.", _plain_mean
        ),
        "by_all": slip(
            "wrong-divisor",
            "the sum leaves the padding out and the count does not.",
            _zero_for_padding,
        ),
        "summed": slip(
            "mean-for-sum",
            "the losses are added up and not averaged.",
            lambda params: _kept_mean(params, divisor=1),
        ),
    },
    valid=_kept_valid,
)

FAMILIES = {family.name: family for family in (LABEL_SMOOTHING, WEIGHTED_MEAN, IGNORE_INDEX)}
