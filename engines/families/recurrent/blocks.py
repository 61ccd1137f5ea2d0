"""Weights of recurrent layers, block by block."""

from __future__ import annotations

from dataclasses import dataclass

from engines.families.given import number
from engines.family import Param, Params, Step, Truth

INPUTS = Param("I", "int", "size of the input", 1, 10**5)
HIDDEN = Param("H", "int", "size of the hidden state", 1, 10**5)


@dataclass(frozen=True, slots=True)
class Block:
    """One gate or candidate of a layer: its weights and biases; slips change the last two."""

    inputs: int
    hidden: int
    biases: int = 2
    recurrent: bool = True

    @property
    def size(self) -> int:
        """Return I·H + H² + 2H."""
        square = self.hidden**2 if self.recurrent else 0
        return self.inputs * self.hidden + square + self.biases * self.hidden

    @property
    def numbers(self) -> str:
        """Return the sum as it is written."""
        parts = [f"{self.inputs} × {self.hidden}"]
        if self.recurrent:
            parts.append(f"{self.hidden}²")
        parts.append(f"{self.biases} × {self.hidden}")
        return " + ".join(parts)


def one_layer(params: Params, gates: int, *, biases: int = 2, recurrent: bool = True) -> Truth:
    """Return the parameters of one layer in one direction with `gates` blocks."""
    block = Block(number(params, "I"), number(params, "H"), biases, recurrent)
    return Truth(
        gates * block.size,
        (
            Step("one block", block.numbers, str(block.size)),
            Step("all blocks", f"{gates} × {block.size}", str(gates * block.size)),
        ),
    )
