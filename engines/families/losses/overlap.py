"""How far a predicted set and a true one overlap: Dice, Jaccard and Tversky."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from engines.families.given import Exact, exact, number, wholes
from engines.families.losses.reduction import same_length
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, IntRange, Range, VectorRange
from engines.values import Float, Value

_SHARE = Float(places=3, share=True)
_V_NET = "Milletari, Navab & Ahmadi 2016, V-Net, arXiv:1606.04797"
_DICE_1945 = "Dice 1945, Measures of the amount of ecologic association between species"
_TVERSKY = "Salehi, Erdogmus & Gholipour 2017, Tversky loss function, arXiv:1706.05721"
_MASKS = (
    Param("p", "vector", "the predicted mask, 0 or 1 for each pixel", 0, 1, sizes=(1, 12)),
    Param("t", "vector", "the true mask", 0, 1, sizes=(1, 12)),
)
_CANONICAL: Params = {"p": (1, 1, 1, 1, 0, 0), "t": (0, 0, 1, 1, 1, 0)}
_VARY: dict[str, Range] = {
    "p": VectorRange(ChoiceRange((0, 1)), 6),
    "t": VectorRange(ChoiceRange((0, 1)), 6),
}


@dataclass(frozen=True, slots=True)
class _Overlap:
    """A measure of two masks; slips change one field."""

    both: int
    one: int
    other: int
    twice: bool
    """Whether the overlap counts twice above, as in Dice."""
    union: bool
    """Whether it is taken off the sum of the sizes below, as in Jaccard."""

    def solved(self) -> Truth:
        above = 2 * self.both if self.twice else self.both
        added = self.one + self.other
        below = added - self.both if self.union else added
        sizes = f"{self.one} + {self.other}"
        value = Fraction(above, below)
        return Truth(
            plain(value),
            (
                Step("pixels in both", "1 in p and in t", str(self.both)),
                Step("numerator", f"2 × {self.both}" if self.twice else "as it is", str(above)),
                Step("denominator", f"{sizes} − {self.both}" if self.union else sizes, str(below)),
                Step("their ratio", f"{above} / {below}", shown(value)),
            ),
        )


def _overlap(params: Params, *, twice: bool, union: bool) -> _Overlap:
    p, t = wholes(params, "p"), wholes(params, "t")
    both = sum(a * b for a, b in zip(p, t, strict=True))
    return _Overlap(both, sum(p), sum(t), twice, union)


def _dice(params: Params) -> _Overlap:
    return _overlap(params, twice=True, union=False)


def _jaccard(params: Params) -> _Overlap:
    return _overlap(params, twice=False, union=True)


def _same_pixels(params: Params) -> Value:
    p, t = wholes(params, "p"), wholes(params, "t")
    return sum(a == b for a, b in zip(p, t, strict=True)) / len(p)


def _masks_valid(params: Params) -> str | None:
    if why := same_length(params, "p", "t"):
        return why
    return None if sum(wholes(params, "p")) + sum(wholes(params, "t")) else "both masks are empty"


_AGREEMENT = bare_slip(
    "other-convention",
    "the share of pixels on which the masks agree is taken, the background with them.",
    _same_pixels,
)
_UNDIVIDED = "the overlap is divided by both sizes together"

DICE = Family(
    name="dice.value",
    title="Dice coefficient of two masks",
    topic="losses",
    formula="2·|p ∩ t| / (|p| + |t|)",
    params=_MASKS,
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "A segmentation gives the mask p = {{p}} for the true mask t = {{t}}. What is the Dice "
            "coefficient?"
        ),
        explanation=(
            "Twice the overlap over the two sizes: {{answer}}. Pixels that are 0 in both masks play"
            " no part, so that a large background cannot hide a bad mask. The Dice loss is 1 minus "
            "this."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("segmentation", "dice"),
        sources=(_V_NET, _DICE_1945),
    ),
    truth=lambda params: _dice(params).solved(),
    slips={
        "once": slip(
            "factor-dropped",
            f"{_UNDIVIDED} and not doubled.",
            lambda params: replace(_dice(params), twice=False).solved(),
        ),
        "jaccard": slip(
            "other-convention",
            "the Jaccard index is taken, the overlap over the union.",
            lambda params: _jaccard(params).solved(),
        ),
        "doubled_union": slip(
            "wrong-divisor",
            "twice the overlap is divided by the union.",
            lambda params: replace(_dice(params), union=True).solved(),
        ),
        "agreement": _AGREEMENT,
    },
    valid=_masks_valid,
)

JACCARD = Family(
    name="jaccard.value",
    title="Jaccard index (IoU) of two masks",
    topic="losses",
    formula="|p ∩ t| / |p ∪ t|, where |p ∪ t| = |p| + |t| − |p ∩ t|",
    params=_MASKS,
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "A segmentation gives the mask p = {{p}} for the true mask t = {{t}}. What is the "
            "Jaccard index, the intersection over union?"
        ),
        explanation=(
            "The overlap is divided by the pixels that are 1 in either mask: {{answer}}. In the sum"
            " of the sizes the overlap stands twice, so it comes off once."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("segmentation", "iou"),
        sources=("Jaccard 1912, The distribution of the flora in the alpine zone",),
    ),
    truth=lambda params: _jaccard(params).solved(),
    slips={
        "counted_twice": slip(
            "counted-twice",
            f"{_UNDIVIDED}, where it stands twice.",
            lambda params: replace(_jaccard(params), union=False).solved(),
        ),
        "dice": slip(
            "other-convention",
            "the Dice coefficient is taken.",
            lambda params: _dice(params).solved(),
        ),
        "agreement": _AGREEMENT,
    },
    valid=_masks_valid,
)


def _from_jaccard(
    params: Params, *, times: int = 2, added: bool = True, inverse: bool = False
) -> Truth:
    """Return D = 2J/(1 + J); `inverse` is J = D/(2 − D) in its place."""
    index = exact(params, "J")
    above: Exact = index if inverse else times * index
    below: Exact = (2 - index if inverse else 1 + index) if added else Fraction(1)
    doubled = f"{times} × {shown(index)}" if times != 1 and not inverse else "as it is"
    sign = f"2 − {shown(index)}" if inverse else f"1 + {shown(index)}"
    value = Fraction(above) / below
    return Truth(
        plain(value),
        (
            Step("numerator", doubled, shown(above)),
            Step("denominator", sign if added else "none", shown(below)),
            Step("Dice coefficient", f"{shown(above)} / {shown(below)}", shown(value)),
        ),
    )


FROM_JACCARD = Family(
    name="dice.from_jaccard",
    title="Dice coefficient from the Jaccard index",
    topic="losses",
    formula="D = 2J / (1 + J), and back J = D / (2 − D)",
    params=(Param("J", "decimal", "the Jaccard index", 0, 1),),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt="Two masks have the Jaccard index (IoU) {{J}}. What is their Dice coefficient?",
        explanation=(
            "With the union as the unit, the overlap is J and the two sizes together are 1 + J, so "
            "that D = 2J / (1 + J) = {{answer}}. Dice is never below Jaccard."
        ),
        params={"J": 0.5},
        vary={"J": DecimalRange(5, 95, 2)},
        level="intermediate",
        seconds=60,
        tags=("segmentation", "dice", "iou"),
        sources=(_V_NET,),
    ),
    truth=_from_jaccard,
    slips={
        "backwards": slip(
            "swapped-roles",
            "the formula for the other direction is used, J from D.",
            lambda params: _from_jaccard(params, inverse=True),
        ),
        "only_doubled": slip(
            "term-dropped",
            "the index is doubled and not divided.",
            lambda params: _from_jaccard(params, added=False),
        ),
        "not_doubled": slip(
            "factor-dropped",
            "the 2 is left out.",
            lambda params: _from_jaccard(params, times=1),
        ),
    },
)


def _tversky(params: Params, alpha: Exact, beta: Exact) -> Truth:
    """Return TP / (TP + α·FP + β·FN)."""
    hits, false, missed = (number(params, name) for name in ("TP", "FP", "FN"))
    first, second = alpha * false, beta * missed
    below = hits + first + second
    value = Fraction(hits) / below
    return Truth(
        plain(value),
        (
            Step("false positives", f"{shown(alpha)} × {false}", shown(first)),
            Step("false negatives", f"{shown(beta)} × {missed}", shown(second)),
            Step("denominator", f"{hits} + {shown(first)} + {shown(second)}", shown(below)),
            Step("index", f"{hits} / {shown(below)}", shown(value)),
        ),
    )


def _given_weights(params: Params) -> tuple[Exact, Exact]:
    return exact(params, "alpha"), exact(params, "beta")


def _weights_slip(name: str, text: str, weight: Exact) -> Slip:
    return slip(name, text, lambda params: _tversky(params, weight, weight))


TVERSKY = Family(
    name="tversky.value",
    title="Tversky index",
    topic="losses",
    formula="TP / (TP + α·FP + β·FN)",
    params=(
        Param("TP", "int", "true positives", 1, 1000),
        Param("FP", "int", "false positives", 0, 1000),
        Param("FN", "int", "false negatives", 0, 1000),
        Param("alpha", "decimal", "the weight of false positives", 0, 10),
        Param("beta", "decimal", "the weight of false negatives", 0, 10),
    ),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "The pixels of a mask give the counts TP = {{TP}}, FP = {{FP}}, FN = {{FN}}. What is "
            "the Tversky index, with α = {{alpha}} on the false positives and β = {{beta}} on the "
            "false negatives?"
        ),
        explanation=(
            "It weights the two kinds of error apart: {{answer}}. Weights of ½ give Dice, weights "
            "of 1 the Jaccard index; a larger β punishes what is missed."
        ),
        params={"TP": 6, "FP": 2, "FN": 4, "alpha": 0.3, "beta": 0.7},
        vary={
            "TP": IntRange(4, 20, 2),
            "FP": IntRange(1, 10),
            "FN": IntRange(1, 10),
        },
        together=(
            {"alpha": 0.3, "beta": 0.7},
            {"alpha": 0.7, "beta": 0.3},
            {"alpha": 0.2, "beta": 0.8},
        ),
        level="intermediate",
        seconds=75,
        tags=("segmentation", "dice"),
        sources=(_TVERSKY,),
    ),
    truth=lambda params: _tversky(params, *_given_weights(params)),
    slips={
        "swapped": slip(
            "swapped-roles",
            "α and β change places.",
            lambda params: _tversky(params, *reversed(_given_weights(params))),
        ),
        "dice": _weights_slip(
            "other-convention", "both weights are ½, which gives Dice.", Fraction(1, 2)
        ),
        "jaccard": _weights_slip(
            "factor-dropped", "both weights are left out, which gives the Jaccard index.", 1
        ),
    },
)

FAMILIES = {family.name: family for family in (DICE, JACCARD, FROM_JACCARD, TVERSKY)}
