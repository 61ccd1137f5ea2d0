"""From whatever a function returned to a value: numbers, texts, truth values, lists of those.

Arrays and tensors give themselves as lists; nothing is pickled.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from engines.values import Value

MOST_ENTRIES = 100_000
DEEPEST = 20
LONGEST_TEXT = 20_000
_LIBRARIES = ("torch", "numpy")


class NoValue(Exception):
    """What was returned is no value that an answer can have; the text says what it is."""


def plain_value(result: object) -> Value:
    """Return `result` as a value. Raises NoValue."""
    return _plain(result, [MOST_ENTRIES], 0)


def _plain(result: object, left: list[int], depth: int) -> Value:
    left[0] -= 1
    if left[0] < 0:
        raise NoValue(f"it returned more than {MOST_ENTRIES} entries")
    if depth > DEEPEST:
        raise NoValue(f"it returned lists nested more than {DEEPEST} deep")
    match result:
        case None:
            raise NoValue("it returned None: is a return missing?")
        case bool():
            return bool(result)
        case int():
            return int(result)
        case float():
            return float(result)
        case Fraction():
            return result
        case str():
            return _text(str(result))
        case list() | tuple() | range():
            return tuple(_plain(entry, left, depth + 1) for entry in result)
        case set() | frozenset():
            return tuple(_plain(entry, left, depth + 1) for entry in _in_order(result))
    if type(result).__module__.partition(".")[0] in _LIBRARIES:
        return _of_library(result, left, depth)
    raise NoValue(f"it returned a value of type {type(result).__name__}")


def _of_library(result: object, left: list[int], depth: int) -> Value:
    """Return an array, a tensor, one of their numbers, or a dtype by its bare name."""
    as_list = getattr(result, "tolist", None)
    if callable(as_list):
        inner = as_list()
        if type(inner) is not type(result):
            return _plain(inner, left, depth + 1)
    if "dtype" in type(result).__name__.casefold():
        return _text(str(result).removeprefix("torch."))
    raise NoValue(f"it returned a value of type {type(result).__name__}")


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise NoValue(f"it returned a text of more than {LONGEST_TEXT} characters")
    return text


def _in_order(entries: Iterable[object]) -> list[object]:
    try:
        return sorted(entries)  # type: ignore[type-var]
    except TypeError:
        return list(entries)
