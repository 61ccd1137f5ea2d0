"""How shape errors name the node that could not be built."""

from __future__ import annotations

from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.registry import OPS
from engines.graph.tf1.shapes import show_shape


def where(op: Operation) -> str:
    """Return the end of a shape error: the node's definition and the shapes of its inputs."""
    shapes = ", ".join(show_shape(tensor.shape) for tensor in op.inputs)
    names = ", ".join(
        f"{tensor.op.name}:{tensor.index}" if tensor.index else tensor.op.name
        for tensor in op.inputs
    )
    definition = f"{{{{node {op.name}}}}} = {op.type}{_attributes(op)}({names})"
    return f" for '{definition}' with input shapes: {shapes}."


def _attributes(op: Operation) -> str:
    shown = []
    groups: dict[str, DType] = {}
    for argument, tensor in zip(OPS[op.type].parsed(), op.inputs, strict=False):
        if argument.group:
            groups.setdefault(argument.group, tensor.dtype)
    shown += [f"{name}={dtype.enum}" for name, dtype in groups.items()]
    for name, value in op.attrs.items():
        if name.startswith("_"):
            continue
        if isinstance(value, bool):
            shown.append(f"{name}={str(value).lower()}")
        elif isinstance(value, (int, str)):
            shown.append(f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}")
        elif isinstance(value, (list, tuple)) and all(isinstance(x, int) for x in value):
            shown.append(f"{name}=[{', '.join(map(str, value))}]")
    return f"[{', '.join(sorted(shown))}]" if shown else ""
