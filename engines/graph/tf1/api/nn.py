"""tf.nn: activations, dropout, products with biases, ranks."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import matrix_product, operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def _soft(kind: str) -> Any:
    def soft(logits: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:
        place = -1 if axis is None and dim is None else (axis if axis is not None else dim)
        value = convert(logits, None, "logits")
        last = value.shape is not None and place == len(value.shape) - 1
        if place == -1 or last:
            return call_op(kind, name, value)
        rank = len(value.shape or ())
        if value.shape is None or not -rank <= place < rank:
            raise failure(
                "InvalidArgumentError",
                f"`dim` must be in the range [{-rank}, {rank}) where {rank} is the number of"
                f" dimensions in the input. Received: dim={place}",
            )
        axes = list(range(rank))
        axes[place], axes[-1] = axes[-1], axes[place]
        swapped = call_op("Transpose", None, value, axes, default="transpose")
        return call_op("Transpose", name, call_op(kind, None, swapped), axes, default="transpose")

    return soft


export("nn.softmax", "math.softmax")(_soft("Softmax"))
export("nn.log_softmax", "math.log_softmax")(_soft("LogSoftmax"))


@export("nn.crelu")
def crelu(features: Any, name: Any = None, axis: Any = -1) -> Any:
    """Return relu(x) and relu(-x) one after the other."""
    with name_scope(name, "CRelu") as scope:
        value = convert(features, None, "features")
        both = (value, call_op("Neg", None, value))
        place = convert(axis, None, "axis", dt.INT32)
        joined = add_node("ConcatV2", scope, (*both, place)).outputs[0]
        return call_op("Relu", None, joined)


@export("nn.leaky_relu")
def leaky_relu(features: Any, alpha: Any = 0.2, name: Any = None) -> Any:
    """Return `x` where positive, `alpha * x` elsewhere."""
    with name_scope(name, "LeakyRelu") as scope:
        value = convert(features, None, "features")
        if value.dtype.integer:
            value = call_op("Cast", None, value, DstT=dt.FLOAT32)
        return call_op("LeakyRelu", scope, value, alpha=float(alpha))


@export("nn.swish", "nn.silu")
def swish(features: Any, beta: Any = 1.0) -> Any:
    """Return x * sigmoid(beta * x)."""
    value = convert(features, None, "features")
    slope = convert(beta, value.dtype.base, "beta")
    gate = call_op("Sigmoid", None, operate("Mul", "mul", slope, value))
    return call_op("Identity", None, operate("Mul", "mul", value, gate), default="IdentityN")


@export("nn.bias_add")
def bias_add(value: Any, bias: Any, data_format: Any = None, name: Any = None) -> Any:
    """Return `value` with a vector added along its axis of channels."""
    if data_format not in (None, "NHWC", "NCHW") and not str(data_format).startswith("N"):
        raise failure(
            "ValueError",
            "`data_format` must be of the form `N...C` or `NC...`. Received: data_format="
            f"{data_format}",
        )
    layout = "NCHW" if data_format is not None and data_format.startswith("NC") else "NHWC"
    return call_op("BiasAdd", name, value, bias, data_format=layout)


@export("nn.dropout")
def dropout(x: Any, keep_prob: Any = None, noise_shape: Any = None, seed: Any = None,
            name: Any = None, rate: Any = None) -> Any:  # fmt: skip
    """Return `x` with entries dropped at random and the rest scaled up."""
    if keep_prob is not None:
        if rate is not None:
            raise failure("ValueError", "Cannot specify both 'rate' and 'keep_prob'.")
        rate = (
            1.0 - keep_prob
            if isinstance(keep_prob, (int, float))
            else operate("Sub", "sub", 1.0, keep_prob)
        )
    if rate is None:
        raise failure("ValueError", f"`rate` must be provided. Received: rate={rate}")
    with name_scope(name, "dropout"):
        number = isinstance(rate, (int, float))
        if number and not 0 <= rate < 1:
            raise failure(
                "ValueError",
                "`rate` must be a scalar tensor or a float in the range [0, 1). Received:"
                f" rate={rate}",
            )
        value = convert(x, None, "x")
        kind = value.dtype.base
        if not kind.floating:
            raise failure(
                "ValueError",
                "`x.dtype` must be a floating point tensor as `x` will be scaled. Received:"
                f" x_dtype={kind}",
            )
        if number and rate == 0:
            return value
        if number:
            scaled = call_op("Mul", None, value, constant(1 / (1 - rate), kind))
        else:
            rate = convert(rate)
            if rate.dtype.base != kind:
                rate = call_op("Cast", "rate", rate, DstT=kind)
            rest = call_op("Sub", None, constant(1, kind), rate)
            scaled = call_op("RealDiv", None, value, rest)
        keep = call_op("GreaterEqual", None, _noise(value, noise_shape, seed), rate)
        result = call_op("SelectV2", None, keep, scaled, constant(0, kind))
        result.shape = value.shape
        return result


def _noise(value: SymbolicTensor, noise_shape: Any, seed: Any) -> SymbolicTensor:
    if noise_shape is None:
        sizes = call_op("Shape", None, value, out_type=dt.INT32)
    else:
        entries = noise_shape
        if isinstance(noise_shape, (list, tuple)) and None in noise_shape:
            known = value.shape or (None,) * len(noise_shape)
            entries = [size if given is None else given
                       for given, size in zip(noise_shape, known, strict=False)]  # fmt: skip
        sizes = convert(entries, None, "noise_shape", dt.INT32)
    with name_scope("random_uniform"):
        drawn = add_node("RandomUniform", "RandomUniform", (sizes,), dtype=value.dtype.base,
                         seed=seed)  # fmt: skip
    return drawn.outputs[0]


@export("nn.xw_plus_b")
def xw_plus_b(x: Any, weights: Any, biases: Any, name: Any = None) -> Any:
    """Return matmul(x, weights) + biases."""
    with name_scope(name, "xw_plus_b") as scope:
        return call_op("BiasAdd", scope, *_affine(x, weights, biases), data_format="NHWC")


@export("nn.relu_layer")
def relu_layer(x: Any, weights: Any, biases: Any, name: Any = None) -> Any:
    """Return relu(matmul(x, weights) + biases)."""
    with name_scope(name, "relu_layer") as scope:
        return call_op("Relu", scope, call_op("BiasAdd", None, *_affine(x, weights, biases),
                                              data_format="NHWC"))  # fmt: skip


def _affine(x: Any, weights: Any, biases: Any) -> tuple[SymbolicTensor, SymbolicTensor]:
    value, factor = convert(x, None, "x"), convert(weights, None, "weights")
    offset = convert(biases, None, "biases")
    return matrix_product("MatMul", value, factor), offset


@export("nn.in_top_k", "math.in_top_k")
def in_top_k(predictions: Any, targets: Any, k: Any, name: Any = None) -> Any:
    """Return whether each target is among the `k` best predictions of its row."""
    with name_scope(name, "in_top_k"):
        return call_op("InTopKV2", None, predictions, targets, k)


@export("nn.zero_fraction", "math.zero_fraction")
def zero_fraction(value: Any, name: Any = None) -> Any:
    """Return the share of entries that are zero."""
    with name_scope(name, "zero_fraction"):
        tensor = convert(value, None, "value")
        size = call_op("Size", None, tensor, out_type=dt.INT64)
        nought = call_op("ZerosLike", None, tensor)
        used = call_op("Cast", None, call_op("NotEqual", None, tensor, nought), DstT=dt.INT64)
        count = reduce("Sum", used, None, False, "nonzero_count")
        with name_scope("counts_to_fraction"):
            rest = call_op("Sub", "sub", size, count)
            parts = [call_op("Cast", None, part, DstT=dt.FLOAT32) for part in (rest, size)]
            share = call_op("RealDiv", "truediv", *parts)
        return call_op("Identity", "fraction", share)
