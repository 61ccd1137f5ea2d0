"""The caps that keep every snippet short, and the budget that counts towards them.

A step is about the cost of evaluating one node of the syntax tree; dearer work spends several.
Nothing looks at a clock, so that the same snippet ends in the same way on every machine.
"""

from __future__ import annotations

MAX_SOURCE = 16 * 1024
MAX_NESTING = 40
MAX_STEPS = 300_000
MAX_CALL_DEPTH = 30
MAX_OUTPUT = 64 * 1024
MAX_TEXT = 64 * 1024
MAX_CELLS = 100_000
MAX_PRINTED_ENTRIES = 25_000
MAX_ELEMENTS = 2**20
MAX_BITS = 4096
MAX_WIDTH = 500
MAX_NODES = 10_000
MAX_RECORDED = 400
MAX_DRAWN = 400


class CapReached(Exception):
    """A snippet asked for more than a cap allows: `name` is the thing, `reason` the sentence."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(reason)


class Budget:
    """Counts the steps of one run down to zero."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take `steps` off the budget. Raises CapReached when it is used up."""
        self.left -= steps
        if self.left < 0:
            raise CapReached("steps", "the snippet runs for too many steps")


def check_elements(count: int, what: str = "tensor") -> None:
    """Raise CapReached when an array or tensor of `count` elements would be too large."""
    if count > MAX_ELEMENTS:
        raise CapReached(what, f"{count} elements in one {what}: the cap is {MAX_ELEMENTS}")


def check_shape(shape: tuple[int, ...], what: str = "tensor") -> None:
    """Raise CapReached when an array or tensor of `shape` would be too large."""
    count = 1
    for size in shape:
        count *= max(size, 1)
        check_elements(count, what)


def check_text(length: int) -> None:
    """Raise CapReached when a string of `length` characters would be too long."""
    if length > MAX_TEXT:
        raise CapReached("string", f"a string of {length} characters is over the cap of {MAX_TEXT}")


def check_cells(count: int) -> None:
    """Raise CapReached when a list, tuple, dict or set of `count` entries would be too long."""
    if count > MAX_CELLS:
        raise CapReached("list", f"a list of {count} entries is over the cap of {MAX_CELLS}")


def check_bits(bits: int) -> None:
    """Raise CapReached when an integer of `bits` bits would be too large."""
    if bits > MAX_BITS:
        raise CapReached("integer", f"an integer of {bits} bits is over the cap of {MAX_BITS}")
