"""Counting Boolean functions: the rows of a truth table, and the ways to fill it."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange
from engines.values import Count, Value

_SOURCES = (
    "Minsky & Papert 1969, Perceptrons",
    "Cover 1965, Geometrical and Statistical Properties of Systems of Linear Inequalities",
)


def _rows(params: Params, *, less: int = 0, extra: int = 0) -> Truth:
    """Return 2^n. `extra` inputs are added, and `less` rows taken away."""
    inputs = number(params, "n") + extra
    count = 2**inputs
    steps = [
        Step("values that each input takes", "0 and 1", "2"),
        Step("rows", f"2^{inputs}" + (f" − {less}" if less else ""), str(count - less)),
    ]
    return Truth(count - less, tuple(steps))


def _inputs_squared(params: Params) -> Value:
    return number(params, "n") ** 2


ROWS = Family(
    name="truth_table.rows",
    title="rows of a truth table",
    topic="perceptron",
    formula="2^n",
    params=(Param("n", "int", "how many inputs there are", 1, 16),),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A Boolean function has {{n}} inputs, each 0 or 1. How many rows does its full truth "
            "table have?"
        ),
        explanation=(
            "Each further input doubles the number of rows, so there are {{answer}}. Long before "
            "50 inputs nobody can write the table down; a learner must do with a few of its rows."
        ),
        params={"n": 3},
        vary={"n": IntRange(2, 12)},
        seconds=20,
        tags=("perceptron", "counting"),
        sources=_SOURCES,
    ),
    truth=_rows,
    slips={
        "added": bare_slip(
            "sum-for-product",
            "the two values of each input are added up, 2 × {{n}}.",
            lambda params: 2 * number(params, "n"),
        ),
        "squared": bare_slip(
            "swapped-roles",
            "base and exponent change places, {{n}}².",
            _inputs_squared,
        ),
        "no_zeros": slip(
            "off-by-one",
            "the row in which every input is 0 is left out.",
            lambda params: _rows(params, less=1),
        ),
        "output_too": slip(
            "counted-twice",
            "the output is counted as one more input.",
            lambda params: _rows(params, extra=1),
        ),
    },
)


def _functions(params: Params, *, base: int | None = None, power: int | None = None) -> Truth:
    """Return 2^(2^n). `base` and `power` stand in place of 2 and of the rows in the last step."""
    inputs = number(params, "n")
    rows = 2**inputs
    low = 2 if base is None else base
    high = rows if power is None else power
    return Truth(
        low**high,
        (
            Step("rows of the table", f"2^{inputs}", str(rows)),
            Step("ways to fill its output column", f"{low}^{high}", str(low**high)),
        ),
    )


FUNCTIONS = Family(
    name="boolean_function.count",
    title="how many Boolean functions there are",
    topic="perceptron",
    formula="2^(2^n)",
    params=(Param("n", "int", "how many inputs there are", 1, 5),),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "How many different Boolean functions of {{n}} inputs are there? "
            "Inputs and output are 0 or 1."
        ),
        explanation=(
            "A function is one way to fill the output column: two choices in each of the 2^n rows, "
            "so {{answer}} in all. From two inputs on, a single threshold unit can be only some of "
            "them: of two inputs, all but XOR and its opposite."
        ),
        params={"n": 2},
        vary={"n": IntRange(2, 5)},
        seconds=45,
        tags=("perceptron", "counting"),
        sources=_SOURCES,
    ),
    truth=_functions,
    slips={
        "rows_only": bare_slip(
            "term-dropped",
            "the rows of the table are counted, and not the ways to fill them.",
            lambda params: 2 ** number(params, "n"),
        ),
        "swapped": slip(
            "swapped-roles",
            "base and exponent change places in the last step.",
            lambda params: _functions(params, base=2 ** number(params, "n"), power=2),
        ),
        "added": bare_slip(
            "sum-for-product",
            "the two choices of each row are added up.",
            lambda params: 2 * 2 ** number(params, "n"),
        ),
        "inputs_squared": slip(
            "root-or-square",
            "the exponent is the number of inputs squared.",
            lambda params: _functions(params, power=number(params, "n") ** 2),
        ),
    },
)

FAMILIES = {family.name: family for family in (ROWS, FUNCTIONS)}
