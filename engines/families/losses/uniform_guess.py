"""The loss of a classifier that guesses: from the classes to the loss, and back."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.worked import bare_slip, shown
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int, Value

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html"


def _initial(params: Params) -> Truth:
    classes = number(params, "K")
    value = math.log(classes)
    return Truth(
        value,
        (
            Step("probability of each class", f"1 / {classes}", shown(1 / classes)),
            Step("loss", f"−ln (1 / {classes}) = ln {classes}", shown(value)),
        ),
    )


INITIAL = Family(
    name="ce.initial",
    title="cross-entropy before training",
    topic="losses",
    formula="−ln (1 / K) = ln K",
    params=(Param("K", "int", "the classes", 2, 1_000_000),),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A classifier of {{K}} classes gives each of them the same probability before it is "
            "trained. What cross-entropy should the first batch show, with the natural logarithm?"
        ),
        explanation=(
            "The right class has probability 1/K, whatever it is, so the loss is ln K = {{answer}}."
            " A first loss that is much larger points to a bad initialisation or a wrong target."
        ),
        params={"K": 10},
        vary={
            "K": ChoiceRange((3, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 32_000, 50_257)),
        },
        seconds=40,
        tags=("cross-entropy", "debugging"),
        sources=("Karpathy 2019, A recipe for training neural networks", _DOCS),
    ),
    truth=_initial,
    slips={
        "base_two": bare_slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: math.log2(number(params, "K")),
        ),
        "base_ten": bare_slip(
            "log-base",
            "the logarithm is taken to base 10.",
            lambda params: math.log10(number(params, "K")),
        ),
        "wrong_share": bare_slip(
            "term-dropped",
            "the share of the wrong classes is given and no logarithm taken.",
            lambda params: 1 - 1 / number(params, "K"),
        ),
    },
    inverses={"ce.classes": ()},
)

_MOST_CLASSES = 600
"""Beyond these, a loss to three decimals does not tell K from K + 1."""
_ROUNDED = 0.0006


def _nearest_class(params: Params) -> int:
    return round(math.exp(real(params, "loss")))


def _classes(params: Params) -> Truth:
    loss, classes = real(params, "loss"), _nearest_class(params)
    return Truth(
        classes,
        (
            Step("probability of each class", f"e^(−{shown(loss)})", shown(math.exp(-loss))),
            Step("classes", f"e^{shown(loss)} = {shown(math.exp(loss))}", str(classes)),
        ),
    )


def _classes_valid(params: Params) -> str | None:
    classes = _nearest_class(params)
    if classes < 2:
        return "a single class has no loss"
    if abs(math.log(classes) - real(params, "loss")) > _ROUNDED:
        return "no number of classes has this loss"
    return None


def _power(params: Params, base: float) -> Value:
    return round(math.pow(base, real(params, "loss")))


CLASSES = Family(
    name="ce.classes",
    title="number of classes from the loss of a uniform guess",
    topic="losses",
    formula="K = e^loss",
    params=(
        Param(
            "loss",
            "decimal",
            "the cross-entropy of a uniform guess, to three decimals or better",
            0.693,
            math.floor(math.log(_MOST_CLASSES) * 1000) / 1000,
        ),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An untrained classifier gives every class the same probability. Its cross-entropy "
            "(natural logarithm) is {{loss}}, rounded. How many classes are "
            "there?"
        ),
        explanation=(
            "The loss of a uniform guess is ln K, so that K is e to the loss: {{answer}}. The same "
            "power is the perplexity, the number of choices that a model is torn between."
        ),
        params={"loss": 2.303},
        vary={
            "loss": ChoiceRange(
                tuple(
                    round(math.log(classes), 3)
                    for classes in (3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 32, 50, 64, 100, 128, 200)
                )
            ),
        },
        seconds=45,
        tags=("cross-entropy", "debugging"),
        sources=INITIAL.ask.sources,
    ),
    truth=_classes,
    slips={
        "two_to": bare_slip(
            "log-base",
            "2 is raised to the loss, and the result rounded.",
            lambda params: _power(params, 2),
        ),
        "ten_to": bare_slip(
            "log-base",
            "10 is raised to the loss, and the result rounded.",
            lambda params: _power(params, 10),
        ),
        "times_e": bare_slip(
            "sum-for-product",
            "e is multiplied by the loss and not raised to it, and the result rounded.",
            lambda params: round(math.e * real(params, "loss")),
        ),
    },
    valid=_classes_valid,
    inverses={"ce.initial": ()},
)
