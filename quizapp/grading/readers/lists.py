"""Readers of vectors, matrices and sets."""

from __future__ import annotations

import re
from typing import cast

from engines.values import (
    Acceptance,
    Count,
    DType,
    ErrorName,
    Estimate,
    Float,
    Int,
    Matrix,
    SetOf,
    Text,
    Vector,
)
from quizapp.grading.asked import Asked
from quizapp.grading.literals import ElementForm, exact, tree
from quizapp.grading.normalise import Typed, squeezed
from quizapp.grading.readers.understood import Understood, list_echo, shortened
from quizapp.grading.rows import as_matrix, as_vector
from quizapp.grading.units import spellings_of

_EMPTY_SETS = frozenset({"{}", "[]", "()", "∅", "set()", "empty", "none", "the empty set"})
_AND = re.compile(r",?\s{1,3}and\s{1,3}", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"\s*(?:[,;|\n]|\band\b)\s*")


def element_form(element: Acceptance) -> ElementForm:
    """Return what entries of this type may look like."""
    match element:
        case Float():
            return ElementForm(element.allow_expr, element.allow_nonfinite, element.percent)
        case Int() | Count() | Estimate():
            return ElementForm(element.allow_expr)
        case _:
            return ElementForm()


def read_vector(typed: Typed, asked: Asked) -> Understood:
    """Read a row or a column of numbers, or of words where the entries are words."""
    form = cast(Vector, asked.acceptance)
    if isinstance(form.element, (Text, DType, ErrorName)):
        words = _words(typed)
        _check_length(len(words), form.length, typed)
        return Understood(words, shortened(", ".join(words)))
    typed = _bare_numbers(typed, form.element)
    amounts = as_vector(tree(typed, element_form(form.element)), typed)
    _check_length(len(amounts), form.length, typed)
    return Understood(tuple(map(exact, amounts)), list_echo(amounts))


def read_matrix(typed: Typed, asked: Asked) -> Understood:
    """Read rows of numbers."""
    form = cast(Matrix, asked.acceptance)
    rows = as_matrix(tree(typed, element_form(form.element)), typed)
    size = (len(rows), len(rows[0]))
    if form.shape is not None and size != form.shape:
        wanted = f"{form.shape[0]}×{form.shape[1]} is expected, {size[0]}×{size[1]} given"
        looks = ": it looks transposed" if size == form.shape[::-1] else ""
        raise typed.refuse(wanted + looks)
    echo = shortened("[" + ", ".join(list_echo(row) for row in rows[:20]) + "]")
    value = tuple(tuple(map(exact, row)) for row in rows)
    return Understood(value, echo)


def read_set(typed: Typed, asked: Asked) -> Understood:
    """Read a set: a list in any brackets, or the empty set."""
    form = cast(SetOf, asked.acceptance)
    if typed.text.casefold() in _EMPTY_SETS:
        return Understood((), "{}")
    if isinstance(form.element, (Text, DType, ErrorName)):
        words = _words(typed)
        return Understood(words, "{" + shortened(", ".join(words)) + "}")
    typed = _bare_numbers(typed, form.element)
    amounts = as_vector(tree(typed, element_form(form.element)), typed)
    return Understood(tuple(map(exact, amounts)), list_echo(amounts, "{}"))


def _bare_numbers(typed: Typed, element: Acceptance) -> Typed:
    """Return a list of numbers without their unit, and a comma or a blank where ``and`` stood."""
    between = ", " if "," in typed.text else " "
    typed = typed.replaced(_AND, between)
    unit = getattr(element, "unit", None)
    if not unit:
        return typed
    names = "|".join(map(re.escape, spellings_of(unit)))
    return typed.replaced(re.compile(rf"(?<=[0-9.)\]])\s?(?:{names})(?![\w/])"))


def _check_length(given: int, wanted: int | None, typed: Typed) -> None:
    if wanted is not None and given != wanted:
        numbers = "1 entry is" if wanted == 1 else f"{wanted} entries are"
        raise typed.refuse(f"{numbers} expected, {given} given", len(typed.text))


def _words(typed: Typed) -> tuple[str, ...]:
    text = squeezed(typed.text)
    if len(text) > 1 and (text[0], text[-1]) in (("[", "]"), ("(", ")"), ("{", "}")):
        text = text[1:-1]
    pieces = _BETWEEN_WORDS.split(text)
    if len(pieces) == 1:
        pieces = text.split()
    words = tuple(piece.strip().strip("'\"`") for piece in pieces if piece.strip())
    if not words:
        raise typed.refuse("empty")
    return words
