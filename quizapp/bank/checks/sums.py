"""Sums as they stand in prose: their grammar, and what they come to.

A sum is numbers with operations between them, in brackets or as arguments of a few functions; a
number may have a unit behind it.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from quizapp.bank.checks.measured import UNIT
from quizapp.grading.literals import ElementForm, scalar
from quizapp.grading.normalise import Refused, normalise

_GAP = r"\s{0,4}"
_EXPONENT = r"[−-]?\d{1,6}(?: ?[+−·/-] ?\d{1,6})?"
_POWER = rf"(?:⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}|\^[−-]?\d{{1,3}}|\^\({_EXPONENT}\))?"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,15})(?:\.\d{1,15})?(?:e[−-]?\d{1,3})?"
_SIGNS = "π½⅓⅔¼¾⅛"
_NUMBER = rf"(?:[−-] ?)?√?(?:{_DIGITS}|[{_SIGNS}]){_POWER}"
_LOG = r"(?:ln|log(?:2|10|₂|₁₀))"
_CALL = rf"(?:(?:exp|sqrt|floor|ceil|max|min|{_LOG})\([^()=≈\n]{{1,80}}\)|{_LOG} {_NUMBER})"
"""A function of whatever stands in its brackets; `value` says whether that is a sum."""
_TERM = rf"(?:(?:[−-] ?)?{_CALL}|{_NUMBER})(?:{UNIT})?"
_OPEN = r"√?[(⌊⌈]{0,4}"
_BRACKET = rf"[)⌋⌉]{_POWER}"
_CLOSE = rf"(?:{_BRACKET}){{1,4}}"
_CLOSED = rf"{_GAP}(?:{_CLOSE}{_GAP})?"
"""What ends a number. There is one way to read it: with two a sum of n numbers has 2^n."""
_OPERATION = rf"(?:{_CLOSED}[+−·×*/÷]{_GAP}|{_GAP}(?:{_BRACKET}){{0,4}}\s-\s){_OPEN}"
SUM = rf"{_OPEN}{_TERM}(?:{_OPERATION}{_TERM}){{0,20}}(?:{_CLOSE})?"
"""The pattern of a sum, or of a number alone."""
CALCULATION = re.compile(rf"[\d{_SIGNS}]\s*[)⌋⌉]*\s*[+−·×*/÷-]|[√^⁰¹²³⁴⁵⁶⁷⁸⁹⌊⌈]|[a-z₂₁₀]\(|ln |log")
"""What a sum has that is more than a number."""
_FLOORED = str.maketrans({"⌊": "floor(", "⌈": "ceil(", "⌋": ")", "⌉": ")", "×": "*"})
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def balanced(text: str) -> str:
    """Return a sum without a bracket at its ends that belongs to the text around it."""
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    while text.startswith("(") and text.count("(") > text.count(")"):
        text = text[1:]
    return text


def value(text: str) -> Fraction | None:
    """Return what a sum without units comes to, None for what is none."""
    try:
        amount, _ = scalar(normalise(_GROUPS.sub("", text.translate(_FLOORED))), ElementForm())
    except Refused:
        return None
    if isinstance(amount, float):
        return Fraction(amount) if math.isfinite(amount) else None
    return Fraction(amount)
