"""Whole numbers as a tensor of floats, without a look at each of them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.values import Value


def cells(torch: ModuleType, value: Value, device: str, **options: Any) -> Any:
    """Return a parameter whose entries are whole as a tensor of the default float type."""
    return torch.tensor(value, dtype=torch.get_default_dtype(), device=device, **options)
