"""Gated linear units: GLU, SwiGLU, and the shape that a GLU leaves."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.activations.gates import gelu, silu
from engines.families.activations.scalars import docs
from engines.families.functions import Numbers, sigmoid
from engines.families.given import number, reals, wholes
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Shape, Value, Vector

_GLU_PAPER = (
    "Dauphin, Fan, Auli & Grangier 2016, Language modeling with gated convolutional networks, "
    "arXiv:1612.08083"
)
_SWIGLU_PAPER = "Shazeer 2020, GLU variants improve transformer, arXiv:2002.05202"
_MAX_SIZE = 4096
_MAX_RANK = 5


def _product(passed: Numbers, gated: Numbers, gate: Callable[[float], float], name: str) -> Truth:
    """Return passed · gate(gated), entry by entry."""
    gates = tuple(gate(each) for each in gated)
    value = tuple(a * b for a, b in zip(passed, gates, strict=True))
    return Truth(
        value,
        (
            Step("gates", f"{name} of {row(gated)}", row(gates)),
            Step("products", f"{row(passed)} by {row(gates)}", row(value)),
        ),
    )


def _glu(
    params: Params,
    *,
    swapped: bool = False,
    gate: Callable[[float], float] = sigmoid,
    name: str = "sigmoid",
) -> Truth:
    """Return a · σ(b) for the halves a and b of the vector, or with a and b `swapped`."""
    x = reals(params, "x")
    middle = len(x) // 2
    first, second = x[:middle], x[middle:]
    inner = _product(*((second, first) if swapped else (first, second)), gate, name)
    halves = Step("halves", row(x), f"{row(first)} and {row(second)}")
    return Truth(inner.value, (halves, *inner.steps))


def _interleaved(params: Params) -> Value:
    x = reals(params, "x")
    return tuple(a * sigmoid(b) for a, b in zip(x[::2], x[1::2], strict=True))


def _odd(params: Params) -> str | None:
    return "an odd number of entries has no halves" if len(reals(params, "x")) % 2 else None


GLU = Family(
    name="glu.value",
    title="gated linear unit of a vector",
    topic="activations",
    formula="a · σ(b), where a is the first half of x and b the second",
    params=(Param("x", "vector", "the vector", -30, 30, sizes=(2, 8), entry="decimal"),),
    answer=lambda _params: Vector(Float(places=3)),
    ask=Ask(
        prompt="x = {{x}}. What is F.glu(x, dim=-1)?",
        explanation=(
            "The first half passes through gates, the sigmoids of the second half. The result is "
            "half as long: {{answer}}."
        ),
        params={"x": (2, -1, 0, 3)},
        vary={"x": VectorRange(IntRange(-3, 3), 4)},
        level="intermediate",
        seconds=75,
        tags=("glu", "activations"),
        sources=(_GLU_PAPER, docs("nn.functional.glu")),
    ),
    truth=_glu,
    slips={
        "first_gates": slip(
            "swapped-roles",
            "the first half makes the gates for the second.",
            lambda params: _glu(params, swapped=True),
        ),
        "no_sigmoid": slip(
            "wrong-activation",
            "the second half multiplies as it is, without a sigmoid.",
            lambda params: _glu(params, gate=lambda b: b, name="the entries"),
        ),
        "interleaved": bare_slip(
            "wrong-order",
            "every other entry is gated by the one after it, in place of halves.",
            _interleaved,
        ),
        "full_size": bare_slip(
            "in-for-out",
            "every entry is gated by its own sigmoid, so that the length stays.",
            lambda params: tuple(x * sigmoid(x) for x in reals(params, "x")),
        ),
    },
    valid=_odd,
)


def _swiglu(
    params: Params,
    gate: Callable[[float], float] = silu,
    name: str = "SiLU",
    *,
    swapped: bool = False,
) -> Truth:
    """Return u · SiLU(g), or with g and u `swapped`."""
    gated, passed = reals(params, "g"), reals(params, "u")
    if swapped:
        gated, passed = passed, gated
    return _product(passed, gated, gate, name)


def _gate_slip(text: str, gate: Callable[[float], float], name: str) -> Slip:
    return slip("wrong-activation", text, lambda params: _swiglu(params, gate, name))


def _lengths(params: Params) -> str | None:
    if len(reals(params, "g")) != len(reals(params, "u")):
        return "the two projections differ in length"
    return None


SWIGLU = Family(
    name="swiglu.value",
    title="SwiGLU of two projections",
    topic="activations",
    formula="SiLU(g) · u, entry by entry, with SiLU(g) = g · σ(g)",
    params=(
        Param("g", "vector", "the gate projection", -30, 30, sizes=(1, 8), entry="decimal"),
        Param("u", "vector", "the up projection", -30, 30, sizes=(1, 8), entry="decimal"),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "g"))),
    ask=Ask(
        prompt=(
            "In a SwiGLU feed-forward block a token's gate projection is {{g}} and its up "
            "projection is {{u}}. What enters the down projection?"
        ),
        explanation=(
            "SiLU is applied to the gate projection alone, and the two are multiplied entry by "
            "entry: {{answer}}."
        ),
        params={"g": (1, -1), "u": (2, 3)},
        vary={"g": VectorRange(IntRange(-3, 3), 2), "u": VectorRange(IntRange(-3, 3), 2)},
        level="intermediate",
        seconds=90,
        tags=("swiglu", "transformer"),
        sources=(_SWIGLU_PAPER,),
    ),
    truth=_swiglu,
    slips={
        "sigmoid_gate": _gate_slip("the gate is a bare sigmoid, as in GLU.", sigmoid, "sigmoid"),
        "gelu_gate": _gate_slip("the gate is GELU, as in GEGLU.", gelu, "GELU"),
        "no_activation": _gate_slip(
            "the two are multiplied without an activation.", lambda g: g, "the entries"
        ),
        "up_gates": slip(
            "swapped-roles",
            "SiLU is applied to the up projection.",
            lambda params: _swiglu(params, swapped=True),
        ),
    },
    valid=_lengths,
)


def _halved(params: Params, dim: int, *, half: bool = True) -> Truth | None:
    """Return the shape with the size at `dim` halved; None where that cannot be."""
    shape = wholes(params, "shape")
    if not -len(shape) <= dim < len(shape):
        return None
    place = dim % len(shape)
    if half and shape[place] % 2:
        return None
    size = shape[place] // 2 if half else shape[place]
    value = (*shape[:place], size, *shape[place + 1 :])
    return Truth(
        value,
        (
            Step(f"size of dimension {dim}", f"of {Shape().show(shape)}", str(shape[place])),
            Step("half of it", f"{shape[place]} / 2" if half else "all of it", str(size)),
            Step("shape", "the other sizes stay", Shape().show(value)),
        ),
    )


def _half_shape(params: Params) -> Truth:
    found = _halved(params, number(params, "dim"))
    if found is None:
        raise ValueError("this shape has no halves along dim")
    return found


def _no_halves(params: Params) -> str | None:
    shape, dim = wholes(params, "shape"), number(params, "dim")
    if not -len(shape) <= dim < len(shape):
        return f"there is no dimension {dim} among {len(shape)}"
    return "the size along dim is odd" if shape[dim] % 2 else None


def _from_one(params: Params) -> Truth | None:
    dim = number(params, "dim")
    return _halved(params, dim - 1) if dim > 0 else None


GLU_SHAPE = Family(
    name="glu.output_shape",
    title="shape that a GLU leaves",
    topic="activations",
    formula="the size along dim is halved, all others stay",
    params=(
        Param("shape", "vector", "shape of the input", 1, _MAX_SIZE, sizes=(1, _MAX_RANK)),
        Param("dim", "int", "the dimension that is split", -_MAX_RANK, _MAX_RANK - 1, default=-1),
    ),
    answer=lambda params: Shape(rank=len(wholes(params, "shape"))),
    ask=Ask(
        prompt=(
            "x has shape {{shape}}. What is the shape of F.glu(x, dim={{dim}})? Dimensions are "
            "counted from 0; −1 is the last."
        ),
        explanation=(
            "Along dim the first half is kept and the second half turns into its gates, so that "
            "size is halved: {{answer}}. A layer in front of a GLU needs twice the width."
        ),
        params={"shape": (8, 10, 64), "dim": -1},
        vary={
            "shape": VectorRange(ChoiceRange((2, 4, 6, 8, 16, 32, 64)), 3),
            "dim": ChoiceRange((-2, -1, 0, 1, 2)),
        },
        seconds=30,
        tags=("glu", "shapes"),
        sources=(_GLU_PAPER, docs("nn.functional.glu")),
    ),
    truth=_half_shape,
    slips={
        "not_halved": slip(
            "factor-dropped",
            "the size stays, as with an activation that works on each entry by itself.",
            lambda params: _halved(params, number(params, "dim"), half=False),
        ),
        "last": slip(
            "wrong-axis",
            "the last dimension is split, whatever dim says.",
            lambda params: _halved(params, -1),
        ),
        "from_one": slip("off-by-one", "the dimensions are counted from 1.", _from_one),
    },
    valid=_no_halves,
)

FAMILIES = {family.name: family for family in (GLU, SWIGLU, GLU_SHAPE)}
