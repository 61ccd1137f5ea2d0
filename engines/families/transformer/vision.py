"""Vision transformers: patches as tokens, the embedding of a patch, and the size of a patch."""

from __future__ import annotations

import math

from engines.families.given import flag, number
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Int

_SOURCES = ("Dosovitskiy et al. 2020, An image is worth 16x16 words (ViT), arXiv:2010.11929",)
_SIDE = Param("H", "int", "pixels along one side of the image", 1, 16_384)
_PATCH = Param("P", "int", "pixels along one side of a patch", 1, 1_024)
_CLASS = Param("cls", "bool", "whether a class token is put in front", default=True)


def _tokens(
    params: Params, *, cls: bool | None = None, square: bool = True, each: int = 1
) -> Truth:
    """Return (H/P)² + 1. `cls` False leaves the class token out, `square` False one side of the
    grid; `each` is the tokens of a patch."""
    side, patch = number(params, "H"), number(params, "P")
    first = int(flag(params, "cls") if cls is None else cls)
    across = side // patch
    patches = across * across * each if square else across * each
    numbers = " × ".join([str(across)] * (2 if square else 1) + ([str(each)] if each > 1 else []))
    return Truth(
        patches + first,
        (
            Step("patches along a side", f"{side} / {patch}", str(across)),
            Step("patches", numbers, str(patches)),
            Step(
                "with the class token" if first else "tokens",
                f"{patches} + {first}",
                str(patches + first),
            ),
        ),
    )


def _fits(params: Params) -> str | None:
    if number(params, "H") % number(params, "P"):
        return "the patches do not fill the image"
    return None


TOKENS = Family(
    name="vit.tokens",
    title="tokens of a vision transformer",
    topic="transformer",
    formula="(H / P)² + 1, the last for the class token",
    params=(_SIDE, _PATCH, _CLASS),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A vision transformer cuts an RGB image of {{H}}×{{H}} pixels into patches of "
            "{{P}}×{{P}} that do not overlap, and puts one class token in front. How many tokens "
            "does its encoder see?"
        ),
        explanation=(
            "Each patch becomes one token, all its channels together, and the class token makes "
            "one more: {{answer}}. Halving the patch's side makes four times as many patches."
        ),
        params={"H": 224, "P": 16, "cls": True},
        vary={
            "H": ChoiceRange((64, 96, 112, 128, 160, 192, 224, 256, 384)),
            "P": ChoiceRange((8, 14, 16, 32)),
        },
        seconds=45,
        tags=("transformer", "vision", "shapes"),
        sources=_SOURCES,
    ),
    truth=_tokens,
    slips={
        "no_class": slip(
            "term-dropped",
            "the class token is left out.",
            lambda params: _tokens(params, cls=False),
        ),
        "one_side": slip(
            "factor-dropped",
            "the patches along one side are counted, not those of the whole grid.",
            lambda params: _tokens(params, square=False),
        ),
        "per_channel": slip(
            "counted-twice",
            "each of the three colour channels makes tokens of its own.",
            lambda params: _tokens(params, each=3),
        ),
    },
    valid=_fits,
    inverses={"vit.patch_size": ("H", "cls")},
)


def _embedding(
    params: Params, *, channels: int | None = None, bias: bool = True, square: bool = True
) -> Truth:
    """Return P² · Ci · d + d. `channels` replaces Ci; `square` False counts one side of a patch."""
    patch, width = number(params, "P"), number(params, "d")
    channels = number(params, "Ci") if channels is None else channels
    pixels = patch * patch if square else patch
    shown = f"{patch} × {patch}" if square else str(patch)
    inputs = pixels * channels
    shifts = width if bias else 0
    return Truth(
        inputs * width + shifts,
        (
            Step("numbers in a patch", f"{shown} × {channels}", str(inputs)),
            Step("weights", f"{inputs} × {width}", str(inputs * width)),
            Step("with the biases", f"{inputs * width} + {shifts}", str(inputs * width + shifts)),
        ),
    )


PATCH_PARAMS = Family(
    name="vit.patch_params",
    title="parameters of a patch embedding",
    topic="transformer",
    formula="P² · Ci · d + d",
    params=(
        _PATCH,
        Param("Ci", "int", "channels of the image", 1, 1_024),
        Param("d", "int", "width of the model", 1, 65_536),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A vision transformer of width {{d}} embeds each patch of {{P}}×{{P}} pixels with "
            "{{Ci}} channels by one linear layer with biases. How many parameters does this layer "
            "learn?"
        ),
        explanation=(
            "A patch is flattened to P · P · Ci numbers, and each of the d outputs has a weight "
            "for every one of them and a bias: {{answer}}. A convolution with kernel and stride P "
            "does the same."
        ),
        params={"P": 16, "Ci": 3, "d": 768},
        vary={
            "P": ChoiceRange((4, 8, 14, 16, 32)),
            "Ci": ChoiceRange((2, 3, 4)),
            "d": ChoiceRange((64, 128, 192, 384, 768, 1024)),
        },
        seconds=60,
        tags=("transformer", "vision", "parameters"),
        sources=_SOURCES,
    ),
    truth=_embedding,
    slips={
        "one_channel": slip(
            "factor-dropped",
            "the channels of the image are left out.",
            lambda params: _embedding(params, channels=1),
        ),
        "no_bias": slip(
            "forgot-bias",
            "the biases are left out.",
            lambda params: _embedding(params, bias=False),
        ),
        "one_side": slip(
            "factor-dropped",
            "one side of the patch is counted, not its area.",
            lambda params: _embedding(params, square=False),
        ),
    },
)


def _patches(params: Params) -> int:
    return number(params, "N") - int(flag(params, "cls"))


def _patch_size(params: Params, *, root: bool = True) -> Truth:
    """Return H / √(N − 1); without `root` H² / (N − 1), the pixels of a patch."""
    side, patches = number(params, "H"), _patches(params)
    across = math.isqrt(patches) if root else patches
    value = side // across if root else side * side // patches
    first = int(flag(params, "cls"))
    return Truth(
        value,
        (
            Step("patches", f"{number(params, 'N')} − {first}", str(patches)),
            Step("along a side", f"√{patches}", str(across))
            if root
            else Step("pixels", f"{side} × {side}", str(side * side)),
            Step("pixels of a patch", f"{side if root else side * side} / {across}", str(value)),
        ),
    )


def _grid_exists(params: Params) -> str | None:
    patches = _patches(params)
    if patches < 1:
        return "there is no patch"
    across = math.isqrt(patches)
    if across * across != patches or number(params, "H") % across:
        return "no square patches make so many tokens"
    return None


PATCH_SIZE = Family(
    name="vit.patch_size",
    title="size of a vision transformer's patches",
    topic="transformer",
    formula="P = H / √(N − 1) for N tokens, the class token among them",
    params=(_SIDE, Param("N", "int", "tokens, the class token among them", 1, 10**9), _CLASS),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A vision transformer turns an image of {{H}}×{{H}} pixels into {{N}} tokens: one "
            "class token, and one token for each square patch; patches do not overlap. How many "
            "pixels wide is a patch?"
        ),
        explanation=(
            "Without the class token the patches form a square grid, so its root says how many "
            "lie along a side. The image's side divided by that is {{answer}}."
        ),
        params={"H": 224, "N": 197, "cls": True},
        together=tuple(
            {"H": side, "N": (side // patch) ** 2 + 1}
            for side in (64, 96, 112, 128, 160, 192, 224, 256, 384)
            for patch in (8, 14, 16, 32)
            if side % patch == 0
        ),
        level="intermediate",
        seconds=60,
        tags=("transformer", "vision", "shapes"),
        sources=_SOURCES,
    ),
    truth=_patch_size,
    slips={
        "area": slip(
            "root-or-square",
            "the pixels of a whole patch are given: no root is taken.",
            lambda params: _patch_size(params, root=False),
        ),
        "across": bare_slip(
            "swapped-roles",
            "the patches along a side are given in place of the pixels of one.",
            lambda params: math.isqrt(_patches(params)),
        ),
    },
    valid=_grid_exists,
    inverses={TOKENS.name: ("H", "cls")},
)

FAMILIES = {family.name: family for family in (TOKENS, PATCH_PARAMS, PATCH_SIZE)}
