"""PReLU, whose negative slopes are learned: how many there are."""

from __future__ import annotations

from engines.families.activations.scalars import docs
from engines.families.given import number, wholes, word
from engines.families.worked import bare_slip, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, VectorRange
from engines.values import Count, Value

_ONE = "nn.PReLU()"
_EACH = "nn.PReLU(C)"


def _learned(params: Params, *, other: bool = False) -> Truth:
    """Return the slopes that the PReLU layers learn; `other` takes the other kind of layer."""
    channels = wholes(params, "C")
    shared = (word(params, "layer") == _ONE) != other
    slopes = tuple(1 if shared else count for count in channels)
    whole = sum(slopes)
    kind = "one for the whole layer" if shared else "one for each channel"
    return Truth(
        whole,
        (
            Step("slopes in each layer", kind, ", ".join(map(str, slopes))),
            Step("together", total(map(str, slopes)), str(whole)),
        ),
    )


def _per_entry(params: Params) -> Value:
    return sum(wholes(params, "C")) * number(params, "H") ** 2


PRELU_PARAMS = Family(
    name="prelu.params",
    title="parameters of PReLU layers",
    topic="activations",
    formula="1 for nn.PReLU(), C for nn.PReLU(C), summed over the layers",
    params=(
        Param("C", "vector", "channels of each layer", 1, 65_536, sizes=(1, 8)),
        Param("layer", "choice", "how each layer is made", choices=(_ONE, _EACH)),
        Param("H", "int", "cells along each side of the feature maps", 1, 4096, default=28),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A network applies PReLU after each of its convolutions, which have {{C}} output "
            "channels. In the code every activation is made as {{layer}}; where a C stands in it, "
            "that is the layer's number of channels. All feature maps are {{H}}×{{H}}. How many "
            "parameters do the PReLU layers learn together?"
        ),
        explanation=(
            "PReLU learns its negative slope: one for the layer by default, or one a channel "
            "when it is given the number of channels. The size of the feature maps plays no part. "
            "Here: {{answer}}."
        ),
        params={"C": (64, 128), "layer": _EACH, "H": 28},
        vary={
            "C": VectorRange(ChoiceRange((16, 32, 64, 128, 256)), 3),
            "layer": ChoiceRange((_ONE, _EACH)),
            "H": ChoiceRange((7, 14, 28, 56)),
        },
        level="intermediate",
        seconds=45,
        tags=("relu", "parameters"),
        sources=(
            "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, arXiv:1502.01852",
            docs("nn.PReLU"),
        ),
    ),
    truth=_learned,
    slips={
        "other_layer": slip(
            "swapped-roles",
            "a slope is counted for each channel where the layer shares one, or the reverse.",
            lambda params: _learned(params, other=True),
        ),
        "per_entry": bare_slip(
            "counted-twice",
            "every cell of every feature map has a slope of its own.",
            _per_entry,
        ),
        "fixed": bare_slip(
            "wrong-activation",
            "the slope is a fixed number, as in a leaky ReLU.",
            lambda _params: 0,
        ),
    },
)
