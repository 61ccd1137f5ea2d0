"""The parameters of three networks that everybody names: VGG-16, LeNet-5 and AlexNet.

The layers are those of torchvision's models and, of LeNet-5, the form that is taught today (max
pooling, full connections); at the canonical parameters the totals are the published ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from engines.families.given import number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count

_FEW = 2
"""So many convolutions are worked one by one."""


@dataclass(frozen=True, slots=True)
class Network:
    """Convolutions as (filters, side of the kernel), the side of the map behind them, and the
    widths of the hidden linear layers; the last linear layer has a unit for each class."""

    convolutions: tuple[tuple[int, int], ...]
    side: int
    hidden: tuple[int, ...]
    published: int


VGG16 = Network(
    tuple((filters, 3) for filters in (64, 64, 128, 128, *[256] * 3, *[512] * 6)),
    7,
    (4096, 4096),
    138_357_544,
)
LENET5 = Network(((6, 5), (16, 5)), 5, (120, 84), 61_706)
ALEXNET = Network(((64, 11), (192, 5), (384, 3), (256, 3), (256, 3)), 6, (4096, 4096), 61_100_840)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer's numbers: the factors of its weights, and its biases."""

    name: str
    factors: tuple[int, ...]
    biases: int

    @property
    def count(self) -> int:
        whole = 1
        for factor in self.factors:
            whole *= factor
        return whole + self.biases

    def step(self) -> Step:
        product = " × ".join(map(str, self.factors))
        biases = f" + {self.biases}" if self.biases else ""
        return Step(self.name, f"{product}{biases}", str(self.count))


def _convolutions(network: Network, channels: int, *, biases: bool) -> list[_Layer]:
    layers = []
    for index, (filters, kernel) in enumerate(network.convolutions, 1):
        factors = (kernel, kernel, channels, filters)
        layers.append(_Layer(f"convolution {index}", factors, filters if biases else 0))
        channels = filters
    return layers


def _linears(network: Network, classes: int, *, biases: bool, side: int) -> list[_Layer]:
    width = network.convolutions[-1][0] * side * side
    layers = []
    for index, units in enumerate((*network.hidden, classes), 1):
        layers.append(_Layer(f"linear layer {index}", (width, units), units if biases else 0))
        width = units
    return layers


def _summed(layers: list[_Layer]) -> tuple[Step, ...]:
    """Return a step for each layer, or one for all where they are many."""
    if len(layers) <= _FEW:
        return tuple(layer.step() for layer in layers)
    what = f"{len(layers)} convolutions"
    whole = sum(layer.count for layer in layers)
    return (Step(what, "K × K × in × out + out, all added up", str(whole)),)


def _counted(
    network: Network,
    params: Params,
    *,
    convolutions: bool = True,
    linears: bool = True,
    biases: bool = True,
    side: int | None = None,
) -> Truth:
    """Return the parameters of the network; the keywords leave a part out, `side` replaces the
    side of the map that is flattened."""
    first = _convolutions(network, number(params, "Ci"), biases=biases)
    reached = network.side if side is None else side
    last = _linears(network, number(params, "classes"), biases=biases, side=reached)
    steps: tuple[Step, ...] = ()
    counts = []
    if convolutions:
        steps += _summed(first)
        counts.append(sum(layer.count for layer in first))
    if linears:
        steps += tuple(layer.step() for layer in last)
        counts.append(sum(layer.count for layer in last))
    told = " + ".join(map(str, counts))
    return Truth(sum(counts), (*steps, Step("in all", told, str(sum(counts)))))


def _slips(network: Network, *, exact: bool) -> dict[str, Slip]:
    """Return the slips of a network; `exact` adds the biases, which are few beside the weights."""
    published = network.published
    slips = {
        "no_linears": slip(
            "term-dropped",
            "the linear layers are left out.",
            lambda params: _counted(network, params, linears=False),
        ),
        "no_convolutions": slip(
            "term-dropped",
            "the convolutions are left out.",
            lambda params: _counted(network, params, convolutions=False),
        ),
        "side_left_out": slip(
            "factor-dropped",
            "the first linear layer is taken to read one number a channel.",
            lambda params: _counted(network, params, side=1),
        ),
        "published": bare_slip(
            "stale-value",
            "the published count is given, which is for another number of classes or channels.",
            lambda _params: published,
        ),
    }
    if exact:
        slips["no_biases"] = slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _counted(network, params, biases=False),
        )
    return slips


def _params(channels: int, classes: int) -> tuple[Param, ...]:
    return (
        Param("Ci", "int", "channels of the image", 1, 1_024, default=channels),
        Param("classes", "int", "classes to tell apart", 1, 100_000, default=classes),
    )


VGG16_PARAMS = Family(
    name="vgg16.params",
    title="parameters of VGG-16",
    topic="convolution",
    formula="Σ (9 · in · out + out) over 13 convolutions + Σ (in · out + out) over 3 linear layers",
    params=_params(3, 1000),
    answer=lambda _params: Count(approx=0.01),
    ask=Ask(
        prompt=(
            "VGG-16 has thirteen 3×3 convolutions with 64, 64, 128, 128, 256, 256, 256 and six "
            "times 512 filters. Pooling leaves a 7×7 map, which linear layers take to 4096, 4096 "
            "and {{classes}} units. Every layer has biases, and there is no batch norm. How many "
            "parameters does it learn? Input channels: {{Ci}}."
        ),
        explanation=(
            "The first linear layer alone, from 512 · 7 · 7 features to 4096 units, has 103 "
            "million; all thirteen convolutions have not quite 15. Together {{answer}}."
        ),
        params={"Ci": 3, "classes": 1000},
        vary={
            "Ci": ChoiceRange((1, 3, 4)),
            "classes": ChoiceRange((10, 20, 100, 200, 1000)),
        },
        level="advanced",
        seconds=240,
        tags=("convolution", "parameters", "architectures"),
        sources=("Simonyan & Zisserman 2014, VGG, arXiv:1409.1556",),
    ),
    truth=lambda params: _counted(VGG16, params),
    slips=_slips(VGG16, exact=False),
)

LENET5_PARAMS = Family(
    name="lenet5.params",
    title="parameters of LeNet-5",
    topic="convolution",
    formula="Σ (25 · in · out + out) over 2 convolutions + Σ (in · out + out) over 3 linear layers",
    params=_params(1, 10),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "LeNet-5 as it is taught today takes 32×32 images; input channels: {{Ci}}. It has a "
            "5×5 convolution with 6 filters, 2×2 max pooling, a 5×5 convolution with 16 filters, "
            "2×2 max pooling, then linear layers to 120, 84 and {{classes}} units. No padding, "
            "stride 1 in the convolutions, biases everywhere. How many parameters does it learn?"
        ),
        explanation=(
            "The convolutions leave 16 maps of 5×5, so the first linear layer reads 400 features "
            "and holds most of the weights. Pooling learns nothing: {{answer}}."
        ),
        params={"Ci": 1, "classes": 10},
        vary={"Ci": ChoiceRange((1, 3)), "classes": ChoiceRange((2, 10, 26, 47, 62, 100))},
        level="intermediate",
        seconds=180,
        tags=("convolution", "parameters", "architectures"),
        sources=(
            "LeCun et al. 1998, Gradient-based learning applied to document recognition",
            "https://docs.pytorch.org/tutorials/beginner/blitz/neural_networks_tutorial.html",
        ),
    ),
    truth=lambda params: _counted(LENET5, params),
    slips=_slips(LENET5, exact=True),
)

ALEXNET_PARAMS = Family(
    name="alexnet.params",
    title="parameters of AlexNet",
    topic="convolution",
    formula="Σ (K² · in · out + out) over 5 convolutions + Σ (in · out + out) over 3 linear layers",
    params=_params(3, 1000),
    answer=lambda _params: Count(approx=0.01),
    ask=Ask(
        prompt=(
            "AlexNet in torchvision's one-column version has convolutions with 64 filters of "
            "11×11, 192 of 5×5, 384 of 3×3, 256 of 3×3 and 256 of 3×3, without groups. A 6×6 map "
            "is left, which linear layers take to 4096, 4096 and {{classes}} units. Every layer "
            "has biases. How many parameters does it learn? Input channels: {{Ci}}."
        ),
        explanation=(
            "The first two linear layers have 38 and 17 million; all five convolutions have 2.5. "
            "Together {{answer}}. The network of 2012 ran in two columns, with other numbers of "
            "filters."
        ),
        params={"Ci": 3, "classes": 1000},
        vary={
            "Ci": ChoiceRange((1, 3, 4)),
            "classes": ChoiceRange((10, 20, 100, 200, 1000)),
        },
        level="advanced",
        seconds=240,
        tags=("convolution", "parameters", "architectures"),
        sources=(
            "Krizhevsky 2014, One weird trick, arXiv:1404.5997",
            "https://docs.pytorch.org/vision/stable/models/alexnet.html",
        ),
    ),
    truth=lambda params: _counted(ALEXNET, params),
    slips=_slips(ALEXNET, exact=False),
)

FAMILIES = {family.name: family for family in (VGG16_PARAMS, LENET5_PARAMS, ALEXNET_PARAMS)}
