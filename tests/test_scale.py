"""The share of a figure's n that a run takes."""

from __future__ import annotations

import pytest

from tests.scale import n


@pytest.mark.parametrize(
    ("environ", "expected"), [({}, 10), ({"SOAK": "0"}, 10), ({"SOAK": "1"}, 1000)]
)
def test_full_n_is_for_soaking(environ: dict[str, str], expected: int) -> None:
    assert n(1000, 100, environ) == expected


def test_a_figure_is_never_empty() -> None:
    assert n(5, 100, {}) == 1
