"""Which orders of dimensions leave memory in order."""

from __future__ import annotations

from engines.families.given import whole_rows, wholes
from engines.families.tensors.permutations import OLD_SHAPE, bad_order
from engines.families.tensors.sizes import MAX_RANK, Sizes, choices, strides_of, told
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, VectorRange
from engines.values import Bits, Value


def _bad_orders(params: Params) -> str | None:
    rank = len(wholes(params, "shape"))
    return next(
        (why for dims in whole_rows(params, "orders") if (why := bad_order(dims, rank))), None
    )


def _in_memory_order(shape: Sizes, dims: Sizes, *, ones: bool = True) -> Step:
    """Return the step of one order: the memory is in order if the dimensions longer than 1 are."""
    longer = tuple(dim for dim in dims if shape[dim] > 1 or not ones)
    kept = list(longer) == sorted(longer)
    what = f"dimensions longer than 1 in {told(dims)}" if ones else f"dimensions in {told(dims)}"
    return Step(what, f"{told(longer)} {'rises' if kept else 'does not rise'}", str(int(kept)))


def _contiguous(params: Params, *, ones: bool = True) -> Truth:
    """Return a 1 for each order that leaves the tensor contiguous; `ones`: sizes of 1 are free."""
    shape = wholes(params, "shape")
    steps = tuple(_in_memory_order(shape, dims, ones=ones) for dims in whole_rows(params, "orders"))
    value = tuple(int(step.value) for step in steps)
    return Truth(value, (*steps, Step("contiguous", "one digit for each", Bits().show(value))))


def _last_stride(params: Params) -> Value:
    own = strides_of(wholes(params, "shape"))
    return tuple(int(own[dims[-1]] == 1) for dims in whole_rows(params, "orders"))


def _copied(params: Params) -> Value:
    return (1,) * len(whole_rows(params, "orders"))


_ORDERS = (
    ((0, 2, 1), (1, 0, 2), (1, 2, 0)),
    ((1, 0, 2), (2, 0, 1), (0, 2, 1)),
    ((2, 1, 0), (0, 2, 1), (1, 0, 2)),
    ((1, 0, 2), (1, 2, 0), (2, 0, 1)),
)

CONTIGUOUS = Family(
    name="permute.contiguous",
    title="permutations that stay contiguous",
    topic="tensors",
    formula="contiguous if the dimensions longer than 1 are still in their old order",
    params=(
        OLD_SHAPE,
        Param(
            "orders",
            "matrix",
            "the orders that are tried, one a row",
            0,
            MAX_RANK - 1,
            sizes=(2, MAX_RANK),
        ),
    ),
    answer=lambda params: Bits(len(whole_rows(params, "orders"))),
    ask=Ask(
        prompt=(
            "x is a contiguous PyTorch tensor of shape {{shape}}. Each row is an order for "
            "permute:\n\n{{orders:matrix}}\n\n"
            "For which of them is x.permute(order).is_contiguous() true? Write 1 for true and "
            "0 for false, row by row."
        ),
        explanation=(
            "permute leaves the numbers where they are, so the result is contiguous only if "
            "reading it row by row still walks through memory in order. Dimensions of size 1 take "
            "no steps and may stand anywhere: {{answer}}."
        ),
        params={"shape": (1, 3, 4), "orders": ((0, 2, 1), (1, 0, 2), (1, 2, 0))},
        vary={"shape": VectorRange(choices(1, 2, 3), 3), "orders": ChoiceRange(_ORDERS)},
        level="advanced",
        seconds=90,
        tags=("tensors", "memory"),
        sources=("https://docs.pytorch.org/docs/stable/tensor_view.html",),
    ),
    truth=_contiguous,
    slips={
        "ones_count": slip(
            "boundary-missed",
            "every change of the order counts, even that of a dimension of size 1.",
            lambda params: _contiguous(params, ones=False),
        ),
        "copied": bare_slip(
            "other-convention",
            "permute copies the numbers into the new order, as TensorFlow's transpose does.",
            _copied,
        ),
        "last_stride": bare_slip(
            "term-dropped", "a last stride of 1 is taken to be enough.", _last_stride
        ),
    },
    valid=_bad_orders,
)
