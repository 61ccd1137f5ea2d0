"""Products of tensors: matmul's rules for vectors and batches, bmm, and einsum."""

from __future__ import annotations

from engines.families.given import number, wholes
from engines.families.tensors.broadcasting import broadcast
from engines.families.tensors.einsum import SHAPE, VALUE
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    MAX_SIZE,
    Sizes,
    choices,
    docs,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange
from engines.values import Value


def matrices(params: Params) -> tuple[Sizes, Sizes]:
    """Return both shapes, a vector as the row or the column that matmul takes it for."""
    one, other = wholes(params, "a"), wholes(params, "b")
    return one if len(one) > 1 else (1, *one), other if len(other) > 1 else (*other, 1)


def batch_of(params: Params) -> Sizes | None:
    """Return the dimensions in front of the matrices, or None where they contradict each other."""
    one, other = matrices(params)
    return broadcast(one[:-2], other[:-2])


def _cannot_multiply(params: Params) -> str | None:
    one, other = matrices(params)
    if one[-1] != other[-2]:
        return f"the inner sizes {one[-1]} and {other[-2]} differ"
    return None if batch_of(params) is not None else "the batch dimensions cannot be broadcast"


def _times(params: Params, *, kept: bool = False, inner: bool = False) -> Truth:
    """Return the product's shape; `kept`: a vector's added dimension stays, `inner`: the inner
    size stands where the columns of b belong."""
    one, other = matrices(params)
    batch = batch_of(params)
    if batch is None:
        raise ValueError("the batches contradict each other")
    columns = one[-1] if inner else other[-1]
    rows_left = kept or len(wholes(params, "a")) > 1
    columns_left = kept or len(wholes(params, "b")) > 1
    found = batch + (one[-2],) * rows_left + (columns,) * columns_left
    taken = f"{told(one[-2:])} times {told(other[-2:])}"
    added = "none added" if rows_left and columns_left else "without what was added to a vector"
    steps = (
        Step("matrices", taken, told((one[-2], columns))),
        Step("batch", f"{told(one[:-2])} with {told(other[:-2])}", told(batch)),
        Step("shape", f"batch, then the matrix, {added}", told(found)),
    )
    return Truth(found, steps)


def _elementwise(params: Params) -> Value | None:
    return broadcast(wholes(params, "a"), wholes(params, "b"))


def _dotted(params: Params) -> Value:
    """Return the shape of NumPy's dot, which pairs every batch of a with every batch of b."""
    one, other = wholes(params, "a"), wholes(params, "b")
    return one[:-1] + other[:-2] + (other[-1:] if len(other) > 1 else ())


MATMUL = Family(
    name="matmul.shape",
    title="shape of a matrix product",
    topic="tensors",
    formula="(..., n, m) @ (..., m, p) = (..., n, p); batches broadcast, a vector's side vanishes",
    params=(shape_param("a", "shape of a"), shape_param("b", "shape of b")),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt="a has shape {{a}} and b has shape {{b}}. What is the shape of torch.matmul(a, b)?",
        explanation=(
            "The last two dimensions multiply as matrices and those in front are broadcast. A 1-D "
            "operand counts as a row on the left or a column on the right, and that extra "
            "dimension is taken away again: {{answer}}."
        ),
        params={"a": (5, 1, 2, 3), "b": (4, 3, 6)},
        vary={
            "a": choices(
                (3,), (4,), (2, 3), (5, 4), (3, 3), (5, 2, 3), (2, 1, 4), (4, 1, 2, 3), (6, 1, 3, 4)
            ),
            "b": choices(
                (3,), (4,), (3, 4), (4, 2), (3, 3), (5, 3, 2), (1, 4, 6), (5, 3, 3), (2, 4, 5)
            ),
        },
        level="intermediate",
        seconds=45,
        tags=("tensors", "shapes", "matrix-product"),
        sources=(docs("torch.matmul"),),
    ),
    truth=_times,
    slips={
        "elementwise": bare_slip(
            "elementwise", "the operands are multiplied entry by entry.", _elementwise
        ),
        "vector_side_kept": slip(
            "term-dropped",
            "the dimension of size 1 that makes a vector a matrix is not taken away again.",
            lambda params: _times(params, kept=True),
        ),
        "inner_kept": slip(
            "in-for-out",
            "the inner size stands in the place of the columns of b.",
            lambda params: _times(params, inner=True),
        ),
        "dotted": bare_slip(
            "other-convention",
            "every matrix of a meets every matrix of b, as in NumPy's dot.",
            _dotted,
        ),
    },
    valid=_cannot_multiply,
)


def _batched(params: Params, batch: str = "B", rows: str = "N", columns: str = "P") -> Truth:
    shape = tuple(number(params, name) for name in (batch, rows, columns))
    high, inner, wide = (number(params, name) for name in "NMP")
    steps = (
        Step("matrices in the batch", "the same in both", str(shape[0])),
        Step("each product", f"({high}, {inner}) times ({inner}, {wide})", told(shape[1:])),
        Step("shape", "batch, rows, columns", told(shape)),
    )
    return Truth(shape, steps)


def _batch_gone(params: Params) -> Value:
    return (number(params, "N"), number(params, "P"))


def _batch_twice(params: Params) -> Value:
    return (number(params, "B"), number(params, "N"), number(params, "B"), number(params, "P"))


BMM = Family(
    name="bmm.shape",
    title="shape of a batched matrix product",
    topic="tensors",
    formula="(B, N, M) bmm (B, M, P) = (B, N, P)",
    params=(
        Param("B", "int", "matrices in the batch", 1, MAX_SIZE),
        Param("N", "int", "rows of each matrix of a", 1, MAX_SIZE),
        Param("M", "int", "inner size", 1, MAX_SIZE),
        Param("P", "int", "columns of each matrix of b", 1, MAX_SIZE),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "a has shape ({{B}}, {{N}}, {{M}}) and b has shape ({{B}}, {{M}}, {{P}}). What is the "
            "shape of torch.bmm(a, b)?"
        ),
        explanation=(
            "Matrix by matrix, the inner size is summed over and the batch stays: {{answer}}. "
            "Unlike matmul, bmm takes 3-D tensors only and broadcasts nothing."
        ),
        params={"B": 8, "N": 5, "M": 16, "P": 7},
        vary={
            "B": IntRange(2, 16),
            "N": IntRange(2, 12),
            "M": IntRange(2, 12),
            "P": IntRange(2, 12),
        },
        seconds=25,
        tags=("tensors", "shapes", "matrix-product"),
        sources=(docs("torch.bmm"),),
    ),
    truth=_batched,
    slips={
        "inner_kept": slip(
            "in-for-out",
            "the inner size stands in the place of the columns of b.",
            lambda params: _batched(params, columns="M"),
        ),
        "turned": slip(
            "transposed",
            "rows and columns of the product change places.",
            lambda params: _batched(params, rows="P", columns="N"),
        ),
        "batch_summed": bare_slip(
            "term-dropped", "the products of the batch are added up.", _batch_gone
        ),
        "batch_twice": bare_slip(
            "counted-twice",
            "every matrix of a meets every matrix of b, as in NumPy's dot.",
            _batch_twice,
        ),
    },
)

FAMILIES = {family.name: family for family in (MATMUL, BMM, SHAPE, VALUE)}
