"""Op table: activations, cross-entropies, biases and normalisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as functional

from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1 import rounding
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape
from engines.graph.tf1.ranks import ranked, same_size
from engines.graph.tf1.registry import KernelFailure, OpDef, pure, register
from engines.graph.tf1.shapes import Shape, ShapeProblem, broadcast, merge, show_shape

Tensor = torch.Tensor


def _rows(shape: Shape) -> Shape:
    return None if shape is None else shape[:-1]


def _logits_shape(op: Operation) -> Shape:
    shape = op.inputs[0].shape
    if shape == ():
        raise ShapeProblem("Shape must be at least rank 1 but is rank 0")
    return shape


def _of_rows(function: Callable[[Tensor], Tensor]) -> Callable[..., Tensor]:
    def kernel(op: Operation, value: Tensor) -> Tensor:
        if not value.dim():
            raise KernelFailure("logits must have >= 1 dimension, got []")
        return function(value)

    return kernel


def _xent_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = op.inputs[0].dtype.base
    shape = broadcast(op.inputs[0].shape, op.inputs[1].shape)
    return [(kind, _rows(shape)), (kind, shape)]


def _xent(op: Operation, logits: Tensor, labels: Tensor) -> Any:
    if any(a != b and 1 not in (a, b) for a, b in zip(logits.shape, labels.shape, strict=False)):
        raise KernelFailure(
            "logits and labels must be broadcastable: logits_size="
            f"{show_shape(tuple(logits.shape))} labels_size={show_shape(tuple(labels.shape))}"
        )
    if logits.shape != labels.shape:
        logits, labels = torch.broadcast_tensors(logits, labels)  # type: ignore[no-untyped-call]
    return rounding.cross_entropy(logits, labels)


def _sparse_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    kind = op.inputs[0].dtype.base
    logits, labels = op.inputs[0].shape, op.inputs[1].shape
    return [(kind, merge(_rows(logits), labels)), (kind, logits)]


def _sparse_xent(op: Operation, logits: Tensor, labels: Tensor) -> Any:
    if logits.dim() == 2 and labels.dim() != 1:
        raise KernelFailure(f"labels must be 1-D, but got shape {show_shape(tuple(labels.shape))}")
    classes = logits.shape[-1]
    if labels.numel() * classes != logits.numel():
        raise KernelFailure(
            "logits and labels must have the same first dimension, got logits shape"
            f" {show_shape((logits.numel() // max(classes, 1), classes))} and labels shape"
            f" {show_shape((labels.numel(),))}"
        )
    if labels.numel() and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        bad = next(label for label in labels.reshape(-1).tolist() if not 0 <= label < classes)
        shown = " ".join(str(label) for label in labels.reshape(-1).tolist())
        raise KernelFailure(
            f"Received a label value of {bad} which is outside the valid range of [0, {classes})."
            f"  Label values: {shown}"
        )
    if bool(logits.detach().isfinite().all()):
        return rounding.cross_entropy(logits, functional.one_hot(labels.long(), classes).to(logits))
    logs = functional.log_softmax(logits, -1)
    picked = logs.gather(-1, labels.long().unsqueeze(-1)).squeeze(-1)
    return -picked, torch.exp(logs)


def _bias_shape(op: Operation) -> Shape:
    value, bias = op.inputs[0].shape, op.inputs[1].shape
    if value is not None and len(value) < 2:
        raise ShapeProblem(f"Shape must be at least rank 2 but is rank {len(value)}")
    if bias is not None and len(bias) != 1:
        raise ShapeProblem(f"Shape must be rank 1 but is rank {len(bias)}")
    if value is None or bias is None:
        return value
    place = 1 if op.attrs["data_format"] == "NCHW" else len(value) - 1
    channels, size = value[place], bias[0]
    if channels is not None and size is not None and channels != size:
        raise ShapeProblem(f"Dimensions must be equal, but are {channels} and {size}")
    known = size if channels is None else channels
    return (*value[:place], known, *value[place + 1 :])


def _bias_add(op: Operation, value: Tensor, bias: Tensor) -> Tensor:
    if value.dim() < 2:
        raise KernelFailure(f"Input tensor must be at least 2D: {show_shape(tuple(value.shape))}")
    if bias.dim() != 1:
        raise KernelFailure(f"Biases must be 1D: {show_shape(tuple(bias.shape))}")
    place = 1 if op.attrs["data_format"] == "NCHW" else value.dim() - 1
    if value.shape[place] != bias.shape[0]:
        raise KernelFailure(
            "Must provide as many biases as the last dimension of the input tensor:"
            f" {show_shape(tuple(bias.shape))} vs. {show_shape(tuple(value.shape))}"
        )
    return value + bias.reshape((-1,) + (1,) * (value.dim() - 1 - place))


def _normalised_outputs(op: Operation) -> list[tuple[DType, Shape]]:
    image, scale = op.inputs[0], op.inputs[1]
    shape = image.shape
    if shape is not None and len(shape) not in (4, 5):
        raise ShapeProblem(f"Shape must be rank 4 but is rank {len(shape)}")
    if shape is None:
        channels = None
    else:
        channels = shape[1] if op.attrs["data_format"] == "NCHW" else shape[-1]
    if scale.shape is not None and len(scale.shape) == 1:
        size = scale.shape[0]
        if channels is not None and size is not None and channels != size:
            raise ShapeProblem(f"Dimensions must be equal, but are {channels} and {size}")
        channels = size if channels is None else channels
    kind = image.dtype.base
    return [(kind, shape), *[(scale.dtype.base, (channels,))] * 4, (scale.dtype.base, None)]


def _normalised(
    op: Operation, image: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor
) -> Any:
    """Return normalised images and statistics; the variance given out is the unbiased one."""
    if op.attrs["data_format"] == "NCHW":
        raise KernelFailure(
            "The CPU implementation of FusedBatchNorm only supports NHWC tensor format for now.",
            "InternalError",
        )
    spread = variance
    if op.attrs["is_training"]:
        axes = tuple(range(image.dim() - 1))
        count = image.numel() // max(image.shape[-1], 1)
        share = op.attrs["exponential_avg_factor"]
        middle = image.mean(axes)
        spread = (image - middle).square().mean(axes)
        unbiased = spread * (count / max(count - 1, 1))
        kept = [
            fresh if share == 1 else (1 - share) * old + share * fresh
            for old, fresh in ((mean, middle), (variance, unbiased))
        ]
    else:
        middle, kept = mean, [mean, variance]
    result = (image - middle) * torch.rsqrt(spread + op.attrs["epsilon"]) * scale + offset
    return result, kept[0], kept[1], middle, spread, spread


def _in_top_k(op: Operation, predictions: Tensor, targets: Tensor, k: Tensor) -> Tensor:
    """Return whether fewer than k classes are above the target's; ties count for the target."""
    if predictions.shape[0] != targets.shape[0]:
        raise KernelFailure(f"First dimension of predictions {predictions.shape[0]} must match"
                            f" length of targets {targets.shape[0]}")  # fmt: skip
    classes = predictions.shape[-1]
    places = targets.long()
    inside = (places >= 0) & (places < classes)
    chosen = predictions.gather(1, places.clamp(0, max(classes - 1, 0)).unsqueeze(1))
    higher = (predictions > chosen).sum(1)
    return inside & torch.isfinite(chosen.squeeze(1)) & (higher < k.reshape(()))


def _in_top_k_shape(op: Operation) -> Shape:
    predictions, targets = op.inputs[0].shape, op.inputs[1].shape
    return (same_size(ranked(predictions, 2)[0], ranked(targets, 1)[0]),)


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
        # Adding zero turns torch's -0.0 into the 0.0 that TensorFlow's maximum gives.
        _activation("Relu", lambda value: torch.relu(value) + 0),
        _activation("Relu6", lambda value: torch.clamp(value, 0, 6) + 0),
        _activation("Elu", functional.elu),
        _activation("Selu", functional.selu),
        _activation("Softplus", functional.softplus),
        _activation("Softsign", functional.softsign),
        OpDef("LeakyRelu", "features:T", same_shape, 0,
              lambda op, value: functional.leaky_relu(value, op.attrs["alpha"])),
        OpDef("Sigmoid", "x:T", same_shape, 0, pure(rounding.sigmoid)),
        OpDef("Softmax", "logits:T", _logits_shape, 0, _of_rows(rounding.softmax)),
        OpDef("LogSoftmax", "logits:T", _logits_shape, 0,
              _of_rows(lambda x: torch.log_softmax(x, -1))),
        OpDef("SoftmaxCrossEntropyWithLogits", "features:T labels:T", same_shape, 0, _xent,
              outputs=_xent_outputs),
        OpDef("SparseSoftmaxCrossEntropyWithLogits", "features:T labels:L", same_shape, 0,
              _sparse_xent, outputs=_sparse_outputs),
        OpDef("BiasAdd", "value:T bias:T", _bias_shape, 0, _bias_add),
        OpDef("FusedBatchNormV3", "x:T scale:U offset:U mean:U variance:U", same_shape, 0,
              _normalised, outputs=_normalised_outputs),
        OpDef("InTopKV2", "predictions:float32 targets:T k:T", _in_top_k_shape, dt.BOOL,
              _in_top_k),
        OpDef("LRN", "input:T", same_shape, 0, _lrn),
    )
)  # fmt: skip
