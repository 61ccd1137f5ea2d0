"""Op table: products by index notation."""

from __future__ import annotations

import math

import numpy as np
import torch

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, broadcast, show_shape


def _einsum_sizes(op: Operation) -> tuple[list[str], str, dict[str, int | None]]:
    """Return the labels of each input, those of the result, and the size of each label."""
    left, _, result = op.attrs["equation"].partition("->")
    labels = left.split(",")
    sizes: dict[str, int | None] = {}
    for text, tensor in zip(labels, op.inputs, strict=True):
        shape = tensor.shape
        if shape is None:
            continue
        before, dots, after = text.partition("...")
        named = before + after
        if len(named) > len(shape) or (not dots and len(named) != len(shape)):
            least = "at least rank" if dots else "rank"
            raise ShapeProblem(f"Shape must be {least} {len(named)} but is rank {len(shape)}")
        ends = shape[: len(before)] + shape[len(shape) - len(after) :]
        for label, size in zip(named, ends, strict=True):
            known = sizes.get(label)
            if known is not None and size is not None and known != size:
                raise ShapeProblem(f"Dimensions must be equal, but are {known} and {size}")
            sizes[label] = size if known is None else known
    return labels, result, sizes


def _einsum_shape(op: Operation) -> Shape:
    labels, result, sizes = _einsum_sizes(op)
    if "." not in result:
        return tuple(sizes.get(label) for label in result)
    outer: Shape = ()
    for text, tensor in zip(labels, op.inputs, strict=True):
        if "." not in text:
            continue
        if tensor.shape is None:
            return None
        before, _, after = text.partition("...")
        outer = broadcast(outer, tensor.shape[len(before) : len(tensor.shape) - len(after)])
    before, _, after = result.partition("...")
    known = [tuple(sizes.get(label) for label in side) for side in (before, after)]
    return None if outer is None else (*known[0], *outer, *known[1])


def _einsum(op: Operation, *values: Tensor) -> Tensor:
    left, _, result = op.attrs["equation"].partition("->")
    sizes: dict[str, int] = {}
    outer: tuple[int, ...] = ()
    for index, (text, value) in enumerate(zip(left.split(","), values, strict=True)):
        before, dots, after = text.partition("...")
        named, rank = before + after, value.dim()
        if len(named) > rank or (not dots and len(named) != rank):
            raise KernelFailure(f"Expected input {index} to have rank {len(named)} but got: {rank}")
        inner = slice(len(before), rank - len(after))
        shape = tuple(value.shape)
        for label, size in zip(named, shape[: inner.start] + shape[inner.stop :], strict=True):
            if sizes.setdefault(label, size) != size:
                raise KernelFailure(
                    f"Expected dimension {sizes[label]} at axis {text.index(label)} of the input"
                    f" shaped {show_shape(shape)} but got dimension {size}"
                )
        outer = _broadcast(outer, shape[inner])
    check_shape((*outer, *(sizes[label] for label in result.replace(".", ""))))
    work = math.prod(sizes.values()) * math.prod(outer)
    current_run().budget.spend(min(work // 20_000, 10**9))
    return torch.einsum(op.attrs["equation"], *values)


def _broadcast(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        raise KernelFailure(
            f"Incompatible shapes: {show_shape(left)} vs. {show_shape(right)}"
        ) from None


register((OpDef("Einsum", "", _einsum_shape, 0, _einsum),))
