"""The learning rate after some steps of a scheduler."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from engines.witness.proof import tolerance


def rate_after(
    torch: ModuleType, device: str, rate: float, steps: int, schedule: Callable[[Any], Any]
) -> float:
    """Return the rate that SGD uses after `steps` steps of what `schedule` makes of it."""
    optimiser = torch.optim.SGD([torch.zeros(1, device=device)], lr=rate)
    scheduler = schedule(optimiser)
    for _ in range(steps):
        optimiser.step()
        scheduler.step()
    return float(scheduler.get_last_lr()[0])


def drift(torch: ModuleType, steps: int) -> float:
    """Return the tolerance of a rate that each step computes from the one before."""
    return tolerance(torch) * (1 + steps / 10)
