"""Draws with parameters: tf.multinomial, tf.random_gamma, tf.random_poisson, tf.random_crop."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import failure
from engines.graph.limits import check_shape
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.debug import tf_assert, waiting
from engines.graph.tf1.api.random import random_uniform, shape_tensor
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.folding import static_shape, static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.state import Execution, Tensor
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem


def _classes_shape(op: Operation) -> Shape:
    logits, number = op.inputs
    for tensor, rank in ((logits, 2), (number, 0)):
        if tensor.shape is not None and len(tensor.shape) != rank:
            raise ShapeProblem(f"Shape must be rank {rank} but is rank {len(tensor.shape)}")
    known = static_value(number)
    rows = None if logits.shape is None else logits.shape[0]
    return (rows, None if known is None else int(known))


def _classes(execution: Execution, op: Operation, logits: Tensor, number: Tensor) -> Tensor:
    if logits.dim() != 2:
        raise KernelFailure(f"logits should be a matrix, got shape {list(logits.shape)}")
    if int(number) < 0:
        raise KernelFailure(f"num_samples should be nonnegative, got {int(number)}")
    check_shape((logits.shape[0], int(number)))
    kind = op.attrs["output_dtype"].torch
    if not logits.shape[0] or not int(number):
        return torch.zeros((logits.shape[0], int(number)), dtype=kind)
    weights = torch.softmax(logits.detach().double(), 1)
    generator = execution.generator(op)
    return torch.multinomial(weights, int(number), True, generator=generator).to(kind)


def _drawn_shape(op: Operation) -> Shape:
    outer, inner = static_shape(op.inputs[0]), op.inputs[1].shape
    return None if outer is None or inner is None else (*outer, *inner)


def _spread_out(shape: Tensor, parameter: Tensor) -> Tensor:
    """Return `parameter` once for each draw."""
    sizes = (*(int(size) for size in shape), *parameter.shape)
    check_shape(sizes)
    return parameter.detach().double().expand(sizes).contiguous()


def _gamma(execution: Execution, op: Operation, shape: Tensor, alpha: Tensor) -> Tensor:
    wide = _spread_out(shape, alpha)
    drawn: Tensor = torch._standard_gamma(wide, generator=execution.generator(op))
    return drawn.to(alpha.dtype)


def _poisson(execution: Execution, op: Operation, shape: Tensor, rate: Tensor) -> Tensor:
    drawn = torch.poisson(_spread_out(shape, rate), generator=execution.generator(op))
    return drawn.to(op.attrs["dtype"].torch)


register(
    (
        OpDef("Multinomial", "logits:T num_samples:int32!", _classes_shape, "output_dtype",
              _classes, stateful=True),
        OpDef("RandomGamma", "shape:int32 alpha:T", _drawn_shape, 1, _gamma, stateful=True),
        OpDef("RandomPoissonV2", "shape:int32 rate:T", _drawn_shape, "dtype", _poisson,
              stateful=True),
    )
)  # fmt: skip


def _from_logits(logits: Any, number: Any, kind: Any, seed: Any) -> Any:
    wanted = needs_dtype(kind) or dt.INT64
    if wanted not in (dt.INT32, dt.INT64):
        raise failure(
            "ValueError",
            f"Argument `dtype` got invalid value {wanted}. Accepted dtypes are"
            f" ({dt.INT32!r}, {dt.INT64!r}).",
        )
    tensor = convert(logits, None, "logits")
    return call_op("Multinomial", None, tensor, number, output_dtype=wanted, seed=seed)


@export("multinomial", "random.multinomial")
def multinomial(logits: Any, num_samples: Any, seed: Any = None, name: Any = None,
                output_dtype: Any = None) -> Any:  # fmt: skip
    """Return classes drawn by their unnormalised log-probabilities, a row for each row."""
    with name_scope(name, "multinomial"):
        return _from_logits(logits, num_samples, output_dtype, seed)


@export("random.categorical")
def categorical(logits: Any, num_samples: Any, dtype: Any = None, seed: Any = None,
                name: Any = None) -> Any:  # fmt: skip
    """Return classes drawn by their unnormalised log-probabilities, a row for each row."""
    with name_scope(name, "categorical"):
        return _from_logits(logits, num_samples, dtype, seed)


@export("random_gamma", "random.gamma")
def random_gamma(shape: Any, alpha: Any, beta: Any = None, dtype: Any = dt.FLOAT32,
                 seed: Any = None, name: Any = None) -> Any:  # fmt: skip
    """Return draws of gamma distributions, `shape` of them for each alpha."""
    kind = needs_dtype(dtype) or dt.FLOAT32
    with name_scope(name, "random_gamma"):
        sizes = shape_tensor(shape)
        form = convert(alpha, kind, "alpha")
        rate = convert(1 if beta is None else beta, kind, "beta")
        wide = call_op("Add", "add", form, call_op("ZerosLike", "zeros_like", rate))
        drawn = add_node("RandomGamma", "RandomGamma", (sizes, wide), seed=seed).outputs[0]
        scaled = call_op("RealDiv", "truediv", drawn, rate)
        least = float(np.finfo(kind.numpy).tiny)
        return call_op("Maximum", None, convert(least, kind), scaled)


@export("random_poisson")
def random_poisson(lam: Any, shape: Any, dtype: Any = dt.FLOAT32, seed: Any = None,
                   name: Any = None) -> Any:  # fmt: skip
    """Return draws of Poisson distributions, `shape` of them for each rate."""
    kind = needs_dtype(dtype) or dt.FLOAT32
    with name_scope(name, "random_poisson"):
        sizes = shape_tensor(shape)
        rate = convert(lam, None, "rate")
        return add_node(
            "RandomPoissonV2", "RandomPoissonV2", (sizes, rate), dtype=kind, seed=seed
        ).outputs[0]


@export("random.poisson")
def poisson(lam: Any, shape: Any, dtype: Any = dt.FLOAT32, seed: Any = None,
            name: Any = None) -> Any:  # fmt: skip
    """Return draws of Poisson distributions, as `tf.random_poisson` does."""
    return random_poisson(lam, shape, dtype, seed, name)


@export("random_crop", "image.random_crop")
def random_crop(value: Any, size: Any, seed: Any = None, name: Any = None) -> Any:
    """Return a part of the given size from a random place."""
    with name_scope(name, "random_crop") as scope:
        tensor, wanted = convert(value, None, "value"), convert(size, dt.INT32, "size")
        shape = call_op("Shape", None, tensor, out_type=dt.INT32)
        fits = reduce("All", call_op("GreaterEqual", None, shape, wanted), None, False, None)
        told = ["Need value.shape >= size, got ", shape, wanted]
        shape = waiting(shape, tf_assert(fits, told, 1000))
        limit = call_op("AddV2", "add", call_op("Sub", "sub", shape, wanted), 1)
        sizes = call_op("Shape", None, shape, out_type=dt.INT32)
        drawn = random_uniform(sizes, 0, 2**31 - 1, dt.INT32, seed)
        offset = call_op("FloorMod", "mod", drawn, limit)
        return call_op("Slice", scope, tensor, offset, wanted)
