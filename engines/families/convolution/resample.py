"""Where a resized signal is read, and the values on the line between its samples."""

from __future__ import annotations

from collections.abc import Iterable

from engines.families.given import flag, number, wholes
from engines.family import Params, Step, Truth
from engines.values import Value

Place = tuple[int, int]
"""A place between the input's cells: numerator and denominator."""


def _half_pixel(i: int, length: int, out: int) -> Place:
    """The middle of output cell i, on the input's scale: (i + 1/2) · L/n − 1/2."""
    return (2 * i + 1) * length - out, 2 * out


def _aligned(i: int, length: int, out: int) -> Place:
    """The first and last cells of both lie on each other: i · (L − 1)/(n − 1)."""
    return i * (length - 1), max(out - 1, 1)


def _no_half(i: int, length: int, out: int) -> Place:
    """Cells are counted from their edges: i · L/n, as TensorFlow 1 did by default."""
    return i * length, out


def _inside(place: Place, length: int) -> Place:
    """Return the place moved to the nearest end where it lies outside."""
    above, below = place
    return min(max(above, 0), (length - 1) * below), below


def _blend(row: tuple[int, ...], place: Place) -> int | float:
    """Return the value at `place` on the line through its neighbours, drawn on at the ends."""
    above, below = place
    last = len(row) - 1
    left = min(max(above // below, 0), max(last - 1, 0))
    right = min(left + 1, last)
    whole = row[left] * below + (row[right] - row[left]) * (above - left * below)
    return whole // below if whole % below == 0 else whole / below


def resampled(params: Params, way: str, *, clamp: bool = True) -> Truth:
    """Return the n samples under the rule `way`; `clamp` off reads outside the signal too."""
    row, out = wholes(params, "x"), number(params, "n")
    places = [_WAYS[way](i, len(row), out) for i in range(out)]
    if clamp:
        places = [_inside(place, len(row)) for place in places]
    values = tuple(_blend(row, place) for place in places)
    return Truth(
        values,
        (
            Step("rule for the places", _TOLD[way].format(L=len(row), n=out), way),
            Step("places on the input", "for each output", _listed(a / b for a, b in places)),
            Step("values there", "on the line between neighbours", _listed(values)),
        ),
    )


def _listed(values: Iterable[float]) -> str:
    shown = [f"{value:.3f}".rstrip("0").rstrip(".") for value in values]
    return "[" + ", ".join(shown) + "]"


_WAYS = {"half pixels": _half_pixel, "corners aligned": _aligned, "cell edges": _no_half}
_TOLD = {
    "half pixels": "(i + 0.5) × {L} / {n} − 0.5, kept inside",
    "corners aligned": "i × ({L} − 1) / ({n} − 1)",
    "cell edges": "i × {L} / {n}, kept inside",
}


def way(params: Params, *, other: bool = False) -> str:
    """Return the rule that align_corners asks for, or the `other` one."""
    return "corners aligned" if flag(params, "align") != other else "half pixels"


def legacy(params: Params) -> Truth | None:
    """Return the samples read at the cells' edges, or None with align_corners."""
    return None if flag(params, "align") else resampled(params, "cell edges")


def unclamped(params: Params) -> Truth | None:
    """Return the samples read outside the signal too, or None with align_corners."""
    return None if flag(params, "align") else resampled(params, way(params), clamp=False)


def nearest(params: Params) -> Value:
    """Return the sample that each place is rounded down to."""
    row, out = wholes(params, "x"), number(params, "n")
    return tuple(row[i * len(row) // out] for i in range(out))
