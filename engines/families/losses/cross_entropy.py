"""Cross-entropy of logits and a class."""

from __future__ import annotations

import math

from engines.families.functions import softmax
from engines.families.given import number, reals
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Float, Value, as_number


def _loss(logits: tuple[float, ...], index: int) -> Truth:
    """Return ln Σ exp(z) − z_y."""
    powers = tuple(math.exp(z) for z in logits)
    whole = math.fsum(powers)
    top = max(logits)
    log_sum = top + math.log(math.fsum(math.exp(z - top) for z in logits))
    value = log_sum - logits[index]
    return Truth(
        value,
        (
            Step("exponentials", ", ".join(f"e^{factor(z)}" for z in logits), row(powers)),
            Step("their sum", total(map(shown, powers)), shown(whole)),
            Step("its logarithm", f"ln {shown(whole)}", shown(log_sum)),
            Step(
                "less the right logit",
                f"{shown(log_sum)} − {factor(logits[index])}",
                shown(value),
            ),
        ),
    )


def _right(params: Params) -> Truth:
    return _loss(reals(params, "z"), number(params, "y"))


def _twice(params: Params) -> Truth:
    return _loss(softmax(reals(params, "z")), number(params, "y"))


def _base_two(params: Params) -> Value:
    return float(as_number(_right(params).value)) / math.log(2)


def _probability(params: Params) -> Value:
    return softmax(reals(params, "z"))[number(params, "y")]


def _logit(params: Params) -> Value:
    return -reals(params, "z")[number(params, "y")]


def _valid(params: Params) -> str | None:
    if number(params, "y") >= len(reals(params, "z")):
        return "there is no such class"
    return None


VALUE = Family(
    name="ce.value",
    title="cross-entropy of logits",
    topic="losses",
    formula="−ln softmax(z)_y = ln Σⱼ exp(zⱼ) − z_y",
    params=(
        Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal"),
        Param("y", "int", "the right class, counted from 0", 0, 7),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A classifier gives the logits {{z}}. The right class has index {{y}} (the first has "
            "index 0). What is the cross-entropy loss, with the natural logarithm?"
        ),
        explanation=(
            "The loss is minus the logarithm of the probability of the right class, which is the "
            "log-sum-exp of all logits less the right one: {{answer}}."
        ),
        params={"z": (2, 1, 0), "y": 0},
        vary={"z": VectorRange(IntRange(-2, 3), 3), "y": IntRange(0, 2)},
        level="intermediate",
        seconds=90,
        tags=("cross-entropy", "softmax"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",),
    ),
    truth=_right,
    slips={
        "double_softmax": slip(
            "double-softmax", "softmax is applied before a loss that applies its own.", _twice
        ),
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _base_two),
        "probability": bare_slip(
            "term-dropped", "the probability is given and its logarithm left out.", _probability
        ),
        "logit": bare_slip(
            "no-exponential", "the right logit is taken for a log-probability.", _logit
        ),
    },
    valid=_valid,
)

FAMILIES = {VALUE.name: VALUE}
