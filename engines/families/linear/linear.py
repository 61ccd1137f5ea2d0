"""A linear layer: its output and its parameters."""

from __future__ import annotations

from engines.families.given import flag, number, transpose, whole_rows, wholes
from engines.families.worked import bare_slip, factor, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Count, Int, Value, Vector

_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",)


def _product(params: Params, rows: tuple[tuple[int, ...], ...], biases: tuple[int, ...]) -> Truth:
    inputs = wholes(params, "x")
    value: list[int] = []
    steps: list[Step] = []
    for index, (row, bias) in enumerate(zip(rows, biases, strict=True)):
        products = " + ".join(
            f"{factor(weight)} × {factor(entry)}" for weight, entry in zip(row, inputs, strict=True)
        )
        sum_ = sum(weight * entry for weight, entry in zip(row, inputs, strict=True)) + bias
        value.append(sum_)
        steps.append(Step(f"output {index + 1}", f"{products} + {factor(bias)}", str(sum_)))
    return Truth(tuple(value), tuple(steps))


def _forward(params: Params) -> Truth:
    return _product(params, whole_rows(params, "W"), wholes(params, "b"))


def _no_bias(params: Params) -> Truth:
    return _product(params, whole_rows(params, "W"), (0,) * len(wholes(params, "b")))


def _transposed(params: Params) -> Truth | None:
    columns = transpose(whole_rows(params, "W"))
    if len(columns) != len(columns[0]):
        return None
    return _product(params, columns, wholes(params, "b"))


def _bias_subtracted(params: Params) -> Truth:
    biases = tuple(-bias for bias in wholes(params, "b"))
    return _product(params, whole_rows(params, "W"), biases)


def _diagonal(params: Params) -> Value | None:
    rows, inputs, biases = whole_rows(params, "W"), wholes(params, "x"), wholes(params, "b")
    if len(rows) != len(inputs):
        return None
    return tuple(rows[index][index] * inputs[index] + biases[index] for index in range(len(inputs)))


def _fits(params: Params) -> str | None:
    rows = whole_rows(params, "W")
    if len(wholes(params, "x")) != len(rows[0]):
        return "x needs an entry for each column of W"
    if len(wholes(params, "b")) != len(rows):
        return "b needs an entry for each row of W"
    return None


FORWARD = Family(
    name="linear.forward",
    title="output of a linear layer",
    topic="linear",
    formula="y = W·x + b: each output is its row of W times x, plus its bias",
    params=(
        Param("W", "matrix", "weights, a row for each output", -99, 99, sizes=(1, 6)),
        Param("b", "vector", "biases, one for each output", -99, 99, sizes=(1, 6)),
        Param("x", "vector", "input", -99, 99, sizes=(1, 6)),
    ),
    answer=lambda params: Vector(Int(), length=len(wholes(params, "b"))),
    ask=Ask(
        prompt=(
            "A linear layer (y = W·x + b, a row of W for each output, as in PyTorch) has "
            "W = {{W}} and b = {{b}}. What is y for x = {{x}}?"
        ),
        explanation=(
            "Each output multiplies its own row of W with x entry by entry, adds up, and adds its "
            "bias: {{answer}}."
        ),
        params={"W": ((1, 2), (3, -1)), "b": (1, 0), "x": (2, 1)},
        vary={
            "W": MatrixRange(IntRange(-3, 4), 2, 2),
            "b": VectorRange(IntRange(-2, 3), 2),
            "x": VectorRange(IntRange(-2, 4), 2),
        },
        seconds=60,
        tags=("linear", "matrices"),
        sources=_SOURCES,
    ),
    truth=_forward,
    slips={
        "no_bias": slip("forgot-bias", "the bias is left out.", _no_bias),
        "transposed": slip("transposed", "columns of W are used in place of rows.", _transposed),
        "bias_sign": slip("sign", "the bias is subtracted.", _bias_subtracted),
        "elementwise": bare_slip(
            "elementwise", "only the diagonal of W meets the input.", _diagonal
        ),
    },
    valid=_fits,
)


def _counted(params: Params, biases: int | None = None) -> Truth:
    """Return in · out + out. `biases` stands in place of how many there are."""
    inputs, outputs = number(params, "n_in"), number(params, "n_out")
    if biases is None:
        biases = outputs if flag(params, "bias") else 0
    weights = inputs * outputs
    return Truth(
        weights + biases,
        (
            Step("weights", f"{inputs} × {outputs}", str(weights)),
            Step("with the biases", f"{weights} + {biases}", str(weights + biases)),
        ),
    )


def _both_extended(params: Params) -> Value:
    return (number(params, "n_in") + 1) * (number(params, "n_out") + 1)


PARAMS = Family(
    name="linear.params",
    title="parameters of a linear layer",
    topic="linear",
    formula="in · out + out (the last only with biases)",
    params=(
        Param("n_in", "int", "inputs", 1, 10**9),
        Param("n_out", "int", "outputs", 1, 10**9),
        Param("bias", "bool", "whether each output has a bias", default=True),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A linear layer maps {{n_in}} inputs to {{n_out}} outputs, with biases. "
            "How many parameters does it learn?"
        ),
        explanation=("Every output has a weight for every input and one bias: {{answer}}."),
        params={"n_in": 784, "n_out": 10, "bias": True},
        vary={
            "n_in": ChoiceRange((16, 20, 32, 64, 100, 128, 256, 512, 784, 1024)),
            "n_out": ChoiceRange((2, 5, 8, 10, 16, 32, 64, 100, 128)),
        },
        seconds=30,
        tags=("linear", "parameters"),
        sources=_SOURCES,
    ),
    truth=_counted,
    slips={
        "no_bias": slip(
            "forgot-bias", "the biases are left out.", lambda params: _counted(params, 0)
        ),
        "bias_per_input": slip(
            "bias-per-input",
            "there is a bias for each input.",
            lambda params: _counted(params, number(params, "n_in")),
        ),
        "added": bare_slip(
            "sum-for-product",
            "inputs and outputs are added.",
            lambda params: number(params, "n_in") + number(params, "n_out"),
        ),
        "both_extended": bare_slip(
            "off-by-one",
            "the output side gets a bias unit too.",
            _both_extended,
        ),
    },
)

FAMILIES = {family.name: family for family in (FORWARD, PARAMS)}
