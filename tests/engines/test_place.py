"""Where a layer is run whose shape alone is asked: for real while that is quick."""

from __future__ import annotations

import pytest

from engines.prove import prove
from engines.witness.proof import REAL_ELEMENTS, REAL_MULTIPLIES, place


@pytest.mark.parametrize(
    ("shapes", "multiplies", "where"),
    [
        (((1, 3, 41, 41),), 10**6, "cuda:0"),
        (((REAL_ELEMENTS,),), REAL_MULTIPLIES, "cuda:0"),
        (((REAL_ELEMENTS + 1,),), 0, "meta"),
        (((1,),), REAL_MULTIPLIES + 1, "meta"),
    ],
)
def test_small_layers_run_for_real(
    shapes: tuple[tuple[int, ...], ...], multiplies: int, where: str
) -> None:
    assert place("cuda:0", *shapes, multiplies=multiplies) == where


@pytest.mark.parametrize(("side", "device"), [(32, "cpu"), (100_000, "meta")])
def test_the_run_line_names_the_device_that_was_used(side: int, device: str) -> None:
    torch = pytest.importorskip("torch")
    seen = prove("conv2d.output_size", {"H": side, "K": 3, "S": 2, "P": 1}, torch, "cpu")
    assert (seen.device, seen.agrees) == (device, True)
