"""What the optimisers' families share: the weight, its gradients, the rate, and their ranges."""

from __future__ import annotations

from engines.family import Param, Params
from engines.ranges import ChoiceRange, IntRange, Range, VectorRange

START = Param("w", "decimal", "where it starts", -100, 100)
GRADIENTS = Param(
    "g", "vector", "the gradients of the steps", -100, 100, sizes=(1, 5), entry="decimal"
)
RATE = Param("lr", "decimal", "the learning rate", 0.0001, 10)
MOMENTUM_CANONICAL: Params = {"w": 1, "g": (1, 1), "mu": 0.9, "lr": 0.1}
MOMENTUM_VARY: dict[str, Range] = {
    "w": IntRange(1, 5),
    "g": VectorRange(IntRange(-2, 4), 2),
    "mu": ChoiceRange((0.5, 0.9)),
    "lr": ChoiceRange((0.1, 0.5)),
}
