"""Sums that a number format cannot hold: float32 in two orders, and whole numbers that wrap."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.given import number, word
from engines.families.numerics.floats import FORMATS, Rule, bracketed, rounded
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int

_B_FIRST, _C_FIRST = "(a + b) + c", "(a + c) + b"
_LARGE = 10**9


def _sum(params: Params, *, turned: bool = False, rule: Rule = round) -> Truth:
    """Return the sum in float32; `turned` takes the other order, `rule` rounds otherwise."""
    a, b, c = (number(params, name) for name in "abc")
    b_first = (word(params, "order") == _B_FIRST) != turned
    second, third = (b, c) if b_first else (c, b)
    held = FORMATS["float32"]
    first = int(rounded(a + second, held, rule))
    whole = int(rounded(first + third, held, rule))
    inner = f"{a} + {bracketed(second)}"
    return Truth(
        whole,
        (
            Step("exact first sum", inner, str(a + second)),
            Step("gap of float32 there", "2^(exponent − 23)", f"{held.gap(a + second):g}"),
            Step("first sum in float32", "a multiple of the gap", str(first)),
            Step("result in float32", f"{first} + {bracketed(third)}", str(whole)),
        ),
    )


def _never_rounded(params: Params) -> Truth:
    a, b, c = (number(params, name) for name in "abc")
    steps = _sum(params).steps
    exact = Step("first sum in float32", "as it is", steps[0].value)
    last = Step("result in float32", steps[-1].numbers, str(a + b + c))
    return Truth(a + b + c, (*steps[:2], exact, last))


ORDER = Family(
    name="float32_sum.order",
    title="a float32 sum in a given order",
    topic="numerics",
    formula="each sum is rounded to a float32; between 2^k and 2^(k+1) they are 2^(k−23) apart",
    params=(
        Param("a", "int", "the first number", -_LARGE, _LARGE),
        Param("b", "int", "the second number", -_LARGE, _LARGE),
        Param("c", "int", "the third number", -_LARGE, _LARGE),
        Param("order", "choice", "which sum comes first", choices=(_B_FIRST, _C_FIRST)),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "a = {{a}}, b = {{b}} and c = {{c}} are float32 tensors, and every sum is rounded to "
            "the nearest float32 (at a tie to the even one). What is {{order}}?"
        ),
        explanation=(
            "A float32 has 24 significant bits, so beyond 2^24 small numbers drown in large ones, "
            "and the order of a sum changes its value: {{answer}}."
        ),
        params={"a": 10**8, "b": 1, "c": -(10**8), "order": _B_FIRST},
        vary={"b": IntRange(1, 15), "order": ChoiceRange((_B_FIRST, _C_FIRST))},
        together=tuple(
            {"a": sign * size, "c": -sign * size}
            for size in (2**24, 2**25, 5 * 10**7, 10**8, 2 * 10**8)
            for sign in (1, -1)
        ),
        level="intermediate",
        seconds=90,
        tags=("floating-point", "dtypes"),
        sources=(
            (
                "Goldberg 1991, What every computer scientist should know about floating-point "
                "arithmetic, ACM Computing Surveys 23(1)"
            ),
            "https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html",
        ),
    ),
    truth=_sum,
    slips={
        "exact": slip("lost-precision", "no sum is rounded.", _never_rounded),
        "turned": slip(
            "wrong-sequence",
            "the other of the sums a + b and a + c is taken first.",
            lambda params: _sum(params, turned=True),
        ),
        "cut": slip(
            "rounding",
            "the first sum is cut off toward 0, not rounded to the nearest.",
            lambda params: _sum(params, rule=math.trunc),
        ),
    },
)

_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
_REACH = {"uint8": (0, 255), "int8": (-128, 127)}


def _exactly(params: Params) -> int:
    return _OPERATIONS[word(params, "op")](number(params, "a"), number(params, "b"))


def _wrapped(params: Params, *, signed: bool | None = None, modulus: int = 256) -> Truth:
    """Return the result modulo 2^8, in the format's reach. `signed` replaces the format's own."""
    exact = _exactly(params)
    low = _REACH[word(params, "dtype")][0] if signed is None else -128 * signed
    times = (exact - low) // modulus
    value = exact - times * modulus
    operands = f"{number(params, 'a')} {word(params, 'op')} {bracketed(number(params, 'b'))}"
    return Truth(
        value,
        (
            Step("exact result", operands, str(exact)),
            Step(f"{modulus}s to take off", f"from {low} to {low + modulus - 1}", str(times)),
            Step("what is left", f"{exact} − {bracketed(times)} × {modulus}", str(value)),
        ),
    )


def _saturated(params: Params) -> int:
    low, high = _REACH[word(params, "dtype")]
    return min(max(_exactly(params), low), high)


def _outside(params: Params) -> str | None:
    name = word(params, "dtype")
    low, high = _REACH[name]
    for operand in "ab":
        if not low <= number(params, operand) <= high:
            return f"{operand} does not fit in {name}"
    return None


OVERFLOWED = Family(
    name="integer.overflowed",
    title="result of integer arithmetic that may overflow",
    topic="numerics",
    formula="the exact result, plus or minus as many 256s as bring it into the reach of 8 bits",
    params=(
        Param("dtype", "choice", "the format of both numbers", choices=("uint8", "int8")),
        Param("a", "int", "the first number", -128, 255),
        Param("op", "choice", "what is done with them", choices=("+", "-", "*")),
        Param("b", "int", "the second number", -128, 255),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "a and b are PyTorch tensors of dtype {{dtype}} that hold {{a}} and {{b}}. What does "
            "a {{op}} b hold?"
        ),
        explanation=(
            "The result has the dtype of its operands, and of a result that does not fit only the "
            "lowest 8 bits are kept, without a warning: {{answer}}."
        ),
        params={"dtype": "uint8", "a": 250, "op": "+", "b": 10},
        vary={
            "dtype": ChoiceRange(("uint8", "int8")),
            "a": IntRange(3, 127),
            "b": IntRange(3, 127),
            "op": ChoiceRange(("+", "-", "*")),
        },
        seconds=60,
        tags=("dtypes", "integers"),
        sources=("https://docs.pytorch.org/docs/stable/tensors.html",),
    ),
    truth=_wrapped,
    slips={
        "exact": bare_slip("lost-precision", "the exact result is taken to fit.", _exactly),
        "saturated": bare_slip(
            "no-clamp", "the result stops at the end of the reach of {{dtype}}.", _saturated
        ),
        "other_sign": slip(
            "sign",
            "the 8 bits are read with a sign where there is none, or without where there is one.",
            lambda params: _wrapped(params, signed=word(params, "dtype") == "uint8"),
        ),
        "modulo_largest": slip(
            "off-by-one",
            "255 is taken off each time, not 256.",
            lambda params: _wrapped(params, modulus=255),
        ),
    },
    valid=_outside,
)

FAMILIES = {family.name: family for family in (ORDER, OVERFLOWED)}
