"""A small multilayer perceptron worked by hand: two layers, one output."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from engines.families.functions import sigmoid
from engines.families.given import number as whole
from engines.families.given import transpose, whole_rows, wholes, word
from engines.families.worked import factor, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Float

Activation = Callable[[float], float]


def _relu(number: float) -> float:
    return max(number, 0)


def _same(number: float) -> float:
    return number


_ACTIVATIONS: dict[str, Activation] = {"ReLU": _relu, "sigmoid": sigmoid}


def _products(weights: Sequence[float], inputs: Sequence[float]) -> str:
    return total(f"{factor(w)} × {factor(x)}" for w, x in zip(weights, inputs, strict=True))


def _dot(weights: Sequence[float], inputs: Sequence[float]) -> float:
    """Return Σ w·x, whole where all of it is."""
    terms = [w * x for w, x in zip(weights, inputs, strict=True)]
    return sum(terms) if all(isinstance(term, int) for term in terms) else math.fsum(terms)


def _worked(
    params: Params,
    *,
    linear: bool = False,
    last: bool = False,
    bias_after: bool = False,
    biases: bool = True,
    transposed: bool = False,
) -> Truth:
    """Return w2 · f(W1 x + b1) + b2. `linear` leaves f out, `last` takes it of the output too,
    `bias_after` adds b1 behind it, and `transposed` takes the columns of W1 for its rows."""
    name = word(params, "f")
    activation = _same if linear else _ACTIVATIONS[name]
    inputs = wholes(params, "x")
    rows = whole_rows(params, "W1")
    if transposed:
        rows = transpose(rows)
    shifts = wholes(params, "b1") if biases else (0,) * len(rows)
    hidden: list[float] = []
    steps = []
    for index, (weights, shift) in enumerate(zip(rows, shifts, strict=True), 1):
        dot = _dot(weights, inputs)
        products = _products(weights, inputs)
        if bias_after:
            unit = activation(dot) + shift
            numbers = f"{name}({products}) + {factor(shift)}"
        else:
            unit = activation(dot + shift)
            numbers = f"{products} + {factor(shift)}"
            numbers = numbers if linear else f"{name}({numbers})"
        hidden.append(unit)
        steps.append(Step(f"hidden unit {index}", numbers, shown(unit)))
    out, shift = wholes(params, "w2"), whole(params, "b2") if biases else 0
    value = _dot(out, hidden) + shift
    numbers = f"{_products(out, hidden)} + {factor(shift)}"
    steps.append(Step("output's sum", numbers, shown(value)))
    if last:
        steps.append(Step("output", f"{name}({shown(value)})", shown(activation(value))))
        value = activation(value)
    return Truth(value, tuple(steps))


def _transposed(params: Params) -> Truth | None:
    rows = whole_rows(params, "W1")
    return _worked(params, transposed=True) if len(rows) == len(rows[0]) else None


def _fits(params: Params) -> str | None:
    rows = whole_rows(params, "W1")
    if len(rows[0]) != len(wholes(params, "x")):
        return "x needs an entry for each column of W1"
    if not len(rows) == len(wholes(params, "b1")) == len(wholes(params, "w2")):
        return "b1 and w2 need an entry for each row of W1"
    return None


def _entries(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, -9, 9, sizes=(1, 4))


FORWARD = Family(
    name="mlp.forward",
    title="output of a small multilayer perceptron",
    topic="linear",
    formula="y = w2 · f(W1·x + b1) + b2; f acts on each hidden unit, and not on y",
    params=(
        _entries("x", "input"),
        Param("W1", "matrix", "hidden weights, a row for each unit", -9, 9, sizes=(1, 4)),
        _entries("b1", "hidden biases"),
        _entries("w2", "output weights"),
        Param("b2", "int", "output bias", -9, 9),
        Param("f", "choice", "the hidden activation", choices=tuple(_ACTIVATIONS)),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A network computes y = w2 · f(W1·x + b1) + b2 with W1 = {{W1}} (a row for each hidden "
            "unit), b1 = {{b1}}, w2 = {{w2}}, b2 = {{b2}}. The hidden activation f is this: {{f}}. "
            "What is y for x = {{x}}?"
        ),
        explanation=(
            "Layer by layer: each hidden unit adds its bias before the activation, and no "
            "activation follows the output's sum: {{answer}}."
        ),
        params={
            "x": (1, 2),
            "W1": ((1, -1), (2, 1)),
            "b1": (0, -1),
            "w2": (1, 2),
            "b2": -1,
            "f": "ReLU",
        },
        vary={
            "x": VectorRange(IntRange(-2, 3), 2),
            "W1": MatrixRange(IntRange(-2, 2), 2, 2),
            "b1": VectorRange(IntRange(-2, 2), 2),
            "w2": VectorRange(ChoiceRange((-2, -1, 1, 2, 3)), 2),
            "b2": IntRange(-2, 2),
            "f": ChoiceRange(tuple(_ACTIVATIONS)),
        },
        seconds=120,
        tags=("mlp", "forward-pass"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, chapter 6",),
    ),
    truth=_worked,
    slips={
        "no_activation": slip(
            "linear-collapse",
            "the hidden activation is left out.",
            lambda params: _worked(params, linear=True),
        ),
        "output_activated": slip(
            "wrong-activation",
            "the activation is taken of the output too.",
            lambda params: _worked(params, last=True),
        ),
        "bias_after": slip(
            "wrong-sequence",
            "the hidden biases are added after the activation.",
            lambda params: _worked(params, bias_after=True),
        ),
        "no_biases": slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _worked(params, biases=False),
        ),
        "transposed": slip("transposed", "columns of W1 are used in place of rows.", _transposed),
    },
    valid=_fits,
)

FAMILIES = {FORWARD.name: FORWARD}
