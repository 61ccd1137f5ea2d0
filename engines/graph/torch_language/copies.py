"""The `copy` module of snippets: copies of plain values, tensors and modules."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch

from engines.graph.limits import CapReached, check_elements
from engines.graph.scope import Builtin, Namespace, current_run
from engines.graph.show import weigh
from engines.graph.torch_language.modules import attempt

_PLAIN = (bool, int, float, str, type(None), torch.dtype, torch.device, torch.Size)
_CONTAINERS = (list, tuple, dict)


def _held(value: Any) -> int:
    """Return how many entries a copy would hold. Raises CapReached for what cannot be copied."""
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, torch.nn.Module):
        return sum(part.numel() for part in (*value.parameters(), *value.buffers()))
    if isinstance(value, _CONTAINERS):
        parts = value.values() if isinstance(value, dict) else value
        return sum(1 + _held(part) for part in parts)
    if isinstance(value, _PLAIN):
        return 1
    raise CapReached("copy", f"a {type(value).__name__} cannot be copied in snippets")


def _deepcopy(value: Any) -> Any:
    weigh(value)
    held = _held(value)
    check_elements(held // 4)
    current_run().budget.spend(32 + held // 100)
    return attempt(copy.deepcopy, value)


def _copy(value: Any) -> Any:
    if not isinstance(value, (*_CONTAINERS, *_PLAIN, torch.Tensor)):
        raise CapReached("copy", f"a {type(value).__name__} cannot be copied in snippets")
    weigh(value)
    return attempt(copy.copy, value)


COPY = Namespace(
    "copy", {"deepcopy": Builtin("deepcopy", _deepcopy), "copy": Builtin("copy", _copy)}
)
