"""Adaptive and global pooling: the output's size is given and the windows follow from it."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import number, wholes
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Count, Float, Shape, Value, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."


def _shape(params: Params, *, channels: int | None = None, sides: tuple[int, int] | None) -> Truth:
    """Return (N, C, O, O); `channels` and `sides` replace what is meant."""
    out = number(params, "O")
    high, wide = (out, out) if sides is None else sides
    count = number(params, "C") if channels is None else channels
    batch = number(params, "N")
    told = "as asked" if sides is None else "from the input"
    return Truth(
        (batch, count, high, wide),
        (
            Step("batch", "as it was", str(batch)),
            Step("channels", "as they were" if channels is None else "averaged too", str(count)),
            Step("height and width", told, f"{high}, {wide}"),
        ),
    )


def _input_sides(params: Params) -> tuple[int, int]:
    return number(params, "H"), number(params, "W")


def _divided(params: Params) -> Truth | None:
    """Return what the output's size gives as a window of an ordinary pooling."""
    high, wide = (side // number(params, "O") for side in _input_sides(params))
    return _shape(params, sides=(high, wide)) if high and wide else None


def _last(params: Params) -> Value:
    batch, channels, out = (number(params, name) for name in "NCO")
    return batch, out, out, channels


OUTPUT_SHAPE = Family(
    name="adaptive_avg_pool2d.output_shape",
    title="shape behind adaptive average pooling",
    topic="pooling",
    formula="(N, C, O, O), whatever height and width were",
    params=(
        Param("N", "int", "images in the batch", 1, 1_024, default=1),
        Param("C", "int", "channels of the input", 1, 1_024),
        Param("H", "int", "height of the input", 1, 1_024),
        Param("W", "int", "width of the input", 1, 1_024, same_as="H"),
        Param("O", "int", "cells along each side of the output", 1, 1_024),
    ),
    answer=lambda _params: Shape(4),
    ask=Ask(
        prompt=(
            "PyTorch's AdaptiveAvgPool2d({{O}}) is applied to a tensor of shape "
            "({{N}}, {{C}}, {{H}}, {{W}}). What is the shape of the result?"
        ),
        explanation=(
            "The number says how large the output is to be, not the window; the windows are chosen "
            "to fit, channel by channel: {{answer}}. That is how a network takes images of any "
            "size."
        ),
        params={"N": 8, "C": 512, "H": 14, "W": 10, "O": 7},
        vary={
            "N": ChoiceRange((1, 4, 8, 16)),
            "C": ChoiceRange((3, 64, 256, 512)),
            "H": IntRange(12, 32),
            "W": IntRange(12, 32),
            "O": ChoiceRange((1, 2, 4, 7)),
        },
        seconds=35,
        tags=("pooling", "shapes"),
        sources=(f"{_DOCS}AdaptiveAvgPool2d.html",),
    ),
    truth=lambda params: _shape(params, sides=None),
    slips={
        "as_window": slip(
            "swapped-roles", "the number is taken for the side of a window.", _divided
        ),
        "size_kept": slip(
            "in-for-out",
            "the input's height and width are kept.",
            lambda params: _shape(params, sides=_input_sides(params)),
        ),
        "channels_averaged": slip(
            "wrong-axis",
            "the channels are averaged too.",
            lambda params: _shape(params, channels=1, sides=None),
        ),
        "channels_last": bare_slip("layout", "the channels are written last.", _last),
    },
)

Ends = Callable[[int, int, int], tuple[int, int]]
"""From output cell i, L and n to the first cell of its window and the one behind it."""


def _whole_cover(i: int, length: int, out: int) -> tuple[int, int]:
    """From floor(i · L / n) to ceil((i + 1) · L / n): every cell that is touched."""
    return i * length // out, -(-(i + 1) * length // out)


def _rounded_down(i: int, length: int, out: int) -> tuple[int, int]:
    return i * length // out, max((i + 1) * length // out, i * length // out + 1)


def _equal(i: int, length: int, out: int) -> tuple[int, int]:
    """An ordinary pooling: stride floor(L / n), and a window that just reaches the end."""
    stride = length // out
    return i * stride, i * stride + length - (out - 1) * stride


def _binned(params: Params, ends: Ends = _whole_cover, *, largest: bool = False) -> Truth:
    """Return the mean, or the largest number, of each window."""
    row, out = wholes(params, "x"), number(params, "n")
    values, steps = [], []
    for i in range(out):
        first, end = ends(i, len(row), out)
        cells = row[first:end]
        whole = sum(cells)
        value: int | float = whole // len(cells)
        if whole % len(cells):
            value = whole / len(cells)
        if largest:
            value = max(cells)
        values.append(value)
        how = "max" if largest else "mean"
        numbers = f"{how} of {', '.join(map(str, cells))}"
        steps.append(Step(f"cells {first} to {end - 1}", numbers, shown(value)))
    return Truth(tuple(values), tuple(steps))


def _equal_windows(params: Params) -> Truth | None:
    if number(params, "n") > len(wholes(params, "x")):
        return None
    return _binned(params, _equal)


def _global(params: Params) -> Value:
    row, out = wholes(params, "x"), number(params, "n")
    return (sum(row) / len(row),) * out


VALUES = Family(
    name="adaptive_avg_pool1d.values",
    title="values of adaptive average pooling",
    topic="pooling",
    formula="output i: the mean of cells floor(i · L / n) to ceil((i + 1) · L / n) − 1, from 0",
    params=(
        Param("x", "vector", "the input", -1000, 1000, sizes=(1, 12)),
        Param("n", "int", "cells of the output", 1, 12),
    ),
    answer=lambda _params: Vector(Float(places=2)),
    ask=Ask(
        prompt="PyTorch's AdaptiveAvgPool1d({{n}}) is applied to {{x}}. What comes out?",
        explanation=(
            "Output i takes every cell that its share of the input touches, from floor(i · L / n) "
            "up to, not including, ceil((i + 1) · L / n). Where L / n is not whole, windows "
            "overlap: {{answer}}."
        ),
        params={"x": (2, 4, 6, 8, 10), "n": 3},
        vary={"x": VectorRange(IntRange(-4, 8), 5), "n": ChoiceRange((2, 3, 4))},
        level="advanced",
        seconds=90,
        tags=("pooling", "values"),
        sources=(f"{_DOCS}AdaptiveAvgPool1d.html",),
    ),
    truth=_binned,
    slips={
        "no_overlap": slip(
            "rounding",
            "the ends of the windows are rounded down too, so that none overlap.",
            lambda params: _binned(params, _rounded_down),
        ),
        "equal_windows": slip(
            "other-convention",
            "an ordinary pooling is used, with stride floor(L / n) and windows of one length.",
            _equal_windows,
        ),
        "maximum": slip(
            "max-for-mean",
            "each window gives its largest number.",
            lambda params: _binned(params, largest=True),
        ),
        "whole": bare_slip(
            "wrong-axis",
            "every output is the mean of the whole input.",
            _global,
        ),
    },
)


def _head(
    params: Params, *, features: int | None = None, biases: bool = True, pooling: int = 0
) -> Truth:
    """Return C · classes + classes. `features` replaces what the linear layer reads, `pooling` are
    parameters that the pooling is given."""
    classes = number(params, "classes")
    features = number(params, "C") if features is None else features
    weights, offset = features * classes, classes if biases else 0
    whole = pooling + weights + offset
    told = "a weight for each" if pooling else "a mean learns nothing"
    return Truth(
        whole,
        (
            Step("parameters of the pooling", told, str(pooling)),
            Step("weights", f"{features} × {classes}", str(weights)),
            Step("in all", f"{pooling} + {weights} + {offset}", str(whole)),
        ),
    )


def _every_cell(params: Params) -> Truth:
    return _head(params, features=number(params, "C") * number(params, "H") ** 2)


HEAD_PARAMS = Family(
    name="global_avg_pool.head_params",
    title="parameters of a head with global average pooling",
    topic="pooling",
    formula="C · classes + classes",
    params=(
        Param("C", "int", "channels of the last feature map", 1, 65_536),
        Param("H", "int", "side of the last feature map", 1, 1_000),
        Param("classes", "int", "classes to tell apart", 1, 100_000),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A network ends in a feature map of {{C}}×{{H}}×{{H}} (channels, height, width), "
            "global average pooling and one linear layer with biases to {{classes}} classes. How "
            "many parameters do the pooling and the linear layer learn together?"
        ),
        explanation=(
            "Pooling leaves one number a channel and learns nothing, so the layer reads C features "
            "whatever the size of the map: {{answer}}."
        ),
        params={"C": 512, "H": 7, "classes": 1000},
        vary={
            "C": ChoiceRange((64, 128, 256, 512, 1024)),
            "H": ChoiceRange((4, 7, 8, 14)),
            "classes": ChoiceRange((10, 20, 100, 1000)),
        },
        seconds=45,
        tags=("pooling", "parameters"),
        sources=("Lin, Chen & Yan 2013, Network In Network, arXiv:1312.4400",),
    ),
    truth=_head,
    slips={
        "every_cell": slip(
            "in-for-out",
            "the linear layer reads every cell of the map, as after Flatten.",
            _every_cell,
        ),
        "no_biases": slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _head(params, biases=False),
        ),
        "pooling_learns": slip(
            "counted-twice",
            "the pooling is given a weight for each channel.",
            lambda params: _head(params, pooling=number(params, "C")),
        ),
        "pooling_reads": slip(
            "counted-twice",
            "the pooling is given a weight for each cell of the map.",
            lambda params: _head(params, pooling=number(params, "H") ** 2),
        ),
    },
)

FAMILIES = {family.name: family for family in (OUTPUT_SHAPE, VALUES, HEAD_PARAMS)}
