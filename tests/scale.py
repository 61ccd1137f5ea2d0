"""How much of a figure's full n a run takes: all of it under SOAK=1, a stated share otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping


def n(full: int, factor: int, environ: Mapping[str, str] = os.environ) -> int:
    """`full` in `make soak` (SOAK=1), else `full // factor`, at least 1."""
    return full if environ.get("SOAK") == "1" else max(1, full // factor)
