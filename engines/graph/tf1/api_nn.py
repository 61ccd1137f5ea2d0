"""tf.nn: activations, convolution, pooling, normalisation, dropout."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_operators import matrix_product
from engines.graph.tf1.api_reduce import reduce
from engines.graph.tf1.build import add_node, call_op, constant, convert, name_scope
from engines.graph.tf1.exports import export


def _soft(kind: str) -> Any:
    def soft(logits: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:
        place = -1 if axis is None and dim is None else (axis if axis is not None else dim)
        value = convert(logits, None, "logits")
        last = value.shape is not None and place == len(value.shape) - 1
        if place == -1 or last:
            return call_op(kind, name, value)
        if value.shape is None or not -len(value.shape) <= place < len(value.shape):
            raise failure(
                "InvalidArgumentError",
                f"`dim` must be in the range [{-len(value.shape or ())}, {len(value.shape or ())})"
                f" where {len(value.shape or ())} is the number of dimensions in the input."
                f" Received: dim={place}",
            )
        axes = list(range(len(value.shape)))
        axes[place], axes[-1] = axes[-1], axes[place]
        swapped = call_op("Transpose", None, value, axes, default="transpose")
        return call_op("Transpose", name, call_op(kind, None, swapped), axes, default=kind.lower())

    return soft


export("nn.softmax", "math.softmax")(_soft("Softmax"))


export("nn.log_softmax", "math.log_softmax")(_soft("LogSoftmax"))


@export("nn.leaky_relu")
def leaky_relu(features: Any, alpha: Any = 0.2, name: Any = None) -> Any:
    """Return `x` where positive, `alpha * x` elsewhere."""
    return call_op("LeakyRelu", name, features, alpha=float(alpha))


@export("nn.bias_add")
def bias_add(value: Any, bias: Any, data_format: Any = None, name: Any = None) -> Any:
    """Return `value` with a vector added along its last axis."""
    return call_op("BiasAdd", name, value, bias)


@export("nn.conv2d")
def conv2d(
    input: Any,  # noqa: A002 - TensorFlow's own parameter name
    filter: Any = None,  # noqa: A002
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = True,
    data_format: Any = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: Any = None,
    filters: Any = None,
) -> Any:
    """Return a 2-D convolution of NHWC images with HWIO kernels."""
    _check_padding("Conv2D", padding)
    kernel = filter if filter is not None else filters
    return call_op(
        "Conv2D", name, input, kernel, strides=four(strides), padding=padding,
        dilations=four(dilations),
    )  # fmt: skip


def _check_padding(kind: str, padding: Any) -> None:
    if padding not in ("SAME", "VALID"):
        rest = "" if kind == "AvgPool" else ', "EXPLICIT"'
        raise failure(
            "ValueError",
            f"Attr 'padding' of '{kind}' Op passed string '{padding}' not in:"
            f' "SAME", "VALID"{rest}.',
        )


def four(sizes: Any) -> list[int]:
    """Return window sizes or strides as the four of NHWC."""
    if isinstance(sizes, int):
        return [1, sizes, sizes, 1]
    values = [int(size) for size in sizes]
    return [1, *values, 1] if len(values) == 2 else values


def _pool(kind: str) -> Any:
    def pool(
        value: Any = None,
        ksize: Any = None,
        strides: Any = None,
        padding: Any = None,
        data_format: Any = "NHWC",
        name: Any = None,
        input: Any = None,  # noqa: A002
    ) -> Any:
        _check_padding(kind, padding)
        image = value if value is not None else input
        return call_op(kind, name, image, ksize=four(ksize), strides=four(strides), padding=padding)

    return pool


export("nn.max_pool", "nn.max_pool2d")(_pool("MaxPool"))


export("nn.avg_pool", "nn.avg_pool2d")(_pool("AvgPool"))


@export("nn.dropout")
def dropout(x: Any, keep_prob: Any = None, noise_shape: Any = None, seed: Any = None,
            name: Any = None, rate: Any = None) -> Any:  # fmt: skip
    """Return `x` with entries dropped at random and the rest scaled up."""
    if rate is None:
        if keep_prob is None:
            raise failure("ValueError", "You must provide a rate to dropout.")
        rate = 1 - keep_prob if isinstance(keep_prob, (int, float)) else None
    with name_scope(name, "dropout"):
        value = convert(x, None, "x")
        if not value.dtype.floating:
            raise failure(
                "ValueError",
                "`x.dtype` must be a floating point tensor as `x` will be scaled. Received:"
                f" x.dtype={value.dtype!r}",
            )
        if isinstance(rate, (int, float)) and not 0 <= rate < 1:
            raise failure(
                "ValueError",
                "`rate` must be a scalar tensor or a float in the range [0, 1). Received:"
                f" rate={rate}",
            )
        if rate is None:
            kept = convert(keep_prob, value.dtype.base)
            share = call_op("Sub", "sub", constant(1.0, value.dtype.base), kept)
        elif isinstance(rate, (int, float)):
            if rate == 0:
                return value
            share = constant(rate, value.dtype.base, "rate")
        else:
            share = convert(rate, value.dtype.base)
        rest = call_op("Sub", "sub", constant(1.0, value.dtype.base, "Const"), share)
        scaled = call_op("RealDiv", "truediv", value, rest)
        sizes = call_op("Shape", None, value, out_type=dt.INT32)
        drawn = add_node("RandomUniform", "random_uniform/RandomUniform", (sizes,),
                         dtype=value.dtype.base, seed=seed).outputs[0]  # fmt: skip
        keep = call_op("GreaterEqual", None, drawn, share)
        nothing = constant(0.0, value.dtype.base, "Const_1")
        return call_op("SelectV2", None, keep, scaled, nothing)


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
        if keepdims or keep_dims:
            return mean, variance
        dims = list(axes) if isinstance(axes, (list, tuple)) else [axes]
        return tuple(call_op("Squeeze", None, part, squeeze_dims=dims) for part in (mean, variance))


@export("nn.batch_normalization")
def batch_normalization(x: Any, mean: Any, variance: Any, offset: Any, scale: Any,
                        variance_epsilon: Any, name: Any = None) -> Any:  # fmt: skip
    """Return (x - mean) * scale / sqrt(variance + epsilon) + offset."""
    with name_scope(name, "batchnorm"):
        inverse = call_op("Rsqrt", None, call_op("AddV2", "add", variance, variance_epsilon))
        if scale is not None:
            inverse = call_op("Mul", "mul", inverse, scale)
        moved = call_op("Mul", "mul_1", mean, inverse)
        base = call_op("Sub", "sub", offset, moved) if offset is not None else call_op(
            "Neg", None, moved)  # fmt: skip
        return call_op("AddV2", "add_1", call_op("Mul", "mul", x, inverse), base)


@export("nn.local_response_normalization", "nn.lrn")
def lrn(input: Any, depth_radius: Any = 5, bias: Any = 1.0, alpha: Any = 1.0,  # noqa: A002
        beta: Any = 0.5, name: Any = None) -> Any:  # fmt: skip
    """Return local response normalisation over the last axis."""
    return call_op("LRN", name, input, depth_radius=int(depth_radius), bias=float(bias),
                   alpha=float(alpha), beta=float(beta))  # fmt: skip


@export("nn.l2_normalize", "math.l2_normalize")
def l2_normalize(x: Any, axis: Any = None, epsilon: Any = 1e-12, name: Any = None,
                 dim: Any = None) -> Any:  # fmt: skip
    """Return `x` divided by its euclidean norm along an axis."""
    with name_scope(name, "l2_normalize") as scope:
        value = convert(x)
        total = reduce("Sum", call_op("Square", None, value), axis if axis is not None else dim,
                       True, None)  # fmt: skip
        inverse = call_op("Rsqrt", None, call_op("Maximum", None, total, epsilon))
        return call_op("Mul", scope, value, inverse)


@export("nn.xw_plus_b")
def xw_plus_b(x: Any, weights: Any, biases: Any, name: Any = None) -> Any:
    """Return matmul(x, weights) + biases."""
    with name_scope(name, "xw_plus_b") as scope:
        product = matrix_product("MatMul", convert(x), convert(weights))
        return call_op("BiasAdd", scope, product, biases)


@export("nn.in_top_k", "math.in_top_k")
def in_top_k(predictions: Any, targets: Any, k: Any, name: Any = None) -> Any:
    """Return whether each target is among the `k` best predictions of its row."""
    with name_scope(name, "InTopK"):
        best = call_op("TopKV2", None, predictions, k)[1]
        wanted = call_op("ExpandDims", None, call_op("Cast", None, targets, DstT=dt.INT32), -1)
        return reduce("Any", call_op("Equal", None, best, wanted), -1, False, None)
