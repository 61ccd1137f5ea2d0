"""Arguments as torch takes them: the snippet's types unwrapped, devices that are no CPU refused."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.limits import CapReached
from engines.graph.scope import TypeValue
from engines.graph.show import weigh

_DEVICES = ("cuda", "mps", "xpu", "xla", "hpu", "mtia", "vulkan")


def plain(value: Any) -> Any:
    """Return an argument as torch takes it: `float`, `int` and `bool` as Python's own types."""
    if isinstance(value, TypeValue) and not value.module and len(value.python) == 1:
        return value.python[0]
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value


def unwrapped(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a call as torch takes them, once they are known to be small."""
    for value in (*arguments, *named.values()):
        weigh(value)
    given = [plain(value) for value in arguments]
    keywords = {key: plain(value) for key, value in named.items()}
    refuse_devices((*given, *keywords.values()))
    return given, keywords


def plain_part(value: Any) -> Any:
    """Return what a container of modules is given: classes too, which torch refuses by name."""
    if isinstance(value, TypeValue) and len(value.python) == 1:
        return value.python[0]
    if isinstance(value, dict):
        return type(value)((key, plain_part(entry)) for key, entry in value.items())
    return [plain_part(entry) for entry in value] if isinstance(value, list) else value


def refuse_devices(values: Any) -> None:
    """Raise CapReached for a device other than the CPU: what it does depends on the machine."""
    for value in values:
        if isinstance(value, str) and value.startswith(_DEVICES):
            raise CapReached(value, f"the device `{value}` is not supported: snippets run on cpu")


def device(name: Any, index: Any = None) -> torch.device:
    """Return `torch.device(name)` of the CPU or of tensors without data."""
    refuse_devices((name,))
    if isinstance(name, torch.device):
        return name
    if name not in ("cpu", "meta", "cpu:0"):
        raise CapReached("torch.device", "a device is `cpu` in snippets")
    return torch.device(name) if index is None else torch.device(name, index)
