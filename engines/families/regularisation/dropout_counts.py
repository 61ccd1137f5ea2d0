"""Dropout as a binomial draw: how many of n units are kept."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import Exact, exact, number
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float

_PAPER = "Srivastava et al. 2014, Dropout, JMLR 15"
_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html"
_P = Param("p", "decimal", "the probability of dropping", 0.01, 0.95)
_UNITS = Param("n", "int", "units in the layer", 1, 65_536)
_RATES = ChoiceRange((0.1, 0.2, 0.25, 0.3, 0.4, 0.5))


def _expected(params: Params, *, chance: Exact | None = None, divided: bool = False) -> Truth:
    """Return n·(1 − p); `chance` stands in place of 1 − p, by which it is `divided` instead."""
    n, p = number(params, "n"), exact(params, "p")
    keep = 1 - p if chance is None else chance
    value = Fraction(n) / keep if divided else n * keep
    numbers = f"1 − {shown(p)}" if chance is None else shown(keep)
    sign = "/" if divided else "×"
    return Truth(
        plain(value),
        (
            Step("chance of each unit", numbers, shown(keep)),
            Step("units expected", f"{n} {sign} {shown(keep)}", shown(value)),
        ),
    )


EXPECTED = Family(
    name="dropout.expected_kept",
    title="units that dropout keeps on average",
    topic="regularisation",
    formula="n·(1 − p), p being the probability of dropping",
    params=(_UNITS, _P),
    answer=lambda _params: Float(places=1),
    ask=Ask(
        prompt=(
            "A layer of {{n}} units is followed by nn.Dropout(p={{p}}) in training mode. How many "
            "of its units are kept in a forward pass, on average?"
        ),
        explanation=(
            "In PyTorch p is the probability of dropping, so each unit stays with probability "
            "1 − p: {{answer}}. In Srivastava's paper and in TensorFlow 1 the number given is the "
            "probability of keeping."
        ),
        params={"n": 512, "p": 0.25},
        vary={"n": IntRange(20, 400, 20), "p": _RATES},
        seconds=20,
        tags=("dropout", "expectation"),
        sources=(_PAPER, _DOCS),
    ),
    truth=_expected,
    slips={
        "dropped": slip(
            "swapped-roles",
            "p is taken for the probability of keeping.",
            lambda params: _expected(params, chance=exact(params, "p")),
        ),
        "evaluation": slip(
            "train-for-eval",
            "nothing is dropped, as in evaluation.",
            lambda params: _expected(params, chance=1),
        ),
        "divided": slip(
            "wrong-divisor",
            "the scale 1 / (1 − p) of the kept values is applied to their number.",
            lambda params: _expected(params, divided=True),
        ),
    },
)


def _variance(
    params: Params, *, units: int | None = None, first: Exact | None = None, root: bool = False
) -> Truth:
    """Return n·p·(1 − p), or its root; `units` stands in place of n and `first` in that of p."""
    n, p = number(params, "n") if units is None else units, exact(params, "p")
    other, chance = 1 - p, p if first is None else first
    one = chance * other
    whole = n * one
    steps = [
        Step("variance of one unit", f"{shown(chance)} × (1 − {shown(p)})", shown(one)),
        Step("variance of the number", f"{n} × {shown(one)}", shown(whole)),
    ]
    if not root:
        return Truth(plain(whole), tuple(steps))
    value = math.sqrt(whole)
    return Truth(value, (*steps, Step("root", f"√{shown(whole)}", shown(value))))


VARIANCE = Family(
    name="dropout.variance",
    title="variance of the number of units that dropout keeps",
    topic="regularisation",
    formula="n·p·(1 − p), the variance of a binomial number",
    params=(_UNITS, _P),
    answer=lambda _params: Float(places=2),
    ask=Ask(
        prompt=(
            "nn.Dropout(p={{p}}) in training mode decides on each of {{n}} units independently. "
            "What is the variance of the number of units that it keeps?"
        ),
        explanation=(
            "The number is binomial, a sum of n independent yes-or-no variables with variance "
            "p(1 − p) each: {{answer}}. The number dropped has the same variance."
        ),
        params={"n": 100, "p": 0.2},
        vary={"n": IntRange(10, 100, 10), "p": ChoiceRange((0.1, 0.2, 0.3, 0.4, 0.5))},
        level="intermediate",
        seconds=45,
        tags=("dropout", "variance"),
        sources=(_PAPER, _DOCS),
    ),
    truth=_variance,
    slips={
        "root": slip(
            "root-or-square",
            "the standard deviation is given.",
            lambda params: _variance(params, root=True),
        ),
        "mean": slip(
            "factor-dropped",
            "the factor p is left out, which gives the mean number of kept units.",
            lambda params: _variance(params, first=1),
        ),
        "one_unit": slip(
            "factor-dropped",
            "the variance of a single unit is given.",
            lambda params: _variance(params, units=1),
        ),
    },
)


def _all(params: Params, *, dropped: bool = False, added: bool = False) -> Truth:
    """Return (1 − p)^n; all `dropped` in place of kept, or n times the chance `added` up."""
    n, p = number(params, "n"), exact(params, "p")
    chance = p if dropped else 1 - p
    value = n * chance if added else Fraction(chance) ** n
    numbers = shown(p) if dropped else f"1 − {shown(p)}"
    operation = f"{n} × {shown(chance)}" if added else f"{shown(chance)}^{n}"
    return Truth(
        plain(value),
        (
            Step("chance of one unit", numbers, shown(chance)),
            Step("chance of all", operation, shown(value)),
        ),
    )


def _complement_of_sum(params: Params) -> int | float | None:
    """Return 1 − n·p where that can be a probability."""
    value = 1 - number(params, "n") * exact(params, "p")
    return plain(value) if value > 0 else None


ALL_KEPT = Family(
    name="dropout.all_kept",
    title="probability that dropout keeps every unit",
    topic="regularisation",
    formula="(1 − p)^n",
    params=(Param("n", "int", "units in the layer", 1, 50), _P),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "nn.Dropout(p={{p}}) in training mode decides on each of {{n}} units independently. "
            "With what probability are all of them kept?"
        ),
        explanation=(
            "Independent events multiply, and each unit is kept with probability 1 − p: {{answer}}."
        ),
        params={"n": 3, "p": 0.5},
        vary={"n": IntRange(2, 6), "p": _RATES},
        seconds=45,
        tags=("dropout", "probability"),
        sources=(_PAPER, _DOCS),
    ),
    truth=_all,
    slips={
        "all_dropped": slip(
            "swapped-roles",
            "p is taken for the probability of keeping.",
            lambda params: _all(params, dropped=True),
        ),
        "number_kept": slip(
            "sum-for-product",
            "the probabilities are added, which gives the mean number of kept units.",
            lambda params: _all(params, added=True),
        ),
        "chances_added": bare_slip(
            "sum-for-product",
            "the probabilities of dropping are added up and taken off 1.",
            _complement_of_sum,
        ),
        "any_dropped": bare_slip(
            "swapped-roles",
            "the probability that at least one unit is dropped is given.",
            lambda params: plain(1 - Fraction(1 - exact(params, "p")) ** number(params, "n")),
        ),
    },
)

FAMILIES = {family.name: family for family in (EXPECTED, VARIANCE, ALL_KEPT)}
