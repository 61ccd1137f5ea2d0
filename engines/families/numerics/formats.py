"""What a floating-point format can hold: its largest number, its gaps, a number rounded into it."""

from __future__ import annotations

import math

from engines.families.given import number, word
from engines.families.numerics.floats import FORMATS, Rule, brief, half_up, rounded
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float

_FINFO = "https://docs.pytorch.org/docs/stable/type_info.html"
_SOURCES = (_FINFO, "Micikevicius et al. 2022, FP8 formats for deep learning, arXiv:2209.05433")
_DTYPE = Param("dtype", "choice", "the number format", choices=tuple(FORMATS))
_ALL = ChoiceRange(tuple(FORMATS))


def _largest(params: Params) -> Truth:
    held = FORMATS[word(params, "dtype")]
    return _worked_largest(held.fraction_bits, held.top, held.spared)


def _worked_largest(fraction_bits: int, top: int, spared: int) -> Truth:
    """Return (2 − (1 + spared) · 2^−fraction bits) · 2^top."""
    fraction = 2 - (1 + spared) * 2.0**-fraction_bits
    lost = f"2^−{fraction_bits}" if not spared else f"{1 + spared} × 2^−{fraction_bits}"
    value = math.ldexp(fraction, top)
    return Truth(
        value,
        (
            Step("largest exponent", "of a finite number", str(top)),
            Step("largest significand", f"2 − {lost}", brief(fraction)),
            Step("largest number", f"{brief(fraction)} × 2^{top}", brief(value)),
        ),
    )


def _full_two(params: Params) -> Truth:
    right = _largest(params)
    top = FORMATS[word(params, "dtype")].top
    value = math.ldexp(1.0, top + 1)
    full = (
        Step("largest significand", "a full 2", "2"),
        Step("largest number", f"2 × 2^{top}", brief(value)),
    )
    return Truth(value, (right.steps[0], *full))


def _kept_pattern(params: Params) -> Truth:
    """Read infinity's exponent, or the fraction that float8_e4m3fn keeps for NaN, as a number."""
    held = FORMATS[word(params, "dtype")]
    if held.spared:
        return _worked_largest(held.fraction_bits, held.top, 0)
    return _worked_largest(held.fraction_bits, held.top + 1, 0)


def _ieee(params: Params) -> Truth:
    """Keep the whole top exponent for infinity and NaN, whatever the format does."""
    held = FORMATS[word(params, "dtype")]
    return _worked_largest(held.fraction_bits, 2 ** (held.exponent_bits - 1) - 1, 0)


def _largest_of_twin(params: Params) -> Truth | None:
    twin = FORMATS.get(FORMATS[word(params, "dtype")].twin)
    return None if twin is None else _worked_largest(twin.fraction_bits, twin.top, twin.spared)


def _largest_answer(params: Params) -> Float:
    """All digits of a number that can be written out: they tell 65504 from 65536."""
    largest = FORMATS[word(params, "dtype")].largest
    return Float(sig=len(str(int(largest))) if largest < 1e6 else 3)


MAX = Family(
    name="finfo.max",
    title="largest number of a format",
    topic="numerics",
    formula=(
        "(2 − 2^−fraction bits) · 2^largest exponent; the top exponent field is infinity and NaN"
        " (float8_e4m3fn: its top pattern alone is NaN)"
    ),
    params=(_DTYPE,),
    answer=_largest_answer,
    ask=Ask(
        prompt="What is the largest finite number that PyTorch's {{dtype}} can hold?",
        explanation=(
            "The exponent bits set how far a format reaches, the fraction bits how finely: "
            "{{answer}}."
        ),
        params={"dtype": "float16"},
        vary={"dtype": _ALL},
        level="intermediate",
        seconds=45,
        tags=("dtypes", "floating-point"),
        sources=_SOURCES,
    ),
    truth=_largest,
    slips={
        "full_two": slip(
            "off-by-one",
            "the significand may reach 2, which is one step too far.",
            _full_two,
        ),
        "kept_pattern": slip(
            "counted-twice",
            "a bit pattern that stands for infinity or NaN is read as a number.",
            _kept_pattern,
        ),
        "ieee": slip(
            "other-convention",
            "the whole top exponent is kept for infinity and NaN, as IEEE formats do.",
            _ieee,
        ),
        "twin": slip(
            "lost-precision",
            "the other format of the same width is taken for {{dtype}}.",
            _largest_of_twin,
        ),
    },
)


def _gap(
    params: Params, *, dtype: str | None = None, at: int | None = None, halves: int = 0
) -> Truth:
    """Return 2^(floor(log2 x) − fraction bits); `dtype` and `at` stand in place of the format and
    of x, `halves` is how often the gap is halved."""
    held = FORMATS[word(params, "dtype") if dtype is None else dtype]
    exponent = (number(params, "x") if at is None else at).bit_length() - 1
    gap = math.ldexp(1.0, exponent - held.fraction_bits - halves)
    return Truth(
        gap,
        (
            Step("power of two at or below", f"2^{exponent}", str(2**exponent)),
            Step("fraction bits", word(params, "dtype"), str(held.fraction_bits + halves)),
            Step("gap", f"2^({exponent} − {held.fraction_bits + halves})", brief(gap)),
        ),
    )


def _gap_of_twin(params: Params) -> Truth | None:
    twin = FORMATS[word(params, "dtype")].twin
    return _gap(params, dtype=twin) if twin else None


def _not_held(params: Params) -> str | None:
    x = number(params, "x")
    held = rounded(x, FORMATS[word(params, "dtype")]) == x
    return None if held else f"{word(params, 'dtype')} does not hold {x}"


EPS = Family(
    name="finfo.eps",
    title="gap to the next number of a format",
    topic="numerics",
    formula="2^(floor(log2 x) − fraction bits); at 1 it is torch.finfo(dtype).eps",
    params=(_DTYPE, Param("x", "int", "the number that the gap begins at", 1, 256, default=1)),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt="How far is it from {{x}} to the next larger number that {{dtype}} can hold?",
        explanation=(
            "Between two powers of two the numbers of a format stand evenly, and each power of two "
            "doubles their gap: {{answer}}."
        ),
        params={"dtype": "bfloat16", "x": 1},
        vary={"dtype": _ALL, "x": ChoiceRange((1, 2, 4, 16, 64, 256))},
        level="intermediate",
        seconds=60,
        tags=("dtypes", "floating-point"),
        sources=(_FINFO,),
    ),
    truth=_gap,
    slips={
        "at_one": slip(
            "factor-dropped",
            "the gap at 1 (the format's eps) is taken for the gap everywhere.",
            lambda params: _gap(params, at=1),
        ),
        "half": slip(
            "factor-dropped",
            "the largest rounding error, half a gap, is taken for the gap.",
            lambda params: _gap(params, halves=1),
        ),
        "twin": slip(
            "lost-precision",
            "the fraction bits of the other format of the same width are taken.",
            _gap_of_twin,
        ),
    },
    valid=_not_held,
)


def _cast(params: Params, rule: Rule = round) -> Truth:
    name, x = word(params, "dtype"), number(params, "x")
    held = FORMATS[name]
    gap = held.gap(x)
    below = math.floor(x / gap) * gap
    near = rule(x / gap) * gap
    value = rounded(x, held, rule)
    steps = [
        Step("gap of the format there", f"{held.fraction_bits} fraction bits", brief(gap)),
        Step("on the grid", f"between {brief(below)} and {brief(below + gap)}", brief(near)),
    ]
    if abs(near) > held.largest:
        steps.append(Step("beyond the largest", f"{brief(near)} > {brief(held.largest)}", "inf"))
    return Truth(value, tuple(steps))


def _clipped(params: Params) -> Truth | None:
    right = _cast(params)
    largest = FORMATS[word(params, "dtype")].largest
    if right.value != math.inf:
        return None
    clipped = Step("beyond the largest", f"at most {brief(largest)}", brief(largest))
    return Truth(largest, (*right.steps[:-1], clipped))


def _as_it_was(params: Params) -> Truth:
    x = number(params, "x")
    kept = Step("on the grid", "taken as it is", str(x))
    return Truth(x, (_cast(params).steps[0], kept))


_NUMBERS = {
    "bfloat16": (257, 258, 259, 261, 263, 300, 301, 333, 425, 500, 515, 518, 777, 1001, 1003, 1030),
    "float16": (
        *(2049, 2050, 2051, 2053, 2055, 3001, 3003, 4097, 4098, 4099, 4102, 5001, 6003),
        *(65505, 65519, 65520, 65535, 65536, 66000, 70000, 100000),
    ),
    "float8_e4m3fn": (17, 18, 19, 21, 23, 25, 33, 34, 35, 38, 42, 100, 200, 250, 300),
}
"""Numbers beside and between those that the format holds."""

ROUNDED = Family(
    name="cast.rounded",
    title="a number cast to a narrower format",
    topic="numerics",
    formula="the nearest multiple of 2^(floor(log2 x) − fraction bits), the even one at a tie",
    params=(
        Param("x", "int", "the number before the cast", 1, 10**6),
        Param("dtype", "choice", "the format it is cast to", choices=(*_NUMBERS, "float32")),
    ),
    answer=lambda _params: Float(places=0, allow_nonfinite=True),
    ask=Ask(
        prompt=(
            "What number does torch.tensor({{x}}.).to(torch.{{dtype}}) hold? What is beyond the "
            "format counts as inf."
        ),
        explanation=(
            "The number goes to the nearest one that the format holds, at a tie to the one whose "
            "last bit is 0: {{answer}}. In float16 and bfloat16, from half a gap above the largest "
            "number on, it is infinity."
        ),
        params={"x": 257, "dtype": "bfloat16"},
        together=tuple(
            {"x": x, "dtype": dtype} for dtype, numbers in _NUMBERS.items() for x in numbers
        ),
        level="intermediate",
        seconds=60,
        tags=("dtypes", "floating-point"),
        sources=(
            _FINFO,
            "Kalamkar et al. 2019, A study of bfloat16 for deep learning, arXiv:1905.12322",
        ),
    ),
    truth=_cast,
    slips={
        "as_it_was": slip("lost-precision", "the number passes unchanged.", _as_it_was),
        "cut": slip(
            "rounding", "what does not fit is cut off.", lambda params: _cast(params, math.trunc)
        ),
        "tie_up": slip(
            "rounding", "a tie goes up, not to the even one.", lambda params: _cast(params, half_up)
        ),
        "clipped": slip(
            "no-clamp", "what is too large becomes the largest finite number.", _clipped
        ),
    },
    valid=lambda params: (
        "what float8_e4m3fn does beyond its largest number depends on the release"
        if word(params, "dtype") == "float8_e4m3fn" and number(params, "x") > 448
        else None
    ),
)

FAMILIES = {family.name: family for family in (MAX, EPS, ROUNDED)}
