"""Steps, sentences and numbers of one worked variant of each family are those that were read."""

from __future__ import annotations

import pytest

from engines import api
from tests.engines.golden import read, worked

GOLDEN = read()


def test_every_family_has_a_worked_variant() -> None:
    assert list(GOLDEN) == list(api.names())


@pytest.mark.parametrize("name", api.names())
def test_worked_variant_is_as_it_was_read(name: str) -> None:
    assert worked(name) == GOLDEN[name]
