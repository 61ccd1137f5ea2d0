"""Pictures as text: a window over a matrix, a plane with a line, a curve with its point, a mask."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engines.family import Picture
from engines.values import Value, as_number, show_value

_WIDTH, _HEIGHT = 41, 13


def render(picture: Picture) -> str:
    """Return the picture as lines of text, its words below."""
    drawn = _SORTS[picture.sort](picture.data)
    return "\n".join([*drawn, "", *picture.words])


def _window(data: Mapping[str, Value]) -> list[str]:
    """Return the matrix once for each window, which stands in brackets."""
    rows = [[show_value(entry) for entry in _row(row)] for row in _row(data["matrix"])]
    high, wide = int(_real(data["height"])), int(_real(data["width"]))
    width = max(len(text) for row in rows for text in row)
    lines: list[str] = []
    for corner in _row(data["corners"]):
        top, left = (int(_real(entry)) for entry in _row(corner))
        for i, row in enumerate(rows):
            cells = [
                f"[{text:>{width}}]"
                if top <= i < top + high and left <= j < left + wide
                else f" {text:>{width}} "
                for j, text in enumerate(row)
            ]
            lines.append("  " + "".join(cells))
        lines.append("")
    return lines[:-1]


def _plane(data: Mapping[str, Value]) -> list[str]:
    """Return the corners of the unit square with their outputs; dots where the unit fires."""
    first, second, bias = (_real(data[name]) for name in ("w1", "w2", "b"))
    low, high = -0.5, 1.5
    grid = [
        [
            "·" if first * _at(j, _WIDTH, low, high) + second * y + bias > 0 else " "
            for j in range(_WIDTH)
        ]
        for y in (_at(_HEIGHT - 1 - i, _HEIGHT, low, high) for i in range(_HEIGHT))
    ]
    for point, output in zip(_row(data["points"]), _row(data["outputs"]), strict=True):
        x, y = (_real(entry) for entry in _row(point))
        column = round((x - low) / (high - low) * (_WIDTH - 1))
        line = _HEIGHT - 1 - round((y - low) / (high - low) * (_HEIGHT - 1))
        grid[line][column] = show_value(output)
    return _lines(grid)


def _curve(data: Mapping[str, Value]) -> list[str]:
    """Return the curve through (xs, ys) as dots, the points (px, py) as crosses."""
    xs, ys = _reals(data["xs"]), _reals(data["ys"])
    px, py = _reals(data["px"]), _reals(data["py"])
    left, right = min(xs + px), max(xs + px)
    low, high = min(ys + py), max(ys + py)
    grid = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    for sign, points in (("·", zip(xs, ys, strict=True)), ("x", zip(px, py, strict=True))):
        for x, y in points:
            grid[_HEIGHT - 1 - _place(y, low, high, _HEIGHT)][_place(x, left, right, _WIDTH)] = sign
    return _lines(grid)


def _mask(data: Mapping[str, Value]) -> list[str]:
    """Return the matrix with its entries, and a dot where something is masked."""
    return [
        "  " + " ".join("·" if entry is False else show_value(entry) for entry in _row(row))
        for row in _row(data["matrix"])
    ]


_SORTS: Mapping[str, Callable[[Mapping[str, Value]], list[str]]] = {
    "window": _window,
    "plane": _plane,
    "curve": _curve,
    "mask": _mask,
}


def _lines(grid: list[list[str]]) -> list[str]:
    return [f"  {''.join(line)}".rstrip() for line in grid]


def _place(number: float, low: float, high: float, cells: int) -> int:
    return 0 if high == low else round((number - low) / (high - low) * (cells - 1))


def _at(cell: int, cells: int, low: float, high: float) -> float:
    return low + cell / (cells - 1) * (high - low)


def _row(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _real(value: Value) -> float:
    return float(as_number(value))


def _reals(value: Value) -> tuple[float, ...]:
    return tuple(_real(entry) for entry in _row(value))
