"""Readers of single numbers: int, count, bytes, float, estimate."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import cast

from engines.values import BYTE_UNITS, Bytes, Count, Estimate, Float, Int
from quizapp.grading.arithmetic import Amount
from quizapp.grading.asked import Asked
from quizapp.grading.counted import SCALES, scale_of
from quizapp.grading.literals import ElementForm, exact, scalar, without_tail
from quizapp.grading.normalise import Typed
from quizapp.grading.readers.understood import Understood, number_echo, plain_number, shortened
from quizapp.grading.tokens import tokenise
from quizapp.grading.units import BEFORE_THE_NUMBER, measure_of, spellings_of, unit_of

_THOUSANDS = {"k": 3, "K": 3, "M": 6, "B": 9, "bn": 9, "T": 12}
_SUFFIX = re.compile(r"(?<=[0-9.)])\s*(k|K|M|B|bn|T|thousand|million|billion|trillion)$")
_UNIT = re.compile(r"(?<=[0-9.)])\s*([A-Za-zµμ]+)$")
_WORD_BEHIND = re.compile(r"(?<=[\w.)])\s+([A-Za-zµμ-]+)\.?$")
_WORD_BEFORE = re.compile(r"^([A-Za-z-]+)\s+(?=[\w(])")
_PER_CENT = re.compile(r"(?<=[0-9.)])\s+per ?cent$", re.IGNORECASE)
_RATE = re.compile(r"(?<![A-Za-zµμ])([A-Za-zµμ]{1,16}) ?(?:/|per\b) ?[A-Za-z]{1,20}$")
_TIMES = re.compile(r"(?<=[0-9.)])\s?[x×]$")
_NAMES_OF_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen", "twenty"),
        )
    )
}
_LARGEST = 10**300
"""Whole values beyond this have no place in any answer, nor in the log."""


def read_int(typed: Typed, asked: Asked) -> Understood:
    """Read a whole number: ``10``, ``10.0``, ``1e3``, ``10/2``."""
    form = cast(Int, asked.acceptance)
    typed = _without_thing(typed, asked.counted)
    amount, reckoned = scalar(typed, ElementForm(expressions=form.allow_expr))
    value = whole(amount, typed)
    return Understood(value, _echo(amount, typed, reckoned))


def read_count(typed: Typed, asked: Asked) -> Understood:
    """Read a count, also as ``25.6M`` or ``2 billion``."""
    form = cast(Count, asked.acceptance)
    typed = _without_thing(typed, asked.counted)
    element = ElementForm(expressions=form.allow_expr)
    suffix = _SUFFIX.search(typed.text)
    if suffix is None:
        amount, reckoned = scalar(typed, element)
    else:
        amount, _ = scalar(typed.cut(0, suffix.start()), element)
        amount = amount * 10 ** (_THOUSANDS | SCALES)[suffix[1]]
        reckoned = True
    value = whole(amount, typed)
    return Understood(value, _echo(amount, typed, reckoned))


def read_float(typed: Typed, asked: Asked) -> Understood:
    """Read a real number; the unit that the prompt names may stand behind it."""
    form = cast(Float, asked.acceptance)
    body, power = _number_alone(typed, form.unit, asked), 0
    if scale := scale_of(form.unit, asked.counted):
        body, power = _scaled(body, scale)
    element = ElementForm(form.allow_expr, form.allow_nonfinite, form.percent)
    amount, reckoned = scalar(body, element)
    if power:
        amount, reckoned = amount * Fraction(10) ** power, True
    return Understood(exact(amount), _echo(amount, typed if power else body, reckoned))


def read_estimate(typed: Typed, asked: Asked) -> Understood:
    """Read the number of an estimate, also as ``25.6M`` or ``2 billion``."""
    form = cast(Estimate, asked.acceptance)
    alone = _number_alone(typed, form.unit, asked)
    body, power = _scaled(alone, scale_of(form.unit, asked.counted))
    amount, reckoned = scalar(body, ElementForm(form.allow_expr))
    if power:
        amount, reckoned = amount * Fraction(10) ** power, True
    return Understood(exact(amount), _echo(amount, typed if power else body, reckoned))


def read_bytes(typed: Typed, asked: Asked) -> Understood:
    """Read an amount of memory, in bytes. A bare number is in the unit that the prompt prints."""
    form = cast(Bytes, asked.acceptance)
    element = ElementForm(expressions=form.allow_expr)
    suffix = _UNIT.search(typed.text)
    known = suffix is not None and not _is_name_of_number(suffix[1])
    if suffix is None or not known:
        unit, number = form.unit, typed
    else:
        unit, number = _unit(typed, suffix), typed.cut(0, suffix.start())
    amount, reckoned = scalar(number, element)
    size = BYTE_UNITS[unit]
    value = exact(amount * size)
    echo = _echo(amount, typed, reckoned)
    if unit != "B":
        echo = f"= {plain_number(amount * size)} B ({shortened(plain_number(amount))} {unit})"
    elif known:
        echo = f"{plain_number(amount)} B"
    exact_digits = not known and unit == "B"
    tolerance = None if exact_digits else _last_digit(number, amount) * size * Fraction(51, 100)
    return Understood(value, echo, tolerance, unit if known else "")


def whole(amount: Amount, typed: Typed) -> int:
    """Return a whole amount as an int. Raises Refused for 2.5 and for what is out of bounds."""
    if isinstance(amount, float) and not math.isfinite(amount):
        raise typed.refuse("a finite number is expected")
    value = exact(amount)
    if isinstance(value, float):
        # Reckoned in float64: whole but for the last bits counts as whole.
        nearest = round(value)
        if abs(value - nearest) > min(1e-9 * max(1.0, abs(value)), 1e-3):
            raise typed.refuse("a whole number is expected")
        value = nearest
    if not isinstance(value, int):
        raise typed.refuse("a whole number is expected")
    if abs(value) >= _LARGEST:
        raise typed.refuse("too large")
    return value


def _echo(amount: Amount, typed: Typed, reckoned: bool) -> str:
    return number_echo(amount, typed.text, reckoned=reckoned or "e" in typed.text.casefold())


def _number_alone(typed: Typed, unit: str | None, asked: Asked) -> Typed:
    """Return the number without the unit that is asked for, or the thing that is counted; the words
    per cent become their sign. Raises Refused for another unit of the same measure."""
    typed = typed.replaced(_PER_CENT, "%")
    if unit is None:
        return _without_thing(typed, asked.counted)
    body = _without_unit(typed, unit)
    return body if body is not typed else _without_unit(_without_thing(typed, asked.counted), unit)


def _scaled(typed: Typed, unit: str | None) -> tuple[Typed, int]:
    """Return the number without ``k``, ``M`` or ``billion``, and the power of ten that it means
    where the answer counts in `unit`."""
    suffix = _SUFFIX.search(typed.text)
    if suffix is None:
        return typed, 0
    power = (_THOUSANDS | SCALES)[suffix[1]] - SCALES.get(unit or "", 0)
    return typed.cut(0, suffix.start()), power


def _without_unit(typed: Typed, unit: str) -> Typed:
    """Return the number without the unit and what it is counted by: ``4.25 bits/weight``. Raises
    Refused for another unit of the same measure."""
    if (rate := _RATE.search(typed.text)) and unit_of(rate[1]) == unit_of(unit):
        typed = typed.cut(0, rate.end(1))
    for spelling in spellings_of(unit):
        if spelling in BEFORE_THE_NUMBER and typed.text.startswith(spelling):
            return typed.cut(len(spelling))
        if typed.text.casefold().endswith(spelling.casefold()):
            body = typed.cut(0, len(typed.text) - len(spelling))
            if _ends_in_number(body):
                return body
    other = _UNIT.search(typed.text)
    if other is not None and unit_of(other[1]) != unit_of(unit):
        measure = measure_of(other[1])
        if measure is not None and measure == measure_of(unit):
            raise typed.refuse(f"give it in {unit}, not in {other[1]}", other.start(1))
    return typed


def _without_thing(typed: Typed, thing: frozenset[str]) -> Typed:
    """Return the number without the words beside it that the prompt counts: ``12 layers``, ``epoch
    3``, and in digits where it is a word: ``twelve``."""
    body = typed
    if "times" in thing and (mark := _TIMES.search(body.text)):
        body = body.cut(0, mark.start())
    while (word := _WORD_BEHIND.search(body.text)) and word[1].casefold() in thing:
        body = body.cut(0, word.start())
    if (word := _WORD_BEFORE.search(body.text)) and word[1].casefold() in thing:
        body = body.cut(word.end())
    digits = _NAMES_OF_NUMBERS.get(body.text.casefold())
    return body if digits is None else Typed(digits, [*[body.at[0]] * len(digits), body.at[-1]])


def _ends_in_number(body: Typed) -> bool:
    last = body.text[-1:]
    return last.isdigit() or last in (".", ")", "%") or _SUFFIX.search(body.text) is not None


def _is_name_of_number(word: str) -> bool:
    return word.casefold() in ("e", "pi")


def _unit(typed: Typed, suffix: re.Match[str]) -> str:
    word = suffix[1]
    if word.casefold() in ("byte", "bytes"):
        return "B"
    if word in ("KB", "kb", "K") and word == "KB":
        return "kB"
    if word in BYTE_UNITS:
        return word
    scale = word[:-1].upper() + "B" if word[:-1] else ""
    if word[-1:] == "b" or word.casefold() in ("bit", "bits"):
        raise typed.refuse("bits? a byte is a capital B", suffix.start(1))
    if word.upper() in ("K", "M", "G", "T", "P"):
        letter = word.upper()
        raise typed.refuse(f"{letter}B or {letter}iB?", suffix.start(1))
    hint = f", write {scale}" if scale in BYTE_UNITS else ""
    raise typed.refuse(f"{word} is no unit of memory{hint}", suffix.start(1))


def _last_digit(number: Typed, amount: Amount) -> Fraction:
    """Return what one unit of the last typed digit is worth; next to nothing after reckoning."""
    tokens = [t for t in tokenise(without_tail(number), grouped=True) if t.sort == "number"]
    if len(tokens) == 1:
        return tokens[0].unit
    return abs(Fraction(amount)) / 10**9
