"""Derivatives by the chain and product rule, and gradients of every node of a small graph."""

from __future__ import annotations

from engines.families.autograd.functions import FUNCTIONS, Nested, Product
from engines.families.given import Exact, exact, number, word
from engines.families.worked import factor, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Int, Number, Value, Vector

_BACKPROP = (
    "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    "https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html",
)


def _settled(number: Number) -> Value:
    return number if isinstance(number, float) else plain(number)


def _nested(
    curve: Nested, x: Exact, *, inner_slope: bool = True, outer_at_x: bool = False
) -> Truth:
    u = curve.inner.value(x)
    at: Exact = x if outer_at_x else u  # type: ignore[assignment]  # every inner part is exact
    outer = curve.outer.slope(at)
    steps = [
        Step("inner function", curve.inner.words(factor(x)), shown(u)),
        Step("slope of the outer function", curve.outer.slope_words(factor(at)), shown(outer)),
    ]
    if not inner_slope:
        return Truth(_settled(outer), tuple(steps))
    inner = curve.inner.slope(x)
    steps.append(
        Step("slope of the inner function", curve.inner.slope_words(factor(x)), shown(inner))
    )
    steps.append(Step("derivative", f"{factor(outer)} × {factor(inner)}", shown(outer * inner)))
    return Truth(_settled(outer * inner), tuple(steps))


def _product(
    curve: Product, x: Exact, *, second_term: bool = True, slopes_only: bool = False
) -> Truth:
    first, second = curve.first, curve.second
    p, q = first.value(x), second.value(x)
    dp, dq = first.slope(x), second.slope(x)
    written = factor(x)
    steps = (
        Step("the factors", f"{first.words(written)} and {second.words(written)}", row((p, q))),
        Step(
            "their slopes",
            f"{first.slope_words(written)} and {second.slope_words(written)}",
            row((dp, dq)),
        ),
    )
    if slopes_only:
        value, numbers = dp * dq, f"{factor(dp)} × {factor(dq)}"
    elif second_term:
        value = dp * q + p * dq
        numbers = f"{factor(dp)} × {factor(q)} + {factor(p)} × {factor(dq)}"
    else:
        value, numbers = dp * q, f"{factor(dp)} × {factor(q)}"
    return Truth(_settled(value), (*steps, Step("derivative", numbers, shown(value))))


def _derived(params: Params) -> Truth:
    curve, x = FUNCTIONS[word(params, "f")], exact(params, "x")
    return _nested(curve, x) if isinstance(curve, Nested) else _product(curve, x)


def _of_nested(params: Params, *, outer_at_x: bool) -> Truth | None:
    """Return a wrong chain: without the inner slope, or with the outer slope taken at x."""
    curve, x = FUNCTIONS[word(params, "f")], exact(params, "x")
    if not isinstance(curve, Nested) or (outer_at_x and curve.positive and x <= 0):
        return None
    return _nested(curve, x, inner_slope=outer_at_x, outer_at_x=outer_at_x)


def _of_product(params: Params, *, slopes_only: bool) -> Truth | None:
    """Return a wrong product: the slopes multiplied, or the first term alone."""
    curve, x = FUNCTIONS[word(params, "f")], exact(params, "x")
    if not isinstance(curve, Product):
        return None
    return _product(curve, x, second_term=False, slopes_only=slopes_only)


DERIVATIVE = Family(
    name="chain_rule.derivative",
    title="derivative of a nested function or a product",
    topic="autograd",
    formula="(g(h(x)))' = g'(h(x)) · h'(x), and (p · q)' = p' · q + p · q'",
    params=(
        Param("f", "choice", "the function of x", choices=tuple(FUNCTIONS)),
        Param("x", "decimal", "where the derivative is taken", -5, 5),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "f(x) = {{f}}. The base of any exp or ln is e. What is the derivative f'(x) at "
            "x = {{x}}?"
        ),
        explanation=(
            "Of a nested function the slope of the outer one, taken at the inner value, is "
            "multiplied by the slope of the inner one. Of a product each factor is differentiated "
            "in turn and the two terms are added. Here: {{answer}}."
        ),
        params={"f": "(2x + 1)^3", "x": 1},
        vary={"f": ChoiceRange(tuple(FUNCTIONS)), "x": IntRange(-2, 3)},
        seconds=75,
        tags=("chain-rule", "autograd"),
        sources=_BACKPROP,
    ),
    truth=_derived,
    slips={
        "no_inner_slope": slip(
            "factor-dropped",
            "the slope of the inner function is left out.",
            lambda params: _of_nested(params, outer_at_x=False),
        ),
        "outer_at_x": slip(
            "stale-value",
            "the outer slope is taken at x in place of the inner function's value.",
            lambda params: _of_nested(params, outer_at_x=True),
        ),
        "slopes_multiplied": slip(
            "sum-for-product",
            "the slopes of the two factors are multiplied.",
            lambda params: _of_product(params, slopes_only=True),
        ),
        "first_term": slip(
            "term-dropped",
            "only the first factor is differentiated.",
            lambda params: _of_product(params, slopes_only=False),
        ),
    },
)


def _backward(
    params: Params, *, b_direct: bool = True, y_through_b: bool = True, crossed: bool = True
) -> Truth:
    """Return the gradients of L = a · b with a = x · y and b = a + y, for b, a, y, x.

    `b_direct`: b passes its gradient to a; `y_through_b`: and to y; `crossed`: a product passes
    each factor the other one.
    """
    x, y = number(params, "x"), number(params, "y")
    a = x * y
    b = a + y
    to_b, direct = (a, b) if crossed else (b, a)
    to_a = direct + to_b if b_direct else direct
    for_y, for_x = (x, y) if crossed else (y, x)
    to_y = to_a * for_y + to_b if y_through_b else to_a * for_y
    to_x = to_a * for_x
    through_b = f" + {factor(to_b)}"
    sum_a = f"{shown(direct)}{through_b if b_direct else ''}"
    sum_y = f"{factor(to_a)} × {factor(for_y)}{through_b if y_through_b else ''}"
    return Truth(
        (to_b, to_a, to_y, to_x),
        (
            Step("forward: a and b", f"{x} × {factor(y)}, {a} + {factor(y)}", row((a, b))),
            Step("dL/db", "the other factor of a · b", str(to_b)),
            Step("dL/da", sum_a, str(to_a)),
            Step("dL/dy", sum_y, str(to_y)),
            Step("dL/dx", f"{factor(to_a)} × {factor(for_x)}", str(to_x)),
        ),
    )


GRADIENTS = Family(
    name="computation_graph.gradients",
    title="gradients of the nodes of a small graph",
    topic="autograd",
    formula="the gradient of a node: the sum over its children of dL/dchild · dchild/dnode",
    params=(
        Param("x", "int", "the first input", -1000, 1000),
        Param("y", "int", "the second input", -1000, 1000),
    ),
    answer=lambda _params: Vector(Int(), length=4),
    ask=Ask(
        prompt=(
            "A graph computes a = x · y, then b = a + y, then L = a · b, with x = {{x}} and "
            "y = {{y}}. What does backpropagation give for dL/db, dL/da, dL/dy and dL/dx, in this "
            "order (total derivatives, along every path)?"
        ),
        explanation=(
            "A node that is used twice gets a gradient from each use, and they are added: a acts "
            "on L itself and through b, y through a and through b. So the four are {{answer}}."
        ),
        params={"x": 2, "y": 3},
        vary={"x": IntRange(-3, 4), "y": IntRange(-3, 4)},
        level="intermediate",
        seconds=120,
        tags=("backpropagation", "autograd"),
        sources=_BACKPROP,
    ),
    truth=_backward,
    slips={
        "a_one_path": slip(
            "term-dropped",
            "the gradient of a comes from L alone, and the path through b is left out.",
            lambda params: _backward(params, b_direct=False),
        ),
        "y_one_path": slip(
            "term-dropped",
            "the gradient of y comes through a alone, and the path through b is left out.",
            lambda params: _backward(params, y_through_b=False),
        ),
        "own_factor": slip(
            "swapped-roles",
            "a product passes back each factor's own value in place of the other's.",
            lambda params: _backward(params, crossed=False),
        ),
    },
)

FAMILIES = {family.name: family for family in (DERIVATIVE, GRADIENTS)}
