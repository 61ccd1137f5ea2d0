"""The shapes of vector-Jacobian and Jacobian-vector products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from engines.families.given import number, word
from engines.families.worked import bare_slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Shape, Value

_VECTOR, _PRODUCT = "v", "the product"
_OF = (_VECTOR, _PRODUCT)
_PARAMS = (
    Param("B", "int", "rows of x", 1, 10_000),
    Param("I", "int", "columns of x", 1, 10_000),
    Param("O", "int", "columns of f(x)", 1, 10_000),
    Param("of", "choice", "what the shape is asked of", choices=_OF),
)
_VARY = {
    "B": ChoiceRange((2, 3, 8)),
    "I": ChoiceRange((4, 5, 10)),
    "O": ChoiceRange((6, 7, 12)),
    "of": ChoiceRange(_OF),
}
_Kind = Literal["vjp", "jvp"]
_Sizes = Callable[[int, int, int], Value]


def _sizes(params: Params) -> tuple[int, int, int]:
    rows, inputs, outputs = (number(params, name) for name in ("B", "I", "O"))
    return rows, inputs, outputs


def _at_input(kind: _Kind, params: Params) -> bool:
    """Return whether what is asked lives in the space of x: a vjp starts at the output and ends
    at the input, a jvp the other way round."""
    return (kind == "vjp") == (word(params, "of") == _PRODUCT)


def _shape(kind: _Kind, params: Params) -> Truth:
    rows, inputs, outputs = _sizes(params)
    goes = "from the output to the input" if kind == "vjp" else "from the input to the output"
    at_input = _at_input(kind, params)
    product = f"({rows}, {inputs}) @ ({inputs}, {outputs})"
    found = (rows, inputs) if at_input else (rows, outputs)
    space = "x" if at_input else "f(x)"
    starts = "starts" if word(params, "of") == _VECTOR else "ends"
    return Truth(
        found,
        (
            Step("shape of f(x)", product, _text(rows, outputs)),
            Step(f"a {kind} goes", goes, f"it {starts} at {space}"),
            Step(f"shape of {word(params, 'of')}", f"the shape of {space}", _text(*found)),
        ),
    )


def _text(*sizes: int) -> str:
    return Shape().show(sizes)


def _slips(kind: _Kind) -> dict[str, Slip]:
    def other_end(params: Params) -> Value:
        rows, inputs, outputs = _sizes(params)
        return (rows, outputs) if _at_input(kind, params) else (rows, inputs)

    def sized(shape: _Sizes) -> Callable[[Params], Value]:
        return lambda params: shape(*_sizes(params))

    return {
        "other_end": bare_slip("in-for-out", "input and output of f change places.", other_end),
        "whole_jacobian": bare_slip(
            "term-dropped",
            "the whole Jacobian is kept, one entry for each pair of an output and an input.",
            sized(lambda rows, inputs, outputs: (rows, outputs, rows, inputs)),
        ),
        "of_weight": bare_slip(
            "swapped-roles",
            "the shape of W is given, but f is not differentiated with respect to W.",
            sized(lambda _rows, inputs, outputs: (inputs, outputs)),
        ),
    }


VJP = Family(
    name="vjp.shape",
    title="shapes of a vector-Jacobian product",
    topic="autograd",
    formula="vᵀJ: v has the shape of f(x), the product has the shape of x",
    params=_PARAMS,
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=(
            "f(x) = x @ W, where x has shape ({{B}}, {{I}}) and W, a constant, has shape "
            "({{I}}, {{O}}). In the vector-Jacobian product (vjp) of f at x with a vector v, "
            "which shape does {{of}} have? Vectors keep the shape of the tensor they belong to; "
            "nothing is flattened."
        ),
        explanation=(
            "A vjp is one step of the backward pass: v is a gradient that arrives at the output, "
            "and what leaves is a gradient for the input. So the shape is {{answer}}; the "
            "Jacobian itself is never built."
        ),
        params={"B": 8, "I": 4, "O": 6, "of": _PRODUCT},
        vary=_VARY,
        level="intermediate",
        seconds=45,
        tags=("autograd", "shapes"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.func.vjp.html",),
    ),
    truth=lambda params: _shape("vjp", params),
    slips=_slips("vjp"),
)

JVP = Family(
    name="jvp.shape",
    title="shapes of a Jacobian-vector product",
    topic="autograd",
    formula="Jv: v has the shape of x, the product has the shape of f(x)",
    params=_PARAMS,
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=(
            "f(x) = x @ W, where x has shape ({{B}}, {{I}}) and W, a constant, has shape "
            "({{I}}, {{O}}). In the Jacobian-vector product (jvp) of f at x with a vector v, "
            "which shape does {{of}} have? Vectors keep the shape of the tensor they belong to; "
            "nothing is flattened."
        ),
        explanation=(
            "A jvp is forward-mode differentiation: v says in which direction the input moves, "
            "and the product says how the output then moves. So the shape is {{answer}}; the "
            "Jacobian itself is never built."
        ),
        params={"B": 8, "I": 4, "O": 6, "of": _PRODUCT},
        vary=_VARY,
        level="intermediate",
        seconds=45,
        tags=("autograd", "shapes"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html",
        ),
    ),
    truth=lambda params: _shape("jvp", params),
    slips=_slips("jvp"),
)

FAMILIES = {family.name: family for family in (VJP, JVP)}
