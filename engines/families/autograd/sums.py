"""Sums of a matrix along its lines, as the gradient of what was shared along them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engines.families.worked import factor, shown, total
from engines.family import Step
from engines.values import Number


def line_sums(
    lines: Sequence[Sequence[Number]], names: Sequence[str], *, mean: bool = False
) -> tuple[tuple[float, ...], tuple[Step, ...]]:
    """Return the sum (or `mean`) of each line, with one step each under the line's name."""
    sums: list[float] = []
    steps: list[Step] = []
    for name, line in zip(names, lines, strict=True):
        found, numbers = math.fsum(line), total(map(factor, line))
        if mean:
            found, numbers = found / len(line), f"({numbers}) / {len(line)}"
        sums.append(found)
        steps.append(Step(name, numbers, shown(found)))
    return tuple(sums), tuple(steps)
