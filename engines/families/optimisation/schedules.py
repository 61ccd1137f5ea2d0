"""What learning-rate schedules have in common: their parameters and their picture."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.neat import neat
from engines.family import Param, Picture
from engines.values import Float, Value

RATE = Param("lr", "decimal", "the learning rate at first", 0.0001, 10)
EPOCH = Param("e", "int", "the epoch that is asked for, counted from 0", 0, 1000)
ANSWER = Float(sig=3)
COUNTED = "Epochs are counted from 0, and the scheduler makes one step at the end of each."
TAGS = ("learning-rate", "schedules")
_POINTS = 80


def docs(name: str) -> str:
    """Return the page of a scheduler."""
    return f"https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.{name}.html"


def curve(rate: Callable[[int], float], at: int, last: int, *, unit: str = "epoch") -> Picture:
    """Return the rate from 0 to `last` with the asked epoch or step marked."""
    times = sorted({*range(0, last + 1, max(last // _POINTS, 1)), last})
    rates = tuple(rate(time) for time in times)
    data: dict[str, Value] = {
        "xs": tuple(times),
        "ys": rates,
        "px": (at,),
        "py": (rate(at),),
    }
    words = (
        f"The learning rate from {unit} 0 to {unit} {last}.",
        f"It begins at {neat(rates[0])} and ends at {neat(rates[-1])}.",
        f"The cross is {unit} {at}: {neat(rate(at))}.",
    )
    return Picture("curve", data, words)
