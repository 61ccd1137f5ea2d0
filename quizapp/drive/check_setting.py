"""What a check of banks runs under: what is asked of it, and what this machine has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.engine_client import Device


@dataclass(frozen=True, slots=True)
class Setting:
    """What every process of a check needs to know. `run`: whether PyTorch is asked."""

    seeds: int
    run: bool
    device: Device = "auto"


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def torch_version() -> str | None:
    """Return the version of the installed PyTorch without importing it, or None."""
    from importlib import metadata

    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return None
