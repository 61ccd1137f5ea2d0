"""Weights that all start alike: the gradients of the hidden units are alike too."""

from __future__ import annotations

from engines.families.given import number, real, reals, word
from engines.families.worked import factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Matrix

_AT_ZERO: dict[str, tuple[float, float]] = {"sigmoid": (0.5, 0.25), "tanh": (0, 1)}
"""Activation -> its value and its slope at 0."""


def _gradient(
    params: Params,
    *,
    sign: int = 1,
    weighted: bool = True,
    at_zero: float | None = None,
    slope: float | None = None,
    doubled: bool = False,
) -> Truth:
    """Return (y − t) · c · f'(0) · x for each of H rows, where y = H · c · f(0). `at_zero` and
    `slope` stand in place of f(0) and f'(0); `doubled` takes (y − t)² for the loss."""
    inputs, target, out = reals(params, "x"), real(params, "t"), real(params, "c")
    units = number(params, "H")
    known = _AT_ZERO[word(params, "f")]
    hidden = known[0] if at_zero is None else at_zero
    bend = known[1] if slope is None else slope
    output = units * out * hidden
    error = sign * (output - target) * (2 if doubled else 1)
    numbers = f"{shown(output)} − {factor(target)}"
    if sign < 0:
        numbers = f"{shown(target)} − {factor(output)}"
    if doubled:
        numbers = f"2 × ({numbers})"
    back = error * bend * (out if weighted else 1)
    through = f" × {factor(out)}" if weighted else ""
    entries = tuple(back * x for x in inputs)
    return Truth(
        (entries,) * units,
        (
            Step("each hidden unit", f"{word(params, 'f')}(0)", shown(hidden)),
            Step("output y", f"{units} × {factor(out)} × {shown(hidden)}", shown(output)),
            Step("slope of the loss at y", numbers, shown(error)),
            Step("at each hidden sum", f"{shown(error)}{through} × {shown(bend)}", shown(back)),
            Step("every row", f"{factor(back)} × {row(inputs)}", row(entries)),
        ),
    )


def _moves(params: Params) -> str | None:
    return None if any(reals(params, "x")) else "x is zero, so that every gradient is"


def _only(params: Params, name: str, truth: Truth) -> Truth | None:
    return truth if word(params, "f") == name else None


GRADIENTS = Family(
    name="zero_init.gradients",
    title="gradients of hidden weights that start at zero",
    topic="initialisation",
    formula="dL/dW: each row is (y − t) · c · f'(0) · x, with y = H · c · f(0)",
    params=(
        Param("f", "choice", "the hidden activation", choices=tuple(_AT_ZERO)),
        Param("x", "vector", "input", -99, 99, sizes=(1, 4), entry="decimal"),
        Param("t", "decimal", "target", -99, 99),
        Param("c", "decimal", "every output weight", -99, 99),
        Param("H", "int", "hidden units", 1, 4),
    ),
    answer=lambda params: Matrix(
        Float(places=3), shape=(number(params, "H"), len(reals(params, "x")))
    ),
    ask=Ask(
        prompt=(
            "A network without biases computes y = v · f(W·x), with this many hidden units: "
            "{{H}}. The activation f is this: {{f}}. Every entry of W is 0 and every entry of v is "
            "{{c}}. The loss is (y − t)² / 2. For x = {{x}} and t = {{t}}, what is the gradient of "
            "the loss with respect to W, a row for each hidden unit?"
        ),
        explanation=(
            "All hidden units compute the same and are weighted alike, so their gradients are "
            "equal and they stay copies of each other: {{answer}}. Where v is zero too, nothing "
            "reaches W at all."
        ),
        params={"f": "tanh", "x": (1, 2), "t": 1, "c": 0.5, "H": 2},
        vary={
            "f": ChoiceRange(tuple(_AT_ZERO)),
            "x": VectorRange(IntRange(-2, 3), 2),
            "t": IntRange(-1, 3),
            "c": ChoiceRange((-1, -0.5, 0, 0.5, 1, 2)),
            "H": ChoiceRange((2, 3)),
        },
        level="intermediate",
        seconds=120,
        tags=("initialisation", "symmetry", "backprop"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",),
    ),
    truth=_gradient,
    slips={
        "no_output_weight": slip(
            "factor-dropped",
            "the output weight is left out on the way back.",
            lambda params: _gradient(params, weighted=False),
        ),
        "no_slope": slip(
            "term-dropped",
            "the sigmoid's slope at 0, a quarter, is left out.",
            lambda params: _only(params, "sigmoid", _gradient(params, slope=1)),
        ),
        "nothing_at_zero": slip(
            "wrong-activation",
            "the sigmoid of 0 is taken to be 0.",
            lambda params: _only(params, "sigmoid", _gradient(params, at_zero=0)),
        ),
        "sign": slip(
            "sign",
            "t − y stands in place of y − t.",
            lambda params: _gradient(params, sign=-1),
        ),
        "half_dropped": slip(
            "other-convention",
            "the loss is taken without its half.",
            lambda params: _gradient(params, doubled=True),
        ),
    },
    valid=_moves,
)

FAMILIES = {GRADIENTS.name: GRADIENTS}
