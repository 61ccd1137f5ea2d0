"""torch.autograd and the random generators of snippets."""

from __future__ import annotations

from typing import Any

import torch

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import Builtin, Namespace, TypeValue
from engines.graph.torch_language.guard import call_torch
from engines.graph.torch_language.modules import attempt


def _slopes(outputs: Any, inputs: Any, grad_outputs: Any = None, **named: Any) -> Any:
    return call_torch("grad", torch.autograd.grad, [outputs, inputs, grad_outputs], named)


def _backward(tensors: Any, grad_tensors: Any = None, **named: Any) -> Any:
    return call_torch("backward", torch.autograd.backward, [tensors, grad_tensors], named)


AUTOGRAD = Namespace(
    "torch.autograd",
    {
        "grad": Builtin("grad", _slopes),
        "backward": Builtin("backward", _backward),
    },
)
GENERATOR = TypeValue(
    "Generator",
    "torch",
    (torch.Generator,),
    Builtin("Generator", lambda device="cpu": torch.Generator(device)),
)


def of_generator(value: torch.Generator, name: str) -> Any:
    """Return an allow-listed attribute of a random generator."""
    if name == "device":
        return value.device
    if name in ("manual_seed", "initial_seed"):
        method = getattr(value, name)
        return Builtin(name, lambda *arguments: attempt(method, *arguments))
    if hasattr(value, name):
        raise CapReached(name, f"`{name}` of a generator is not supported")
    raise failure("AttributeError", f"'torch._C.Generator' object has no attribute '{name}'")


def of_node(value: Any, name: str) -> Any:
    """Return the name of a node of the graph, or the nodes that it leads to."""
    if name == "name":
        return Builtin(name, value.name)
    if name == "next_functions":
        return value.next_functions
    raise CapReached(name, f"`{name}` of a grad_fn is not supported: `name()`, `next_functions`")
