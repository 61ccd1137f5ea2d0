"""Stacks of convolutions: what small kernels cost together, how far they see, what they leave."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Count, Int

_VGG = "Simonyan & Zisserman 2014, VGG, arXiv:1409.1556"
_CONV2D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html"


def _stack(params: Params, *, layers: int | None = None, spans: bool = True) -> Truth:
    """Return (K − 1)/2 · 9 · C². `layers` replaces their number, `spans` off lets a filter see one
    channel."""
    channels, kernel = number(params, "C"), number(params, "K")
    told = f"({kernel} − 1) / 2" if layers is None else "whatever the field"
    layers = (kernel - 1) // 2 if layers is None else layers
    wide = channels if spans else 1
    one = 9 * channels * wide
    return Truth(
        layers * one,
        (
            Step("layers of 3×3 for the same field", told, str(layers)),
            Step("weights of one layer", f"3 × 3 × {channels} × {wide}", str(one)),
            Step("weights of the stack", f"{layers} × {one}", str(layers * one)),
        ),
    )


def _by_division(params: Params) -> Truth:
    kernel = number(params, "K")
    layers = -(-kernel // 3)
    found = _stack(params, layers=layers)
    first = Step(found.steps[0].what, f"ceil({kernel} / 3)", str(layers))
    return Truth(found.value, (first, *found.steps[1:]))


def _large(params: Params) -> Truth:
    channels, kernel = number(params, "C"), number(params, "K")
    one = kernel * kernel * channels * channels
    numbers = f"{kernel} × {kernel} × {channels} × {channels}"
    return Truth(one, (Step("weights of the large layer", numbers, str(one)),))


def _even(params: Params) -> str | None:
    if number(params, "K") % 2 == 0:
        return "3×3 layers of stride 1 reach odd fields only"
    return None


PARAMS = Family(
    name="stacked_conv.params",
    title="parameters of stacked 3×3 convolutions",
    topic="convolution",
    formula="n · 9 · C² with n = (K − 1) / 2 layers for the field of one K×K kernel",
    params=(
        Param("C", "int", "channels of every layer, in and out", 1, 65_536),
        Param("K", "int", "side of the large kernel", 3, 999),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "One {{K}}×{{K}} convolution from {{C}} to {{C}} channels is replaced by a stack of "
            "3×3 convolutions with the same receptive field (stride 1, {{C}} channels throughout, "
            "no biases). How many parameters does the stack learn?"
        ),
        explanation=(
            "Each 3×3 layer widens the field by 2 cells, so (K − 1) / 2 of them see what the large "
            "kernel sees: {{answer}} parameters. The one large kernel would take K² · C², and have "
            "fewer non-linearities."
        ),
        params={"C": 64, "K": 5},
        vary={
            "C": ChoiceRange((8, 10, 16, 32, 64, 100)),
            "K": ChoiceRange((5, 7, 9, 11)),
        },
        level="intermediate",
        seconds=90,
        tags=("convolution", "parameters", "receptive-field"),
        sources=(_VGG,),
    ),
    truth=_stack,
    slips={
        "large_kernel": slip("swapped-roles", "the one large kernel is counted.", _large),
        "one_layer": slip(
            "term-dropped",
            "one 3×3 layer is counted.",
            lambda params: _stack(params, layers=1),
        ),
        "by_division": slip(
            "off-by-one", "every layer is taken to widen the field by 3 cells.", _by_division
        ),
        "one_channel": slip(
            "term-dropped",
            "a filter is taken to span one channel of the input.",
            lambda params: _stack(params, spans=False),
        ),
    },
    valid=_even,
)


def _layers(params: Params, *, start: int = 1, gain_less: int = 1, up: bool = True) -> Truth:
    """Return ceil((R − 1) / (K − 1)). `start` is the field before the first layer, `gain_less` what
    is taken off a layer's kernel, `up` off rounds down."""
    field, kernel = number(params, "R"), number(params, "K")
    missing, gain = field - start, kernel - gain_less
    count = -(-missing // gain) if up else missing // gain
    return Truth(
        count,
        (
            Step("cells to be gained", f"{field} − {start}", str(missing)),
            Step("gained by each layer", f"{kernel} − {gain_less}", str(gain)),
            Step("layers", f"{'ceil' if up else 'floor'}({missing} / {gain})", str(count)),
        ),
    )


LAYERS = Family(
    name="stacked_conv.layers",
    title="layers that reach a receptive field",
    topic="convolution",
    formula="ceil((R − 1) / (K − 1)), at stride 1 without dilation",
    params=(
        Param("K", "int", "cells along one side of every kernel", 2, 50),
        Param("R", "int", "cells along one side of the field that is wanted", 2, 200),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "Convolutions of {{K}}×{{K}}, stride 1, no dilation, follow each other. How many does "
            "it take until one output sees at least {{R}} input cells along each side?"
        ),
        explanation=(
            "The first cell is seen for nothing, and each layer adds K − 1: the field grows only "
            "linearly with depth, so it takes {{answer}}. Strides and dilation make it grow faster."
        ),
        params={"K": 3, "R": 15},
        vary={"K": ChoiceRange((3, 5, 7)), "R": IntRange(9, 64)},
        level="intermediate",
        seconds=60,
        tags=("convolution", "receptive-field"),
        sources=("Araujo, Norris & Sim 2019, Computing receptive fields, Distill",),
    ),
    truth=_layers,
    slips={
        "whole_kernels": slip(
            "off-by-one",
            "every layer is taken to add its whole kernel.",
            lambda params: _layers(params, start=0, gain_less=0),
        ),
        "rounded_down": slip(
            "rounding",
            "the number of layers is rounded down, which falls short.",
            lambda params: _layers(params, up=False),
        ),
        "no_first_cell": slip(
            "off-by-one",
            "the cell that is seen without any layer is left out.",
            lambda params: _layers(params, start=0),
        ),
    },
)


def _flattened(
    params: Params,
    *,
    same: bool = False,
    last_pool: bool = True,
    channels: str | None = "C2",
    square: bool = True,
    batch: bool = False,
) -> Truth:
    """Return C2 · side² behind two blocks of convolution and pooling. `same` lets a convolution
    keep the size, `last_pool` off leaves the second pooling out, `channels` names those counted
    (None: left out), `square` off counts one side, `batch` counts the images too."""
    side, lost = number(params, "H"), 0 if same else number(params, "K") - 1
    steps: list[Step] = []
    for block in (1, 2):
        numbers = f"{side} − {lost}" if lost else "as it was"
        side -= lost
        steps.append(Step(f"side after convolution {block}", numbers, str(side)))
        if block == 1 or last_pool:
            steps.append(Step(f"side after pooling {block}", f"floor({side} / 2)", str(side // 2)))
            side //= 2
    factors = [number(params, "N")] if batch else []
    factors += [number(params, channels)] if channels else []
    factors += [side, side] if square else [side]
    count = 1
    for factor in factors:
        count *= factor
    steps.append(Step("features", " × ".join(map(str, factors)), str(count)))
    return Truth(count, tuple(steps))


def _vanishes(params: Params) -> str | None:
    side = number(params, "H")
    for _ in range(2):
        side = (side - number(params, "K") + 1) // 2
        if side < 1:
            return "nothing is left of the image"
    return None


FEATURES = Family(
    name="flatten.features",
    title="features behind a stack of convolutions",
    topic="convolution",
    formula="C2 · side², where a K×K convolution takes K − 1 off the side and pooling halves it",
    params=(
        Param("N", "int", "images in the batch", 1, 65_536, default=1),
        Param("Ci", "int", "channels of the image", 1, 1_024, default=3),
        Param("H", "int", "side of the image", 1, 4_096),
        Param("K", "int", "side of both convolutions' kernels", 1, 50),
        Param("C1", "int", "filters of the first convolution", 1, 1_024),
        Param("C2", "int", "filters of the second convolution", 1, 1_024),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A batch of {{N}} images, {{Ci}}×{{H}}×{{H}} each, goes through a {{K}}×{{K}} "
            "convolution with {{C1}} filters, 2×2 max pooling, a {{K}}×{{K}} convolution with "
            "{{C2}} filters and 2×2 max pooling again. The convolutions have stride 1 and no "
            "padding, the pooling has stride 2. After Flatten, how many input features must the "
            "first Linear layer have?"
        ),
        explanation=(
            "Only the last layer's channels and the side that is left count; the batch stays an "
            "axis of its own. Carried through all four layers that is {{answer}}."
        ),
        params={"N": 16, "Ci": 1, "H": 32, "K": 5, "C1": 6, "C2": 16},
        vary={
            "N": ChoiceRange((4, 8, 16)),
            "Ci": ChoiceRange((1, 3)),
            "H": IntRange(20, 40),
            "K": ChoiceRange((3, 5)),
            "C1": ChoiceRange((6, 8, 16)),
            "C2": ChoiceRange((10, 16, 20, 32)),
        },
        level="intermediate",
        seconds=110,
        tags=("convolution", "shapes", "pooling"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html", _CONV2D),
    ),
    truth=_flattened,
    slips={
        "no_channels": slip(
            "term-dropped",
            "the channels are left out.",
            lambda params: _flattened(params, channels=None),
        ),
        "first_channels": slip(
            "stale-value",
            "the first convolution's channels are counted.",
            lambda params: _flattened(params, channels="C1"),
        ),
        "before_pooling": slip(
            "stale-value",
            "the side is taken from before the last pooling.",
            lambda params: _flattened(params, last_pool=False),
        ),
        "batch_counted": slip(
            "counted-twice",
            "the images of the batch are counted as features.",
            lambda params: _flattened(params, batch=True),
        ),
        "sizes_kept": slip(
            "other-convention",
            "the convolutions are taken to keep the size, as padding 'same' does.",
            lambda params: _flattened(params, same=True),
        ),
        "one_side": slip(
            "factor-dropped",
            "only one side of the map is counted.",
            lambda params: _flattened(params, square=False),
        ),
    },
    valid=_vanishes,
)

FAMILIES = {family.name: family for family in (PARAMS, LAYERS, FEATURES)}
