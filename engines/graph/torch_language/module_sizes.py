"""How many weights a module of torch.nn will have, and how many entries its forward pass holds."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from engines.graph.torch_language import layer_sizes
from engines.graph.torch_language.arguments import each, tensors_in

_GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
_RECURRENT = ("input_size", "hidden_size", "num_layers")


def weights_of(name: str, arguments: list[Any], named: Mapping[str, Any]) -> int:
    """Return an upper bound of the parameters of `torch.nn.<name>(*arguments, **named)`.

    Raises TypeError or ValueError for arguments that the module will refuse.
    """
    base = name.removesuffix("Cell")
    if base in _GATES:
        bound = dict(zip(_RECURRENT, arguments, strict=False)) | dict(named)
        hidden, layers = int(bound["hidden_size"]), int(bound.get("num_layers", 1))
        width = int(bound["input_size"]) + 2 * hidden + 2
        return 2 * _GATES[base] * hidden * width * max(layers, 1)
    signature = inspect.signature(getattr(nn, name)).bind(*arguments, **named)
    signature.apply_defaults()
    return _of_parts(name, signature.arguments)


def _of_parts(name: str, part: Mapping[str, Any]) -> int:
    if name == "Linear":
        return int(part["in_features"]) * int(part["out_features"]) + int(part["out_features"])
    if name == "Bilinear":
        return int(part["in1_features"]) * int(part["in2_features"]) * int(part["out_features"])
    if name.startswith("Conv"):
        window = math.prod(each(part["kernel_size"], int(name[-2])))
        return int(part["in_channels"]) * int(part["out_channels"]) * window
    if name == "Embedding":
        return int(part["num_embeddings"]) * int(part["embedding_dim"])
    if name == "MultiheadAttention":
        width = int(part["embed_dim"])
        return width * (2 * width + int(part["kdim"] or width) + int(part["vdim"] or width) + 4)
    if name.startswith("Transformer"):
        width, inner = int(part["d_model"]), int(part["dim_feedforward"])
        return 8 * width * (width + 1) + 2 * width * (inner + 1) + inner
    if name in ("LayerNorm", "RMSNorm"):
        return 2 * math.prod(each(part["normalized_shape"], 1))
    counts = ("num_features", "num_channels", "num_parameters")
    return 4 * next(int(part[key]) for key in counts if key in part)


def forward_size(
    module: nn.Module, arguments: list[Any], named: dict[str, Any]
) -> tuple[int, int] | None:
    """Return the entries that the forward pass holds at most, and how often it meets its weights.

    None when the arguments are none that the module takes.
    """
    values = list(tensors_in((arguments, named)))
    if not values:
        return None
    try:
        for kinds, rule in _RULES:
            if isinstance(module, kinds):
                return rule(module, values)
        shapes = [tuple(value.shape) for value in values]
        return math.prod(np.broadcast_shapes(*shapes)), 0
    except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
        return None


def _linear(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    rows = math.prod(values[0].shape[:-1])
    return rows * module.weight.shape[0], rows


def _bilinear(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    rows = math.prod(values[0].shape[:-1])
    return rows * module.weight.numel(), rows


def _convolution(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    weight = module.weight
    window = tuple(weight.shape[2:])
    padding = module.padding
    shape = tuple(values[0].shape)
    if module.transposed:
        entries = layer_sizes.transposed(
            shape, module.out_channels, window, module.stride, 0, module.output_padding,
            module.dilation,
        )  # fmt: skip
        return entries, math.prod(shape) // max(weight.shape[0], 1)
    entries = layer_sizes.convolved(
        shape, weight.shape[0], window, module.stride, padding, module.dilation
    )
    # Padding other than zeros is laid out beforehand.
    pads = (0,) * len(window) if isinstance(padding, str) else each(padding, len(window))
    widths = [width for pad in reversed(pads) for width in (pad, pad)]
    held = max(entries, layer_sizes.padded(shape, widths))
    return held, entries // max(weight.shape[0], 1)


def _embedding(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return values[0].numel() * module.weight.shape[1], 0


def _recurrent(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    steps = math.prod(values[0].shape[:-1]) or 1
    return steps * module.hidden_size * 8, steps


def _attention(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    query, key = values[0], values[1] if len(values) > 1 else values[0]
    steps = max(math.prod(query.shape[:-1]), math.prod(key.shape[:-1]))
    axis = 1 if query.dim() > 2 and module.batch_first else 0
    batch = steps // max(query.shape[axis], key.shape[axis], 1)
    scores = batch * module.num_heads * query.shape[axis] * key.shape[axis]
    return max(scores, steps * module.embed_dim * 3), steps


def _layer(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    entries, steps = _attention(module.self_attn, [values[0], values[0]])
    if len(values) > 1 and hasattr(module, "multihead_attn"):
        across, more = _attention(module.multihead_attn, values)
        entries, steps = max(entries, across), steps + more
    return max(entries, steps * module.linear1.weight.shape[0]), steps


def _stack(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return _layer(module.layers[0], values)


def _adaptive(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    axes = int(type(module).__name__[-2])
    return layer_sizes.adapted(tuple(values[0].shape), axes, module.output_size), 0


def _upsampled(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return layer_sizes.scaled(tuple(values[0].shape), module.size, module.scale_factor), 0


def _padded(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return layer_sizes.padded(tuple(values[0].shape), module.padding), 0


def _unfolded(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return layer_sizes.unfolded(
        tuple(values[0].shape), module.kernel_size, module.dilation, module.padding, module.stride
    ), 0


def _folded(module: Any, values: list[torch.Tensor]) -> tuple[int, int]:
    return math.prod(values[0].shape[:-1]) * math.prod(each(module.output_size, 2)), 0


_Rule = Callable[[Any, list[torch.Tensor]], tuple[int, int]]
_PADS = (
    nn.ZeroPad1d, nn.ZeroPad2d, nn.ConstantPad1d, nn.ConstantPad2d, nn.ReflectionPad1d,
    nn.ReflectionPad2d, nn.ReplicationPad1d, nn.ReplicationPad2d, nn.CircularPad1d,
    nn.CircularPad2d,
)  # fmt: skip
_RULES: tuple[tuple[tuple[type[nn.Module], ...], _Rule], ...] = (
    ((nn.Linear,), _linear),
    ((nn.Bilinear,), _bilinear),
    ((nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d), _convolution),
    ((nn.Embedding,), _embedding),
    ((nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell), _recurrent),
    ((nn.MultiheadAttention,), _attention),
    ((nn.TransformerEncoderLayer, nn.TransformerDecoderLayer), _layer),
    ((nn.TransformerEncoder, nn.TransformerDecoder), _stack),
    (
        (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d),
        _adaptive,
    ),
    ((nn.Upsample,), _upsampled),
    (_PADS, _padded),
    ((nn.Unfold,), _unfolded),
    ((nn.Fold,), _folded),
)
