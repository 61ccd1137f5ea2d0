"""The order of dimensions in other frameworks: images and the weights of a convolution."""

from __future__ import annotations

from engines.families.given import wholes
from engines.families.tensors.permutations import inverse, taken
from engines.families.tensors.sizes import Sizes, docs, shape_param, told
from engines.families.worked import slip
from engines.family import Ask, Family, Params, Slip, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Shape

_SOURCES = (
    docs("torch.permute"),
    "https://www.tensorflow.org/api_docs/python/tf/nn/conv2d",
)


def _reordered(params: Params, letters: str, dims: Sizes) -> Truth:
    """Return the sizes in the order `dims`; `letters` names the old dimensions."""
    shape = wholes(params, "shape")
    found = taken(shape, dims)
    named = ", ".join(f"{letter} = {size}" for letter, size in zip(letters, shape, strict=True))
    steps = (
        Step("sizes by name", named, told(shape)),
        Step("new order", " ".join(letters[dim] for dim in dims), told(dims)),
        Step("shape", f"permute({', '.join(map(str, dims))})", told(found)),
    )
    return Truth(found, steps)


def _other(name: str, text: str, letters: str, dims: Sizes) -> Slip:
    return slip(name, text, lambda params: _reordered(params, letters, dims))


NHWC = (0, 2, 3, 1)
HWIO = (2, 3, 1, 0)

IMAGES = Family(
    name="layout.nchw_to_nhwc",
    title="shape of an image batch, channels last",
    topic="tensors",
    formula="(N, C, H, W) becomes (N, H, W, C): permute(0, 2, 3, 1)",
    params=(shape_param("shape", "shape of the batch: N, C, H, W", (4, 4)),),
    answer=lambda _params: Shape(4),
    ask=Ask(
        prompt=(
            "A batch of images in PyTorch's NCHW layout has shape {{shape}}. What is its shape "
            "in the NHWC layout that TensorFlow uses by default?"
        ),
        explanation=(
            "The batch stays in front, height and width move up in their order, and the channels "
            "go last: {{answer}}. Swapping dimensions 1 and 3 alone would transpose each image."
        ),
        params={"shape": (8, 3, 32, 48)},
        vary={"shape": VectorRange(IntRange(2, 12), 4)},
        seconds=30,
        tags=("tensors", "shapes", "layout"),
        sources=_SOURCES,
    ),
    truth=lambda params: _reordered(params, "NCHW", NHWC),
    slips={
        "back": _other(
            "swapped-roles",
            "the order is that of the way back, permute(0, 3, 1, 2).",
            "NCHW",
            inverse(NHWC),
        ),
        "width_first": _other(
            "transposed",
            "dimensions 1 and 3 change places, so that the width comes before the height.",
            "NCHW",
            (0, 3, 2, 1),
        ),
        "unchanged": _other("layout", "the sizes stay in NCHW order.", "NCHW", (0, 1, 2, 3)),
    },
)

WEIGHTS = Family(
    name="layout.oihw_to_hwio",
    title="shape of a convolution's weight in TensorFlow's layout",
    topic="tensors",
    formula="(O, I, H, W) becomes (H, W, I, O): permute(2, 3, 1, 0)",
    params=(shape_param("shape", "shape of the weight: out, in, height, width", (4, 4)),),
    answer=lambda _params: Shape(4),
    ask=Ask(
        prompt=(
            "The weight of a PyTorch nn.Conv2d has shape {{shape}}: (out channels, in channels, "
            "kernel height, kernel width). What is its shape in TensorFlow's HWIO layout?"
        ),
        explanation=(
            "HWIO is kernel height, kernel width, in channels, out channels: {{answer}}, from "
            "permute(2, 3, 1, 0). Both pairs move, and the channels also change places."
        ),
        params={"shape": (16, 3, 5, 7)},
        vary={"shape": VectorRange(IntRange(1, 12), 4)},
        level="intermediate",
        seconds=45,
        tags=("tensors", "layout", "convolution"),
        sources=(docs("torch.nn.Conv2d"), _SOURCES[1]),
    ),
    truth=lambda params: _reordered(params, "OIHW", HWIO),
    slips={
        "out_before_in": _other(
            "swapped-roles", "the out channels stay before the in channels.", "OIHW", (2, 3, 0, 1)
        ),
        "reversed": _other(
            "transposed",
            "the order is simply turned round, so that the width comes first.",
            "OIHW",
            (3, 2, 1, 0),
        ),
        "channels_last": _other(
            "layout",
            "only the in channels move to the end, as an image's do: OHWI.",
            "OIHW",
            (0, 2, 3, 1),
        ),
    },
)

FAMILIES = {family.name: family for family in (IMAGES, WEIGHTS)}
