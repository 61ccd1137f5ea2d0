"""Newton's method in one dimension."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import number
from engines.families.worked import factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float


def _slopes(params: Params) -> tuple[int, int, int]:
    """Return f(w), f'(w) and f''(w) of f(w) = a·w³ + b·w² + c·w."""
    a, b, c, w = (number(params, name) for name in ("a", "b", "c", "w"))
    return a * w**3 + b * w**2 + c * w, 3 * a * w**2 + 2 * b * w + c, 6 * a * w + 2 * b


def _derivatives(params: Params) -> tuple[Step, Step]:
    a, b, c, w = (number(params, name) for name in ("a", "b", "c", "w"))
    _, slope, bend = _slopes(params)
    first = f"3 × {factor(a)} × {factor(w)}² + 2 × {factor(b)} × {factor(w)} + {factor(c)}"
    return (
        Step("f'(w)", first, str(slope)),
        Step("f''(w)", f"6 × {factor(a)} × {factor(w)} + 2 × {factor(b)}", str(bend)),
    )


def _newton(params: Params, *, sign: int = -1) -> Truth:
    w = number(params, "w")
    _, slope, bend = _slopes(params)
    step = Fraction(slope, bend)
    new = w + sign * step
    operator = "−" if sign < 0 else "+"
    return Truth(
        plain(new),
        (
            *_derivatives(params),
            Step("step", f"{slope} / {bend}", shown(step)),
            Step("new w", f"{w} {operator} {factor(step)}", shown(new)),
        ),
    )


def _plain_step(params: Params) -> Truth:
    w = number(params, "w")
    first, second = _derivatives(params)
    _, slope, _ = _slopes(params)
    step = Step("step", "the slope alone", str(slope))
    numbers = f"{w} − {factor(slope)}"
    return Truth(w - slope, (first, second, step, Step("new w", numbers, str(w - slope))))


def _root_finding(params: Params) -> Truth | None:
    w = number(params, "w")
    height, slope, _ = _slopes(params)
    if slope == 0:
        return None
    a, b, c = (number(params, name) for name in ("a", "b", "c"))
    step = Fraction(height, slope)
    first, _ = _derivatives(params)
    numbers = f"{factor(a)} × {factor(w)}³ + {factor(b)} × {factor(w)}² + {factor(c)} × {factor(w)}"
    return Truth(
        plain(w - step),
        (
            Step("f(w)", numbers, str(height)),
            first,
            Step("step", f"{height} / {factor(slope)}", shown(step)),
            Step("new w", f"{w} − {factor(step)}", shown(w - step)),
        ),
    )


def _upside_down(params: Params) -> Truth:
    w = number(params, "w")
    _, slope, bend = _slopes(params)
    step = Fraction(bend, slope)
    return Truth(
        plain(w - step),
        (
            *_derivatives(params),
            Step("step", f"{bend} / {factor(slope)}", shown(step)),
            Step("new w", f"{w} − {factor(step)}", shown(w - step)),
        ),
    )


def _valid(params: Params) -> str | None:
    _, slope, bend = _slopes(params)
    if bend <= 0:
        return "the curvature is not positive there: Newton's step would not go down"
    return "the slope is 0: there is no step" if slope == 0 else None


STEP = Family(
    name="newton.step",
    title="one step of Newton's method",
    topic="optimisation",
    formula="w − f'(w) / f''(w)",
    params=(
        Param("a", "int", "coefficient of w³", -100, 100),
        Param("b", "int", "coefficient of w²", -100, 100),
        Param("c", "int", "coefficient of w", -100, 100),
        Param("w", "int", "where the step starts", -100, 100),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Newton's method looks for a minimum of f(w) = a·w³ + b·w² + c·w with a = {{a}}, "
            "b = {{b}}, c = {{c}}. It stands at w = {{w}}. Where is w after one full step?"
        ),
        explanation=(
            "A minimum is a root of the slope, so Newton's method divides the slope by the "
            "curvature, and needs no learning rate: w − f'(w) / f''(w) is {{answer}}."
        ),
        params={"a": 1, "b": 0, "c": -3, "w": 2},
        vary={
            "a": ChoiceRange((1, 2)),
            "b": IntRange(-2, 3),
            "c": IntRange(-6, 6),
            "w": IntRange(0, 3),
        },
        level="intermediate",
        seconds=90,
        tags=("newton", "second-order"),
        sources=("Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.6.1",),
    ),
    truth=_newton,
    slips={
        "root_of_f": slip(
            "other-convention",
            "f(w) is divided by f'(w): Newton's rule for a root of f, not for its minimum.",
            _root_finding,
        ),
        "no_curvature": slip(
            "term-dropped",
            "the slope is not divided by the curvature.",
            _plain_step,
        ),
        "upside_down": slip(
            "swapped-roles",
            "the curvature is divided by the slope.",
            _upside_down,
        ),
        "uphill": slip(
            "sign", "the step is added, not subtracted.", lambda params: _newton(params, sign=1)
        ),
    },
    valid=_valid,
)

FAMILIES = {STEP.name: STEP}
