"""A kernel laid on an input: the sum of products at one place, and the padding round it."""

from __future__ import annotations

from collections.abc import Callable

Rows = tuple[tuple[int, ...], ...]
Cells = tuple[tuple[int, int, int], ...]
"""A kernel's numbers that are not 0, each after its row and column."""
Fill = Callable[[Rows, int], Rows]


def turned(kernel: Rows) -> Rows:
    """Return the kernel turned round by half a circle."""
    return tuple(row[::-1] for row in kernel[::-1])


def zeros(rows: Rows, pad: int) -> Rows:
    """Return the input with `pad` zeros on every side."""
    return _filled(rows, pad, 0)


def ones(rows: Rows, pad: int) -> Rows:
    """Return the input with `pad` ones on every side."""
    return _filled(rows, pad, 1)


def _filled(rows: Rows, pad: int, number: int) -> Rows:
    edge = (number,) * pad
    line = ((number,) * (len(rows[0]) + 2 * pad),) * pad
    return line + tuple(edge + row + edge for row in rows) + line


def cells(kernel: Rows) -> Cells:
    """Return what counts of a kernel."""
    return tuple((u, v, w) for u, row in enumerate(kernel) for v, w in enumerate(row) if w)


def sum_at(rows: Rows, weighed: Cells, top: int, left: int) -> int:
    """Return the sum of the products of the kernel's cells with what lies under them."""
    return sum([rows[top + u][left + v] * w for u, v, w in weighed])


def terms_at(rows: Rows, weighed: Cells, top: int, left: int) -> str:
    """Return the same as a step shows it."""
    text = "".join([_term(rows[top + u][left + v], w) for u, v, w in weighed])
    if not text:
        return "0"
    return text[3:] if text.startswith(" + ") else f"−{text[3:]}"


def _term(x: int, w: int) -> str:
    cell = f"({x})" if x < 0 else str(x)
    size = cell if abs(w) == 1 else f"{abs(w)}·{cell}"
    return f" + {size}" if w > 0 else f" − {size}"


def room(rows: Rows, kernel: Rows, pad: int = 0) -> tuple[int, int]:
    """Return how far the kernel can move down and across."""
    return len(rows) + 2 * pad - len(kernel), len(rows[0]) + 2 * pad - len(kernel[0])


def too_large(rows: Rows, kernel: Rows, pad: int = 0) -> str | None:
    """Return why the kernel does not fit, or None."""
    if min(room(rows, kernel, pad)) < 0:
        return "the kernel is larger than the padded input"
    return None
