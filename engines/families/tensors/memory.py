"""How a tensor lies in memory: strides, and bytes that are shared or copied."""

from __future__ import annotations

from math import prod

from engines.families.given import number, wholes, word
from engines.families.tensors.sizes import (
    MAX_RANK,
    Sizes,
    docs,
    shape_param,
    strides_of,
    times,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Bytes, Int, Value, Vector

_WIDTHS = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int64": 8, "int8": 1}
_DTYPE = Param("dtype", "choice", "format of the numbers", choices=tuple(_WIDTHS))
_DTYPES = ChoiceRange(("float64", "float32", "float16", "bfloat16", "int64"))
_ROWS = Param("R", "int", "rows of x", 1, 1_000_000)
_STORAGE = docs("torch.Tensor.untyped_storage")


def _strides(params: Params) -> Truth:
    shape = wholes(params, "shape")
    found = strides_of(shape)
    steps = tuple(
        Step(f"stride of dimension {dim}", times(shape[dim + 1 :]), str(stride))
        for dim, stride in enumerate(found)
    )
    return Truth(found, steps)


def _with_own_size(params: Params) -> Value:
    shape = wholes(params, "shape")
    return tuple(a * b for a, b in zip(shape, strides_of(shape), strict=True))


def _column_major(params: Params) -> Value:
    return strides_of(wholes(params, "shape")[::-1])[::-1]


def _next_size(params: Params) -> Value:
    return (*wholes(params, "shape")[1:], 1)


def _in_bytes(params: Params) -> Value:
    return tuple(4 * stride for stride in strides_of(wholes(params, "shape")))


STRIDES = Family(
    name="tensor.strides",
    title="strides of a contiguous tensor",
    topic="tensors",
    formula="the stride of a dimension is the product of all later sizes; the last is 1",
    params=(shape_param("shape", "shape of x", (1, MAX_RANK)),),
    answer=lambda params: Vector(Int(), len(wholes(params, "shape"))),
    ask=Ask(
        prompt=(
            "x is a contiguous float32 tensor of shape {{shape}}. What does x.stride() return in "
            "PyTorch?"
        ),
        explanation=(
            "A stride is how far apart in memory, counted in numbers, two neighbours along a "
            "dimension lie. Row by row that is the product of all later sizes: {{answer}}. NumPy "
            "gives the same in bytes."
        ),
        params={"shape": (2, 3, 4)},
        vary={"shape": VectorRange(IntRange(2, 8), 3)},
        seconds=45,
        tags=("tensors", "memory"),
        sources=(docs("torch.Tensor.stride"),),
    ),
    truth=_strides,
    slips={
        "own_size": bare_slip(
            "off-by-one", "each dimension's own size is multiplied in as well.", _with_own_size
        ),
        "next_size": bare_slip(
            "term-dropped", "only the size of the next dimension is taken.", _next_size
        ),
        "column_major": bare_slip(
            "other-convention",
            "neighbours along the first dimension lie side by side, as in Fortran.",
            _column_major,
        ),
        "bytes": bare_slip(
            "units", "bytes are counted, four to a number, as NumPy does.", _in_bytes
        ),
    },
)


def _bytes(params: Params, sizes: Sizes, *, width: bool = True, why: str = "") -> Truth:
    """Return the bytes of a storage that holds a tensor of these sizes, or its count of numbers."""
    held = prod(sizes)
    each = _WIDTHS[word(params, "dtype")] if width else 1
    steps = (
        Step("numbers stored", why or times(sizes), str(held)),
        Step("bytes", f"{held} × {each}", str(held * each)),
    )
    return Truth(held * each, steps)


def _column(params: Params) -> Sizes:
    return (number(params, "R"), 1)


def _expanded(params: Params) -> Sizes:
    return (number(params, "R"), number(params, "C"))


EXPANDED = Family(
    name="expand.bytes",
    title="memory behind an expanded tensor",
    topic="tensors",
    formula="numbers of the tensor before expand × bytes of one; nothing is copied",
    params=(_ROWS, Param("C", "int", "columns after expand", 1, 1_000_000), _DTYPE),
    answer=lambda _params: Bytes(),
    ask=Ask(
        prompt=(
            "x = torch.zeros({{R}}, 1) with dtype {{dtype}}, and y = x.expand({{R}}, {{C}}). How "
            "many bytes does y.untyped_storage().nbytes() give?"
        ),
        explanation=(
            "expand copies nothing: y reads the numbers of x again and again with a stride of 0, "
            "so its storage is that of x, {{answer}}. repeat would copy them."
        ),
        params={"R": 3, "C": 1000, "dtype": "float32"},
        vary={"R": IntRange(2, 12), "C": IntRange(2, 100), "dtype": _DTYPES},
        level="intermediate",
        seconds=45,
        tags=("tensors", "memory", "broadcasting"),
        sources=(docs("torch.Tensor.expand"), _STORAGE),
    ),
    truth=lambda params: _bytes(params, _column(params)),
    slips={
        "copied": slip(
            "counted-twice",
            "every column is copied, as repeat does.",
            lambda params: _bytes(params, _expanded(params)),
        ),
        "numbers": slip(
            "units",
            "the numbers are counted, not their bytes.",
            lambda params: _bytes(params, _column(params), width=False),
        ),
        "numbers_copied": slip(
            "units",
            "the numbers that y shows are counted, not the bytes behind them.",
            lambda params: _bytes(params, _expanded(params), width=False),
        ),
    },
)


def _repeated(params: Params) -> Sizes:
    down, across = number(params, "a"), number(params, "b")
    return (number(params, "R") * down, number(params, "C") * across)


def _added_repeats(params: Params) -> Truth:
    rows, columns = number(params, "R"), number(params, "C")
    down, across = number(params, "a"), number(params, "b")
    why = f"{rows} × {columns} × ({down} + {across})"
    return _bytes(params, (rows, columns, down + across), why=why)


def _with_original(params: Params) -> Truth:
    high, wide = _repeated(params)
    rows, columns = number(params, "R"), number(params, "C")
    why = f"{high} × {wide} + {rows} × {columns}"
    return _bytes(params, (high * wide + rows * columns,), why=why)


REPEATED = Family(
    name="repeat.bytes",
    title="memory behind a repeated tensor",
    topic="tensors",
    formula="(R · a) × (C · b) numbers × bytes of one: repeat copies",
    params=(
        _ROWS,
        Param("C", "int", "columns of x", 1, 1_000_000),
        Param("a", "int", "copies down", 1, 1_000),
        Param("b", "int", "copies across", 1, 1_000),
        _DTYPE,
    ),
    answer=lambda _params: Bytes(),
    ask=Ask(
        prompt=(
            "x = torch.zeros({{R}}, {{C}}) with dtype {{dtype}}, and y = x.repeat({{a}}, {{b}}). "
            "How many bytes does y.untyped_storage().nbytes() give?"
        ),
        explanation=(
            "repeat makes a new tensor with every copy written out, so sizes and repeats multiply: "
            "{{answer}}. expand would share the old memory, but can only stretch a size of 1."
        ),
        params={"R": 2, "C": 3, "a": 4, "b": 5, "dtype": "float32"},
        vary={
            "R": IntRange(2, 6),
            "C": IntRange(2, 6),
            "a": IntRange(1, 5),
            "b": IntRange(2, 5),
            "dtype": _DTYPES,
        },
        level="intermediate",
        seconds=45,
        tags=("tensors", "memory"),
        sources=(docs("torch.Tensor.repeat"), _STORAGE),
    ),
    truth=lambda params: _bytes(params, _repeated(params)),
    slips={
        "shared": slip(
            "other-convention",
            "nothing is copied, as with expand.",
            lambda params: _bytes(params, (number(params, "R"), number(params, "C"))),
        ),
        "numbers": slip(
            "units",
            "the numbers are counted, not their bytes.",
            lambda params: _bytes(params, _repeated(params), width=False),
        ),
        "added": slip("sum-for-product", "the copies down and across are added.", _added_repeats),
        "original": slip("counted-twice", "x itself is counted beside its copies.", _with_original),
    },
)

FAMILIES = {family.name: family for family in (STRIDES, EXPANDED, REPEATED)}
