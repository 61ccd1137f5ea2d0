"""Op table: activations, losses, convolution and pooling (NHWC, as TensorFlow lays them out)."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as functional

from engines.graph.limits import check_shape
from engines.graph.scope import current_run
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops_math import same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, merge, show_shape

Tensor = torch.Tensor


def _rows(shape: Shape) -> Shape:
    return None if shape is None else shape[:-1]


def _xent_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = op.inputs[0].dtype.base
    shape = merge(op.inputs[0].shape, op.inputs[1].shape)
    return [(kind, _rows(shape)), (kind, shape)]


def _xent(op: Operation, logits: Tensor, labels: Tensor) -> Any:
    if logits.shape != labels.shape:
        raise KernelFailure(
            "logits and labels must be broadcastable: logits_size="
            f"{show_shape(tuple(logits.shape))} labels_size={show_shape(tuple(labels.shape))}"
        )
    logs = functional.log_softmax(logits, -1)
    return -(labels * logs).sum(-1), torch.softmax(logits, -1) - labels


def _sparse_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = op.inputs[0].dtype.base
    logits, labels = op.inputs[0].shape, op.inputs[1].shape
    return [(kind, merge(_rows(logits), labels)), (kind, logits)]


def _sparse_xent(op: Operation, logits: Tensor, labels: Tensor) -> Any:
    classes = logits.shape[-1]
    if labels.numel() and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        bad = next(label for label in labels.reshape(-1).tolist() if not 0 <= label < classes)
        shown = " ".join(str(label) for label in labels.reshape(-1).tolist())
        raise KernelFailure(
            f"Received a label value of {bad} which is outside the valid range of [0, {classes})."
            f"  Label values: {shown}"
        )
    logs = functional.log_softmax(logits, -1)
    picked = logs.gather(-1, labels.long().unsqueeze(-1)).squeeze(-1)
    return -picked, torch.exp(logs)


def _bias_shape(op: Operation) -> Shape:
    value, bias = op.inputs[0].shape, op.inputs[1].shape
    if value is None or bias is None:
        return value
    last, size = value[-1], bias[0]
    if last is not None and size is not None and last != size:
        raise ShapeProblem(f"Dimensions must be equal, but are {last} and {size}")
    return value


def _bias_add(op: Operation, value: Tensor, bias: Tensor) -> Tensor:
    if value.shape[-1] != bias.shape[0]:
        raise KernelFailure(
            "Must provide as many biases as the last dimension of the input tensor:"
            f" {show_shape(tuple(bias.shape))} vs. {show_shape(tuple(value.shape))}"
        )
    return value + bias


# Windows. `padding` is "SAME" or "VALID"; sizes and strides are the two middle ones of NHWC.


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


def _pads(op: Operation, value: Tensor, windows: tuple[int, int]) -> list[int]:
    """Return left, right, top and bottom padding of an NCHW value."""
    if op.attrs["padding"] == "VALID":
        return [0, 0, 0, 0]
    strides = op.attrs["strides"][1:3]
    top, bottom = _same_padding(value.shape[2], windows[0], strides[0])
    left, right = _same_padding(value.shape[3], windows[1], strides[1])
    return [left, right, top, bottom]


def _window_sizes(op: Operation, shape: Shape, windows: tuple[Any, Any]) -> tuple[Any, Any]:
    assert shape is not None
    sizes = []
    for index, window in enumerate(windows):
        size = shape[index + 1]
        out = (
            None
            if window is None
            else window_size(size, window, op.attrs["strides"][index + 1], op.attrs["padding"])
        )
        if out is not None and out <= 0:
            raise ShapeProblem(
                f"Negative dimension size caused by subtracting {window} from {size}"
            )
        sizes.append(out)
    return sizes[0], sizes[1]


def _conv_shape(op: Operation) -> Shape:
    image, kernel = op.inputs[0].shape, op.inputs[1].shape
    for shape in (image, kernel):
        if shape is not None and len(shape) != 4:
            raise ShapeProblem(f"Shape must be rank 4 but is rank {len(shape)}")
    if image is None or kernel is None:
        return (None, None, None, None)
    channels, wanted, filters = image[3], kernel[2], kernel[3]
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
    dilation = op.attrs["dilations"]
    windows = tuple(
        None if size is None else (size - 1) * rate + 1
        for size, rate in zip(kernel[:2], dilation[1:3], strict=True)
    )
    height, width = _window_sizes(op, image, (windows[0], windows[1]))
    return (image[0], height, width, filters)


def _conv(op: Operation, image: Tensor, kernel: Tensor) -> Tensor:
    value = image.permute(0, 3, 1, 2)
    dilation = op.attrs["dilations"][1:3]
    spans = ((kernel.shape[0] - 1) * dilation[0] + 1, (kernel.shape[1] - 1) * dilation[1] + 1)
    if kernel.shape[2] == 0 or value.shape[1] % kernel.shape[2]:
        raise KernelFailure(
            "input depth must be evenly divisible by filter depth: "
            f"{value.shape[1]} vs {kernel.shape[2]}"
        )
    padded = functional.pad(value, _pads(op, value, spans))
    check_shape(tuple(padded.shape))
    groups = value.shape[1] // kernel.shape[2]
    current_run().budget.spend(image.numel() * kernel.numel() // 20_000)
    result = functional.conv2d(
        padded,
        kernel.permute(3, 2, 0, 1),
        stride=tuple(op.attrs["strides"][1:3]),
        dilation=tuple(dilation),
        groups=groups,
    )
    return result.permute(0, 2, 3, 1)


def _pool_shape(op: Operation) -> Shape:
    image = op.inputs[0].shape
    if image is None:
        return (None, None, None, None)
    if len(image) != 4:
        raise ShapeProblem(f"Shape must be rank 4 but is rank {len(image)}")
    windows = op.attrs["ksize"]
    height, width = _window_sizes(op, image, (windows[1], windows[2]))
    return (image[0], height, width, image[3])


def _max_pool(op: Operation, image: Tensor) -> Tensor:
    value = image.permute(0, 3, 1, 2)
    windows = tuple(op.attrs["ksize"][1:3])
    padded = functional.pad(value, _pads(op, value, windows), value=-math.inf)
    result = functional.max_pool2d(padded, windows, tuple(op.attrs["strides"][1:3]))
    return result.permute(0, 2, 3, 1)


def _avg_pool(op: Operation, image: Tensor) -> Tensor:
    value = image.permute(0, 3, 1, 2)
    windows, strides = tuple(op.attrs["ksize"][1:3]), tuple(op.attrs["strides"][1:3])
    pads = _pads(op, value, windows)
    # Padding counts neither in the sum nor in the divisor, so both are summed by window.
    total, number = (
        functional.avg_pool2d(functional.pad(part, pads), windows, strides, divisor_override=1)
        for part in (value, torch.ones_like(value))
    )
    result: Tensor = total / number
    return result.permute(0, 2, 3, 1)


def _lrn(op: Operation, value: Tensor) -> Tensor:
    radius, bias = op.attrs["depth_radius"], op.attrs["bias"]
    alpha, beta = op.attrs["alpha"], op.attrs["beta"]
    squares = functional.pad(value * value, (radius, radius))
    total = squares.unfold(-1, 2 * radius + 1, 1).sum(-1)
    result: Tensor = value / (bias + alpha * total) ** beta
    return result


def _activation(kind: str, function: Any) -> OpDef:
    return OpDef(kind, "features:T", same_shape, 0, pure(function))


register(
    (
        _activation("Relu", torch.relu),
        _activation("Relu6", lambda value: torch.clamp(value, 0, 6)),
        _activation("Elu", functional.elu),
        _activation("Selu", functional.selu),
        _activation("Softplus", functional.softplus),
        _activation("Softsign", functional.softsign),
        OpDef("LeakyRelu", "features:T", same_shape, 0,
              lambda op, value: functional.leaky_relu(value, op.attrs["alpha"])),
        OpDef("Sigmoid", "x:T", same_shape, 0, pure(torch.sigmoid)),
        OpDef("Softmax", "logits:T", same_shape, 0, pure(lambda x: torch.softmax(x, -1))),
        OpDef("LogSoftmax", "logits:T", same_shape, 0,
              pure(lambda x: torch.log_softmax(x, -1))),
        OpDef("SoftmaxCrossEntropyWithLogits", "features:T labels:T", same_shape, 0, _xent,
              outputs=_xent_outputs),
        OpDef("SparseSoftmaxCrossEntropyWithLogits", "features:T labels:L", same_shape, 0,
              _sparse_xent, outputs=_sparse_outputs),
        OpDef("BiasAdd", "value:T bias:T", _bias_shape, 0, _bias_add),
        OpDef("Conv2D", "input:T filter:T", _conv_shape, 0, _conv),
        OpDef("MaxPool", "input:T", _pool_shape, 0, _max_pool),
        OpDef("AvgPool", "value:T", _pool_shape, 0, _avg_pool),
        OpDef("LRN", "input:T", same_shape, 0, _lrn),
    )
)  # fmt: skip
