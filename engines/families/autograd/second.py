"""Matrices of derivatives: the Hessian of a quadratic form, the Jacobian of two functions."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from engines.families.autograd.rows import Rows, written
from engines.families.given import number, transpose, whole_rows
from engines.families.worked import bare_slip, factor, plain, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Int, Matrix, Value


def _side(params: Params) -> int:
    return len(whole_rows(params, "A"))


def _symmetric(params: Params) -> Truth:
    """Return A + Aᵀ, the Hessian of xᵀAx."""
    rows = whole_rows(params, "A")
    other = transpose(rows)
    found: Rows = tuple(
        tuple(a + b for a, b in zip(one, two, strict=True))
        for one, two in zip(rows, other, strict=True)
    )
    cross = "only one variable"
    if len(rows) > 1:
        cross = f"{rows[0][1]} + {factor(rows[1][0])}"
    return Truth(
        found,
        (
            Step("transpose", "Aᵀ", written(other)),
            Step("entry (1, 1)", f"{rows[0][0]} + {factor(rows[0][0])}", str(found[0][0])),
            Step("entry (1, 2)", cross, str(found[0][1]) if len(rows) > 1 else "none"),
            Step("Hessian", "A + Aᵀ", written(found)),
        ),
    )


def _without_cross(params: Params) -> Value:
    rows = whole_rows(params, "A")
    return tuple(
        tuple(2 * entry if i == j else 0 for j, entry in enumerate(line))
        for i, line in enumerate(rows)
    )


def _scaled(params: Params, scale: int) -> Value:
    return tuple(tuple(scale * entry for entry in line) for line in whole_rows(params, "A"))


def _halved(params: Params) -> Value:
    """Return the symmetric part of A."""
    found = cast("Rows", _symmetric(params).value)
    return tuple(tuple(plain(Fraction(entry, 2)) for entry in line) for line in found)


def _square(params: Params) -> str | None:
    rows = whole_rows(params, "A")
    return None if len(rows) == len(rows[0]) else "A is not square"


QUADRATIC = Family(
    name="hessian.quadratic",
    title="Hessian of a quadratic form",
    topic="autograd",
    formula="the Hessian of xᵀAx is A + Aᵀ, which is 2A for a symmetric A",
    params=(Param("A", "matrix", "the matrix of the form, by rows", -1000, 1000, sizes=(1, 4)),),
    answer=lambda params: Matrix(Int(), shape=(_side(params), _side(params))),
    ask=Ask(
        prompt="f(x) = xᵀAx for a vector x, with the matrix A\n\n{{A:matrix}}\n\n"
        "What is the Hessian of f?",
        explanation=(
            "Each product xᵢxⱼ comes up twice, with Aᵢⱼ and with Aⱼᵢ, and differentiating a square "
            "brings a 2: so the Hessian is A + Aᵀ, symmetric whatever A is, and the same at every "
            "x. Here: {{answer}}."
        ),
        params={"A": ((1, 2), (0, 3))},
        vary={"A": MatrixRange(IntRange(-2, 4), 2, 2)},
        level="intermediate",
        seconds=75,
        tags=("hessian", "autograd"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html",
        ),
    ),
    truth=_symmetric,
    slips={
        "twice_a": bare_slip(
            "transposed",
            "A is doubled, as if it were symmetric.",
            lambda params: _scaled(params, 2),
        ),
        "halved": bare_slip(
            "factor-dropped", "the 2 of the second derivative is lost: (A + Aᵀ) / 2.", _halved
        ),
        "a_itself": bare_slip(
            "term-dropped", "A itself is given.", lambda params: _scaled(params, 1)
        ),
        "no_cross_terms": bare_slip(
            "term-dropped", "the mixed derivatives are left out.", _without_cross
        ),
    },
    valid=_square,
)


def _jacobian(params: Params, *, two: int = 2, crossed: bool = True) -> Truth:
    """Return the Jacobian of (x·y, a·x + y²): a row for each output, a column for each input."""
    x, y, a = (number(params, name) for name in ("x", "y", "a"))
    first = (y, x) if crossed else (x, y)
    second = (a, two * y)
    square = f"{two} × {factor(y)}" if two != 1 else str(y)
    return Truth(
        (first, second),
        (
            Step("slopes of x·y", f"for x: {first[0]}, for y: {first[1]}", row(first)),
            Step("slopes of a·x + y²", f"for x: {a}, for y: {square}", row(second)),
            Step("Jacobian", "one row for each output", written((first, second))),
        ),
    )


def _turned_jacobian(params: Params) -> Value:
    return transpose(cast("Rows", _jacobian(params).value))


def _summed_jacobian(params: Params) -> Value:
    """Return the gradient of the sum of both outputs, in each row."""
    one, two = cast("Rows", _jacobian(params).value)
    line = tuple(a + b for a, b in zip(one, two, strict=True))
    return line, line


JACOBIAN = Family(
    name="jacobian.value",
    title="Jacobian of two functions of two variables",
    topic="autograd",
    formula="Jᵢⱼ = dfᵢ/dxⱼ: a row for each output, a column for each input",
    params=(
        Param("x", "int", "the first input", -1000, 1000),
        Param("y", "int", "the second input", -1000, 1000),
        Param("a", "int", "a coefficient", -1000, 1000),
    ),
    answer=lambda _params: Matrix(Int(), shape=(2, 2)),
    ask=Ask(
        prompt=(
            "f(x, y) = (x·y, a·x + y²) with a = {{a}}. What is the Jacobian of f at x = {{x}}, "
            "y = {{y}}, with a row for each output and a column for each input?"
        ),
        explanation=(
            "Row i holds the gradient of output i. A product's slope for one factor is the other "
            "one, and y² brings 2y: {{answer}}."
        ),
        params={"x": 2, "y": 3, "a": 1},
        vary={"x": IntRange(-3, 4), "y": IntRange(-3, 4), "a": IntRange(-2, 5)},
        seconds=60,
        tags=("jacobian", "autograd"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.func.jacrev.html",),
    ),
    truth=_jacobian,
    slips={
        "transposed": bare_slip(
            "transposed",
            "the Jacobian has a row for each input and a column for each output.",
            _turned_jacobian,
        ),
        "own_factor": slip(
            "swapped-roles",
            "the slope of x·y is taken to be the variable itself.",
            lambda params: _jacobian(params, crossed=False),
        ),
        "no_two": slip(
            "factor-dropped",
            "the 2 of the square's derivative is lost.",
            lambda params: _jacobian(params, two=1),
        ),
        "outputs_added": bare_slip(
            "wrong-axis",
            "the outputs are added first, so that both rows hold the gradient of the sum.",
            _summed_jacobian,
        ),
    },
)

FAMILIES = {family.name: family for family in (QUADRATIC, JACOBIAN)}
