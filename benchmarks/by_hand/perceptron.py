"""Threshold units as a script would call them, to time the witness against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

_GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "NOR": [1, 0, 0, 0]}


def _bias(p: Any) -> Any:
    inputs = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    sums = [p["w1"] * x + p["w2"] * y for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))]
    wanted = _GATES[p["gate"]]
    firing = min(s for s, out in zip(sums, wanted, strict=True) if out)
    silent = max(s for s, out in zip(sums, wanted, strict=True) if not out)
    layer: Any = torch.nn.Linear(2, 1, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[p["w1"], p["w2"]]], dtype=torch.float64))
        layer.bias.fill_(-(firing + silent) / 2)
        found = layer(inputs)[:, 0]
    fired = found > 0 if p["rule"] == "> 0" else found >= 0
    return fired.int().tolist() == wanted


def _rows(p: Any) -> Any:
    return len(torch.cartesian_prod(*[torch.tensor([0, 1])] * p["n"]))


BY_HAND: dict[str, Callable[[Any], Any]] = {"gate.bias_design": _bias, "truth_table.rows": _rows}
