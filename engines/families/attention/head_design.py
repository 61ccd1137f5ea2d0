"""Choosing the number of heads: it must divide the width and give heads of a fitting size."""

from __future__ import annotations

from fractions import Fraction

from engines.families.attention.head_params import SOURCES, WIDTH
from engines.families.given import number
from engines.family import Ask, Family, Judgement, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Int, Value


def _range(params: Params) -> tuple[int, int, int]:
    return number(params, "d"), number(params, "low"), number(params, "high")


def _fitting(params: Params) -> tuple[int, ...]:
    """Return the head counts that fit, fewest first."""
    width, low, high = _range(params)
    return tuple(width // size for size in range(high, low - 1, -1) if width % size == 0)


def _design(params: Params) -> Truth:
    width, low, high = _range(params)
    heads = _fitting(params)[0]
    return Truth(
        heads,
        (
            Step("fewest heads", f"{width} / {high}", f"at least {-(-width // high)}"),
            Step("most heads", f"{width} / {low}", f"at most {width // low}"),
            Step(
                "a count between that divides", f"{width} / {heads} = {width // heads}", str(heads)
            ),
        ),
    )


def _count(given: Value) -> int | None:
    """Return the number of heads, or None for anything but a whole number from 1 on."""
    if isinstance(given, bool) or not isinstance(given, (int, float, Fraction)):
        return None
    if isinstance(given, float) and not given.is_integer():
        return None
    return int(given) if given >= 1 and given == int(given) else None


def _judge(params: Params, given: Value) -> Judgement:
    width, low, high = _range(params)
    heads = _count(given)
    if heads is None:
        return Judgement(False, 0.0, ("a whole number of heads is needed, 1 or more",))
    if heads > width:
        return Judgement(False, 0.0, (f"there are more heads than the width of {width}",))
    whole, inside = width % heads == 0, low * heads <= width <= high * heads
    size = f"{width // heads}" if whole else f"{width / heads:.2f}"
    lines = (
        f"{width} / {heads} = {size}: {'✓' if whole else '✗ the size must be whole'}",
        f"{low} to {high}: {size} {'✓' if inside else '✗ lies outside'}",
    )
    return Judgement(whole and inside, (whole + inside) / 2, lines)


def _gives_size(params: Params, given: Value) -> bool:
    """Whether a size that fits is given in place of the count."""
    width, low, high = _range(params)
    size = _count(given)
    if size is None or _judge(params, given).holds:
        return False
    return low <= size <= high and width % size == 0


def _not_whole(params: Params, given: Value) -> bool:
    width, low, high = _range(params)
    heads = _count(given)
    return heads is not None and width % heads != 0 and low * heads <= width <= high * heads


def _outside(params: Params, given: Value) -> bool:
    heads = _count(given)
    if heads is None or heads > number(params, "d") or _gives_size(params, given):
        return False
    return number(params, "d") % heads == 0 and not _judge(params, given).holds


def _design_valid(params: Params) -> str | None:
    width, low, high = _range(params)
    if low > high:
        return "the range of sizes is empty"
    if high > width:
        return "a head cannot be larger than the width"
    return None if _fitting(params) else "no head count gives such a size"


HEADS_DESIGN = Family(
    name="multihead_attention.heads_design",
    title="number of attention heads",
    topic="attention",
    formula="h divides d, and d / h lies in the range",
    params=(
        WIDTH,
        Param("low", "int", "smallest size of a head", 1, 1_024),
        Param("high", "int", "largest size of a head", 1, 1_024),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "The width of a transformer is {{d}}. Choose a number of heads for its multi-head "
            "attention such that the heads split the width evenly and the size of a head is at "
            "least {{low}} and at most {{high}}."
        ),
        explanation=(
            "The heads share the width, so their number must divide it, and the quotient is the "
            "size of one. With {{answer}} heads it is whole and lies in the range."
        ),
        params={"d": 768, "low": 50, "high": 100},
        vary={
            "d": ChoiceRange((384, 512, 640, 768, 960, 1024, 1280, 1600)),
            "low": ChoiceRange((24, 40, 50, 60)),
            "high": ChoiceRange((70, 80, 100, 130)),
        },
        kind="design",
        seconds=60,
        tags=("attention", "shapes", "design"),
        hints=(
            "The size of a head is the width divided by the number of heads.",
            "Divide {{d}} by {{high}} and by {{low}}: the number of heads lies between.",
            "Of the numbers between, take one that divides {{d}}.",
        ),
        sources=SOURCES,
    ),
    truth=_design,
    slips={
        "size": Slip(
            "swapped-roles",
            "This is a size that a head may have, not the number of heads.",
            when=_gives_size,
        ),
        "not_whole": Slip(
            "rounding",
            "This number of heads does not divide {{d}}: the size of a head is no whole number.",
            when=_not_whole,
        ),
        "outside": Slip(
            "boundary-missed",
            "This number of heads divides {{d}}, but the heads do not come out between {{low}} and "
            "{{high}}.",
            when=_outside,
        ),
    },
    valid=_design_valid,
    judge=_judge,
)
