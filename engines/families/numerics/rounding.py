"""Rounding: divisions of whole numbers, their remainders, and ties to the even number."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exacts, number, word
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int, Vector

_DIVIDEND = Param("a", "int", "what is divided", -(10**6), 10**6)
_DIVISOR = Param("b", "int", "what it is divided by", -(10**6), 10**6)
_DIVISORS = ChoiceRange((-7, -5, -4, -3, -2, 2, 3, 4, 5, 7))
_DIV = "https://docs.pytorch.org/docs/stable/generated/torch.div.html"


def _toward_zero(a: int, b: int) -> int:
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _nearest(a: int, b: int) -> int:
    return round(Fraction(a, b))


def _by_zero(params: Params) -> str | None:
    return "the divisor is 0" if number(params, "b") == 0 else None


def _ratio(params: Params) -> str:
    return shown(Fraction(number(params, "a"), number(params, "b")))


def _divided(params: Params, *, turned: bool = False) -> Truth:
    """Return a / b rounded down or toward 0; `turned` takes the other rule."""
    a, b = number(params, "a"), number(params, "b")
    down = (word(params, "mode") == "floor") != turned
    value = a // b if down else _toward_zero(a, b)
    return Truth(
        value,
        (
            Step("quotient", f"{a} / {factor(b)}", _ratio(params)),
            Step("rounded", "down" if down else "toward 0", str(value)),
        ),
    )


FLOOR = Family(
    name="floor_divide.value",
    title="a division that is rounded",
    topic="numerics",
    formula='"floor": the largest whole number up to a / b; "trunc": a / b without its fraction',
    params=(
        _DIVIDEND,
        _DIVISOR,
        Param("mode", "choice", "how it is rounded", choices=("floor", "trunc")),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "a = tensor({{a}}) and b = tensor({{b}}). What is "
            'torch.div(a, b, rounding_mode="{{mode}}")?'
        ),
        explanation=(
            "Floor goes down, also below 0, as Python's // does; trunc goes toward 0, as C does: "
            "{{answer}}. They differ where the quotient is negative and not whole."
        ),
        params={"a": -7, "b": 2, "mode": "floor"},
        vary={
            "a": IntRange(-23, 23),
            "b": _DIVISORS,
            "mode": ChoiceRange(("floor", "trunc")),
        },
        seconds=30,
        tags=("rounding", "integers"),
        sources=(_DIV,),
    ),
    truth=_divided,
    slips={
        "other_rule": slip(
            "rounding",
            "it is rounded by the other of the two rules, floor and trunc.",
            lambda params: _divided(params, turned=True),
        ),
        "nearest": bare_slip(
            "rounding",
            "the quotient is rounded to the nearest whole number.",
            lambda params: _nearest(number(params, "a"), number(params, "b")),
        ),
        "no_sign": bare_slip(
            "sign",
            "the signs of both numbers are left out.",
            lambda params: abs(number(params, "a")) // abs(number(params, "b")),
        ),
    },
    valid=_by_zero,
)


def _left(params: Params, *, turned: bool = False) -> Truth:
    """Return a − b times the quotient rounded down or toward 0; `turned` takes the other rule."""
    a, b = number(params, "a"), number(params, "b")
    down = (word(params, "op") == "torch.remainder") != turned
    quotient = a // b if down else _toward_zero(a, b)
    return Truth(
        a - b * quotient,
        (
            Step("quotient", f"{a} / {factor(b)}", _ratio(params)),
            Step("rounded", "down" if down else "toward 0", str(quotient)),
            Step("remainder", f"{a} − {factor(b)} × {factor(quotient)}", str(a - b * quotient)),
        ),
    )


def _nearest_left(params: Params) -> int:
    a, b = number(params, "a"), number(params, "b")
    return a - b * _nearest(a, b)


REMAINDER = Family(
    name="remainder.value",
    title="remainder of a division",
    topic="numerics",
    formula="a − b · floor(a / b) for torch.remainder, a − b · trunc(a / b) for torch.fmod",
    params=(
        Param("op", "choice", "the function", choices=("torch.remainder", "torch.fmod")),
        _DIVIDEND,
        _DIVISOR,
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt="a = tensor({{a}}) and b = tensor({{b}}). What is {{op}}(a, b)?",
        explanation=(
            "torch.remainder follows the sign of the divisor, as Python's % does; torch.fmod that "
            "of what is divided, as C's does: {{answer}}."
        ),
        params={"op": "torch.remainder", "a": -7, "b": 3},
        vary={
            "op": ChoiceRange(("torch.remainder", "torch.fmod")),
            "a": IntRange(-23, 23),
            "b": _DIVISORS,
        },
        seconds=45,
        tags=("rounding", "integers"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.remainder.html",),
    ),
    truth=_left,
    slips={
        "other_rule": slip(
            "other-convention",
            "torch.remainder and torch.fmod change places.",
            lambda params: _left(params, turned=True),
        ),
        "no_sign": bare_slip(
            "sign",
            "the signs of both numbers are left out.",
            lambda params: abs(number(params, "a")) % abs(number(params, "b")),
        ),
        "nearest": bare_slip(
            "rounding", "the quotient is rounded to the nearest whole number.", _nearest_left
        ),
    },
    valid=_by_zero,
)


def _each(params: Params, rule: Callable[[Exact], int]) -> tuple[int, ...]:
    return tuple(rule(entry) for entry in exacts(params, "x"))


def _to_even(params: Params) -> Truth:
    numbers = exacts(params, "x")
    ties = tuple(entry for entry in numbers if (entry * 2) % 2 == 1)
    value = tuple(round(entry) for entry in numbers)
    halfway = ", ".join(map(shown, ties)) or "none"
    return Truth(
        value,
        (
            Step("halfway between two whole numbers", row(numbers), halfway),
            Step("to the even one, the others to the nearest", row(numbers), row(value)),
        ),
    )


def _up(entry: Exact) -> int:
    return math.floor(Fraction(entry) + Fraction(1, 2))


def _away(entry: Exact) -> int:
    return _up(entry) if entry >= 0 else -_up(-entry)


HALF_EVEN = Family(
    name="round.half_even",
    title="rounding with ties to the even number",
    topic="numerics",
    formula="the nearest whole number; halfway between two, the even one",
    params=(Param("x", "vector", "the numbers", -(10**6), 10**6, sizes=(1, 8), entry="decimal"),),
    answer=lambda params: Vector(Int(), length=len(exacts(params, "x"))),
    ask=Ask(
        prompt="What does torch.round make of {{x}}?",
        explanation=(
            "torch.round takes the nearest whole number and at a tie the even one, so that the "
            "rounding errors of many numbers do not all point the same way: {{answer}}."
        ),
        params={"x": (0.5, 1.5, 2.5)},
        vary={
            "x": VectorRange(
                ChoiceRange((-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 4.5, -0.4, 1.6, -2.7)), 3
            )
        },
        seconds=45,
        tags=("rounding",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.round.html",),
    ),
    truth=_to_even,
    slips={
        "away": bare_slip("rounding", "ties go away from 0.", lambda params: _each(params, _away)),
        "up": bare_slip(
            "rounding",
            "ties go up.",
            lambda params: _each(params, _up),
        ),
        "cut": bare_slip(
            "rounding", "the fraction is cut off.", lambda params: _each(params, math.trunc)
        ),
    },
)

FAMILIES = {family.name: family for family in (FLOOR, REMAINDER, HALF_EVEN)}
