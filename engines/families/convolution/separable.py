"""Convolutions that save weights: depthwise-separable, grouped, and with kernels of one cell."""

from __future__ import annotations

from engines.families.convolution.depthwise import added, ordinary, ratio, separable
from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Float, Shape, Value

_CONV2D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html"
_MOBILENET = "Howard et al. 2017, MobileNets, arXiv:1704.04861"
_CHANNELS_IN = Param("Ci", "int", "channels of the input", 1, 65_536)
_FILTERS = Param("Co", "int", "channels of the output", 1, 65_536)
_KERNEL = Param("K", "int", "cells along one side of the kernel", 1, 1_000)
_SEPARABLE = (_CHANNELS_IN, _FILTERS, _KERNEL)


SEPARABLE_PARAMS = Family(
    name="depthwise_separable.params",
    title="parameters of a depthwise-separable convolution",
    topic="convolution",
    formula="Ci · K² + Ci · Co, without biases",
    params=_SEPARABLE,
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A depthwise-separable convolution goes from {{Ci}} to {{Co}} channels: a depthwise "
            "{{K}}×{{K}} convolution with one kernel a channel, then a pointwise 1×1 convolution, "
            "neither with biases. How many parameters do the two learn together?"
        ),
        explanation=(
            "The depthwise layer looks at each channel on its own, Ci kernels of K² weights. The "
            "pointwise layer mixes the channels and sees one cell at a time, Ci · Co weights: "
            "{{answer}}."
        ),
        params={"Ci": 32, "Co": 64, "K": 3},
        vary={
            "Ci": ChoiceRange((8, 16, 32, 64)),
            "Co": ChoiceRange((16, 32, 64, 128)),
            "K": ChoiceRange((3, 5, 7)),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "parameters", "mobile"),
        sources=(_MOBILENET, _CONV2D),
    ),
    truth=separable,
    slips={
        "ordinary": bare_slip(
            "sum-for-product",
            "an ordinary convolution is counted, with a kernel for each pair of channels.",
            ordinary,
        ),
        "depthwise_alone": slip(
            "term-dropped",
            "the pointwise layer is left out.",
            lambda params: separable(params, pointwise=False),
        ),
        "pointwise_alone": slip(
            "term-dropped",
            "the depthwise layer is left out.",
            lambda params: separable(params, depthwise=None),
        ),
        "kernel_per_filter": slip(
            "in-for-out",
            "the depthwise layer has a kernel for each channel of the output.",
            lambda params: separable(params, depthwise="Co"),
        ),
        "one_side_of_kernel": slip(
            "factor-dropped",
            "only one side of the kernel is counted.",
            lambda params: separable(params, square=False),
        ),
    },
)

SEPARABLE_RATIO = Family(
    name="depthwise_separable.ratio",
    title="share of an ordinary convolution's weights that a separable one has",
    topic="convolution",
    formula="(Ci · K² + Ci · Co) / (Ci · Co · K²) = 1/Co + 1/K²",
    params=_SEPARABLE,
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A {{K}}×{{K}} convolution from {{Ci}} to {{Co}} channels is replaced by a depthwise "
            "{{K}}×{{K}} convolution and a pointwise 1×1 one, all without biases. What is the "
            "ratio of the new number of weights to the old one?"
        ),
        explanation=(
            "Divided by Ci · Co · K², the depthwise weights leave 1/Co and the pointwise ones "
            "1/K²: {{answer}}. With many channels the kernel's size alone decides, near a ninth "
            "for 3×3."
        ),
        params={"Ci": 32, "Co": 64, "K": 3},
        vary={
            "Ci": ChoiceRange((8, 16, 32, 64)),
            "Co": ChoiceRange((10, 16, 20, 32, 50, 64, 100)),
            "K": ChoiceRange((3, 5, 7)),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "parameters", "mobile"),
        sources=(_MOBILENET,),
    ),
    truth=lambda params: ratio(params, added, "{} + {}"),
    slips={
        "depthwise_alone": slip(
            "term-dropped",
            "the pointwise layer is left out.",
            lambda params: ratio(params, lambda mixing, _: mixing, "{} alone"),
        ),
        "pointwise_alone": slip(
            "term-dropped",
            "the depthwise layer is left out.",
            lambda params: ratio(params, lambda _, spatial: spatial, "{1} alone"),
        ),
        "input_channels": slip(
            "in-for-out",
            "the channels of the input stand where those of the output belong.",
            lambda params: ratio(params, added, "{} + {}", "Ci"),
        ),
        "turned_round": slip(
            "swapped-roles",
            "the old number of weights is divided by the new one.",
            lambda params: ratio(params, lambda m, s: 1 / (m + s), "1 / ({} + {})"),
        ),
    },
)


def _grouped(params: Params, *, filters: bool = False, channels: bool = True) -> Truth:
    """Return (Co, Ci/g, K, K). The groups divide the channels, the filters, or both."""
    ins, outs, kernel, groups = (number(params, name) for name in ("Ci", "Co", "K", "g"))
    spans = ins // groups if channels else ins
    count = outs // groups if filters else outs
    return Truth(
        (count, spans, kernel, kernel),
        (
            Step("filters in all", f"{outs} / {groups}" if filters else str(outs), str(count)),
            Step(
                "channels that one spans", f"{ins} / {groups}" if channels else str(ins), str(spans)
            ),
            Step("kernel", "height and width", f"{kernel}, {kernel}"),
        ),
    )


def _divides(params: Params) -> str | None:
    groups = number(params, "g")
    if number(params, "Ci") % groups or number(params, "Co") % groups:
        return "the groups do not divide the channels"
    return None


def _transposed_layout(params: Params) -> Value:
    ins, outs, kernel, groups = (number(params, name) for name in ("Ci", "Co", "K", "g"))
    return ins, outs // groups, kernel, kernel


def _last_layout(params: Params) -> Value:
    ins, outs, kernel, groups = (number(params, name) for name in ("Ci", "Co", "K", "g"))
    return kernel, kernel, ins // groups, outs


GROUPED_WEIGHT_SHAPE = Family(
    name="conv2d.grouped_weight_shape",
    title="shape of a grouped convolution's weight",
    topic="convolution",
    formula="(Co, Ci/g, K, K)",
    params=(*_SEPARABLE, Param("g", "int", "groups", 1, 65_536, default=1)),
    answer=lambda _params: Shape(4),
    ask=Ask(
        prompt=(
            "What is the shape of the weight of PyTorch's "
            "Conv2d({{Ci}}, {{Co}}, {{K}}, groups={{g}})?"
        ),
        explanation=(
            "There are as many filters as output channels, and each spans only its own group's "
            "share of the input channels. PyTorch writes the filters first: {{answer}}."
        ),
        params={"Ci": 32, "Co": 64, "K": 3, "g": 4},
        vary={
            "Ci": ChoiceRange((8, 16, 32, 64)),
            "Co": ChoiceRange((16, 24, 32, 64)),
            "K": ChoiceRange((3, 5)),
            "g": ChoiceRange((2, 4, 8)),
        },
        level="intermediate",
        seconds=45,
        tags=("convolution", "groups", "shapes"),
        sources=(_CONV2D,),
    ),
    truth=_grouped,
    slips={
        "groups_ignored": slip(
            "term-dropped",
            "every filter spans all input channels.",
            lambda params: _grouped(params, channels=False),
        ),
        "filters_divided": slip(
            "swapped-roles",
            "the groups divide the filters in place of the input channels.",
            lambda params: _grouped(params, filters=True, channels=False),
        ),
        "both_divided": slip(
            "counted-twice",
            "the weight of one group is given.",
            lambda params: _grouped(params, filters=True),
        ),
        "transposed_layout": bare_slip(
            "other-convention",
            "the sizes are written as ConvTranspose2d keeps them, input channels first.",
            _transposed_layout,
        ),
        "channels_last": bare_slip(
            "layout",
            "the sizes are written as TensorFlow keeps them, height and width first.",
            _last_layout,
        ),
    },
    valid=_divides,
)


def _one_cell(params: Params, *, cells: int = 1, biases: str | None = "Co") -> Truth:
    """Return Ci · Co + Co. `cells` counts a weight so many times, `biases` names their number."""
    ins, outs = number(params, "Ci"), number(params, "Co")
    weights = ins * outs * cells
    count = number(params, biases) if biases else 0
    times = f" × {cells}" if cells != 1 else ""
    return Truth(
        weights + count,
        (
            Step("weights", f"{ins} × {outs}{times}", str(weights)),
            Step("with the biases", f"{weights} + {count}", str(weights + count)),
        ),
    )


POINTWISE_PARAMS = Family(
    name="conv1x1.params",
    title="parameters of a 1×1 convolution",
    topic="convolution",
    formula="Ci · Co + Co",
    params=(
        _CHANNELS_IN,
        _FILTERS,
        Param("H", "int", "side of the image, which plays no part", 1, 10_000, default=28),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A 1×1 convolution takes a {{H}}×{{H}} feature map from {{Ci}} to {{Co}} channels; "
            "each filter has a bias. How many parameters does it learn?"
        ),
        explanation=(
            "It is one linear layer over the channels, the same at every position: Ci · Co weights "
            "and a bias for each output channel, {{answer}}, whatever the size of the map."
        ),
        params={"Ci": 256, "Co": 64, "H": 28},
        vary={
            "Ci": ChoiceRange((16, 32, 64, 128, 256)),
            "Co": ChoiceRange((8, 10, 16, 32, 64)),
            "H": ChoiceRange((7, 14, 28, 56)),
        },
        seconds=40,
        tags=("convolution", "parameters"),
        sources=("Lin, Chen & Yan 2013, Network In Network, arXiv:1312.4400", _CONV2D),
    ),
    truth=_one_cell,
    slips={
        "per_position": slip(
            "counted-twice",
            "each position of the map has weights of its own.",
            lambda params: _one_cell(params, cells=number(params, "H") ** 2),
        ),
        "no_bias": slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _one_cell(params, biases=None),
        ),
        "bias_per_input": slip(
            "bias-per-input",
            "there is a bias for each input channel.",
            lambda params: _one_cell(params, biases="Ci"),
        ),
        "added": bare_slip(
            "sum-for-product",
            "the two numbers of channels are added.",
            lambda params: number(params, "Ci") + number(params, "Co"),
        ),
    },
)

FAMILIES = {
    family.name: family
    for family in (SEPARABLE_PARAMS, SEPARABLE_RATIO, GROUPED_WEIGHT_SHAPE, POINTWISE_PARAMS)
}
