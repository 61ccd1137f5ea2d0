"""tf.nn, tf.layers and tf.losses."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api_math import matrix_product, reduce
from engines.graph.tf1.build import add_node, call_op, constant, convert, name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import TensorShape, compatible


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


def _softmax_loss(
    labels: Any = None, logits: Any = None, dim: Any = -1, name: Any = None,
    axis: Any = None,
) -> Any:  # fmt: skip
    with name_scope(name, "softmax_cross_entropy_with_logits_sg"):
        value = convert(logits, None, "logits")
        target = convert(labels, None, "labels", value.dtype.base)
        target = call_op("StopGradient", "labels_stop_gradient", target)
        outputs = call_op("SoftmaxCrossEntropyWithLogits", "Reshape_2", value, target)
        return outputs[0]


export("nn.softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits_v2")(
    _softmax_loss
)


@export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return the cross-entropy of class indices against logits."""
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits"):
        target = convert(labels)
        value = convert(logits)
        if value.shape is not None and target.shape is not None:
            if len(target.shape) != len(value.shape) - 1:
                raise failure(
                    "ValueError",
                    "`labels.shape.rank` must equal `logits.shape.rank - 1`. Received:"
                    f" labels.shape={TensorShape(target.shape)} of rank {len(target.shape)} and"
                    f" logits.shape={TensorShape(value.shape)} of rank {len(value.shape)}",
                )
            if not compatible(target.shape, value.shape[:-1]):
                raise failure(
                    "ValueError",
                    f"`labels.shape` must equal `logits.shape` except for the last dimension."
                    f" Received: labels.shape={TensorShape(target.shape)} and logits.shape="
                    f"{TensorShape(value.shape)}",
                )
        return call_op("SparseSoftmaxCrossEntropyWithLogits", None, value, target)[0]


@export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_loss(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """Return max(x, 0) - x z + log(1 + exp(-|x|)), the stable form of the documentation."""
    with name_scope(name, "logistic_loss") as scope:
        value = convert(logits, None, "logits")
        target = convert(labels, None, "labels", value.dtype.base)
        if not compatible(value.shape, target.shape):
            raise failure(
                "ValueError",
                "`logits` and `labels` must have the same shape, received"
                f" ({TensorShape(value.shape)} vs {TensorShape(target.shape)}).",
            )
        zeros = call_op("ZerosLike", "zeros_like", value)
        positive = call_op("GreaterEqual", None, value, zeros)
        relu = call_op("Select", None, positive, value, zeros)
        minus = call_op("Select", None, positive, call_op("Neg", None, value), value)
        product = call_op("Mul", "mul", value, target)
        first = call_op("Sub", "sub", relu, product)
        return call_op("AddV2", scope, first, call_op("Log1p", None, call_op("Exp", None, minus)))


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
        input: Any = None,
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


# Losses: a weighted mean over the entries, as `Reduction.SUM_BY_NONZERO_WEIGHTS` has it.


def _mean_loss(label: str, values: SymbolicTensor, weights: Any) -> SymbolicTensor:
    weighted = values
    if not (isinstance(weights, (int, float)) and weights == 1):
        weighted = call_op("Mul", "Mul", values, convert(weights, None, "w", values.dtype.base))
    result = reduce("Mean", weighted, None, False, "value")
    default_graph().collect("losses", result)
    return result


def _pair(labels: Any, predictions: Any) -> tuple[SymbolicTensor, SymbolicTensor]:
    given = convert(predictions)
    wanted = convert(labels)
    given, wanted = (
        side if side.dtype.base is dt.FLOAT32 else call_op("Cast", None, side, DstT=dt.FLOAT32)
        for side in (given, wanted)
    )
    if not compatible(given.shape, wanted.shape):
        raise failure(
            "ValueError",
            f"Shapes {TensorShape(given.shape)} and {TensorShape(wanted.shape)} are incompatible",
        )
    return given, wanted


@export("losses.mean_squared_error")
def mean_squared_error(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                       **unused: Any) -> Any:  # fmt: skip
    """Return the mean of squared differences and keep it in the collection of losses."""
    with name_scope(scope, "mean_squared_error"):
        given, wanted = _pair(labels, predictions)
        squares = call_op("SquaredDifference", None, given, wanted)
        return _mean_loss("mean_squared_error", squares, weights)


@export("losses.absolute_difference")
def absolute_difference(labels: Any, predictions: Any, weights: Any = 1.0, scope: Any = None,
                        **unused: Any) -> Any:  # fmt: skip
    """Return the mean of absolute differences and keep it in the collection of losses."""
    with name_scope(scope, "absolute_difference"):
        given, wanted = _pair(labels, predictions)
        return _mean_loss("absolute_difference", call_op("Abs", None, call_op("Sub", None, given, wanted)), weights)  # fmt: skip


@export("losses.sigmoid_cross_entropy")
def losses_sigmoid(multi_class_labels: Any, logits: Any, weights: Any = 1.0,
                   label_smoothing: Any = 0, scope: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return the mean sigmoid cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "sigmoid_cross_entropy_loss"):
        value = convert(logits)
        target = convert(multi_class_labels, None, "labels", value.dtype.base)
        if target.dtype.base != value.dtype.base:
            target = call_op("Cast", None, target, DstT=value.dtype.base)
        return _mean_loss("sigmoid_cross_entropy_loss", sigmoid_loss(labels=target, logits=value),
                          weights)  # fmt: skip


@export("losses.softmax_cross_entropy")
def losses_softmax(onehot_labels: Any, logits: Any, weights: Any = 1.0, label_smoothing: Any = 0,
                   scope: Any = None, **unused: Any) -> Any:  # fmt: skip
    """Return the mean softmax cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "softmax_cross_entropy_loss"):
        value = convert(logits)
        target = convert(onehot_labels)
        if target.dtype.base != value.dtype.base:
            target = call_op("Cast", None, target, DstT=value.dtype.base)
        return _mean_loss("softmax_cross_entropy_loss", _softmax_loss(labels=target, logits=value),
                          weights)  # fmt: skip


@export("losses.sparse_softmax_cross_entropy")
def losses_sparse(labels: Any, logits: Any, weights: Any = 1.0, scope: Any = None,
                  **unused: Any) -> Any:  # fmt: skip
    """Return the mean sparse softmax cross-entropy and keep it in the collection of losses."""
    with name_scope(scope, "sparse_softmax_cross_entropy_loss"):
        values = sparse_softmax_loss(labels=labels, logits=logits)
        return _mean_loss("sparse_softmax_cross_entropy_loss", values, weights)


@export("losses.get_losses")
def get_losses(scope: Any = None, **unused: Any) -> Any:
    """Return the losses collected so far."""
    return default_graph().collection("losses")


@export("losses.get_total_loss")
def get_total_loss(add_regularization_losses: Any = True, name: Any = "total_loss") -> Any:
    """Return the sum of the losses collected so far."""
    found = default_graph().collection("losses")
    if len(found) == 1:
        return call_op("Identity", name, found[0])
    return add_node("AddN", name or "total_loss", tuple(found)).outputs[0]
