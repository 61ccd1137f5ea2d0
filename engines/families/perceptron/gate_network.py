"""A net of two hidden ReLU units on two bits: what one unit cannot do, XOR among it."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import whole_rows, wholes
from engines.families.perceptron.unit import INPUTS, SOURCES
from engines.families.worked import factor, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import TruthTable

Activation = Callable[[int], int]


def _relu(number: int) -> int:
    return max(number, 0)


def _step(number: int) -> int:
    return int(number > 0)


def _identity(number: int) -> int:
    return number


def _worked(params: Params, activation: Activation = _relu, *, bias: bool = True) -> Truth:
    """Return the table of [w2 · activation(W1 x + b1) > 0] with the sums for each input."""
    rows, out = whole_rows(params, "W1"), wholes(params, "w2")
    biases = wholes(params, "b1") if bias else (0, 0)
    outputs: list[int] = []
    steps: list[Step] = []
    for first, second in INPUTS:
        hidden = [
            activation(row[0] * first + row[1] * second + shift)
            for row, shift in zip(rows, biases, strict=True)
        ]
        sum_ = sum(weight * unit for weight, unit in zip(out, hidden, strict=True))
        products = " + ".join(
            f"{factor(weight)} × {factor(unit)}" for weight, unit in zip(out, hidden, strict=True)
        )
        outputs.append(int(sum_ > 0))
        numbers = f"hidden [{hidden[0]}, {hidden[1]}]: {products} = {sum_}"
        steps.append(Step(f"input {first}{second}", numbers, str(outputs[-1])))
    return Truth(tuple(outputs), tuple(steps))


def _valid(params: Params) -> str | None:
    if len(whole_rows(params, "W1")[0]) != 2:
        return "W1 has two rows and two columns"
    return None


XOR_TWO_LAYER = Family(
    name="gate.xor_two_layer",
    title="truth table of a 2-2-1 ReLU net",
    topic="perceptron",
    formula="output = 1 if w2 · relu(W1·x + b1) > 0, else 0",
    params=(
        Param("W1", "matrix", "hidden weights, a row for each hidden unit", -9, 9, sizes=(2, 2)),
        Param("b1", "vector", "hidden biases", -9, 9, sizes=(2, 2)),
        Param("w2", "vector", "output weights", -9, 9, sizes=(2, 2)),
    ),
    answer=lambda _params: TruthTable(),
    ask=Ask(
        prompt=(
            "A net on two bits has two hidden ReLU units with weights W1 = {{W1}} (a row for each "
            "unit) and biases b1 = {{b1}}. It outputs 1 when w2 · h > 0, and 0 otherwise, with "
            "w2 = {{w2}} and h the hidden units. "
            "What does it output for the inputs (x1, x2) = 00, 01, 10, 11?"
        ),
        explanation=(
            "Work out both hidden units for each input before the output: {{answer}}. Two lines in "
            "the hidden layer can make tables that one line cannot, 0110 among them."
        ),
        params={"W1": ((1, 1), (1, 1)), "b1": (0, -1), "w2": (1, -2)},
        vary={
            "W1": MatrixRange(ChoiceRange((-1, 1, 2)), 2, 2),
            "b1": VectorRange(IntRange(-1, 2), 2),
            "w2": VectorRange(ChoiceRange((-2, -1, 1, 2)), 2),
        },
        level="intermediate",
        seconds=120,
        tags=("perceptron", "gates", "mlp"),
        hints=(
            "Take one input at a time: the hidden sums, then ReLU, then the output.",
            "The hidden sums are W1·x + b1. ReLU turns negative ones into 0.",
            "The output is 1 only where w2 · h is above 0; at exactly 0 it is 0.",
        ),
        sources=(*SOURCES, "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.1"),
    ),
    truth=_worked,
    slips={
        "no_activation": slip(
            "linear-collapse",
            "the hidden units pass negative sums on.",
            lambda params: _worked(params, _identity),
        ),
        "step_hidden": slip(
            "wrong-activation",
            "the hidden units are steps that give 0 or 1.",
            lambda params: _worked(params, _step),
        ),
        "no_hidden_bias": slip(
            "forgot-bias",
            "the hidden biases are left out.",
            lambda params: _worked(params, bias=False),
        ),
    },
    valid=_valid,
)

FAMILIES = {XOR_TWO_LAYER.name: XOR_TWO_LAYER}
