"""Typed access to checked parameters. TypeError means that the check was left out."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from engines.family import Params
from engines.values import Value, as_number

Exact = int | Fraction
"""A number as it was written. Whole ones stay ints, which are several times as fast: divide only
what is surely a Fraction."""


_Cell = TypeVar("_Cell")


def transpose(rows: tuple[tuple[_Cell, ...], ...]) -> tuple[tuple[_Cell, ...], ...]:
    """Return the rows' columns as rows."""
    return tuple(zip(*rows, strict=True))


def number(params: Params, name: str) -> int:
    """Return the whole number that the parameter holds."""
    return _whole(params[name], name)


def pair(params: Params, name: str) -> tuple[int, int]:
    """Return the parameter for height and width; one number stands for both."""
    value = params[name]
    if isinstance(value, tuple):
        high, wide = value
        return _whole(high, name), _whole(wide, name)
    return (_whole(value, name),) * 2


def exact(params: Params, name: str) -> Exact:
    """Return the number as it was written: 0.1 is a tenth."""
    return _exact(params[name])


def real(params: Params, name: str) -> float:
    """Return the number in float64."""
    return float(as_number(params[name]))


def word(params: Params, name: str) -> str:
    """Return the chosen word."""
    value = params[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a word: {value!r}")
    return value


def flag(params: Params, name: str) -> bool:
    """Return whether it is switched on."""
    return params[name] is True


def wholes(params: Params, name: str) -> tuple[int, ...]:
    """Return a vector of whole numbers."""
    return tuple(_whole(entry, name) for entry in _row(params[name], name))


def reals(params: Params, name: str) -> tuple[float, ...]:
    """Return a vector in float64."""
    return tuple(float(as_number(entry)) for entry in _row(params[name], name))


def exacts(params: Params, name: str) -> tuple[Exact, ...]:
    """Return a vector of numbers as they were written."""
    return tuple(_exact(entry) for entry in _row(params[name], name))


def whole_rows(params: Params, name: str) -> tuple[tuple[int, ...], ...]:
    """Return a matrix of whole numbers by rows."""
    rows = _row(params[name], name)
    return tuple(tuple(_whole(entry, name) for entry in _row(row, name)) for row in rows)


def real_rows(params: Params, name: str) -> tuple[tuple[float, ...], ...]:
    """Return a matrix in float64 by rows."""
    rows = _row(params[name], name)
    return tuple(tuple(float(as_number(entry)) for entry in _row(row, name)) for row in rows)


def exact_rows(params: Params, name: str) -> tuple[tuple[Exact, ...], ...]:
    """Return a matrix of numbers as they were written, by rows."""
    rows = _row(params[name], name)
    return tuple(tuple(_exact(entry) for entry in _row(row, name)) for row in rows)


def _row(value: Value, name: str) -> tuple[Value, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"{name} is not a list: {value!r}")
    return value


def _whole(value: Value, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is not a whole number: {value!r}")
    return value


def _exact(value: Value) -> Exact:
    given = as_number(value)
    if not isinstance(given, float):
        return given
    return int(given) if given.is_integer() else Fraction(repr(given))
