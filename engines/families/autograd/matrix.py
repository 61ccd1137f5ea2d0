"""Gradients of a matrix product, their shapes, and the gradient of a layer's bias."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.autograd.rows import Rows, elementwise, product, size, written
from engines.families.autograd.sums import line_sums
from engines.families.given import number, real_rows, transpose, whole_rows, word
from engines.families.worked import bare_slip, factor, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Float, Int, Matrix, Shape, Value, Vector

_SOURCES = (
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5.6",
    "https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
)


def _rows_param(name: str, doc: str) -> Param:
    return Param(name, "matrix", doc, -100, 100, sizes=(1, 4))


def _given(params: Params) -> tuple[Rows, Rows, Rows]:
    return whole_rows(params, "X"), whole_rows(params, "W"), whole_rows(params, "G")


def _shape_of(params: Params) -> tuple[int, int]:
    return size(whole_rows(params, word(params, "of")))


def _multiplied(params: Params, *, turn: bool = True, other_order: bool = False) -> Truth | None:
    """Return G·Wᵀ for X, or Xᵀ·G for W, as one product with its steps; None where the shapes do
    not fit, or give another shape than the operand has."""
    x, w, upstream = _given(params)
    for_x = word(params, "of") == "X"
    name, fixed = ("W", w) if for_x else ("X", x)
    operand = transpose(fixed) if turn else fixed
    sign = f"{name}ᵀ" if turn else name
    upstream_left = for_x != other_order
    left, right = (upstream, operand) if upstream_left else (operand, upstream)
    found = product(left, right)
    if found is None or size(found) != _shape_of(params):
        return None
    first = total(
        f"{factor(a)} × {factor(b)}" for a, b in zip(left[0], transpose(right)[0], strict=True)
    )
    return Truth(
        found,
        (
            Step("the other operand", sign, written(operand)),
            Step("first entry", first, str(found[0][0])),
            Step("gradient", f"G · {sign}" if upstream_left else f"{sign} · G", written(found)),
        ),
    )


def _matmul_grad(params: Params) -> Truth:
    found = _multiplied(params)
    if found is None:
        raise ValueError("the shapes do not fit")
    return found


def _in_place(params: Params) -> Value | None:
    """Return G times the other operand, entry by entry."""
    x, w, upstream = _given(params)
    for_x = word(params, "of") == "X"
    found = elementwise(upstream, w if for_x else x)
    return found if found is not None and size(found) == _shape_of(params) else None


def _of_other(params: Params) -> Truth | None:
    other = "W" if word(params, "of") == "X" else "X"
    if size(whole_rows(params, other)) != _shape_of(params):
        return None
    return _multiplied({**params, "of": other})


def _shapes_fit(params: Params) -> str | None:
    x, w, upstream = map(size, _given(params))
    if x[1] != w[0]:
        return "X has not as many columns as W has rows"
    if upstream != (x[0], w[1]):
        return "G has not the shape of X·W"
    return None


MATMUL_GRAD = Family(
    name="matmul.grad",
    title="gradient of a matrix product",
    topic="autograd",
    formula="for Y = X·W and G = dL/dY: dL/dX = G·Wᵀ, dL/dW = Xᵀ·G",
    params=(
        _rows_param("X", "the left operand, by rows"),
        _rows_param("W", "the right operand, by rows"),
        _rows_param("G", "the gradient of the loss for X·W, by rows"),
        Param("of", "choice", "the operand whose gradient is asked", choices=("X", "W")),
    ),
    answer=lambda params: Matrix(Int(), shape=_shape_of(params)),
    ask=Ask(
        prompt=(
            "Y = X·W is a matrix product. X, W and G = dL/dY, the gradient of the loss L with "
            "respect to Y, are in this order\n\n{{X:matrix}}\n\n{{W:matrix}}\n\n{{G:matrix}}\n\n"
            "What is the gradient of L with respect to {{of}}?"
        ),
        explanation=(
            "An entry of X acts on one row of Y through a row of W, so its gradient is a row of G "
            "against that row: G·Wᵀ. For W it is Xᵀ·G. Where the sizes differ, no other product "
            "of the two has the right shape. Here: {{answer}}."
        ),
        params={"X": ((1, 2), (3, 4)), "W": ((1, 0), (2, 1)), "G": ((1, 1), (0, 1)), "of": "W"},
        vary={
            "X": MatrixRange(IntRange(-1, 3), 2, 2),
            "W": MatrixRange(IntRange(-1, 3), 2, 2),
            "G": MatrixRange(IntRange(-1, 2), 2, 2),
            "of": ChoiceRange(("X", "W")),
        },
        level="intermediate",
        seconds=120,
        tags=("backpropagation", "matmul"),
        sources=_SOURCES,
    ),
    truth=_matmul_grad,
    slips={
        "not_transposed": slip(
            "transposed",
            "the other operand is not transposed.",
            lambda params: _multiplied(params, turn=False),
        ),
        "other_order": slip(
            "wrong-order",
            "the two factors of the product change places.",
            lambda params: _multiplied(params, other_order=True),
        ),
        "of_other": slip("swapped-roles", "the gradient of the other operand is given.", _of_other),
        "elementwise": bare_slip(
            "elementwise", "G and the other operand are multiplied entry by entry.", _in_place
        ),
    },
    valid=_shapes_fit,
)


def _sizes(params: Params) -> tuple[int, int, int, int]:
    batch, tokens, inputs, outputs = (number(params, name) for name in ("B", "T", "I", "O"))
    return batch, tokens, inputs, outputs


def _grad_shape(params: Params) -> Truth:
    batch, tokens, inputs, outputs = _sizes(params)
    shapes = {
        "X": (batch, tokens, inputs),
        "W": (inputs, outputs),
        "Y": (batch, tokens, outputs),
    }
    of = word(params, "of")
    written_out = {name: Shape().show(shape) for name, shape in shapes.items()}
    return Truth(
        shapes[of],
        (
            Step("shape of Y", f"{written_out['X']} @ {written_out['W']}", written_out["Y"]),
            Step("a gradient has its tensor's shape", f"the shape of {of}", written_out[of]),
        ),
    )


def _of_weight(shape: Callable[[int, int, int, int], Value]) -> Callable[[Params], Value | None]:
    """Return the rule that gives a shape of B, T, I, O where the gradient of W is asked."""
    return lambda params: shape(*_sizes(params)) if word(params, "of") == "W" else None


def _upstream_shape(params: Params) -> Value:
    batch, tokens, inputs, outputs = _sizes(params)
    return batch, tokens, inputs if word(params, "of") == "Y" else outputs


GRAD_SHAPE = Family(
    name="matmul.grad_shape",
    title="shape of a matrix product's gradient",
    topic="autograd",
    formula="a gradient has the shape of the tensor it belongs to",
    params=(
        Param("B", "int", "sequences in the batch", 1, 100_000),
        Param("T", "int", "tokens of a sequence", 1, 100_000),
        Param("I", "int", "inputs of each token", 1, 100_000),
        Param("O", "int", "outputs of each token", 1, 100_000),
        Param("of", "choice", "the tensor whose gradient is asked", choices=("X", "W", "Y")),
    ),
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=(
            "X has shape ({{B}}, {{T}}, {{I}}), W has shape ({{I}}, {{O}}), Y = X @ W, and the "
            "loss is a scalar function of Y. Which shape does the loss's gradient with respect to "
            "{{of}} have?"
        ),
        explanation=(
            "The loss is one number, so it has one slope for each entry of a tensor, and the "
            "gradient has the tensor's own shape. W is shared by all rows of the batch: their "
            "shares are added. So the shape is {{answer}}."
        ),
        params={"B": 8, "T": 16, "I": 32, "O": 64, "of": "W"},
        vary={
            "B": ChoiceRange((2, 4, 8)),
            "T": ChoiceRange((5, 10, 16)),
            "I": ChoiceRange((3, 12, 32)),
            "O": ChoiceRange((6, 20, 64)),
            "of": ChoiceRange(("X", "W", "Y")),
        },
        seconds=45,
        tags=("backpropagation", "shapes"),
        sources=_SOURCES,
    ),
    truth=_grad_shape,
    slips={
        "transposed": bare_slip(
            "transposed",
            "the gradient of W is left transposed.",
            _of_weight(lambda _b, _t, inputs, outputs: (outputs, inputs)),
        ),
        "batch_kept": bare_slip(
            "wrong-axis",
            "the gradient of W is not summed over the batch.",
            _of_weight(lambda batch, _t, inputs, outputs: (batch, inputs, outputs)),
        ),
        "other_end": bare_slip(
            "in-for-out",
            "the shape of the tensor at the other end of the product is given.",
            _upstream_shape,
        ),
    },
)


def _bias_grad(params: Params, *, by_rows: bool = False, mean: bool = False) -> Truth:
    """Return the sums of G's columns, one for each output; slips sum rows, or average."""
    upstream = real_rows(params, "G")
    lines = upstream if by_rows else transpose(upstream)
    name = "row" if by_rows else "column"
    names = [f"{name} {index}" for index in range(1, len(lines) + 1)]
    return Truth(*line_sums(lines, names, mean=mean))


def _ones(params: Params) -> Value:
    upstream = real_rows(params, "G")
    return (len(upstream),) * len(upstream[0])


BIAS_GRAD = Family(
    name="linear.bias_grad",
    title="gradient of a linear layer's bias",
    topic="autograd",
    formula="dL/db = the sum of dL/dY over the batch, output by output",
    params=(
        Param(
            "G",
            "matrix",
            "the gradient of the loss for the output, one row for each example",
            -1000,
            1000,
            sizes=(1, 6),
            entry="decimal",
        ),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(real_rows(params, "G")[0])),
    ask=Ask(
        prompt=(
            "A linear layer y = Wx + b processes a batch. The gradient of the loss L with respect "
            "to its output, one row for each example of the batch, is\n\n{{G:matrix}}\n\n"
            "What is the gradient of L with respect to b?"
        ),
        explanation=(
            "The bias is added to every example's output with slope 1, so its gradient collects "
            "the column of each output over the batch: {{answer}}. A mean appears only where the "
            "loss takes one, and then the gradient given holds it already."
        ),
        params={"G": ((1, 2), (3, 4))},
        vary={"G": MatrixRange(ChoiceRange((-2, -1, -0.5, 0.5, 1, 2, 3)), 3, 3)},
        tags=("backpropagation", "bias"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
            "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5.6",
        ),
    ),
    truth=_bias_grad,
    slips={
        "mean": slip(
            "mean-for-sum",
            "the batch is averaged.",
            lambda params: _bias_grad(params, mean=True),
        ),
        "rows": slip(
            "wrong-axis",
            "each example's row is summed over the outputs.",
            lambda params: _bias_grad(params, by_rows=True),
        ),
        "no_upstream": bare_slip(
            "term-dropped",
            "the slope 1 is summed over the batch without the gradient that arrives.",
            _ones,
        ),
    },
)

FAMILIES = {family.name: family for family in (MATMUL_GRAD, GRAD_SHAPE, BIAS_GRAD)}
