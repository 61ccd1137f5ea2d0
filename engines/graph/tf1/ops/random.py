"""Op table: random numbers, by TensorFlow's distributions but not its streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from engines.graph.limits import check_shape
from engines.graph.tf1.folding import static_shape
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ops.state import Execution, Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape


def _random_shape(op: Operation) -> Shape:
    return static_shape(op.inputs[0])


def _random(draw: Callable[[tuple[int, ...], torch.Generator, Operation], Tensor]) -> Any:
    def kernel(execution: Execution, op: Operation, shape: Tensor, *bounds: Tensor) -> Tensor:
        sizes = tuple(int(size) for size in shape)
        check_shape(sizes)
        if bounds:
            low, high = (int(bound) for bound in bounds)
            if low >= high:
                raise KernelFailure(f"Need minval < maxval, got {low} >= {high}")
            generator = execution.generator(op)
            return torch.randint(low, high, sizes, generator=generator).to(op.attrs["dtype"].torch)
        return draw(sizes, execution.generator(op), op).to(op.attrs["dtype"].torch)

    return kernel


def _uniform(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    return torch.rand(sizes, generator=generator)


def _normal(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    return torch.randn(sizes, generator=generator)


def _truncated(sizes: tuple[int, ...], generator: torch.Generator, op: Operation) -> Tensor:
    value = torch.randn(sizes, generator=generator)
    for _ in range(60):
        far = value.abs() > 2
        if not bool(far.any()):
            break
        value = torch.where(far, torch.randn(sizes, generator=generator), value)
    return value.clamp(-2, 2)


def _shuffle(execution: Execution, op: Operation, value: Tensor) -> Tensor:
    order = torch.randperm(value.shape[0], generator=execution.generator(op))
    return value[order]


def _orthogonal(op: Operation, value: Tensor) -> Tensor:
    columns, triangle = torch.linalg.qr(value)
    signs: Tensor = torch.sign(torch.diagonal(triangle))
    result: Tensor = columns * signs
    return result


register(
    (
        OpDef("_Orthogonal", "x:T", same_shape, 0, _orthogonal),
        OpDef("RandomUniform", "shape:int32", _random_shape, "dtype", _random(_uniform),
              stateful=True),
        OpDef("RandomUniformInt", "shape:int32 minval:T maxval:T", _random_shape, "dtype",
              _random(_uniform), stateful=True),
        OpDef("RandomStandardNormal", "shape:int32", _random_shape, "dtype", _random(_normal),
              stateful=True),
        OpDef("TruncatedNormal", "shape:int32", _random_shape, "dtype", _random(_truncated),
              stateful=True),
        OpDef("RandomShuffle", "value:T", same_shape, 0, _shuffle, stateful=True),
    )
)  # fmt: skip
