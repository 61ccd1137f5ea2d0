"""Equations between numbers in prose: where they stand, and whether they hold.

`36·3² + 1 = 325` is one; an equation with a letter in it is none, since nobody but a reader knows
what the letter stands for.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:e-?\d+)?"
_SIDE = rf"[-−(√]*{_NUMBER}(?:\s*[-−+·×*/^()√²³]\s*[-−(√]*|{_NUMBER}|[)²³])*"
_EQUATION = re.compile(
    rf"(?P<left>{_SIDE})\s*[=≈]\s*(?P<right>[-−]?{_NUMBER})(?P<after>.{{0,3}})", re.S
)
_BEFORE = re.compile(r"(?:^|[\s(\[:;,`])$")
_OPERATOR = re.compile(r"[-−+·×*/^√²³]")
_AS_PYTHON = (
    ("−", "-"),
    ("·", "*"),
    ("×", "*"),
    ("^", "**"),
    ("²", "**2"),
    ("³", "**3"),
    (",", ""),
)
_BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = right` as it stands in a text, with what both sides come to."""

    left: str
    right: str
    value: float
    claimed: float

    @property
    def holds(self) -> bool:
        """True where the right side is the left one, rounded to the digits that it shows."""
        return abs(self.value - self.claimed) <= max(0.51 * self._digit, 1e-9 * abs(self.value))

    @property
    def plainly_fails(self) -> bool:
        """True where no rounding explains the difference."""
        distance = abs(self.value - self.claimed)
        return distance > max(2.5 * self._digit, 0.02 * abs(self.value))

    @property
    def _digit(self) -> float:
        """The last digit that the right side shows."""
        mantissa, _, exponent = self.right.partition("e")
        places = len(mantissa.partition(".")[2])
        return float(10.0 ** (int(exponent or 0) - places))


def equations(text: str) -> Iterator[Equation]:
    """Yield the equations of a text that stand alone, neither side going on in letters."""
    for found in _EQUATION.finditer(text):
        left, right = found["left"].strip(), found["right"]
        if not _OPERATOR.search(left.lstrip("-−")) or not _stands_alone(text, found):
            continue
        value, claimed = amount(left), amount(right)
        if value is not None and claimed is not None:
            yield Equation(left, right, value, claimed)


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    head = text[: found.start()]
    joined = re.search(r"(?:[=≈+·×*/^−]|\b\w|[A-Za-z]\()\s*$", head)
    after = found["after"]
    return (
        _BEFORE.search(head) is not None
        and joined is None
        and re.match(r"\s?[·×*/^²³⁰¹⁴-⁹(+−%]|\s?-|[\w…]|\.\d", after) is None
    )


def amount(text: str) -> float | None:
    """Return what an expression of numbers comes to, None where it is no such expression."""
    for sign, python in _AS_PYTHON:
        text = text.replace(sign, python)
    text = re.sub(r"√\s*(\d[\d.]*|\([^()]*\))", r"(\1)**0.5", text).strip()
    try:
        value = _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError):
        return None
    return value if math.isfinite(value) and abs(value) < 1e18 else None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return float(_BINARY[type(op)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id="exp" | "sqrt" | "log" as name), args=[one]):
            return float(getattr(math, name)(_value(one)))
    raise ValueError("no expression of numbers")
