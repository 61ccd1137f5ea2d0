"""Which dtype comes out of two: PyTorch's rules of promotion, and NumPy's beside them."""

from __future__ import annotations

_BITS = {
    "bool": 8,
    "uint8": 8,
    "int8": 8,
    "int16": 16,
    "int32": 32,
    "int64": 64,
    "float16": 16,
    "bfloat16": 16,
    "float32": 32,
    "float64": 64,
}
NAMES = tuple(_BITS)
DEFAULT = "float32"
"""PyTorch's default dtype, unless it is set otherwise."""
_CATEGORIES = ("bool", "int", "float")


def bits(name: str) -> int:
    """Return the width of a dtype."""
    return _BITS[name]


def category(name: str) -> str:
    """Return bool, int or float."""
    return "int" if "int" in name else ("float" if "float" in name else "bool")


def above(one: str, other: str) -> bool:
    """Return whether `one` is of a higher category: bool, then int, then float."""
    return _CATEGORIES.index(category(one)) > _CATEGORIES.index(category(other))


def promoted(one: str, other: str) -> str:
    """Return what two dtypes of equal rank come to: the smallest that is as high in category as
    both and, within that, holds what both hold."""
    if one == other:
        return one
    if above(one, other):
        return one
    if above(other, one):
        return other
    if {one, other} == {"float16", "bfloat16"}:
        return "float32"
    if {one, other} == {"uint8", "int8"}:
        return "int16"
    return wider(one, other)


def wider(one: str, other: str) -> str:
    """Return the dtype of more bits, the first of two equals."""
    return other if bits(other) > bits(one) else one


def in_numpy(one: str, other: str) -> str | None:
    """Return what NumPy makes of two arrays; None for bfloat16, which it lacks."""
    if "bfloat16" in (one, other):
        return None
    number, whole = (one, other) if above(one, other) else (other, one)
    if category(number) == "float" and category(whole) == "int":
        # The smallest float that holds every number of the other.
        exact = {8: "float16", 16: "float32"}.get(bits(whole), "float64")
        return wider(number, exact)
    return promoted(one, other)
