"""Building blocks of families: slips as wrong solutions, and numbers as steps show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

from engines.family import Params, Slip, Step, Truth
from engines.values import Number, Value, show_number

PLACES = 4
"""Decimals of a rounded number in a step: one more than most answers ask for."""


def slip(name: str, text: str, solution: Callable[[Params], Truth | None]) -> Slip:
    """Return the slip that a wrong solution describes, worked in the same steps as the right one.

    `text` completes "... is what comes out when". None: the slip gives no number there.
    """

    last: tuple[Params, Truth | None] | None = None

    def solved(params: Params) -> Truth | None:
        """Value and steps are asked one after the other: work them out once."""
        nonlocal last
        known = last
        if known is None or known[0] is not params:
            known = last = params, solution(params)
        return known[1]

    def value(params: Params) -> Value | None:
        found = solved(params)
        return None if found is None else found.value

    def steps(params: Params) -> tuple[Step, ...]:
        found = solved(params)
        return () if found is None else found.steps

    return Slip(name, _sentence(text), value, steps)


def bare_slip(name: str, text: str, value: Callable[[Params], Value | None]) -> Slip:
    """Return the slip of a wrong value that has no steps of its own."""
    return Slip(name, _sentence(text), value)


def plain(number: int | Fraction) -> int | float:
    """Return a rational as an int where it is whole, else as the nearest float."""
    return number.numerator if number.denominator == 1 else float(number)


def shown(number: Number) -> str:
    """Return a number as steps show it: exact where that is short, else rounded."""
    # Not isinstance: for what is no Fraction that walks the tree of abstract numbers.
    if type(number) is not Fraction:
        return _text(number)
    return _text(number.numerator) if number.denominator == 1 else _fraction_text(number)


def _briefly(number: Number) -> str:
    text = show_number(number)
    if len(text) <= PLACES + 3 and "/" not in text and "e" not in text:
        return text
    rounded = show_number(float(number), places=PLACES)
    if float(rounded) == 0 and number != 0:
        return show_number(float(number), sig=3)
    return rounded


_text = lru_cache(maxsize=4096)(_briefly)
"""A solution and its slips write the same few numbers often: their texts are kept."""
_fraction_text = lru_cache(maxsize=4096)(_briefly)
"""Apart from the others: a float and a fraction of one hash take long to compare."""


def factor(number: Number) -> str:
    """Return a number as it stands in a product or after a sign: negative ones in brackets."""
    text = shown(number)
    return f"({text})" if text.startswith("-") else text


def row(numbers: Iterable[Number]) -> str:
    """Return a list of numbers as steps show it."""
    return "[" + ", ".join(shown(number) for number in numbers) + "]"


def total(terms: Iterable[str]) -> str:
    """Return terms joined into a sum."""
    return " + ".join(terms)


def _sentence(text: str) -> str:
    return "{{value}} is what comes out when " + text
