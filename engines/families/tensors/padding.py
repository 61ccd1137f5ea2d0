"""F.pad: pairs of sizes that begin with the last dimension."""

from __future__ import annotations

from engines.families.given import number, whole_rows, wholes
from engines.families.tensors.rows import Rows, by_rows, entries
from engines.families.tensors.sizes import ANY_SHAPE, MAX_RANK, Sizes, docs, shape_param, told
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange, VectorRange
from engines.values import Int, Matrix, Value

_SOURCES = (docs("torch.nn.functional.pad"),)
_MOST_PAD = 4


def _cannot_pad(params: Params) -> str | None:
    pad, shape = wholes(params, "pad"), wholes(params, "shape")
    if len(pad) % 2:
        return "the sizes come in pairs, one for each side of a dimension"
    return "more pairs than dimensions" if len(pad) > 2 * len(shape) else None


def _padded(
    params: Params, *, front: bool = False, turned: bool = False, single: bool = False
) -> Truth:
    """Return the padded shape; `front`: the pairs begin with the first dimension, `turned`: they
    end with the last one, `single`: only the first size of each pair counts."""
    shape, pad = wholes(params, "shape"), wholes(params, "pad")
    pairs = list(zip(pad[::2], pad[1::2], strict=True))
    rank, many = len(shape), len(pairs)
    if front:
        places = range(many)
    elif turned:
        places = range(rank - many, rank)
    else:
        places = range(rank - 1, rank - 1 - many, -1)
    found = list(shape)
    steps: list[Step] = []
    for place, (before, after) in zip(places, pairs, strict=True):
        found[place] += before if single else before + after
        numbers = f"{shape[place]} + {before}" + ("" if single else f" + {after}")
        steps.append(Step(f"dimension {place}", numbers, str(found[place])))
    return Truth(tuple(found), (*steps, Step("shape", f"{told(shape)} padded", told(found))))


def _sides_mixed(params: Params) -> Value | None:
    """Return the shape where four sizes are read as left, top, right, bottom."""
    shape, pad = wholes(params, "shape"), wholes(params, "pad")
    if len(pad) != 4:
        return None
    return (*shape[:-2], shape[-2] + pad[1] + pad[3], shape[-1] + pad[0] + pad[2])


SHAPE = Family(
    name="pad.shape",
    title="shape after F.pad",
    topic="tensors",
    formula="the first pair widens the last dimension, the second the one before it, and so on",
    params=(
        shape_param("shape", "shape of x"),
        Param(
            "pad",
            "vector",
            "sizes before and after, from the last dimension on",
            0,
            1_000,
            sizes=(2, 2 * MAX_RANK),
        ),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt="x has shape {{shape}}. What is the shape of torch.nn.functional.pad(x, {{pad}})?",
        explanation=(
            "F.pad reads its sizes in pairs from the last dimension backwards: left and right "
            "first, then top and bottom. That gives {{answer}}; NumPy's pad starts with the first "
            "dimension."
        ),
        params={"shape": (3, 4, 5), "pad": (1, 2, 0, 3)},
        vary={"shape": VectorRange(IntRange(2, 8), 3), "pad": VectorRange(IntRange(0, 3), 4)},
        level="intermediate",
        seconds=45,
        tags=("tensors", "padding", "shapes"),
        sources=_SOURCES,
    ),
    truth=_padded,
    slips={
        "first_dim_first": slip(
            "other-convention",
            "the pairs begin with the first dimension, as NumPy's do.",
            lambda params: _padded(params, front=True),
        ),
        "pairs_turned": slip(
            "wrong-order",
            "the pairs are read in the order of the dimensions, so that the final pair goes to "
            "the last one.",
            lambda params: _padded(params, turned=True),
        ),
        "one_side": slip(
            "one-side",
            "each dimension is padded on its front side only.",
            lambda params: _padded(params, single=True),
        ),
        "sides_mixed": bare_slip(
            "layout",
            "the four sizes are read as left, top, right, bottom, torchvision's order.",
            _sides_mixed,
        ),
    },
    valid=_cannot_pad,
)


def _framed(params: Params, sides: Sizes, fill: int | None = None) -> Truth:
    """Return the matrix with (left, right, top, bottom) numbers around it."""
    x = whole_rows(params, "x")
    left, right, top, bottom = sides
    number_in = number(params, "v") if fill is None else fill
    wide = left + len(x[0]) + right
    blank = (number_in,) * wide
    middle = tuple((number_in,) * left + line + (number_in,) * right for line in x)
    value: Rows = (blank,) * top + middle + (blank,) * bottom
    numbers = (
        f"{left} before {row(x[i - top])}, {right} after" if 0 <= i - top < len(x) else "fill alone"
        for i in range(len(value))
    )
    named = f"left {left}, right {right}, top {top}, bottom {bottom}"
    steps = (Step("sides", row(wholes(params, "pad")), named),)
    return by_rows(value, numbers, steps)


def _sides(params: Params, *order: int) -> Sizes:
    """Return the sizes at these positions of the list, as left, right, top, bottom."""
    pad = wholes(params, "pad")
    return tuple(pad[at] for at in order)


def _pad(params: Params) -> Truth:
    return _framed(params, _sides(params, 0, 1, 2, 3))


VALUES = Family(
    name="pad.values",
    title="values after F.pad",
    topic="tensors",
    formula="pad = (left, right, top, bottom)",
    params=(
        entries("x", "the matrix, by rows", 4),
        Param("pad", "vector", "left, right, top, bottom", 0, _MOST_PAD, sizes=(4, 4)),
        Param("v", "int", "the number put in", -1000, 1000, default=0),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\n"
            "What does torch.nn.functional.pad(x, {{pad}}, value={{v}}) return?"
        ),
        explanation=(
            "The first pair belongs to the last dimension: left and right. The second is top and "
            "bottom. That gives {{answer}}."
        ),
        params={"x": ((1, 2), (3, 4)), "pad": (1, 0, 0, 1), "v": 0},
        vary={
            "x": MatrixRange(IntRange(1, 9), 2, 2),
            "pad": VectorRange(IntRange(0, 1), 4),
            "v": IntRange(-1, 0),
        },
        level="intermediate",
        seconds=60,
        tags=("tensors", "padding"),
        sources=_SOURCES,
    ),
    truth=_pad,
    slips={
        "first_dim_first": slip(
            "other-convention",
            "the first pair is top and bottom, the order of NumPy.",
            lambda params: _framed(params, _sides(params, 2, 3, 0, 1)),
        ),
        "sides_mixed": slip(
            "layout",
            "the sizes are read as left, top, right, bottom, torchvision's order.",
            lambda params: _framed(params, _sides(params, 0, 2, 1, 3)),
        ),
        "ends_swapped": slip(
            "wrong-order",
            "left and right, and top and bottom, change places.",
            lambda params: _framed(params, _sides(params, 1, 0, 3, 2)),
        ),
        "zeros": slip(
            "term-dropped",
            "0 is put in, whatever the value given.",
            lambda params: _framed(params, _sides(params, 0, 1, 2, 3), 0),
        ),
    },
)

FAMILIES = {family.name: family for family in (SHAPE, VALUES)}
