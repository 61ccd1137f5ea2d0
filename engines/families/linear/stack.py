"""Linear layers without an activation between them: the one matrix that they are."""

from __future__ import annotations

from engines.families.given import transpose, whole_rows
from engines.families.worked import bare_slip, factor, row, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Int, Matrix, Value

Rows = tuple[tuple[int, ...], ...]


def _product(left: Rows, right: Rows) -> Truth:
    """Return left · right with a step for each row of it."""
    value: list[tuple[int, ...]] = []
    steps = []
    for index, weights in enumerate(left):
        cells = []
        texts = []
        for column in transpose(right):
            pairs = list(zip(weights, column, strict=True))
            cells.append(sum(a * b for a, b in pairs))
            texts.append(total(f"{factor(a)} × {factor(b)}" for a, b in pairs))
        value.append(tuple(cells))
        steps.append(Step(f"row {index + 1}", f"[{', '.join(texts)}]", row(cells)))
    return Truth(tuple(value), tuple(steps))


def _both(params: Params) -> tuple[Rows, Rows]:
    return whole_rows(params, "W1"), whole_rows(params, "W2")


def _collapsed(params: Params) -> Truth:
    first, second = _both(params)
    return _product(second, first)


def _other_order(params: Params) -> Truth | None:
    first, second = _both(params)
    same = len(first[0]) == len(second) and len(first) == len(first[0])
    return _product(first, second) if same else None


def _transposed(params: Params) -> Truth | None:
    first, second = _both(params)
    if not len(first) == len(first[0]) == len(second):
        return None
    return _product(transpose(second), transpose(first))


def _alike(params: Params) -> tuple[Rows, Rows] | None:
    first, second = _both(params)
    same = (len(first), len(first[0])) == (len(second), len(second[0]))
    return (first, second) if same else None


def _elementwise(params: Params) -> Value | None:
    both = _alike(params)
    if both is None:
        return None
    rows = zip(*both, strict=True)
    return tuple(tuple(a * b for a, b in zip(one, two, strict=True)) for one, two in rows)


def _added(params: Params) -> Value | None:
    both = _alike(params)
    if both is None:
        return None
    rows = zip(*both, strict=True)
    return tuple(tuple(a + b for a, b in zip(one, two, strict=True)) for one, two in rows)


def _fits(params: Params) -> str | None:
    first, second = _both(params)
    if len(second[0]) != len(first):
        return "W2 needs a column for each row of W1"
    return None


def _answer(params: Params) -> Matrix:
    first, second = _both(params)
    return Matrix(Int(), shape=(len(second), len(first[0])))


COLLAPSED = Family(
    name="linear_stack.collapsed",
    title="the one matrix that two linear layers are",
    topic="linear",
    formula="W = W2·W1, as W2·(W1·x) = (W2·W1)·x",
    params=(
        Param("W1", "matrix", "weights of the first layer, a row for each output", -99, 99),
        Param("W2", "matrix", "weights of the second layer, a row for each output", -99, 99),
    ),
    answer=_answer,
    ask=Ask(
        prompt=(
            "Two linear layers without biases follow each other with no activation between them: "
            "y = W2·(W1·x), where x is a column vector. W1 = {{W1}} and W2 = {{W2}}. "
            "Which single matrix W gives the same y = W·x?"
        ),
        explanation=(
            "A product of matrices is one matrix, with the layer that acts last on the left: "
            "{{answer}}. However many linear layers there are, without activations they are one."
        ),
        params={"W1": ((1, 2), (0, 1)), "W2": ((1, 0), (3, 1))},
        vary={
            "W1": MatrixRange(IntRange(-2, 3), 2, 2),
            "W2": MatrixRange(IntRange(-2, 3), 2, 2),
        },
        seconds=75,
        tags=("linear", "matrices"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.1",),
    ),
    truth=_collapsed,
    slips={
        "other_order": slip(
            "wrong-sequence", "the product is taken in the order W1·W2.", _other_order
        ),
        "transposed": slip(
            "transposed", "both matrices are transposed before the product.", _transposed
        ),
        "elementwise": bare_slip(
            "elementwise", "the matrices are multiplied entry by entry.", _elementwise
        ),
        "added": bare_slip("sum-for-product", "the two matrices are added.", _added),
    },
    valid=_fits,
)

FAMILIES = {COLLAPSED.name: COLLAPSED}
