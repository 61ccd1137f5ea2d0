"""Laws of softmax: shifts, scales, two classes, its Jacobian, and what probabilities tell back."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.activations.scalars import docs, power_of_e
from engines.families.activations.softmax_back import BOOK, JACOBIAN, LOGIT_GAP, SOFTMAX
from engines.families.functions import sigmoid, softmax, softmax_worked
from engines.families.given import real, reals
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value, Vector

_SHARE = Float(places=3, share=True)
_LOGITS = Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal")


def _shares(params: Params) -> Vector:
    return Vector(_SHARE, length=len(reals(params, "z")))


def _shifted(params: Params) -> Truth:
    """Return softmax(z + c) through the differences to the largest logit, where c is gone."""
    shift = real(params, "c")
    moved = tuple(z + shift for z in reals(params, "z"))
    top = max(moved)
    below = tuple(z - top for z in moved)
    powers = tuple(math.exp(each) for each in below)
    whole = math.fsum(powers)
    value = tuple(power / whole for power in powers)
    return Truth(
        value,
        (
            Step("shifted logits", f"each + {factor(shift)}", row(moved)),
            Step("less the largest", f"each − {factor(top)}", row(below)),
            Step("exponentials", ", ".join(map(power_of_e, below)), row(powers)),
            Step("shares", f"each / their sum, {shown(whole)}", row(value)),
        ),
    )


def _stale_sum(params: Params) -> Value:
    growth = math.exp(real(params, "c"))
    return tuple(share * growth for share in softmax(reals(params, "z")))


def _added_after(params: Params) -> Value:
    return tuple(share + real(params, "c") for share in softmax(reals(params, "z")))


def _shifted_straight(params: Params) -> Value | None:
    moved = tuple(z + real(params, "c") for z in reals(params, "z"))
    whole = math.fsum(moved)
    return None if whole == 0 else tuple(z / whole for z in moved)


SHIFTED = Family(
    name="softmax.shifted",
    title="softmax of shifted logits",
    topic="activations",
    formula="softmax(z + c) = softmax(z)",
    params=(_LOGITS, Param("c", "decimal", "what is added to every logit", -200, 200)),
    answer=_shares,
    ask=Ask(
        prompt="{{c}} is added to every one of the logits {{z}}. What does softmax give then?",
        explanation=(
            "exp(z + c) = exp(c) · exp(z), and the common factor cancels, so any constant leaves "
            "the probabilities alone: {{answer}}. That is why the largest logit may be taken off "
            "first, so that nothing overflows."
        ),
        params={"z": (0, 1, 2), "c": 3},
        vary={
            "z": VectorRange(IntRange(-1, 3), 3),
            "c": ChoiceRange((-5, -3, -2, -1, 1, 2, 3, 5)),
        },
        seconds=90,
        tags=("softmax",),
        sources=(BOOK, SOFTMAX),
    ),
    truth=_shifted,
    slips={
        "stale_sum": bare_slip(
            "stale-value",
            "the new exponentials are divided by the sum of the old ones.",
            _stale_sum,
        ),
        "added_after": bare_slip(
            "wrong-sequence",
            "the constant is added to the probabilities of the old logits.",
            _added_after,
        ),
        "no_exponential": bare_slip(
            "no-exponential",
            "the shifted logits themselves are divided by their sum.",
            _shifted_straight,
        ),
    },
)


def _scaled_by(params: Params, scale: float) -> Truth:
    """Return softmax(scale · z)."""
    scaled = tuple(scale * z for z in reals(params, "z"))
    inner = softmax_worked(scaled)
    first = Step("scaled logits", f"each × {shown(scale)}", row(scaled))
    return Truth(inner.value, (first, *inner.steps))


def _of_shares(change: Callable[[float, float], float]) -> Callable[[Params], Value]:
    """Return what the change of each probability by the factor gives."""
    return lambda params: tuple(
        change(share, real(params, "c")) for share in softmax(reals(params, "z"))
    )


SCALED = Family(
    name="softmax.scaled",
    title="softmax of scaled logits",
    topic="activations",
    formula="softmax(c · z)ᵢ = exp(c · zᵢ) / Σⱼ exp(c · zⱼ)",
    params=(_LOGITS, Param("c", "decimal", "what every logit is multiplied by", 0.01, 20)),
    answer=_shares,
    ask=Ask(
        prompt="The logits {{z}} are all multiplied by {{c}}. What does softmax give then?",
        explanation=(
            "A factor does not cancel as a shift does: it stretches the differences between "
            "logits. Above 1 it sharpens the distribution, below 1 it flattens it: {{answer}}."
        ),
        params={"z": (0, 1, 2), "c": 2},
        vary={"z": VectorRange(IntRange(-1, 2), 3), "c": ChoiceRange((0.5, 1.5, 2))},
        seconds=90,
        tags=("softmax",),
        sources=(BOOK, SOFTMAX),
    ),
    truth=lambda params: _scaled_by(params, real(params, "c")),
    slips={
        "unchanged": slip(
            "term-dropped",
            "the factor is taken to cancel, as a shift would.",
            lambda params: _scaled_by(params, 1.0),
        ),
        "divided": slip(
            "inverse-temperature",
            "the logits are divided by the factor, as if it were a temperature.",
            lambda params: _scaled_by(params, 1 / real(params, "c")),
        ),
        "after_softmax": bare_slip(
            "wrong-sequence",
            "the probabilities are multiplied by the factor.",
            _of_shares(lambda share, c: share * c),
        ),
        "powers": bare_slip(
            "no-normalising",
            "the old probabilities are raised to the factor's power and not normalised anew.",
            _of_shares(lambda share, c: share**c),
        ),
    },
)


def _two(difference: float, written: str) -> Truth:
    """Return the sigmoid of what stands in for z1 − z2."""
    value = sigmoid(difference)
    return Truth(
        value,
        (
            Step("what the sigmoid takes", written, shown(difference)),
            Step("sigmoid", f"1 / (1 + {power_of_e(-difference)})", shown(value)),
        ),
    )


def _two_classes(params: Params) -> Truth:
    one, other = real(params, "z1"), real(params, "z2")
    return _two(one - other, f"{shown(one)} − {factor(other)}")


def _one_alone(params: Params) -> Truth:
    return _two(real(params, "z1"), "the first logit alone")


def _added(params: Params) -> Truth:
    one, other = real(params, "z1"), real(params, "z2")
    return _two(one + other, f"{shown(one)} + {factor(other)}")


def _turned(params: Params) -> Truth:
    one, other = real(params, "z1"), real(params, "z2")
    return _two(other - one, f"{shown(other)} − {factor(one)}")


def _two_straight(params: Params) -> Value | None:
    one, other = real(params, "z1"), real(params, "z2")
    return one / (one + other) if one + other else None


def _two_picture(params: Params) -> Picture:
    gap = real(params, "z1") - real(params, "z2")
    right = max(6.0, abs(gap))
    xs = tuple(right * (index / 20 - 1) for index in range(41))
    data = {"xs": xs, "ys": tuple(map(sigmoid, xs)), "px": (gap,), "py": (sigmoid(gap),)}
    words = (
        "The first probability rises with the difference z1 − z2 as a sigmoid does.",
        f"At the difference {shown(gap)} it is {shown(sigmoid(gap))}.",
    )
    return Picture("curve", data, words)


TWO_CLASSES = Family(
    name="softmax.two_classes",
    title="softmax of two logits as a sigmoid",
    topic="activations",
    formula="softmax(z₁, z₂)₁ = σ(z₁ − z₂)",
    params=(
        Param("z1", "decimal", "logit of the first class", -30, 30),
        Param("z2", "decimal", "logit of the second class", -30, 30),
    ),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "A classifier with two classes gives the first one the logit {{z1}} and the second one "
            "the logit {{z2}}. What probability does softmax give the first class?"
        ),
        explanation=(
            "Divide numerator and denominator by exp(z₁), and the softmax of two logits becomes "
            "the sigmoid of their difference: {{answer}}. So a binary classifier needs one logit "
            "only."
        ),
        params={"z1": 3, "z2": 1},
        vary={"z1": IntRange(-2, 4), "z2": IntRange(-2, 4)},
        seconds=60,
        tags=("softmax", "sigmoid"),
        sources=(BOOK, docs("sigmoid")),
    ),
    truth=_two_classes,
    slips={
        "one_alone": slip(
            "term-dropped", "the sigmoid of the first logit alone is taken.", _one_alone
        ),
        "added": slip("sign", "the sigmoid of the sum of the logits is taken.", _added),
        "turned": slip("swapped-roles", "the second class's probability is given.", _turned),
        "no_exponential": bare_slip(
            "no-exponential", "the first logit is divided by the sum of both.", _two_straight
        ),
    },
    picture=_two_picture,
)


FAMILIES = {family.name: family for family in (SHIFTED, SCALED, TWO_CLASSES, JACOBIAN, LOGIT_GAP)}
