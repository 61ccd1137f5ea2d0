"""Op table: convolution and pooling, whose images are laid out NHWC as TensorFlow has them.

A node with `data_format="NCHW"` has its shape inferred, but like TensorFlow on a CPU no kernel.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as functional

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.folding import static_shape
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, show_shape

Tensor = torch.Tensor
Sizes = tuple[int | None, ...]


def window_size(size: int | None, window: int, stride: int, padding: str) -> int | None:
    """Return the output size of a sliding window, as in the TensorFlow guide on convolution."""
    if size is None:
        return None
    if padding == "SAME":
        return math.ceil(size / stride)
    return math.ceil((size - window + 1) / stride)


def _same_padding(size: int, window: int, stride: int) -> tuple[int, int]:
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def _spatial(op: Operation, sizes: Any) -> tuple[Any, Any]:
    """Return the height and width entries of four sizes in the layout of the node."""
    first = 2 if op.attrs["data_format"] == "NCHW" else 1
    return sizes[first], sizes[first + 1]


def _channels(op: Operation, sizes: Any) -> Any:
    return sizes[1 if op.attrs["data_format"] == "NCHW" else 3]


def _laid_out(op: Operation, batch: Any, sizes: tuple[Any, Any], channels: Any) -> Shape:
    if op.attrs["data_format"] == "NCHW":
        return (batch, channels, *sizes)
    return (batch, *sizes, channels)


def _check_layout(op: Operation, kind: str, message: str) -> None:
    if op.attrs["data_format"] == "NCHW":
        raise KernelFailure(message, kind)


def _pads(op: Operation, sizes: Any, windows: tuple[int, int]) -> list[int]:
    """Return left, right, top and bottom padding of an image of two sizes."""
    if op.attrs["padding"] == "VALID":
        return [0, 0, 0, 0]
    strides = _spatial(op, op.attrs["strides"])
    top, bottom = _same_padding(sizes[0], windows[0], strides[0])
    left, right = _same_padding(sizes[1], windows[1], strides[1])
    return [left, right, top, bottom]


def _window_sizes(op: Operation, sizes: Any, windows: tuple[Any, Any]) -> tuple[Any, Any]:
    found = []
    for size, window, stride in zip(sizes, windows, _spatial(op, op.attrs["strides"]), strict=True):
        if stride <= 0:
            raise ShapeProblem(f"Stride must be > 0, but got {stride}")
        out = None if window is None else window_size(size, window, stride, op.attrs["padding"])
        if out is not None and out <= 0 and op.attrs["padding"] == "VALID":
            raise ShapeProblem(
                f"Negative dimension size caused by subtracting {window} from {size}"
            )
        found.append(out)
    return found[0], found[1]


def _check_ranks(shapes: tuple[Shape, ...]) -> None:
    for shape in shapes:
        if shape is not None and len(shape) != 4:
            raise ShapeProblem(f"Shape must be rank 4 but is rank {len(shape)}")


def _spread(op: Operation, kernel: Any) -> tuple[Any, Any]:
    """Return the height and width that a kernel spans with its dilation."""
    rates = _spatial(op, op.attrs["dilations"])
    spans = [
        None if size is None else (size - 1) * rate + 1
        for size, rate in zip(kernel[:2], rates, strict=True)
    ]
    return spans[0], spans[1]


def _conv_shape(op: Operation) -> Shape:
    image, kernel = op.inputs[0].shape, op.inputs[1].shape
    _check_ranks((image, kernel))
    if image is None or kernel is None:
        return _laid_out(op, None, (None, None), None if kernel is None else kernel[3])
    channels, wanted, filters = _channels(op, image), kernel[2], kernel[3]
    if channels is not None and wanted is not None and channels != wanted:
        if wanted == 0 or channels % wanted:
            raise ShapeProblem(
                f"Depth of input ({channels}) is not a multiple of input depth of filter ({wanted})"
            )
        groups = channels // wanted
        if filters is not None and filters % groups:
            raise ShapeProblem(
                f"Depth of output ({filters}) is not a multiple of the number of groups ({groups})"
            )
    sizes = _window_sizes(op, _spatial(op, image), _spread(op, kernel))
    return _laid_out(op, image[0], sizes, filters)


def _check_images(image: Tensor, kernel: Tensor) -> None:
    for label, value in (("input", image), ("filter", kernel)):
        if value.dim() != 4:
            raise KernelFailure(
                f"convolution {label} must be 4-dimensional: {show_shape(tuple(value.shape))}"
            )


def _check_output(op: Operation, sizes: Any, spans: tuple[int, int]) -> None:
    for size, span, stride in zip(sizes, spans, _spatial(op, op.attrs["strides"]), strict=True):
        out = window_size(size, span, stride, op.attrs["padding"])
        if out is not None and out < 0:
            raise KernelFailure(
                f"Computed output size would be negative: {out} [input_size: {size},"
                f" effective_filter_size: {span}, stride: {stride}]"
            )


def _convolved(op: Operation, image: Tensor, weights: Tensor, groups: int) -> Tensor:
    """Return an NHWC image convolved with OIHW weights."""
    value = image.permute(0, 3, 1, 2)
    spans = _spread(op, tuple(weights.shape[2:]))
    _check_output(op, value.shape[2:], spans)
    padded = functional.pad(value, _pads(op, value.shape[2:], spans))
    check_shape(tuple(padded.shape))
    check_shape((padded.shape[0], weights.shape[0], *padded.shape[2:]))
    current_run().budget.spend(image.numel() * weights.numel() // 20_000)
    result = functional.conv2d(
        padded,
        weights,
        stride=_spatial(op, op.attrs["strides"]),
        dilation=_spatial(op, op.attrs["dilations"]),
        groups=groups,
    )
    return result.permute(0, 2, 3, 1)


def _conv(op: Operation, image: Tensor, kernel: Tensor) -> Tensor:
    _check_layout(
        op,
        "UnimplementedError",
        "The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given"
        " the format: NCHW",
    )
    _check_images(image, kernel)
    if kernel.shape[2] == 0 or image.shape[3] % kernel.shape[2]:
        raise KernelFailure(
            "input depth must be evenly divisible by filter depth: "
            f"{image.shape[3]} vs {kernel.shape[2]}"
        )
    groups = image.shape[3] // kernel.shape[2]
    return _convolved(op, image, kernel.permute(3, 2, 0, 1), groups)


def _depthwise_shape(op: Operation) -> Shape:
    image, kernel = op.inputs[0].shape, op.inputs[1].shape
    _check_ranks((image, kernel))
    if image is None or kernel is None:
        return (None, None, None, None)
    channels, wanted, times = _channels(op, image), kernel[2], kernel[3]
    if channels is not None and wanted is not None and channels != wanted:
        raise ShapeProblem(f"Dimensions must be equal, but are {channels} and {wanted}")
    sizes = _window_sizes(op, _spatial(op, image), _spread(op, kernel))
    known = channels if wanted is None else wanted
    filters = None if known is None or times is None else known * times
    return _laid_out(op, image[0], sizes, filters)


def _depthwise(op: Operation, image: Tensor, kernel: Tensor) -> Tensor:
    _check_layout(op, "UnimplementedError", "Depthwise convolution on CPU is only supported for"
                  " NHWC format")  # fmt: skip
    _check_images(image, kernel)
    channels, times = kernel.shape[2], kernel.shape[3]
    if image.shape[3] != channels:
        raise KernelFailure(
            f"input and filter must have the same depth: {image.shape[3]} vs {channels}"
        )
    weights = kernel.permute(2, 3, 0, 1).reshape(channels * times, 1, *kernel.shape[:2])
    return _convolved(op, image, weights, channels)


def _transposed_shape(op: Operation) -> Shape:
    sizes, kernel, image = op.inputs
    _check_ranks((kernel.shape, image.shape))
    wanted = static_shape(sizes)
    if kernel.shape is not None and image.shape is not None:
        given, filters = _channels(op, image.shape), kernel.shape[3]
        if given is not None and filters is not None and given != filters:
            raise ShapeProblem(f"Dimensions must be equal, but are {given} and {filters}")
    return (None,) * 4 if wanted is None else wanted


def _transposed(op: Operation, sizes: Tensor, kernel: Tensor, image: Tensor) -> Tensor:
    shape = tuple(int(size) for size in sizes)
    check_shape(shape)
    strides, rates = (_spatial(op, op.attrs[key]) for key in ("strides", "dilations"))
    wanted, given = _spatial(op, shape), _spatial(op, tuple(image.shape))
    spans = _spread(op, tuple(kernel.shape))
    for index in range(2):
        size = window_size(wanted[index], spans[index], strides[index], op.attrs["padding"])
        if size != given[index]:
            raise KernelFailure(
                "Conv2DCustomBackpropInput: Size of out_backprop doesn't match computed: actual ="
                f" {given[index]}, computed = {size} spatial_dim: {index + 1} input:"
                f" {wanted[index]} filter: {kernel.shape[index]} output: {given[index]} stride:"
                f" {strides[index]} dilation: {rates[index]}"
            )
    left, right, top, bottom = _pads(op, wanted, spans)
    current_run().budget.spend(image.numel() * kernel.numel() // 20_000)
    full = functional.conv_transpose2d(
        image.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), stride=strides, dilation=rates
    )
    # The kernel may reach over less than the padded image: what is missing is zero.
    height, width = wanted[0] + top + bottom, wanted[1] + left + right
    full = functional.pad(full, [0, width - full.shape[3], 0, height - full.shape[2]])
    return full[:, :, top : top + wanted[0], left : left + wanted[1]].permute(0, 2, 3, 1)


def _pool_shape(op: Operation) -> Shape:
    image = op.inputs[0].shape
    if image is None:
        return (None, None, None, None)
    _check_ranks((image,))
    sizes = _window_sizes(op, _spatial(op, image), _spatial(op, op.attrs["ksize"]))
    return _laid_out(op, image[0], sizes, _channels(op, image))


def _check_pool(op: Operation, image: Tensor, kind: str) -> None:
    _check_layout(op, "InvalidArgumentError",
                  f"Default {kind} only supports NHWC on device type CPU")  # fmt: skip
    if image.dim() != 4:
        raise KernelFailure("tensor_in_shape must have 2 spatial dimensions. 2 0")


def _max_pool(op: Operation, image: Tensor) -> Tensor:
    _check_pool(op, image, "MaxPoolingOp")
    value = image.permute(0, 3, 1, 2)
    windows = _spatial(op, op.attrs["ksize"])
    lowest = -math.inf if image.is_floating_point() else torch.iinfo(image.dtype).min
    padded = functional.pad(value, _pads(op, value.shape[2:], windows), value=lowest)
    if not image.is_floating_point():
        padded = padded.double()
    result = functional.max_pool2d(padded, windows, _spatial(op, op.attrs["strides"]))
    return result.to(image.dtype).permute(0, 2, 3, 1)


def _avg_pool(op: Operation, image: Tensor) -> Tensor:
    _check_pool(op, image, "AvgPoolingOp")
    value = image.permute(0, 3, 1, 2)
    windows, strides = _spatial(op, op.attrs["ksize"]), _spatial(op, op.attrs["strides"])
    pads = _pads(op, value.shape[2:], windows)
    # Padding counts neither in the sum nor in the divisor, so both are summed by window.
    total, number = (
        functional.avg_pool2d(functional.pad(part, pads), windows, strides, divisor_override=1)
        for part in (value, torch.ones_like(value))
    )
    result: Tensor = total / number
    return result.permute(0, 2, 3, 1)


register(
    (
        OpDef("Conv2D", "input:T filter:T", _conv_shape, 0, _conv),
        OpDef("DepthwiseConv2dNative", "input:T filter:T", _depthwise_shape, 0, _depthwise),
        OpDef("Conv2DBackpropInput", "input_sizes:int32 filter:T out_backprop:T",
              _transposed_shape, 1, _transposed),
        OpDef("MaxPool", "input:T", _pool_shape, 0, _max_pool),
        OpDef("AvgPool", "value:T", _pool_shape, 0, _avg_pool),
    )
)  # fmt: skip
