"""Circular garbage, looked for less often while many objects are made and hardly any circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS = 70_000
"""New objects from one look to the next: a hundred times Python's own."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for circular garbage a hundredth as often: else looking takes a tenth of a check."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
