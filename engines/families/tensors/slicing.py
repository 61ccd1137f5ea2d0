"""Slices: the entries between start and stop, and the shape that is left."""

from __future__ import annotations

from engines.families.given import number, wholes
from engines.families.tensors.sizes import (
    ANY_SHAPE,
    MAX_SIZE,
    choices,
    shape_param,
    told,
)
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Int, Value, Vector

_SOURCES = ("https://numpy.org/doc/stable/user/basics.indexing.html",)
_MOST = 12


def _bounds(most: int) -> tuple[Param, ...]:
    return (
        Param("start", "int", "first position; from the back where negative", -most, most),
        Param("stop", "int", "position at which the slice ends, itself left out", -most, most),
        Param("step", "int", "positions from one entry to the next", 1, most, default=1),
    )


def _from_front(at: int, length: int) -> int:
    """Return a bound of a slice counted from the front, cut off at both ends."""
    return min(max(at + length if at < 0 else at, 0), length)


def _range(
    params: Params, length: int, *, inclusive: bool = False, single: bool = False, first: int = 0
) -> tuple[range, tuple[Step, ...]]:
    """Return the positions of the slice and how they are found; `inclusive`: the stop belongs to
    it, `single`: the step is 1, `first`: positions are counted from this number."""
    start, stop = number(params, "start"), number(params, "stop")
    step = 1 if single else number(params, "step")
    low = _from_front(start - first if start > 0 else start, length)
    high = _from_front(stop - first if stop > 0 else stop, length)
    if inclusive:
        high = min(high + 1, length)
    end = "included" if inclusive else "left out"
    steps = (
        Step("start and stop from the front", f"{start} and {stop} of {length}", f"{low}, {high}"),
        Step("positions", f"from {low} by {step}, {stop} {end}", row(range(low, high, step))),
    )
    return range(low, high, step), steps


def _empty(params: Params, length: int) -> str | None:
    return None if len(_range(params, length)[0]) else "the slice is empty"


def _no_values(params: Params) -> str | None:
    return _empty(params, len(wholes(params, "x")))


def _sliced(
    params: Params, *, inclusive: bool = False, single: bool = False, first: int = 0
) -> Truth | None:
    x = wholes(params, "x")
    places, steps = _range(params, len(x), inclusive=inclusive, single=single, first=first)
    value = tuple(x[at] for at in places)
    if not value:
        return None
    return Truth(value, (*steps, Step("entries there", f"of {len(x)}", row(value))))


def _values(params: Params) -> Truth:
    found = _sliced(params)
    if found is None:
        raise ValueError("the slice is empty")
    return found


VALUES = Family(
    name="slice.values",
    title="entries of a slice",
    topic="tensors",
    formula="x[start], x[start + step], ... before stop; negative bounds count from the back",
    params=(
        Param("x", "vector", "the tensor", -1000, 1000, sizes=(1, _MOST)),
        *_bounds(_MOST),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt="x = torch.tensor({{x}}). What does x[{{start}}:{{stop}}:{{step}}] return?",
        explanation=(
            "A slice starts at its first bound and ends before its second; −1 is the last "
            "position. The step says which of them are taken: {{answer}}."
        ),
        params={"x": (3, 1, 4, 1, 5, 9, 2, 6), "start": 1, "stop": -1, "step": 2},
        vary={
            "x": VectorRange(IntRange(0, 9), 8),
            "start": choices(-7, -6, -5, 0, 1, 2),
            "stop": choices(-3, -2, -1, 5, 6, 7),
            "step": choices(1, 2, 3),
        },
        seconds=40,
        tags=("tensors", "indexing"),
        sources=_SOURCES,
    ),
    truth=_values,
    slips={
        "inclusive": slip(
            "off-by-one",
            "the entry at the stop is taken as well.",
            lambda params: _sliced(params, inclusive=True),
        ),
        "step_ignored": slip(
            "term-dropped",
            "every position is taken, whatever the step.",
            lambda params: _sliced(params, single=True),
        ),
        "from_one": slip(
            "other-convention",
            "positions are counted from 1.",
            lambda params: _sliced(params, first=1),
        ),
    },
    valid=_no_values,
)


def _no_shape(params: Params) -> str | None:
    shape = wholes(params, "shape")
    if number(params, "row") >= shape[0]:
        return "the first index lies outside x"
    return _empty(params, shape[1])


def _count(span: int, step: int, *, floor: bool) -> int:
    return span // step if floor else -(-span // step)


def _shape(
    params: Params,
    *,
    inclusive: bool = False,
    single: bool = False,
    floor: bool = False,
    row_kept: bool = False,
    uncut: bool = False,
) -> Truth | None:
    """Return the shape of x[row, start:stop:step]; the keywords are what may go wrong: the stop
    belongs to it, the step is ignored, the count is rounded down, the row's dimension stays, or a
    stop beyond the end is not cut off."""
    first, length, last = wholes(params, "shape")
    start, stop = number(params, "start"), number(params, "stop")
    low, high = _from_front(start, length), _from_front(stop, length)
    if uncut:
        high = max(stop, high)
    if inclusive:
        high = min(high + 1, length)
    step = 1 if single else number(params, "step")
    kept = _count(high - low, step, floor=floor)
    if kept < 1:
        return None
    shape = (*((1,) if row_kept else ()), kept, last)
    way = "down" if floor else "up"
    steps = (
        Step(
            "first dimension", f"one index out of {first}", "stays as 1" if row_kept else "is gone"
        ),
        Step("start and stop from the front", f"{start} and {stop} of {length}", f"{low}, {high}"),
        Step("positions taken", f"({high} − {low}) / {step}, rounded {way}", str(kept)),
        Step("shape", f"then the last size, {last}", told(shape)),
    )
    return Truth(shape, steps)


def _right_shape(params: Params) -> Truth:
    found = _shape(params)
    if found is None:
        raise ValueError("the slice is empty")
    return found


def _unsliced(params: Params) -> Value:
    return wholes(params, "shape")[1:]


SHAPE = Family(
    name="slice.shape",
    title="shape of a sliced tensor",
    topic="tensors",
    formula="an index takes its dimension away; a slice keeps ceil((stop − start) / step)",
    params=(
        shape_param("shape", "shape of x", (3, 3)),
        Param("row", "int", "index into the first dimension", 0, MAX_SIZE - 1),
        *_bounds(MAX_SIZE),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of x[{{row}}, {{start}}:{{stop}}:{{step}}]?"
        ),
        explanation=(
            "A single index takes its dimension away; a slice keeps its own, with one place for "
            "each position it takes; a stop beyond the end is cut back to the end. Dimensions that "
            "are not named stay: {{answer}}."
        ),
        params={"shape": (4, 10, 6), "row": 0, "start": 1, "stop": 8, "step": 2},
        vary={
            "shape": VectorRange(IntRange(4, 12), 3),
            "row": IntRange(0, 3),
            "start": choices(0, 1, 2, -4),
            "stop": choices(-1, -2, 7, 8, 9, 10),
            "step": choices(1, 2, 3),
        },
        seconds=45,
        tags=("tensors", "indexing", "shapes"),
        sources=_SOURCES,
    ),
    truth=_right_shape,
    slips={
        "row_kept": slip(
            "counted-twice",
            "the dimension of the single index stays with size 1.",
            lambda params: _shape(params, row_kept=True),
        ),
        "inclusive": slip(
            "off-by-one",
            "the position at the stop is taken as well.",
            lambda params: _shape(params, inclusive=True),
        ),
        "floor": slip(
            "rounding",
            "the count of positions is rounded down.",
            lambda params: _shape(params, floor=True),
        ),
        "uncut": slip(
            "no-clamp",
            "a stop beyond the end is not cut off.",
            lambda params: _shape(params, uncut=True),
        ),
        "step_ignored": slip(
            "term-dropped",
            "every position is taken, whatever the step.",
            lambda params: _shape(params, single=True),
        ),
        "unsliced": bare_slip(
            "in-for-out", "the second dimension keeps the size that it has in x.", _unsliced
        ),
    },
    valid=_no_shape,
)
