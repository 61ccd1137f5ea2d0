"""The share of an image that CutMix leaves."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import number
from engines.families.worked import plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float

_SIDE = Param("S", "int", "side of the square image", 1, 2048)


def _covered(params: Params, centre: str, side: str, *, clipped: bool) -> tuple[int, str]:
    """Return how many rows or columns of the image the box covers, and how that is counted."""
    size, middle, length = (number(params, name) for name in ("S", centre, side))
    if not clipped:
        return length, "as asked"
    low, high = max(middle - length // 2, 0), min(middle + length // 2, size)
    return high - low, f"from {low} to {high}"


def _kept(
    params: Params, *, clipped: bool = True, by_side: bool = False, pasted: bool = False
) -> Truth | None:
    """Return 1 − box / image, as areas or `by_side`, or the `pasted` share. None where the box
    that is not `clipped` is larger than the image."""
    size = number(params, "S")
    high, rows = _covered(params, "r", "h", clipped=clipped)
    wide, columns = _covered(params, "c", "w", clipped=clipped)
    box, whole = (high + wide, 2 * size) if by_side else (high * wide, size * size)
    if box > whole:
        return None
    share = Fraction(box, whole)
    kept = share if pasted else 1 - share
    sign = "+" if by_side else "×"
    last = shown(share) if pasted else f"1 − {shown(share)}"
    return Truth(
        plain(kept),
        (
            Step("rows of the box", rows, str(high)),
            Step("columns of the box", columns, str(wide)),
            Step("share of the box", f"{high} {sign} {wide} of {whole}", shown(share)),
            Step("λ", last, shown(kept)),
        ),
    )


def _truth(params: Params) -> Truth:
    found = _kept(params)
    if found is None:
        raise ValueError("a box cut at the edges is larger than the image")
    return found


def _valid(params: Params) -> str | None:
    if number(params, "h") % 2 or number(params, "w") % 2:
        return "the box has no middle pixel edge: its sides must be even"
    inside = all(number(params, name) < number(params, "S") for name in "rc")
    return None if inside else "the centre lies outside the image"


CUTMIX = Family(
    name="cutmix.ratio",
    title="weight of the original label under CutMix",
    topic="regularisation",
    formula="λ = 1 − (pixels of the box inside the image) / (pixels of the image)",
    params=(
        _SIDE,
        Param("r", "int", "row of the box's centre", 0, 2047),
        Param("c", "int", "column of the box's centre", 0, 2047),
        Param("h", "int", "height of the box, even", 2, 2048),
        Param("w", "int", "width of the box, even", 2, 2048, same_as="h"),
    ),
    answer=lambda _params: Float(places=4, share=True),
    ask=Ask(
        prompt=(
            "CutMix pastes a box from another image onto an image of {{S}}×{{S}} pixels. The box "
            "is {{h}} high and {{w}} wide with its centre at row {{r}}, column {{c}}: it covers "
            "the rows from {{r}} − {{h}}/2 up to, not including, {{r}} + {{h}}/2, the columns "
            "likewise, and is cut off at the image's edges (indices from 0). Which weight λ does "
            "the original image's label get?"
        ),
        explanation=(
            "The label's weight is the share of the pixels that are still the original's, counted "
            "after the box is cut at the edges: {{answer}}. The pasted image's label gets the "
            "rest."
        ),
        params={"S": 20, "r": 2, "c": 10, "h": 8, "w": 10},
        vary={
            "S": ChoiceRange((20, 25, 50)),
            "r": IntRange(0, 19),
            "c": IntRange(0, 19),
            "h": ChoiceRange((8, 10, 12, 16)),
            "w": ChoiceRange((8, 10, 12, 16)),
        },
        level="intermediate",
        seconds=90,
        tags=("cutmix", "augmentation"),
        sources=("Yun et al. 2019, CutMix, arXiv:1905.04899",),
    ),
    truth=_truth,
    slips={
        "pasted": slip(
            "swapped-roles",
            "the share of the pasted box is taken.",
            lambda params: _kept(params, pasted=True),
        ),
        "not_cut": slip(
            "no-clamp",
            "the box is counted whole, with what lies outside the image.",
            lambda params: _kept(params, clipped=False),
        ),
        "by_side": slip(
            "sum-for-product",
            "sides are compared and not areas.",
            lambda params: _kept(params, by_side=True),
        ),
    },
    valid=_valid,
)
