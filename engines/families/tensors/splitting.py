"""Pieces of a dimension: of a given size, or so many of them."""

from __future__ import annotations

from engines.families.given import number
from engines.families.tensors.sizes import docs
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange
from engines.values import Int, Value, Vector

_LENGTH = Param("L", "int", "length of x", 1, 1_000)


def _pieces(length: int, size: int, *, dropped: bool = False) -> tuple[tuple[int, ...], Step]:
    """Return the lengths of pieces of `size`, and the step that finds them."""
    full, rest = divmod(length, size)
    kept = rest and not dropped
    value = (size,) * full + ((rest,) if kept else ())
    numbers = f"{length} = {full} × {size}" + (f" + {rest}" if rest else "")
    return value, Step("whole pieces and what is left", numbers, row(value))


def _split(length: int, size: int, *, dropped: bool = False) -> Truth:
    value, step = _pieces(length, size, dropped=dropped)
    return Truth(value, (Step("size of a piece", "as given", str(size)), step))


def _chunked(length: int, many: int, *, floor: bool = False) -> Truth:
    """Return the chunks: each as long as L / n rounded up, or down with the `floor`."""
    size = max(length // many, 1) if floor else -(-length // many)
    value, step = _pieces(length, size)
    way = "down" if floor else "up"
    return Truth(
        value, (Step("size of a piece", f"{length} / {many}, rounded {way}", str(size)), step)
    )


def _length(params: Params) -> int:
    return number(params, "L")


def _merged(params: Params) -> Value | None:
    """Return the pieces where the rest is joined to the last whole one."""
    full, rest = divmod(_length(params), number(params, "size"))
    if not full or not rest:
        return None
    size = number(params, "size")
    return (size,) * (full - 1) + (size + rest,)


def _evenly(params: Params) -> Value | None:
    """Return n pieces whose lengths differ by at most one."""
    size, longer = divmod(_length(params), number(params, "n"))
    if not size:
        return None
    return (size + 1,) * longer + (size,) * (number(params, "n") - longer)


SPLIT = Family(
    name="split.sizes",
    title="lengths of the pieces of a split",
    topic="tensors",
    formula="pieces of the size given; the last one takes what is left",
    params=(_LENGTH, Param("size", "int", "size of a piece", 1, 1_000)),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "x is a 1-D tensor of length {{L}}. How long are the pieces that "
            "torch.split(x, {{size}}) returns, in order?"
        ),
        explanation=(
            "split takes the size of a piece, and the last piece is shorter where the length is "
            "not a multiple: {{answer}}. chunk takes the number of pieces."
        ),
        params={"L": 10, "size": 4},
        vary={"L": IntRange(7, 24), "size": IntRange(3, 8)},
        seconds=30,
        tags=("tensors", "shapes"),
        sources=(docs("torch.split"),),
    ),
    truth=lambda params: _split(_length(params), number(params, "size")),
    slips={
        "as_count": slip(
            "swapped-roles",
            "the number is taken for how many pieces there are, as in chunk.",
            lambda params: _chunked(_length(params), number(params, "size")),
        ),
        "dropped": slip(
            "rounding",
            "what is left after the whole pieces is dropped.",
            lambda params: (
                _split(_length(params), number(params, "size"), dropped=True)
                if number(params, "size") <= _length(params)
                else None
            ),
        ),
        "merged": bare_slip(
            "off-by-one", "what is left over is joined to the last whole piece.", _merged
        ),
    },
)

CHUNK = Family(
    name="chunk.sizes",
    title="lengths of the pieces of a chunk",
    topic="tensors",
    formula="pieces of ceil(L / n); the last one takes what is left, and there may be fewer than n",
    params=(_LENGTH, Param("n", "int", "pieces asked for", 1, 1_000)),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "x is a 1-D tensor of length {{L}}. How long are the pieces that torch.chunk(x, {{n}}) "
            "returns, in order?"
        ),
        explanation=(
            "chunk rounds length / pieces up and cuts pieces of that size, so the last may be "
            "shorter and there may even be fewer than asked for: {{answer}}. tensor_split makes "
            "them as even as can be."
        ),
        params={"L": 13, "n": 6},
        vary={"L": IntRange(6, 24), "n": IntRange(3, 7)},
        level="intermediate",
        seconds=45,
        tags=("tensors", "shapes"),
        sources=(docs("torch.chunk"), docs("torch.tensor_split")),
    ),
    truth=lambda params: _chunked(_length(params), number(params, "n")),
    slips={
        "as_size": slip(
            "swapped-roles",
            "the number is taken for the size of a piece, as in split.",
            lambda params: _split(_length(params), number(params, "n")),
        ),
        "floor": slip(
            "rounding",
            "length / pieces is rounded down.",
            lambda params: _chunked(_length(params), number(params, "n"), floor=True),
        ),
        "evenly": bare_slip(
            "other-convention",
            "the pieces are made as even as can be, as NumPy's array_split does.",
            _evenly,
        ),
    },
)

FAMILIES = {family.name: family for family in (SPLIT, CHUNK)}
