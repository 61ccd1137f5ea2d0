"""The receptive field of a stack of convolutions."""

from __future__ import annotations

from engines.families.given import wholes
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, VectorRange
from engines.values import Int, Value


def _grown(params: Params, *, early: bool = False, jumps: bool = True) -> Truth:
    """Return r after r ← r + (K − 1)·j, j ← j·S for each layer, from r = j = 1. `early` lets a
    layer's own stride count for it, `jumps` off leaves strides out."""
    field, jump = 1, 1
    steps: list[Step] = []
    for index, (kernel, stride) in enumerate(
        zip(wholes(params, "K"), wholes(params, "S"), strict=True)
    ):
        counted = jump * stride if early else jump
        grown = field + (kernel - 1) * (counted if jumps else 1)
        numbers = f"{field} + ({kernel} − 1) × {counted if jumps else 1}"
        steps.append(Step(f"after layer {index + 1}", numbers, str(grown)))
        field, jump = grown, jump * stride
    return Truth(field, tuple(steps))


def _kernels_added(params: Params) -> Value:
    return sum(wholes(params, "K"))


def _fits(params: Params) -> str | None:
    if len(wholes(params, "K")) != len(wholes(params, "S")):
        return "K and S need an entry for each layer"
    return None


SIZE = Family(
    name="receptive_field.size",
    title="receptive field of a stack of convolutions",
    topic="convolution",
    formula="r ← r + (K − 1)·j, then j ← j·S, for each layer, from r = j = 1",
    params=(
        Param("K", "vector", "kernel sizes, first layer first", 1, 15, sizes=(1, 5)),
        Param("S", "vector", "strides, first layer first", 1, 4, sizes=(1, 5)),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "Convolutions with kernel sizes {{K}} and strides {{S}}, without dilation, follow each "
            "other, the first layer first. How many input cells along one side does one output see?"
        ),
        explanation=(
            "A layer adds K − 1 cells, counted in the distance between its own inputs, which is "
            "the product of the strides before it: {{answer}}."
        ),
        params={"K": (3, 3, 3), "S": (1, 1, 1)},
        vary={
            "K": VectorRange(ChoiceRange((1, 3, 5, 7)), 3),
            "S": VectorRange(ChoiceRange((1, 2)), 3),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "receptive-field"),
        sources=("Araujo, Norris & Sim 2019, Computing receptive fields, Distill",),
    ),
    truth=_grown,
    slips={
        "own_stride": slip(
            "stale-value",
            "a layer's own stride is counted for it already.",
            lambda params: _grown(params, early=True),
        ),
        "no_strides": slip(
            "term-dropped",
            "the strides are left out.",
            lambda params: _grown(params, jumps=False),
        ),
        "kernels_added": bare_slip("off-by-one", "the kernel sizes are added up.", _kernels_added),
    },
    valid=_fits,
)

FAMILIES = {SIZE.name: SIZE}
