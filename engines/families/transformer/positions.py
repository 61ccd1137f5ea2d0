"""Positions: sinusoids and learned tables; ALiBi's biases stand beside."""

from __future__ import annotations

import math

from engines.families.given import number
from engines.families.transformer.linear_biases import BIAS, SLOPE
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Count, Float

_PAPER = "Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762"
_BASE = 10_000


def _sinusoid(
    params: Params,
    *,
    swapped: bool = False,
    own_index: bool = False,
    half: bool = False,
    degrees: bool = False,
) -> Truth:
    """Return sin or cos of pos / 10000^(2i/d), for entry 2i or 2i + 1. `swapped` takes cos for
    even entries; `own_index` puts the entry's own index in the exponent, `half` the pair's."""
    position, entry, width = (number(params, name) for name in ("pos", "j", "d"))
    pair = entry // 2
    power = entry if own_index else pair if half else 2 * pair
    angle = position / _BASE ** (power / width)
    name = "cos" if bool(entry % 2) != swapped else "sin"
    value = (math.cos if name == "cos" else math.sin)(math.radians(angle) if degrees else angle)
    unit = "°" if degrees else ""
    return Truth(
        value,
        (
            Step("pair that the entry is in", f"floor({entry} / 2)", f"i = {pair}"),
            Step("angle", f"{position} / {_BASE}^({power}/{width})", shown(angle)),
            Step("entry", f"{name}({shown(angle)}{unit})", shown(value)),
        ),
    )


def _entry_exists(params: Params) -> str | None:
    if number(params, "d") % 2:
        return "the width must be even"
    return None if number(params, "j") < number(params, "d") else "there is no such entry"


SINUSOIDAL = Family(
    name="sinusoidal.value",
    title="entry of a sinusoidal position encoding",
    topic="transformer",
    formula="PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i + 1) = cos of the same angle",
    params=(
        Param("pos", "int", "the position, counted from 0", 0, 10_000),
        Param("j", "int", "the entry of the vector, counted from 0", 0, 1_023),
        Param("d", "int", "width of the model, even", 2, 1_024),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "The sinusoidal position encoding of Attention is all you need has width {{d}}; sines "
            "and cosines take turns. What is entry {{j}} of the vector for position {{pos}}? "
            "Positions and entries are counted from 0, angles are in radians."
        ),
        explanation=(
            "Entries 2i and 2i + 1 are the sine and the cosine of one angle, pos / 10000^(2i/d): "
            "{{answer}}. The wavelengths grow from pair to pair, like the hands of a clock."
        ),
        params={"pos": 3, "j": 2, "d": 8},
        vary={
            "pos": IntRange(1, 20),
            "j": IntRange(0, 5),
            "d": ChoiceRange((4, 6, 8)),
        },
        level="intermediate",
        seconds=90,
        tags=("transformer", "positions"),
        sources=(_PAPER,),
    ),
    truth=_sinusoid,
    slips={
        "swapped": slip(
            "swapped-roles",
            "sine and cosine change places.",
            lambda params: _sinusoid(params, swapped=True),
        ),
        "half_exponent": slip(
            "factor-dropped",
            "the exponent is i/d, without the 2.",
            lambda params: _sinusoid(params, half=True),
        ),
        "own_index": slip(
            "off-by-one",
            "the exponent holds the entry's own index also where that is odd, not the pair's.",
            lambda params: _sinusoid(params, own_index=True),
        ),
        "degrees": slip(
            "units",
            "the angle is taken in degrees.",
            lambda params: _sinusoid(params, degrees=True),
        ),
    },
    valid=_entry_exists,
)


def _table(params: Params, *, rows: str = "C") -> Truth:
    count, width = number(params, rows), number(params, "d")
    return Truth(
        count * width,
        (
            Step("vectors in the table", "one for each position", str(count)),
            Step("numbers in all", f"{count} × {width}", str(count * width)),
        ),
    )


EMBEDDING = Family(
    name="position_embedding.params",
    title="parameters of learned positions",
    topic="transformer",
    formula="C · d",
    params=(
        Param("C", "int", "positions that the model knows", 1, 10**7),
        Param("d", "int", "width of the model", 1, 10**5),
        Param("T", "int", "tokens of the text, which play no part", 1, 10**7),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A transformer of width {{d}} learns its position embeddings for up to {{C}} tokens. "
            "A text of {{T}} tokens is put in. How many parameters do the position embeddings "
            "have?"
        ),
        explanation=(
            "The table holds one vector for every position that may occur, used or not: "
            "{{answer}}. Past its end the model has no position to give."
        ),
        params={"C": 512, "d": 768, "T": 100},
        vary={
            "C": ChoiceRange((128, 256, 512, 1024, 2048)),
            "d": ChoiceRange((128, 256, 512, 768, 1024)),
            "T": ChoiceRange((10, 20, 50, 100)),
        },
        seconds=30,
        tags=("transformer", "positions", "parameters"),
        sources=("Devlin et al. 2019, BERT, arXiv:1810.04805",),
    ),
    truth=_table,
    slips={
        "used_alone": slip(
            "swapped-roles",
            "only the positions that the text uses are counted.",
            lambda params: _table(params, rows="T"),
        ),
        "sum": bare_slip(
            "sum-for-product",
            "positions and width are added.",
            lambda params: number(params, "C") + number(params, "d"),
        ),
        "one_number": bare_slip(
            "factor-dropped",
            "a position has one number, not a vector.",
            lambda params: number(params, "C"),
        ),
    },
    valid=lambda params: (
        "the text is longer than the table" if number(params, "T") > number(params, "C") else None
    ),
)

FAMILIES = {family.name: family for family in (SINUSOIDAL, EMBEDDING, SLOPE, BIAS)}
