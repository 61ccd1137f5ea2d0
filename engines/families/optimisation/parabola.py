"""Gradient descent on a parabola: where it gets to, and the learning rates that converge."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import exacts, number, real, reals
from engines.families.neat import neat, neat_factor
from engines.families.optimisation.bowl import CURVATURE, SOURCES
from engines.families.optimisation.rate_design import RATE_DESIGN
from engines.families.optimisation.stepping import RATE
from engines.families.worked import bare_slip, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value


def _shrunk(factor_: float, start: float, count: int) -> tuple[float, ...]:
    """Return the start and the iterates, each `factor_` times the one before."""
    found = [start]
    for _ in range(count):
        found.append(found[-1] * factor_)
    return tuple(found)


def _iterated(params: Params, *, half: bool = True, curved: bool = True, extra: int = 0) -> Truth:
    """Return w0·(1 − η·a)^k. Without `half` the slope is 2a·w, without `curved` it is w; `extra`
    steps are added to k."""
    start, rate, count = real(params, "w0"), real(params, "lr"), number(params, "k") + extra
    slope = (real(params, "a") if curved else 1.0) * (1 if half else 2)
    each = 1 - rate * slope
    *_, last = _shrunk(each, start, count)
    return Truth(
        last,
        (
            Step("gradient", f"{neat(slope)} × w", f"{neat(slope)}w" if slope != 1 else "w"),
            Step("factor of a step", f"1 − {neat(rate)} × {neat(slope)}", neat(each)),
            Step("w in the end", f"{neat(start)} × {neat_factor(each)}^{count}", neat(last)),
        ),
    )


def _stale(params: Params) -> Truth:
    """Return w0 − k·η·a·w0: every step takes the gradient of the start."""
    start, rate, count = real(params, "w0"), real(params, "lr"), number(params, "k")
    curvature = real(params, "a")
    slope = curvature * start
    last = start - count * rate * slope
    numbers = f"{neat(start)} − {count} × {neat(rate)} × {neat_factor(slope)}"
    return Truth(
        last,
        (
            Step("gradient at the start", f"{neat(curvature)} × {neat(start)}", neat(slope)),
            Step("w in the end", numbers, neat(last)),
        ),
    )


def _no_start(params: Params) -> str | None:
    return "w0 is the minimum already" if real(params, "w0") == 0 else None


def _path(a: float, rate: float, start: float, count: int) -> Picture:
    """Return the parabola with the iterates on it."""
    places = _shrunk(1 - rate * a, start, count)
    reach = max(map(abs, places)) * 1.1
    xs = tuple(reach * (2 * i / 40 - 1) for i in range(41))
    data: dict[str, Value] = {
        "xs": xs,
        "ys": tuple(a * x * x / 2 for x in xs),
        "px": places,
        "py": tuple(a * x * x / 2 for x in places),
    }
    words = (
        "A parabola with its minimum at 0; crosses are the start and the iterates.",
        f"They are {', '.join(map(neat, places[:6]))}{' ...' if len(places) > 6 else ''}.",
    )
    return Picture("curve", data, words)


def _iterate_picture(params: Params) -> Picture:
    a, rate, start = (real(params, name) for name in ("a", "lr", "w0"))
    return _path(a, rate, start, number(params, "k"))


ITERATE = Family(
    name="gradient_descent.iterate",
    title="iterate of gradient descent on a parabola",
    topic="optimisation",
    formula="w_k = w0 · (1 − η·a)^k, for f(w) = a·w²/2 with f'(w) = a·w",
    params=(
        CURVATURE,
        Param("w0", "decimal", "where it starts", -1000, 1000),
        RATE,
        Param("k", "int", "steps", 1, 20),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Gradient descent minimises f(w) = a·w²/2 with a = {{a}}. It starts at w = {{w0}} and "
            "the learning rate is {{lr}}. Where is w after {{k}} steps?"
        ),
        explanation=(
            "The gradient is a·w, so every step multiplies w by 1 − η·a. Where that factor is "
            "below −1 the iterates jump over the minimum and grow; between −1 and 1 they shrink. "
            "Here w ends at {{answer}}."
        ),
        params={"a": 2, "w0": 8, "lr": 0.25, "k": 3},
        vary={
            "a": ChoiceRange((0.5, 1, 2, 4)),
            "w0": ChoiceRange((1, 2, 4, 8, 10)),
            "lr": ChoiceRange((0.1, 0.2, 0.25, 0.5, 0.75)),
            "k": IntRange(2, 4),
        },
        level="intermediate",
        seconds=75,
        tags=("gradient-descent", "convergence"),
        sources=SOURCES,
    ),
    truth=_iterated,
    slips={
        "stale_gradient": slip(
            "stale-value",
            "every step takes the gradient of the starting point.",
            _stale,
        ),
        "no_curvature": slip(
            "term-dropped",
            "the curvature is left out of the factor: each step multiplies by 1 − η.",
            lambda params: _iterated(params, curved=False),
        ),
        "no_half": slip(
            "factor-dropped",
            "the gradient is taken as 2·a·w: the half in front of the square is lost.",
            lambda params: _iterated(params, half=False),
        ),
        "one_less": slip(
            "off-by-one",
            "one step too few is made.",
            lambda params: _iterated(params, extra=-1),
        ),
    },
    valid=_no_start,
    picture=_iterate_picture,
)


def _largest(params: Params, above: int = 2) -> Truth:
    curvatures = exacts(params, "a")
    steepest = max(curvatures)
    rate = Fraction(above) / steepest
    return Truth(
        plain(rate),
        (
            Step("largest curvature", f"max of {row(curvatures)}", shown(steepest)),
            Step("largest rate", f"{above} / {shown(steepest)}", shown(plain(rate))),
        ),
    )


def _two_over_smallest(params: Params) -> Value:
    return 2 / min(reals(params, "a"))


def _two_over_mean(params: Params) -> Value:
    curvatures = reals(params, "a")
    return 2 * len(curvatures) / sum(curvatures)


def _two_over_sum(params: Params) -> Value:
    return 2 / sum(reals(params, "a"))


LARGEST_RATE = Family(
    name="gradient_descent.largest_rate",
    title="learning rate at which gradient descent stops converging",
    topic="optimisation",
    formula="2 / (largest curvature): |1 − η·a| < 1 must hold for every curvature a",
    params=(
        Param(
            "a",
            "vector",
            "the curvatures along the axes",
            0.01,
            100,
            sizes=(1, 4),
            entry="decimal",
        ),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Gradient descent minimises a quadratic bowl, half the sum of a·w² over its axes, with "
            "the curvatures a = {{a}} (the eigenvalues of the Hessian). Below which learning rate "
            "does it converge from every start?"
        ),
        explanation=(
            "Along an axis of curvature a each step multiplies w by 1 − η·a, which must stay above "
            "−1: η < 2 / a. The steepest axis sets the limit for all, {{answer}}."
        ),
        params={"a": (1, 10)},
        vary={"a": VectorRange(IntRange(1, 16), 2)},
        level="intermediate",
        seconds=60,
        tags=("gradient-descent", "convergence"),
        sources=SOURCES,
    ),
    truth=_largest,
    slips={
        "one_over": slip(
            "factor-dropped",
            "1 is divided by the largest curvature: that rate goes to the bottom of the steepest "
            "axis in one step, and any below twice as much converges.",
            lambda params: _largest(params, 1),
        ),
        "smallest": bare_slip(
            "swapped-roles",
            "2 is divided by the smallest curvature: along the steepest axis that diverges.",
            _two_over_smallest,
        ),
        "mean": bare_slip(
            "max-for-mean",
            "2 is divided by the mean curvature.",
            _two_over_mean,
        ),
        "sum": bare_slip(
            "mean-for-sum",
            "2 is divided by the sum of the curvatures: with two axes that is the fastest rate, "
            "not the largest.",
            _two_over_sum,
        ),
    },
)

FAMILIES = {family.name: family for family in (ITERATE, LARGEST_RATE, RATE_DESIGN)}
