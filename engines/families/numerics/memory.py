"""The memory of a model's weights, and the weights that a memory holds."""

from __future__ import annotations

from engines.families.given import number, word
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import BYTE_UNITS, Bytes, Count, show_number

_WIDTHS = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
_DTYPE = Param("dtype", "choice", "the format of a weight", choices=tuple(_WIDTHS))
_UNIT = Param("unit", "choice", "the unit", choices=("MB", "MiB", "GB", "GiB"))
_DTYPES = ChoiceRange(("float32", "bfloat16", "float16", "int8"))
_MILLION = 10**6
_SOURCES = ("https://docs.pytorch.org/docs/stable/tensor_attributes.html",)


def _spelt(amount: int | float) -> str:
    return show_number(amount) if amount == int(amount) else show_number(amount, sig=4)


def _taken(params: Params, *, width: int | None = None, bits: int = 1) -> Truth:
    """Return N million · bytes a weight; `width` replaces the format's bytes, `bits` multiplies."""
    count, unit = number(params, "N"), word(params, "unit")
    width = bits * (_WIDTHS[word(params, "dtype")] if width is None else width)
    size = count * _MILLION * width
    scale = BYTE_UNITS[unit]
    return Truth(
        size,
        (
            Step("bytes a weight", word(params, "dtype"), str(width)),
            Step("bytes in all", f"{count} million × {width}", str(size)),
            Step(f"in {unit}", f"{size} / {_power(unit)}", f"{_spelt(size / scale)} {unit}"),
        ),
    )


def _power(unit: str) -> str:
    thousands = "kMGTP".index(unit[0]) + 1
    return f"2^{10 * thousands}" if "i" in unit else f"10^{3 * thousands}"


BYTES = Family(
    name="model_memory.bytes",
    title="memory of a model's weights",
    topic="numerics",
    formula="weights · bytes a weight; 1 GB = 10^9 bytes, 1 GiB = 2^30 bytes",
    params=(Param("N", "int", "millions of weights", 1, 10**7), _DTYPE, _UNIT),
    answer=lambda params: Bytes(unit=word(params, "unit")),
    ask=Ask(
        prompt=(
            "A model has {{N}} million weights, kept in {{dtype}}. How many {{unit}} of memory do "
            "they take?"
        ),
        explanation=(
            "Each weight takes the bytes of its format: 4 in float32, 2 in float16 and bfloat16, 1 "
            "in int8. All together {{answer}}."
        ),
        params={"N": 7000, "dtype": "bfloat16", "unit": "GB"},
        vary={
            "N": ChoiceRange((350, 700, 1300, 3000, 7000, 8000, 13_000, 30_000, 70_000)),
            "dtype": _DTYPES,
            "unit": ChoiceRange(("GB", "GiB")),
        },
        seconds=45,
        tags=("memory", "dtypes"),
        sources=_SOURCES,
    ),
    truth=_taken,
    slips={
        "bits": slip(
            "units", "bits are counted in place of bytes.", lambda params: _taken(params, bits=8)
        ),
        "as_float32": slip(
            "lost-precision",
            "every weight is given the 4 bytes of a float32.",
            lambda params: _taken(params, width=4),
        ),
        "one_byte": slip(
            "factor-dropped",
            "every weight is given one byte.",
            lambda params: _taken(params, width=1),
        ),
    },
)


def _held(
    params: Params, *, width: int | None = None, bits: int = 1, scale: int | None = None
) -> Truth:
    """Return the weights that fit into M units; the rest stands in place of the format's bytes, of
    1 bit for each bit counted, and of the unit's bytes."""
    memory, unit = number(params, "M"), word(params, "unit")
    width = bits * (_WIDTHS[word(params, "dtype")] if width is None else width)
    size = memory * (BYTE_UNITS[unit] if scale is None else scale)
    return Truth(
        size // width,
        (
            Step("bytes", f"{memory} × {size // memory}", str(size)),
            Step("bytes a weight", word(params, "dtype"), str(width)),
            Step("weights", f"{size} / {width}", str(size // width)),
        ),
    )


def _other_unit(params: Params) -> Truth:
    unit = word(params, "unit")
    other = unit.replace("i", "") if "i" in unit else f"{unit[0]}iB"
    return _held(params, scale=BYTE_UNITS[other])


PARAMS = Family(
    name="model_memory.params",
    title="weights that a memory holds",
    topic="numerics",
    formula="bytes / bytes a weight; 1 GB = 10^9 bytes, 1 GiB = 2^30 bytes",
    params=(Param("M", "int", "the memory, in the unit", 1, 10**6), _UNIT, _DTYPE),
    answer=lambda _params: Count(approx=0.01),
    ask=Ask(
        prompt=(
            "A device has {{M}} {{unit}} left for the weights of a model in {{dtype}}. How many "
            "weights fit?"
        ),
        explanation=(
            "The memory in bytes over the bytes of one weight: {{answer}}. Activations, gradients "
            "and the cache need room besides."
        ),
        params={"M": 24, "unit": "GB", "dtype": "float16"},
        vary={
            "M": ChoiceRange((4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 80)),
            "unit": ChoiceRange(("GB", "GiB")),
            "dtype": _DTYPES,
        },
        seconds=45,
        tags=("memory", "dtypes"),
        sources=_SOURCES,
    ),
    truth=_held,
    slips={
        "bits": slip(
            "units",
            "a weight is taken to need as many bytes as it has bits.",
            lambda params: _held(params, bits=8),
        ),
        "other_unit": slip("units", "1000 and 1024 are mixed up in the unit.", _other_unit),
        "as_float32": slip(
            "lost-precision",
            "every weight is given the 4 bytes of a float32.",
            lambda params: _held(params, width=4),
        ),
        "one_byte": slip(
            "factor-dropped",
            "every weight is given one byte.",
            lambda params: _held(params, width=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (BYTES, PARAMS)}
