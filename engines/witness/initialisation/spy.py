"""What torch's initialisers ask the random generator for: the bounds and spreads they hand on.

A sample's own maximum or standard deviation would only come near them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any


@cache
def _spy(torch: ModuleType) -> Any:
    """Return the mode that notes each call of a random filler below Python."""

    mode: Any = torch.utils._python_dispatch.TorchDispatchMode

    class Spy(mode):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[tuple[Any, tuple[Any, ...]]] = []

        def __torch_dispatch__(
            self, function: Any, _types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            self.seen.append((function, args[1:]))
            return function(*args, **(kwargs or {}))

    return Spy


def uniform_bound(torch: ModuleType, fill: Callable[[], object]) -> float:
    """Return the upper bound of the first uniform distribution that `fill` draws from."""
    return _second(torch, fill, torch.ops.aten.uniform_.default)


def normal_std(torch: ModuleType, fill: Callable[[], object]) -> float:
    """Return the standard deviation of the first normal distribution that `fill` draws from."""
    return _second(torch, fill, torch.ops.aten.normal_.default)


def _second(torch: ModuleType, fill: Callable[[], object], filler: Any) -> float:
    """Return the second argument of the first call of `filler`; for both it is 1 by default."""
    with _spy(torch)() as spy:
        fill()
    args = next(args for function, args in spy.seen if function is filler)
    return float(args[1]) if len(args) > 1 else 1.0
