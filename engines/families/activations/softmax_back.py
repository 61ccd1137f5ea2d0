"""From probabilities back to logits: the Jacobian of softmax, and the gap that a ratio tells."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.activations.scalars import docs
from engines.families.given import exacts, real, reals
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Matrix

BOOK = "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3"
SOFTMAX = docs("nn.functional.softmax")
_TENTHS = tuple((a / 10, b / 10, (10 - a - b) / 10) for a in range(1, 9) for b in range(1, 10 - a))
"""Every three probabilities that are whole tenths."""


def _whole(params: Params) -> tuple[tuple[int, ...], int]:
    """Return the probabilities as whole parts of one denominator, and this denominator."""
    shares = exacts(params, "p")
    parts = math.lcm(*(share.denominator for share in shares))
    return tuple(share.numerator * parts // share.denominator for share in shares), parts


def _jacobian(params: Params, *, own: bool = True, cross: int = -1) -> Truth:
    """Return diag(p) − p·pᵀ; without `own` no diag(p), `cross` is the sign of p·pᵀ off it."""
    counts, parts = _whole(params)
    rows = tuple(
        tuple(
            (parts * one * (own and i == j) + (-1 if i == j else cross) * one * other) / parts**2
            for j, other in enumerate(counts)
        )
        for i, one in enumerate(counts)
    )
    shares = reals(params, "p")
    first = shares[0]
    start = f"{shown(first)} × (1 − {shown(first)})" if own else f"−{shown(first)}²"
    sign = {-1: "−", 0: "0 × ", 1: ""}[cross]
    return Truth(
        rows,
        (
            Step("first entry of the diagonal", start, shown(rows[0][0])),
            Step(
                "the one beside it", f"{sign}{shown(first)} × {shown(shares[1])}", shown(rows[0][1])
            ),
            *(
                Step(f"row {index}", f"from p[{index}] = {shown(shares[index])}", row(line))
                for index, line in enumerate(rows)
            ),
        ),
    )


def _not_one(params: Params) -> str | None:
    counts, parts = _whole(params)
    return None if sum(counts) == parts else "the probabilities do not sum to 1"


JACOBIAN = Family(
    name="softmax.jacobian",
    title="Jacobian of softmax",
    topic="activations",
    formula="∂pᵢ/∂zⱼ = pᵢ · (δᵢⱼ − pⱼ), that is diag(p) − p·pᵀ",
    params=(
        Param("p", "vector", "the probabilities", 0.001, 0.999, sizes=(2, 6), entry="decimal"),
    ),
    answer=lambda params: Matrix(
        Float(places=3), shape=(len(reals(params, "p")), len(reals(params, "p")))
    ),
    ask=Ask(
        prompt=(
            "Softmax turned some logits z into the probabilities p = {{p}}. What is the Jacobian "
            "matrix of ∂pᵢ/∂zⱼ, with i numbering the rows?"
        ),
        explanation=(
            "Raising a logit raises its own probability at the rate p(1 − p) and lowers each other "
            "one at the rate of the product of both: {{answer}}. Every column sums to 0, as the "
            "probabilities always sum to 1, and every row, as shifting all logits changes nothing."
        ),
        params={"p": (0.2, 0.3, 0.5)},
        vary={"p": ChoiceRange(_TENTHS)},
        level="advanced",
        seconds=120,
        tags=("softmax", "autograd"),
        sources=(BOOK, SOFTMAX),
    ),
    truth=_jacobian,
    slips={
        "diagonal_only": slip(
            "term-dropped",
            "each probability is taken to depend on its own logit alone.",
            lambda params: _jacobian(params, cross=0),
        ),
        "plus": slip(
            "sign",
            "the entries beside the diagonal are taken to be positive.",
            lambda params: _jacobian(params, cross=1),
        ),
        "no_diagonal": slip(
            "term-dropped",
            "diag(p) is left out.",
            lambda params: _jacobian(params, own=False),
        ),
    },
    valid=_not_one,
)


def _gap(
    params: Params,
    log: Callable[[float], float] = math.log,
    written: str = "ln",
    times: Callable[[float], float] = lambda heat: heat,
) -> Truth:
    """Return T · ln r; `times` of T stands in place of T."""
    ratio, heat = real(params, "r"), times(real(params, "T"))
    found = log(ratio)
    return Truth(
        heat * found,
        (
            Step("logarithm of the ratio", f"{written} {shown(ratio)}", shown(found)),
            Step("times the temperature", f"{shown(heat)} × {factor(found)}", shown(heat * found)),
        ),
    )


LOGIT_GAP = Family(
    name="softmax.logit_gap",
    title="gap between two logits from their probabilities",
    topic="activations",
    formula="zᵢ − zⱼ = T · ln(pᵢ / pⱼ)",
    params=(
        Param("r", "decimal", "ratio of the two probabilities", 0.001, 1_000_000),
        Param("T", "decimal", "the temperature", 0.1, 100, default=1),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A softmax with temperature {{T}} makes one class {{r}} times as probable as another. "
            "By how much does the logit of the first exceed that of the second?"
        ),
        explanation=(
            "In the ratio of two probabilities the sum cancels: it is exp((zᵢ − zⱼ) / T). So the "
            "gap is T times the natural logarithm of the ratio: {{answer}}."
        ),
        params={"r": 10, "T": 1},
        vary={
            "r": ChoiceRange((2, 3, 4, 5, 8, 10, 20, 50, 100, 1000)),
            "T": ChoiceRange((0.5, 1, 2)),
        },
        level="intermediate",
        seconds=60,
        tags=("softmax", "logits"),
        sources=(
            BOOK,
            (
                "Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network, "
                "arXiv:1503.02531"
            ),
        ),
    ),
    truth=_gap,
    slips={
        "base_two": slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _gap(params, math.log2, "log2"),
        ),
        "base_ten": slip(
            "log-base",
            "the logarithm is taken to base 10.",
            lambda params: _gap(params, math.log10, "log10"),
        ),
        "divided": slip(
            "inverse-temperature",
            "the logarithm is divided by the temperature.",
            lambda params: _gap(params, times=lambda heat: 1 / heat),
        ),
        "no_temperature": slip(
            "term-dropped",
            "the temperature is left out.",
            lambda params: _gap(params, times=lambda _heat: 1),
        ),
        "no_logarithm": bare_slip(
            "term-dropped",
            "the ratio of the probabilities is taken for the gap.",
            lambda params: real(params, "r"),
        ),
    },
)
