"""A second opinion on every family: numpy, brute force, enumeration, or a published number.

They stand in ``opinions/``, one file a topic, written without the families' formulas and helpers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engines import api
from engines.agreement import largest_difference
from tests.opinions import gathered

OPINIONS = gathered()


def test_every_family_has_a_second_opinion() -> None:
    assert set(OPINIONS) == set(api.names())


@pytest.mark.parametrize("name", [name for name in api.names() if name in OPINIONS])
def test_truth_agrees_with_the_second_opinion(name: str) -> None:
    params, opinion = OPINIONS[name]
    family = api.family(name)
    full = api.complete(family, params)
    other = opinion(full)
    value = api.variant(name, params).truth
    if isinstance(other, np.ndarray):
        other = _tuples(other.tolist())
    assert largest_difference(value, other) <= 1e-9 * max(1.0, abs(_size(other)))


def _size(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 1.0


def _tuples(found: Any) -> Any:
    return tuple(_tuples(entry) for entry in found) if isinstance(found, list) else found
