"""Designing a learning rate: gradient descent must converge on a parabola, in the asked way."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact, word
from engines.families.neat import neat
from engines.families.optimisation.bowl import CURVATURE, SOURCES
from engines.families.worked import factor, shown
from engines.family import Ask, Family, Judgement, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Value, Weights, as_number

_SIDE = "stays on its side of the minimum (reaching it exactly is allowed)"
_JUMPS = "lands on the other side of the minimum, never on it"
_MOST = 10**6
"""Rates beyond are far outside, and their iterates not worth a line."""
_SHOWN_STEPS = 3
_STEPS, _LEFT = 100, 0.01
"""After so many steps at most this share of the distance may be left: a rate that is next to
nothing converges too, but nobody has use for it."""


def _rate(given: Value) -> Exact | None:
    """Return the rate as it was typed, or None for anything but one finite number."""
    if isinstance(given, tuple):
        if len(given) != 1:
            return None
        given = given[0]
    try:
        found = as_number(given)
        return Fraction(repr(found)) if isinstance(found, float) else found
    except (TypeError, ValueError):
        return None


def _factor(params: Params, given: Value) -> Exact | None:
    rate = _rate(given)
    return None if rate is None else 1 - rate * exact(params, "a")


def _on_path(params: Params, each: Exact) -> bool:
    return 0 <= each < 1 if word(params, "path") == _SIDE else -1 < each < 0


def _left(each: Exact) -> float:
    """Return the share of the distance that is left in the end, for a factor between −1 and 1."""
    return abs(float(each)) ** _STEPS


def _holds(params: Params, each: Exact) -> bool:
    return _on_path(params, each) and _left(each) < _LEFT


def _rate_truth(params: Params) -> Truth:
    """Return the rate in the middle of those that do: 1/(2a), or 3/(2a)."""
    a = exact(params, "a")
    above = 1 if word(params, "path") == _SIDE else 3
    rate = Fraction(above) / (2 * a)
    wanted = "0 <= 1 − η·a < 1" if above == 1 else "−1 < 1 − η·a < 0"
    between = (0, Fraction(1) / a) if above == 1 else (Fraction(1) / a, Fraction(2) / a)
    low, high = (shown(end) for end in between)
    return Truth(
        (float(rate),),
        (
            Step("factor of a step", f"1 − η × {shown(a)}", wanted),
            Step("rates that do", f"solved for η with a = {shown(a)}", f"between {low} and {high}"),
            Step("one in the middle", f"({low} + {high}) / 2", neat(float(rate))),
        ),
    )


def _judge_rate(params: Params, given: Value) -> Judgement:
    rate, each = _rate(given), _factor(params, given)
    if rate is None or each is None:
        return Judgement(False, 0.0, ("one number is needed: the learning rate",))
    if not -_MOST <= rate <= _MOST:
        return Judgement(False, 0.0, ("the factor 1 − η·a is far outside −1 to 1",))
    a, start = exact(params, "a"), exact(params, "w0")
    lines = [f"factor of a step: 1 − {factor(rate)} × {shown(a)} = {shown(each)}"]
    w: Exact = start
    for index in range(1, _SHOWN_STEPS + 1):
        numbers = f"{factor(w)} × {factor(each)}"
        w = w * each
        lines.append(f"w after step {index}: {numbers} = {shown(w)}")
    converges, holds = -1 < each < 1, _holds(params, each)
    lines.append(f"|{shown(each)}| < 1: it {'converges' if converges else 'does not converge'}")
    if converges:
        side = "every step jumps over" if each < 0 else "no step jumps over"
        lines.append(f"{side} the minimum {'✓' if _on_path(params, each) else '✗'}")
        near = "✓" if _left(each) < _LEFT else "✗"
        lines.append(f"left after {_STEPS} steps: {shown(100 * _left(each))} % {near}")
    return Judgement(holds, 1.0 if holds else (0.5 if converges else 0.0), tuple(lines))


def _when_factor(found: str) -> Slip:
    """Return the slip that shows where the factor of a step is as `found` says."""

    def when(params: Params, given: Value) -> bool:
        each = _factor(params, given)
        if each is None or _holds(params, each):
            return False
        return {
            "grows": each < -1,
            "bounces": each == -1,
            "uphill": each >= 1,
            "other side": -1 < each < 1 and not _on_path(params, each),
            "creeps": _on_path(params, each),
        }[found]

    name, text = _RATE_SLIPS[found]
    return Slip(name, text, when=when)


_RATE_SLIPS = {
    "grows": (
        "step-size",
        "With this rate the factor 1 − η·a is below −1: every step lands farther from the minimum.",
    ),
    "bounces": (
        "strictness",
        "With this rate the factor 1 − η·a is exactly −1: w jumps to and fro for ever.",
    ),
    "uphill": (
        "sign",
        "With a rate that is not above 0 the factor 1 − η·a is 1 or more: w does not come nearer.",
    ),
    "other side": (
        "boundary-missed",
        "This rate converges, but on the other kind of path: the two meet at η = 1 / a.",
    ),
    "creeps": (
        "step-size",
        "With this rate the factor 1 − η·a is so near 1 or −1 that too much is left in the end.",
    ),
}

RATE_DESIGN = Family(
    name="gradient_descent.rate_design",
    title="learning rate with which gradient descent converges",
    topic="optimisation",
    formula="each step multiplies w by 1 − η·a; it converges where |1 − η·a| < 1",
    params=(
        CURVATURE,
        Param("w0", "decimal", "where it starts", 0.001, 1000, default=1),
        Param("path", "choice", "how it is to converge", choices=(_SIDE, _JUMPS)),
    ),
    answer=lambda _params: Weights(("lr",)),
    ask=Ask(
        prompt=(
            "Gradient descent minimises f(w) = a·w²/2 with a = {{a}}, from w = {{w0}}. Give a "
            "learning rate with which it converges to the minimum so that every step {{path}}, and "
            "after 100 steps less than 1 % of the distance is left."
        ),
        explanation=(
            "Each step multiplies w by 1 − η·a. It converges for 0 < η < 2 / a: up to 1 / a "
            "without crossing the minimum, beyond that with a jump over it at each step. One that "
            "does is {{answer}}."
        ),
        params={"a": 4, "w0": 1, "path": _JUMPS},
        vary={
            "a": ChoiceRange((0.5, 2, 4, 5, 8, 10)),
            "w0": ChoiceRange((1, 2, 10)),
            "path": ChoiceRange((_SIDE, _JUMPS)),
        },
        kind="design",
        level="intermediate",
        seconds=90,
        tags=("gradient-descent", "convergence", "design"),
        hints=(
            "Write one step as w times a factor.",
            "The factor is 1 − η·a: say between which numbers it must lie.",
            "Solve both ends for η; any number between them will do.",
        ),
        sources=SOURCES,
    ),
    truth=_rate_truth,
    slips={
        "diverges": _when_factor("grows"),
        "bounces": _when_factor("bounces"),
        "uphill": _when_factor("uphill"),
        "other_path": _when_factor("other side"),
        "too_slow": _when_factor("creeps"),
    },
    judge=_judge_rate,
)
