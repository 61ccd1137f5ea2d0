"""tf.nn: moments and the normalisations built on them."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def _squeezed(parts: tuple[SymbolicTensor, ...], axes: Any) -> tuple[SymbolicTensor, ...]:
    dims = [int(axis) for axis in (axes if isinstance(axes, (list, tuple)) else [axes])]
    return tuple(call_op("Squeeze", None, part, squeeze_dims=dims) for part in parts)


@export("nn.moments")
def moments(x: Any, axes: Any, shift: Any = None, name: Any = None, keep_dims: Any = None,
            keepdims: Any = None) -> Any:  # fmt: skip
    """Return mean and variance over axes."""
    with name_scope(name, "moments"):
        value = convert(x, None, "x")
        mean = reduce("Mean", value, axes, True, "mean")
        still = call_op("StopGradient", None, mean)
        squares = call_op("SquaredDifference", None, value, still)
        variance = reduce("Mean", squares, axes, True, "variance")
        both = (mean, variance)
        return both if keepdims or keep_dims else _squeezed(both, axes)


@export("nn.weighted_moments")
def weighted_moments(x: Any, axes: Any, frequency_weights: Any, name: Any = None,
                     keep_dims: Any = None, keepdims: Any = None) -> Any:  # fmt: skip
    """Return mean and variance over axes, each entry counted with its weight."""
    with name_scope(name, "weighted_moments"):
        value = convert(x, None, "x")
        weights = convert(frequency_weights, None, "frequency_weights")
        if weights.dtype.base != value.dtype.base:
            weights = call_op("Cast", None, weights, DstT=value.dtype.base)
        total = reduce("Sum", call_op("Mul", "mul", weights, value), axes, True,
                       "weighted_input_sum")  # fmt: skip
        spread = call_op("AddV2", "add", weights, call_op("ZerosLike", "zeros_like", value))
        weight = reduce("Sum", spread, axes, True, "sum_of_weights")
        mean = call_op("DivNoNan", "div_no_nan", total, weight)
        squares = call_op("SquaredDifference", None, value, mean)
        distance = reduce("Sum", call_op("Mul", "mul", weights, squares), axes, True,
                          "weighted_distsq")  # fmt: skip
        both = (mean, call_op("DivNoNan", "div_no_nan", distance, weight))
        return both if keepdims or keep_dims else _squeezed(both, axes)


@export("nn.sufficient_statistics")
def sufficient_statistics(x: Any, axes: Any, shift: Any = None, keep_dims: Any = None,
                          name: Any = None, keepdims: Any = None) -> Any:  # fmt: skip
    """Return count, sum, sum of squares and the shift that was taken off first."""
    with name_scope(name, "sufficient_statistics"):
        value = convert(x, None, "x")
        places = sorted(set(axes))
        sizes = [None if value.shape is None else value.shape[axis] for axis in places]
        if any(size is None for size in sizes):
            raise failure("ValueError", "`x` must have known sizes along `axes`")
        count = 1
        for size in sizes:
            count *= size or 0
        number = constant(count, value.dtype.base)
        if shift is None:
            moved, squares = value, call_op("Square", None, value)
        else:
            shift = convert(shift, value.dtype.base, "shift")
            moved = call_op("Sub", None, value, shift)
            squares = call_op("SquaredDifference", None, value, shift)
        keep = keepdims or keep_dims
        total = reduce("Sum", moved, places, keep, "mean_ss")
        return number, total, reduce("Sum", squares, places, keep, "var_ss"), shift


@export("nn.normalize_moments")
def normalize_moments(counts: Any, mean_ss: Any, variance_ss: Any, shift: Any,
                      name: Any = None) -> Any:  # fmt: skip
    """Return mean and variance from sufficient statistics."""
    with name_scope(name, "normalize"):
        divisor = call_op("Reciprocal", "divisor", counts)
        if shift is None:
            moved = mean = call_op("Mul", "mean", mean_ss, divisor)
        else:
            moved = call_op("Mul", "shifted_mean", mean_ss, divisor)
            mean = call_op("AddV2", "mean", moved, shift)
        squares = call_op("Mul", None, variance_ss, divisor)
        return mean, call_op("Sub", "variance", squares, call_op("Square", None, moved))


@export("nn.batch_normalization")
def batch_normalization(x: Any, mean: Any, variance: Any, offset: Any, scale: Any,
                        variance_epsilon: Any, name: Any = None) -> Any:  # fmt: skip
    """Return (x - mean) * scale / sqrt(variance + epsilon) + offset."""
    with name_scope(name, "batchnorm"):
        value = convert(x, None, "x")
        kind = value.dtype.base
        if isinstance(variance, float) and isinstance(variance_epsilon, float):
            spread = convert(variance + variance_epsilon, kind, "Rsqrt/x")
        else:
            spread = operate("AddV2", "add", variance, variance_epsilon)
        inverse = call_op("Rsqrt", None, spread)
        if scale is not None:
            inverse = call_op("Mul", "mul", inverse, scale)
        scaled = call_op("Mul", "mul", value, inverse)
        moved = call_op("Mul", "mul", convert(mean, None, "mean", kind), inverse)
        base = (
            call_op("Neg", None, moved) if offset is None else call_op("Sub", "sub", offset, moved)
        )
        return call_op("AddV2", "add", scaled, base)


@export("nn.fused_batch_norm")
def fused_batch_norm(x: Any, scale: Any, offset: Any, mean: Any = None, variance: Any = None,
                     epsilon: Any = 0.001, data_format: Any = "NHWC", is_training: Any = True,
                     name: Any = None, exponential_avg_factor: Any = 1.0) -> Any:  # fmt: skip
    """Return normalised images with the mean and the variance of each channel."""
    if (not is_training or exponential_avg_factor != 1.0) and (mean is None or variance is None):
        raise failure(
            "ValueError",
            "Both `mean` and `variance` must be a 1D tensor when `is_training` is False or"
            f" `exponential_avg_factor` != 1.0. Received: `mean` {mean!r} and `variance`"
            f" {variance!r}",
        )
    value, factor = convert(x, None, "input"), convert(scale, None, "scale")
    base = convert(offset, None, "offset")
    middle = constant([], dt.FLOAT32) if mean is None else mean
    spread = constant([], dt.FLOAT32) if variance is None else variance
    outputs = call_op(
        "FusedBatchNormV3", name, value, factor, base, middle, spread, epsilon=float(epsilon),
        exponential_avg_factor=float(exponential_avg_factor), data_format=data_format,
        is_training=bool(is_training),
    )  # fmt: skip
    return outputs[:3]


@export("nn.local_response_normalization", "nn.lrn")
def lrn(input: Any, depth_radius: Any = 5, bias: Any = 1.0, alpha: Any = 1.0,  # noqa: A002
        beta: Any = 0.5, name: Any = None) -> Any:  # fmt: skip
    """Return local response normalisation over the last axis."""
    return call_op("LRN", name, input, depth_radius=int(depth_radius), bias=float(bias),
                   alpha=float(alpha), beta=float(beta))  # fmt: skip


@export("nn.l2_normalize", "math.l2_normalize", "linalg.l2_normalize")
def l2_normalize(x: Any, axis: Any = None, epsilon: Any = 1e-12, name: Any = None,
                 dim: Any = None) -> Any:  # fmt: skip
    """Return `x` divided by its euclidean norm along an axis."""
    with name_scope(name, "l2_normalize") as scope:
        value = convert(x, None, "x")
        total = reduce("Sum", call_op("Square", None, value), axis if axis is not None else dim,
                       True, None)  # fmt: skip
        inverse = call_op("Rsqrt", None, call_op("Maximum", None, total, epsilon))
        return call_op("Mul", scope, value, inverse)
