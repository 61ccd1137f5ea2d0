"""Recurrent layers of several steps, layers and directions: what they take and what they return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engines.families.given import number, word
from engines.family import Param, Params
from engines.ranges import ChoiceRange, IntRange, Range

_LAST, _FIRST = "batch_first=False", "batch_first=True"
_ONE, _BOTH = "unidirectional", "bidirectional"
WAY = Param("way", "choice", "one direction or both", choices=(_ONE, _BOTH))


def directions(params: Params) -> int:
    """Return 2 for a bidirectional layer, else 1."""
    return 2 if word(params, "way") == _BOTH else 1


SHAPE_PARAMS = (
    Param("T", "int", "time steps", 1, 1000),
    Param("N", "int", "sequences in the batch", 1, 1000),
    Param("I", "int", "size of the input", 1, 1000),
    Param("H", "int", "size of the hidden state", 1, 1000),
    Param("L", "int", "layers", 1, 8),
    WAY,
    Param("first", "choice", "whether the batch comes first", choices=(_LAST, _FIRST)),
)
SHAPE_EXAMPLE: Params = {
    "T": 10, "N": 4, "I": 8, "H": 16, "L": 2, "way": _BOTH, "first": _LAST
}  # fmt: skip
SHAPE_VARY: Mapping[str, Range] = {
    "T": ChoiceRange((5, 7, 10)),
    "N": ChoiceRange((3, 4, 6)),
    "I": ChoiceRange((8, 12)),
    "H": ChoiceRange((16, 20, 32)),
    "L": IntRange(1, 3),
    "way": ChoiceRange((_ONE, _BOTH)),
    "first": ChoiceRange((_LAST, _FIRST)),
}
SHAPE_PROMPT = (
    "A {{way}} nn.RNN(input_size={{I}}, hidden_size={{H}}, num_layers={{L}}, {{first}}) gets "
    "{{N}} sequences of {{T}} steps, in the layout it expects. "
)


@dataclass(frozen=True, slots=True)
class Layer:
    """What the layer returns: the shapes of output and h_n, D directions and L layers."""

    steps: int
    batch: int
    hidden: int
    layers: int
    ways: int
    batch_first: bool

    @property
    def output(self) -> tuple[int, int, int]:
        """The last layer's state at every step."""
        return (*self.leading(self.batch_first), self.ways * self.hidden)

    @property
    def last(self) -> tuple[int, int, int]:
        """The state of every layer and direction after its last step."""
        return self.ways * self.layers, self.batch, self.hidden

    def leading(self, batch_first: bool) -> tuple[int, int]:
        """Batch and time in their order."""
        return (self.batch, self.steps) if batch_first else (self.steps, self.batch)


def layer_of(params: Params) -> Layer:
    """Return the layer that the parameters describe."""
    steps, batch, hidden, layers = (number(params, name) for name in ("T", "N", "H", "L"))
    first = word(params, "first") == _FIRST
    return Layer(steps, batch, hidden, layers, directions(params), first)
