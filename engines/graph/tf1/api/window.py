"""tf.nn: convolution and pooling."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1.build import call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def _checked_padding(kind: str, padding: Any) -> str:
    if not isinstance(padding, str):
        raise failure("TypeError", f"Expected string for argument 'padding' not {padding}.")
    if padding not in ("SAME", "VALID"):
        rest = "" if kind == "AvgPool" else ', "EXPLICIT"'
        raise failure(
            "ValueError",
            f"Attr 'padding' of '{kind}' Op passed string '{padding}' not in:"
            f' "SAME", "VALID"{rest}.',
        )
    return padding


def four(sizes: Any, label: str, data_format: Any = "NHWC") -> list[int]:
    """Return window sizes or strides as four in the given layout."""
    values = [int(size) for size in (sizes if isinstance(sizes, (list, tuple)) else [sizes])]
    if len(values) not in (1, 2, 4):
        raise failure(
            "ValueError",
            f"{label} should be of length 1, 2 or 4. Received: {label}={sizes} of length"
            f" {len(values)}",
        )
    if len(values) == 4:
        return values
    height, width = values * 2 if len(values) == 1 else values
    return [1, 1, height, width] if data_format == "NCHW" else [1, height, width, 1]


def _convolution(kind: str, name: Any, values: tuple[Any, ...], strides: Any, padding: Any,
                 dilations: Any, data_format: Any, **scope: Any) -> Any:  # fmt: skip
    layout = data_format or "NHWC"
    return call_op(
        kind, name, *values, strides=four(strides, "strides", layout),
        padding=_checked_padding(kind, padding),
        dilations=four(1 if dilations is None else dilations, "dilations", layout),
        data_format=layout, **scope,
    )  # fmt: skip


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
    """Return a 2-D convolution of images with HWIO kernels."""
    kernel = filter if filter is not None else filters
    return _convolution("Conv2D", name, (input, kernel), strides, padding, dilations, data_format)


@export("nn.depthwise_conv2d")
def depthwise_conv2d(
    input: Any,  # noqa: A002
    filter: Any = None,  # noqa: A002
    strides: Any = None,
    padding: Any = None,
    rate: Any = None,
    name: Any = None,
    data_format: Any = None,
    dilations: Any = None,
) -> Any:
    """Return each channel of the images convolved with kernels of its own."""
    with name_scope(name, "depthwise") as scope:
        image, kernel = convert(input, None, "tensor_in"), convert(filter, None, "filter_in")
        rates = dilations if rate is None else rate
        return _convolution("DepthwiseConv2dNative", scope, (image, kernel), strides, padding,
                            rates, data_format)  # fmt: skip


@export("nn.depthwise_conv2d_native")
def depthwise_conv2d_native(
    input: Any,  # noqa: A002
    filter: Any,  # noqa: A002
    strides: Any,
    padding: Any,
    data_format: Any = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: Any = None,
) -> Any:
    """Return each channel of the images convolved with kernels of its own, as a single node."""
    return _convolution("DepthwiseConv2dNative", name, (input, filter), strides, padding,
                        dilations, data_format)  # fmt: skip


@export("nn.separable_conv2d")
def separable_conv2d(
    input: Any,  # noqa: A002
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: Any = None,
    data_format: Any = None,
    dilations: Any = None,
) -> Any:
    """Return a depthwise convolution followed by one with a kernel of size 1."""
    with name_scope(name, "separable_conv2d") as scope:
        image = convert(input, None, "tensor_in")
        deep = convert(depthwise_filter, None, "depthwise_filter")
        point = convert(pointwise_filter, None, "pointwise_filter")
        rates = dilations if rate is None else rate
        inner = _convolution("DepthwiseConv2dNative", "depthwise", (image, deep), strides,
                             padding, rates, data_format)  # fmt: skip
        return _convolution("Conv2D", scope, (inner, point), 1, "VALID", None, data_format)


@export("nn.conv2d_transpose")
def conv2d_transpose(
    value: Any = None,
    filter: Any = None,  # noqa: A002
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: Any = "NHWC",
    name: Any = None,
    input: Any = None,  # noqa: A002
    filters: Any = None,
    dilations: Any = None,
) -> Any:
    """Return the transpose of a convolution, whose output has the given shape."""
    with name_scope(name, "conv2d_transpose") as scope:
        kernel = convert(filter if filter is not None else filters, None, "filter")
        image = convert(value if value is not None else input, None, "value")
        return _convolution("Conv2DBackpropInput", scope, (output_shape, kernel, image), strides,
                            padding, dilations, data_format)  # fmt: skip


@export("nn.conv1d")
def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = None,
    data_format: Any = None,
    name: Any = None,
    input: Any = None,  # noqa: A002
    dilations: Any = None,
) -> Any:
    """Return a 1-D convolution, computed as a 2-D one over images of height 1."""
    with name_scope(name, "conv1d") as scope:
        signal = convert(value if value is not None else input, None, "value")
        steps = stride[0] if isinstance(stride, (list, tuple)) else stride
        wide = call_op("ExpandDims", None, signal, -3)
        kernel = call_op("ExpandDims", None, filters, 0)
        result = _convolution("Conv2D", scope, (wide, kernel), [1, 1, int(steps), 1], padding,
                              [1, 1, int(dilations or 1), 1], "NHWC")  # fmt: skip
        return call_op("Squeeze", None, result, squeeze_dims=[-3])


@export("nn.atrous_conv2d")
def atrous_conv2d(value: Any, filters: Any, rate: Any, padding: Any, name: Any = None) -> Any:
    """Return a convolution whose kernel entries lie `rate` apart."""
    with name_scope(name, "convolution"):
        return _convolution("Conv2D", "BatchToSpaceND", (value, filters), 1, padding, rate, "NHWC")


@export("nn.convolution")
def convolution(
    input: Any,  # noqa: A002
    filter: Any,  # noqa: A002
    padding: Any,
    strides: Any = None,
    dilation_rate: Any = None,
    name: Any = None,
    data_format: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Any:
    """Return a 2-D convolution of images with HWIO kernels."""
    with name_scope(name, "convolution") as scope:
        kernel = filter if filter is not None else filters
        rates = dilation_rate if dilation_rate is not None else dilations
        return _convolution("Conv2D", scope, (input, kernel), 1 if strides is None else strides,
                            padding, rates, data_format)  # fmt: skip


def _pool(kind: str, label: str) -> Any:
    def pool(
        value: Any = None,
        ksize: Any = None,
        strides: Any = None,
        padding: Any = None,
        data_format: Any = "NHWC",
        name: Any = None,
        input: Any = None,  # noqa: A002
    ) -> Any:
        with name_scope(name, label) as scope:
            image = convert(value if value is not None else input, None, "value")
            return _pooled(kind, scope, image, ksize, strides, padding, data_format)

    return pool


def _pooled(kind: str, scope: str, image: SymbolicTensor, ksize: Any, strides: Any, padding: Any,
            data_format: Any) -> Any:  # fmt: skip
    if ksize is None or strides is None or padding is None:
        raise failure("TypeError", "Missing required positional argument")
    layout = data_format or "NHWC"
    return call_op(
        kind, scope, image, ksize=four(ksize, "ksize", layout),
        strides=four(strides, "strides", layout), padding=_checked_padding(kind, padding),
        data_format=layout,
    )  # fmt: skip


for _names, _kind in (
    ("nn.max_pool nn.max_pool2d", "MaxPool"), ("nn.avg_pool nn.avg_pool2d", "AvgPool"),
):  # fmt: skip
    export(*_names.split())(_pool(_kind, _kind))


@export("nn.pool")
def pool(
    input: Any,  # noqa: A002
    window_shape: Any,
    pooling_type: Any,
    padding: Any,
    dilation_rate: Any = None,
    strides: Any = None,
    name: Any = None,
    data_format: Any = None,
    dilations: Any = None,
) -> Any:
    """Return images pooled by the given kind of pooling."""
    kind = {"MAX": "MaxPool", "AVG": "AvgPool"}[pooling_type]
    with name_scope(name, f"{pooling_type.lower()}_pool") as scope:
        return _pooled(kind, scope, convert(input), window_shape,
                       1 if strides is None else strides, padding, data_format)  # fmt: skip
