"""How many numbers batch norm learns, and how many it keeps beside them."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count

_DOCS_2D = "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html"
_PAPER = "Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167"
_CHANNELS = Param("C", "int", "channels", 1, 65_536)


def _counted(params: Params, parts: int, *, extra: int = 0, places: int = 1) -> Truth:
    """Return `parts` numbers a channel and `places` places, and `extra` ones for the layer."""
    channels = number(params, "C")
    each = f"{parts} × {channels}" + (f" × {places}" if places > 1 else "")
    steps = [Step("numbers of the channels", each, str(parts * channels * places))]
    whole = parts * channels * places + extra
    if extra:
        steps.append(Step("with the counter", f"{parts * channels * places} + {extra}", str(whole)))
    return Truth(whole, tuple(steps))


PARAMS = Family(
    name="batchnorm.params",
    title="learnable parameters of batch norm",
    topic="normalisation",
    formula="2·C: a scale and a shift for each channel",
    params=(
        _CHANNELS,
        Param("H", "int", "height of the feature maps", 1, 4096),
        Param("W", "int", "width of the feature maps", 1, 4096, same_as="H"),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "nn.BatchNorm2d({{C}}) follows a convolution that gives {{C}} channels of {{H}}×{{W}} "
            "pixels. How many learnable parameters does it have?"
        ),
        explanation=(
            "Each channel has one scale γ and one shift β, shared by all its pixels: {{answer}}. "
            "The running mean and variance are buffers: they are stored, not learned."
        ),
        params={"C": 64, "H": 56, "W": 56},
        vary={
            "C": ChoiceRange((16, 32, 64, 96, 128, 256, 512)),
            "H": ChoiceRange((7, 14, 28, 56)),
            "W": ChoiceRange((7, 14, 28, 56)),
        },
        seconds=30,
        tags=("batch-norm", "parameter-count"),
        sources=(_PAPER, _DOCS_2D),
    ),
    truth=lambda params: _counted(params, 2),
    slips={
        "buffers": slip(
            "counted-twice",
            "the running mean and variance are counted too.",
            lambda params: _counted(params, 4),
        ),
        "no_shift": slip(
            "term-dropped",
            "only the scale is counted, not the shift.",
            lambda params: _counted(params, 1),
        ),
        "each_pixel": slip(
            "wrong-axis",
            "each pixel of each channel has its own scale and shift.",
            lambda params: _counted(params, 2, places=number(params, "H") * number(params, "W")),
        ),
    },
)

BUFFERS = Family(
    name="batchnorm.buffers",
    title="numbers in the buffers of batch norm",
    topic="normalisation",
    formula="2·C + 1: a running mean and variance for each channel, and the count of batches",
    params=(_CHANNELS,),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "PyTorch's nn.BatchNorm2d({{C}}) has its default options. How many numbers do its "
            "buffers hold in all (no parameters)?"
        ),
        explanation=(
            "running_mean and running_var hold a number for each channel, num_batches_tracked a "
            "single one: {{answer}}. All three are in the state dict, and none gets a gradient."
        ),
        params={"C": 64},
        vary={"C": ChoiceRange((8, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024))},
        level="advanced",
        seconds=45,
        tags=("batch-norm", "parameter-count"),
        sources=(_DOCS_2D,),
    ),
    truth=lambda params: _counted(params, 2, extra=1),
    slips={
        "no_counter": slip(
            "term-dropped",
            "the count of batches, num_batches_tracked, is left out.",
            lambda params: _counted(params, 2),
        ),
        "learned": slip(
            "counted-twice",
            "the learned scale and shift are counted among the buffers.",
            lambda params: _counted(params, 4, extra=1),
        ),
        "mean_alone": slip(
            "term-dropped",
            "only the running mean and the counter are counted, not the running variance.",
            lambda params: _counted(params, 1, extra=1),
        ),
    },
)
