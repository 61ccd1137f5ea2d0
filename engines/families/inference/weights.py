"""Weights quantised in groups: their memory with the scales, and their bits with all overhead."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Bytes, Float

_MILLION = 10**6
_BITS = Param("bits", "int", "bits of a weight", 1, 16)
_GROUP = Param("group", "int", "weights that share a scale", 1, 4096)
_SOURCES = (
    "Frantar et al. 2022, GPTQ, arXiv:2210.17323",
    "Dettmers et al. 2023, QLoRA, arXiv:2305.14314",
)


def _sized(params: Params, *, scale: int = 2, packed: bool = True) -> Truth:
    """Return N · bits / 8 + N / group · 2 bytes; `scale` stands in place of the bytes of a scale,
    without `packed` bits are taken for bytes."""
    count, bits, group = (number(params, name) for name in ("N", "bits", "group"))
    weights = count * _MILLION * bits // (8 if packed else 1)
    scales = count * _MILLION // group * scale
    whole = weights + scales
    unit = _unit(params)
    divided = " / 8" if packed else ""
    return Truth(
        whole,
        (
            Step("bytes of the weights", f"{count} million × {bits}{divided}", str(weights)),
            Step("bytes of the scales", f"{count} million / {group} × {scale}", str(scales)),
            Step("together", f"{weights} + {scales}", str(whole)),
            Step(f"in {unit}", f"{whole} / {_power(unit)}", Bytes(unit=unit).show(whole)),
        ),
    )


def _unit(params: Params) -> str:
    return "GB" if number(params, "N") * number(params, "bits") >= 8000 else "MB"


def _power(unit: str) -> str:
    return "10^9" if unit == "GB" else "10^6"


def _uneven(params: Params) -> str | None:
    count = number(params, "N") * _MILLION
    if count % number(params, "group"):
        return "the groups do not come out even"
    return (
        "the weights fill no whole number of bytes" if count * number(params, "bits") % 8 else None
    )


BYTES = Family(
    name="quantized_model.bytes",
    title="memory of a model quantised in groups",
    topic="inference",
    formula="weights · bits / 8 + weights / group · 2 bytes for a float16 scale",
    params=(Param("N", "int", "millions of weights", 1, 10**7), _BITS, _GROUP),
    answer=lambda params: Bytes(unit=_unit(params)),
    ask=Ask(
        prompt=(
            "{{N}} million weights are quantised to {{bits}} bits each, packed without gaps; every "
            "{{group}} of them share one float16 scale, and there are no zero points. How much "
            "memory do weights and scales take together?"
        ),
        explanation=(
            "The scales come on top of the packed weights, 16 bits for every group: {{answer}}. "
            "Smaller groups are more accurate and cost more."
        ),
        params={"N": 8000, "bits": 4, "group": 128},
        vary={
            "N": ChoiceRange((1000, 3000, 7000, 8000, 13_000, 32_000, 70_000)),
            "bits": ChoiceRange((2, 3, 4, 8)),
            "group": ChoiceRange((32, 64, 128)),
        },
        level="intermediate",
        seconds=90,
        tags=("quantization", "memory"),
        sources=_SOURCES,
    ),
    truth=_sized,
    slips={
        "no_scales": slip(
            "term-dropped",
            "the scales are left out.",
            lambda params: _sized(params, scale=0),
        ),
        "bits": slip(
            "units",
            "a weight is given as many bytes as it has bits.",
            lambda params: _sized(params, packed=False),
        ),
        "scale_bits": slip(
            "units",
            "a scale is given 16 bytes, not 16 bits.",
            lambda params: _sized(params, scale=16),
        ),
        "wide_scale": slip(
            "lost-precision",
            "a scale is taken for a float32.",
            lambda params: _sized(params, scale=4),
        ),
    },
    valid=_uneven,
)


def _effective(
    params: Params, *, parts: int = 1, zero: bool = True, overhead: bool = True, shared: bool = True
) -> Truth:
    """Return bits + (scale + zero point) / group; `parts` divides the bits of both, and the flags
    leave out the zero point, both, or the division by the group."""
    bits, group = number(params, "bits"), number(params, "group")
    scale, point = number(params, "scale"), number(params, "zero") if zero else 0
    both = (scale + point) / parts if overhead else 0
    each = both / group if shared else both
    divisor = group if shared else 1
    shares = f"{scale} + {point}" if parts == 1 else f"({scale} + {point}) / {parts}"
    shares = shares if overhead else "left out"
    return Truth(
        bits + each,
        (
            Step("bits that a group shares", shares, shown(both)),
            Step("of these for a weight", f"{shown(both)} / {divisor}", shown(each)),
            Step("bits of a weight", f"{bits} + {shown(each)}", shown(bits + each)),
        ),
    )


BITS = Family(
    name="quantized_model.bits",
    title="bits of a weight with scales and zero points",
    topic="inference",
    formula="bits + (bits of a scale + bits of a zero point) / group",
    params=(
        _BITS,
        _GROUP,
        Param("scale", "int", "bits of a scale", 1, 64, default=16),
        Param("zero", "int", "bits of a zero point", 0, 64, default=0),
    ),
    answer=lambda _params: Float(places=3, unit="bits"),
    ask=Ask(
        prompt=(
            "Weights are quantised to {{bits}} bits; every {{group}} of them share one scale of "
            "{{scale}} bits and one zero point of {{zero}} bits. How many bits does a weight take "
            "in all?"
        ),
        explanation=(
            "Scale and zero point are spread over the weights of their group and come on top: "
            "{{answer}}."
        ),
        params={"bits": 4, "group": 64, "scale": 16, "zero": 4},
        vary={
            "bits": ChoiceRange((2, 3, 4, 8)),
            "group": ChoiceRange((16, 32, 64, 128)),
            "scale": ChoiceRange((8, 16, 32)),
            "zero": ChoiceRange((2, 4, 8, 16)),
        },
        level="intermediate",
        seconds=60,
        tags=("quantization", "memory"),
        sources=_SOURCES,
    ),
    truth=_effective,
    slips={
        "no_overhead": slip(
            "term-dropped",
            "scale and zero point are left out.",
            lambda params: _effective(params, overhead=False),
        ),
        "no_zero_point": slip(
            "term-dropped",
            "the zero point is left out.",
            lambda params: _effective(params, zero=False),
        ),
        "bytes": slip(
            "units",
            "scale and zero point are counted in bytes.",
            lambda params: _effective(params, parts=8),
        ),
        "not_shared": slip(
            "wrong-divisor",
            "each weight is given a scale and a zero point of its own.",
            lambda params: _effective(params, shared=False),
        ),
    },
)

FAMILIES = {family.name: family for family in (BYTES, BITS)}
