"""tf functions that multiply by axes or by index notation."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import concat, reshape, stack, transpose
from engines.graph.tf1.api.operators import matmul
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, check_type, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.shapes import fully_known

Axes = list[int]


def _axes_of(a: SymbolicTensor, axes: Any) -> tuple[Axes, Axes]:
    """Return the axes of the left and of the right tensor that are summed over."""
    if isinstance(axes, (int, np.integer)):
        if axes < 0:
            raise failure("ValueError", f"`axes` must be at least 0. Received: {axes}.")
        rank = len(a.shape or ())
        if axes > rank:
            raise failure(
                "ValueError",
                "`axes` must not be larger than the number of dimensions of tensor"
                f" {a}.  Received {axes}, vs tensor dimensions {rank}.",
            )
        return list(range(rank - int(axes), rank)), list(range(int(axes)))
    if not isinstance(axes, (list, tuple)) or len(axes) != 2:
        raise failure("ValueError", f"`axes` must be an integer or have length 2. Received {axes}.")
    left, right = ([side] if isinstance(side, int) else list(side) for side in axes)
    if len(left) != len(right):
        raise failure(
            "ValueError",
            f"Different number of contraction axes `a` and `b`, {len(left)} != {len(right)}.",
        )
    return left, right


def _as_matrix(
    value: SymbolicTensor, axes: Axes, flipped: bool
) -> tuple[SymbolicTensor, SymbolicTensor | list[int], list[int | None]]:
    """Return the tensor as a matrix, the sizes of the axes that stay and what is known of them."""
    shape = value.shape or ()
    rank = len(shape)
    summed = [axis if axis >= 0 else axis + rank for axis in axes]
    free = [axis for axis in range(rank) if axis not in summed]
    order = summed + free if flipped else free + summed
    if not fully_known(shape):
        return _as_unknown_matrix(value, summed, free, flipped)
    sizes = [int(shape[axis] or 0) for axis in free]
    sides = [math.prod(sizes), math.prod(int(shape[axis] or 0) for axis in summed)]
    if flipped:
        sides.reverse()
    turned = value if order == list(range(rank)) else transpose(value, order)
    matrix = turned if list(turned.shape or ()) == sides else reshape(turned, sides)
    return matrix, sizes, list(sizes)


def _as_unknown_matrix(
    value: SymbolicTensor, summed: Axes, free: Axes, flipped: bool
) -> tuple[SymbolicTensor, SymbolicTensor, list[int | None]]:
    shape = value.shape or ()
    summed_axes = convert(np.array(summed, dtype=np.int32), None, "axes")
    free_axes = convert(np.array(free, dtype=np.int32), None, "free")
    sizes = call_op("Shape", None, value, out_type=dt.INT32)
    free_sizes = call_op("GatherV2", None, sizes, free_axes, 0)
    summed_sizes = call_op("GatherV2", None, sizes, summed_axes, 0)
    sides = [reduce("Prod", part, None, False, None) for part in (free_sizes, summed_sizes)]
    order = [free_axes, summed_axes]
    if flipped:
        sides.reverse()
        order.reverse()
    perm = concat(order, 0)
    matrix = reshape(call_op("Transpose", None, value, perm, default="transpose"), stack(sides))
    return matrix, free_sizes, [shape[axis] for axis in free]


@export("tensordot", "linalg.tensordot")
def tensordot(a: Any, b: Any, axes: Any, name: Any = None) -> Any:
    """Return the products of `a` and `b` summed over pairs of axes."""
    with name_scope(name, "Tensordot") as scope:
        left, right = convert(a, None, "a"), convert(b, None, "b")
        left_axes, right_axes = _axes_of(left, axes)
        first, left_sizes, left_known = _as_matrix(left, left_axes, False)
        second, right_sizes, right_known = _as_matrix(right, right_axes, True)
        product = matmul(first, second)
        if isinstance(left_sizes, list) and isinstance(right_sizes, list):
            sizes = left_sizes + right_sizes
            if list(product.shape or ()) == sizes and fully_known(product.shape):
                return product
            return reshape(product, sizes, name=scope)
        parts = [
            convert(np.array(part, dtype=np.int32)) if isinstance(part, list) else part
            for part in (left_sizes, right_sizes)
        ]
        result = reshape(product, concat(parts, 0), name=scope)
        result.shape = (*left_known, *right_known)
        return result


@export("einsum", "linalg.einsum")
def einsum(equation: Any, *inputs: Any, name: Any = None, **options: Any) -> Any:
    """Return the product that index notation describes, as in `ij,jk->ik`."""
    for value in inputs:
        if not isinstance(value, (SymbolicTensor, np.ndarray)) and not is_variable(value):
            kind = type(value).__name__
            raise failure("AttributeError", f"'{kind}' object has no attribute 'shape'")
    with name_scope(name, "einsum"):
        notation = _resolved(equation, len(inputs))
        operands = list(inputs)
        if len(operands) <= 2:
            return _einsum_node(operands, notation)
        while len(operands) > 1:
            notation, operands = _first_two_joined(notation, operands)
        return operands[0]


def _einsum_node(operands: list[Any], notation: str) -> SymbolicTensor:
    tensors = [convert(value, None, "inputs") for value in operands]
    for tensor in tensors:
        check_type("Einsum", "inputs", tensor)
        if tensor.dtype.base != tensors[0].dtype.base:
            raise failure(
                "TypeError",
                "Tensors in list passed to 'inputs' of 'Einsum' Op have types"
                f" [{', '.join(entry.dtype.base.name for entry in tensors)}] that don't all match.",
            )
    return add_node("Einsum", "Einsum", tuple(tensors), equation=notation).outputs[0]


def _first_two_joined(notation: str, operands: list[Any]) -> tuple[str, list[Any]]:
    left, _, result = notation.partition("->")
    labels = left.split(",")
    if len(labels) == 2:
        return notation, [_einsum_node(operands, notation)]
    needed = set("".join(labels[2:])) | set(result)
    joined = "".join(dict.fromkeys(x for x in labels[0] + labels[1] if x in needed))
    pair = _einsum_node(operands[:2], f"{labels[0]},{labels[1]}->{joined}")
    return f"{','.join([joined, *labels[2:]])}->{result}", [pair, *operands[2:]]


def _resolved(equation: str, given: int) -> str:
    """Return the notation with its result written out. Raises the snippet's ValueError."""
    text = equation.replace(" ", "").replace("...", "0")
    allowed = "a-zA-Z0" if "..." in equation else "a-zA-Z"
    match = re.match(f"^([{allowed},]*)(->[{allowed}]*)?$", text)
    if match is None:
        raise failure("ValueError", f"Subscripts have incorrect format: {text}")
    labels = match.group(1).split(",")
    if len(labels) != given:
        raise failure(
            "ValueError", f'Got {given} inputs for equation "{equation}", expecting {len(labels)}'
        )
    counts = Counter(match.group(1))
    if match.group(2) is None:
        result = "".join(x for x in sorted(counts) if x != "," and counts[x] == 1)
    else:
        result = match.group(2)[2:]
    if len(set(result)) != len(result):
        raise failure(
            "ValueError",
            f"Output subscripts contain a label appearing more than once: {equation}",
        )
    for label in result:
        if label != "0" and label not in counts:
            raise failure(
                "ValueError",
                f"Output subscripts contain the label {label} not present in the input subscripts.",
            )
    return f"{match.group(1)}->{result}".replace("0", "...")
