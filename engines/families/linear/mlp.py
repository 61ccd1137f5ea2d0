"""A multilayer perceptron: its parameters."""

from __future__ import annotations

from itertools import pairwise

from engines.families.given import wholes
from engines.families.worked import slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, VectorRange
from engines.values import Count, Value


def _counted(params: Params, *, bias: bool = True, layers: slice | None = None) -> Truth:
    """Return Σ (a · b + b) over neighbouring sizes; `layers` picks some of them."""
    found = list(pairwise(wholes(params, "sizes")))[layers or slice(None)]
    if not found:
        return Truth(0, ())
    counts = [into * out + (out if bias else 0) for into, out in found]
    steps = [
        Step(f"{into} to {out}", f"{into} × {out}" + (f" + {out}" if bias else ""), str(count))
        for (into, out), count in zip(found, counts, strict=True)
    ]
    steps.append(Step("in all", total(map(str, counts)), str(sum(counts))))
    return Truth(sum(counts), tuple(steps))


def _biased_inputs(params: Params) -> Truth:
    right = _counted(params)
    first = wholes(params, "sizes")[0]
    extra = Step("biases of the input layer", str(first), str(first))
    value = _whole(right.value) + first
    in_all = Step("in all", f"{_whole(right.value)} + {first}", str(value))
    return Truth(value, (*right.steps[:-1], extra, in_all))


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError("a count is a whole number")
    return value


PARAMS = Family(
    name="mlp.params",
    title="parameters of a multilayer perceptron",
    topic="linear",
    formula="Σ over neighbouring layers of (in · out + out)",
    params=(
        Param("sizes", "vector", "units in each layer, the input first", 1, 10**6, sizes=(2, 8)),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A fully connected net has layers of {{sizes}} units, the input first, with biases in "
            "every layer but the input. How many parameters does it learn?"
        ),
        explanation=(
            "Each pair of neighbouring layers has a weight for every connection and a bias for "
            "every unit it leads to: {{answer}}. The input layer learns nothing."
        ),
        params={"sizes": (784, 128, 10)},
        vary={"sizes": VectorRange(ChoiceRange((2, 3, 4, 5, 8, 10, 16, 20, 32)), 3)},
        seconds=75,
        tags=("mlp", "parameters"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",),
    ),
    truth=_counted,
    slips={
        "no_biases": slip(
            "forgot-bias", "the biases are left out.", lambda params: _counted(params, bias=False)
        ),
        "input_biases": slip(
            "bias-per-input", "the input layer is given biases too.", _biased_inputs
        ),
        "output_left_out": slip(
            "term-dropped",
            "the last layer is left out.",
            lambda params: _counted(params, layers=slice(0, -1)),
        ),
    },
)

FAMILIES = {PARAMS.name: PARAMS}
