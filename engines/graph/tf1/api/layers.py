"""tf.layers: layers that make their own variables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin, TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import reshape
from engines.graph.tf1.api.get_variable import get_variable
from engines.graph.tf1.api.initialisers import ones_initializer, zeros_initializer
from engines.graph.tf1.api.moments import batch_normalization as normalized
from engines.graph.tf1.api.moments import fused_batch_norm, moments
from engines.graph.tf1.api.nn import dropout as nn_dropout
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.window import four
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.control import conditional
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import SymbolicTensor, default_graph
from engines.graph.tf1.shapes import TensorShape
from engines.graph.tf1.variable_scopes import VariableScope, variable_scope
from engines.graph.tf1.variables import RefVariable, assigned

UPDATE_OPS = "update_ops"


@contextmanager
def layer_scope(name: Any, default: str, reuse: Any = None) -> Iterator[VariableScope]:
    """Open the variable scope of one layer, under its own name or the next default one."""
    # A shared layer without a name of its own is the first one of its kind.
    manager = variable_scope(default if reuse and name is None else name, default, reuse=reuse)
    scope = manager.enter()
    try:
        yield scope
    finally:
        manager.leave()


def _needs_rank(layer: str, scope: VariableScope, value: SymbolicTensor, least: int) -> None:
    if value.shape is not None and len(value.shape) < least:
        sizes = tuple(TensorShape(value.shape))
        raise failure(
            "ValueError",
            f"Input 0 of layer {scope.name.rsplit('/', 1)[-1]} is incompatible with the layer: :"
            f" expected min_ndim={least}, found ndim={len(value.shape)}. Full shape received:"
            f" {sizes}",
        )


def _affine(value: SymbolicTensor, kernel: RefVariable, bias: RefVariable | None,
            activation: Any) -> Any:  # fmt: skip
    rank = len(value.shape or ())
    if rank == 2:
        result = call_op("MatMul", None, value, kernel, transpose_a=False, transpose_b=False)
    else:
        with name_scope("Tensordot") as scope:
            units = (kernel.reference.shape or (0,))[-1]
            flat = reshape(value, [-1, (value.shape or (0,))[-1]])
            product = call_op("MatMul", None, flat, kernel, transpose_a=False, transpose_b=False)
            sizes = [-1 if size is None else size for size in (value.shape or ())[:-1]]
            result = reshape(product, [*sizes, units], name=scope)
    return _finished(result, bias, activation)


def _finished(result: Any, bias: RefVariable | None, activation: Any) -> Any:
    if bias is not None:
        result = call_op("BiasAdd", None, result, bias, data_format="NHWC")
    return result if activation is None else activation(result)


class Dense:
    """A densely connected layer: the variables are made by the first call."""

    def __init__(
        self, units: Any, activation: Any = None, use_bias: Any = True,
        kernel_initializer: Any = None, bias_initializer: Any = None,
        kernel_regularizer: Any = None, bias_regularizer: Any = None,
        activity_regularizer: Any = None, kernel_constraint: Any = None,
        bias_constraint: Any = None, trainable: Any = True, name: Any = None,
        reuse: Any = None,
    ) -> None:  # fmt: skip
        self.units = int(units)
        self.activation = activation
        self.use_bias = use_bias
        self.makers = (kernel_initializer, bias_initializer or zeros_initializer())
        self.regularizers = (kernel_regularizer, bias_regularizer)
        self.trainable = bool(trainable)
        self.given_name = name
        self.reuse = reuse
        self.scope = ""
        self.kernel: RefVariable | None = None
        self.bias: RefVariable | None = None

    def __repr__(self) -> str:
        return "<tensorflow.python.layers.core.Dense object>"

    def variables(self) -> list[RefVariable]:
        """Return the variables made so far."""
        return [part for part in (self.kernel, self.bias) if part is not None]

    def __call__(self, inputs: Any) -> Any:
        """Return the layer's output for `inputs`."""
        value = convert(inputs)
        if self.kernel is not None:
            with name_scope(f"{self.scope}/"):
                return _affine(value, self.kernel, self.bias, self.activation)
        if not value.dtype.base.floating:
            raise failure(
                "TypeError",
                f"Unable to build `Dense` layer with non-floating point dtype {value.dtype.base}",
            )
        depth = value.shape[-1] if value.shape else None
        if depth is None:
            raise failure("ValueError", "The last dimension of the inputs to `Dense` should be"
                          " defined. Found `None`.")  # fmt: skip
        with layer_scope(self.given_name, "dense", self.reuse) as scope:
            self.scope = scope.original_name_scope.rstrip("/")
            _needs_rank("dense", scope, value, 2)
            self.kernel = get_variable("kernel", [depth, self.units], value.dtype.base,
                                       self.makers[0], self.regularizers[0],
                                       self.trainable)  # fmt: skip
            if self.use_bias:
                self.bias = get_variable("bias", [self.units], value.dtype.base, self.makers[1],
                                         self.regularizers[1], self.trainable)  # fmt: skip
            return _affine(value, self.kernel, self.bias, self.activation)


DENSE = TypeValue("Dense", "tensorflow.python.layers.core", (Dense,),
                  Builtin("Dense.__init__", Dense))  # fmt: skip
export_value("layers.Dense", DENSE)


@export("layers.dense")
def dense(inputs: Any, units: Any, *given: Any, **named: Any) -> Any:
    """Return inputs * kernel + bias, activated."""
    return Dense(units, *given, **named)(inputs)


@export("layers.conv2d")
def conv2d(
    inputs: Any, filters: Any, kernel_size: Any, strides: Any = (1, 1), padding: Any = "valid",
    data_format: Any = "channels_last", dilation_rate: Any = (1, 1), activation: Any = None,
    use_bias: Any = True, kernel_initializer: Any = None, bias_initializer: Any = None,
    kernel_regularizer: Any = None, bias_regularizer: Any = None,
    activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None,
    trainable: Any = True, name: Any = None, reuse: Any = None,
) -> Any:  # fmt: skip
    """Return images convolved with kernels of the layer's own, plus a bias, activated."""
    value = convert(inputs)
    with layer_scope(name, "conv2d", reuse) as scope:
        _needs_rank("conv2d", scope, value, 4)
        depth = value.shape[-1] if value.shape else None
        if depth is None:
            raise failure("ValueError", "The channel dimension of the inputs should be defined."
                          " Found `None`.")  # fmt: skip
        height, width = four(kernel_size, "kernel_size")[1:3]
        kernel = get_variable("kernel", [height, width, depth, int(filters)], value.dtype.base,
                              kernel_initializer, kernel_regularizer, bool(trainable))  # fmt: skip
        bias = None
        if use_bias:
            bias = get_variable("bias", [int(filters)], value.dtype.base,
                                bias_initializer or zeros_initializer(), bias_regularizer,
                                bool(trainable))  # fmt: skip
        result = call_op(
            "Conv2D", None, value, kernel, strides=four(strides, "strides"),
            padding=padding.upper(), dilations=four(dilation_rate, "dilations"),
            data_format=_layout(data_format),
        )  # fmt: skip
        return _finished(result, bias, activation)


def _layout(data_format: Any) -> str:
    if data_format not in ("channels_last", "channels_first"):
        raise failure(
            "ValueError",
            'The `data_format` argument must be one of "channels_first", "channels_last".'
            f" Received: {data_format}",
        )
    return "NHWC" if data_format == "channels_last" else "NCHW"


def _pooling(kind: str, default: str) -> Any:
    def pool(inputs: Any, pool_size: Any, strides: Any, padding: Any = "valid",
             data_format: Any = "channels_last", name: Any = None) -> Any:  # fmt: skip
        value = convert(inputs)
        layout = _layout(data_format)
        with layer_scope(name, default) as scope:
            _needs_rank(default, scope, value, 4)
            return call_op(
                kind, None, value, ksize=four(pool_size, "ksize", layout),
                strides=four(strides, "strides", layout), padding=padding.upper(),
                data_format=layout,
            )  # fmt: skip

    return pool


export("layers.max_pooling2d")(_pooling("MaxPool", "max_pooling2d"))
export("layers.average_pooling2d")(_pooling("AvgPool", "average_pooling2d"))


@export("layers.flatten")
def flatten(inputs: Any, name: Any = None, data_format: Any = "channels_last") -> Any:
    """Return each example as one row."""
    value = convert(inputs)
    with layer_scope(name, "flatten"):
        total: int | None = 1
        for size in (value.shape or ())[1:]:
            total = None if total is None or size is None else total * size
        first = (value.shape or (None,))[0]
        result = reshape(value, [-1 if total is not None else first or -1,
                                 -1 if total is None else total])  # fmt: skip
        result.shape = (first, total)
        return result


@export("layers.dropout")
def dropout(inputs: Any, rate: Any = 0.5, noise_shape: Any = None, seed: Any = None,
            training: Any = False, name: Any = None) -> Any:  # fmt: skip
    """Return the inputs, with entries dropped at random while training."""
    value = convert(inputs)
    with layer_scope(name, "dropout"):

        def dropped() -> Any:
            return nn_dropout(value, noise_shape=noise_shape, seed=seed, rate=rate)

        return _chosen(training, dropped, lambda: call_op("Identity", None, value))


def _chosen(flag: Any, first: Any, second: Any) -> Any:
    if isinstance(flag, SymbolicTensor) or is_variable(flag):
        return conditional(flag, first, second)
    return first() if flag else second()


@export("layers.batch_normalization")
def batch_normalization(
    inputs: Any, axis: Any = -1, momentum: Any = 0.99, epsilon: Any = 1e-3, center: Any = True,
    scale: Any = True, beta_initializer: Any = None, gamma_initializer: Any = None,
    moving_mean_initializer: Any = None, moving_variance_initializer: Any = None,
    beta_regularizer: Any = None, gamma_regularizer: Any = None, beta_constraint: Any = None,
    gamma_constraint: Any = None, training: Any = False, trainable: Any = True,
    name: Any = None, reuse: Any = None,
) -> Any:  # fmt: skip
    """Return the inputs normalised by their own moments while training, else by running ones."""
    value = convert(inputs)
    rank = len(value.shape or ())
    if axis not in (-1, rank - 1) or not rank or (value.shape or (None,))[-1] is None:
        raise failure("ValueError", "`axis` must be the last one, and its size known")
    depth = [int((value.shape or (0,))[-1] or 0)]
    zeros, ones = zeros_initializer(), ones_initializer()
    with layer_scope(name, "batch_normalization", reuse):
        gamma = beta = None
        if scale:
            gamma = get_variable("gamma", depth, dt.FLOAT32, gamma_initializer or ones,
                                 gamma_regularizer, bool(trainable))  # fmt: skip
        if center:
            beta = get_variable("beta", depth, dt.FLOAT32, beta_initializer or zeros,
                                beta_regularizer, bool(trainable))  # fmt: skip
        mean = get_variable("moving_mean", depth, dt.FLOAT32, moving_mean_initializer or zeros,
                            trainable=False)  # fmt: skip
        variance = get_variable("moving_variance", depth, dt.FLOAT32,
                                moving_variance_initializer or ones, trainable=False)  # fmt: skip
        factors = (gamma or constant([1.0] * depth[0]), beta or constant([0.0] * depth[0]))
        used, statistics = _normalisation(value, factors, (mean, variance), epsilon, training)
        if not isinstance(training, bool) or training:
            for moving, fresh in zip((mean, variance), statistics, strict=True):
                with name_scope("AssignMovingAvg") as scope:
                    gap = operate("Sub", "sub", moving, fresh)
                    step = operate("Mul", "mul", gap, constant(1 - momentum))
                    update = assigned("AssignSub", moving, step, scope)
                default_graph().collect(UPDATE_OPS, update)
        return used


def _normalisation(value: SymbolicTensor, factors: tuple[Any, Any],
                   moving: tuple[RefVariable, RefVariable], epsilon: Any,
                   training: Any) -> tuple[Any, Any]:  # fmt: skip
    rank = len(value.shape or ())
    if rank == 4:

        def fused(fresh: bool) -> Any:
            known = (None, None) if fresh else moving
            return fused_batch_norm(value, factors[0], factors[1], known[0], known[1],
                                    epsilon=epsilon, is_training=fresh)  # fmt: skip

        found = _chosen(training, lambda: fused(True), lambda: fused(False))
        return found[0], found[1:]
    fresh = moments(value, list(range(rank - 1)))
    mean, variance = _chosen(training, lambda: fresh, lambda: tuple(moving))
    result = normalized(value, mean, variance, factors[1], factors[0], epsilon)
    return result, (mean, variance)
