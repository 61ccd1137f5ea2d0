"""tf functions that move blocks of images between axes and cut patches out of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.tf1.build import call_op
from engines.graph.tf1.exports import export


@export("space_to_depth", "nn.space_to_depth")
def space_to_depth(input: Any, block_size: Any, name: Any = None,  # noqa: A002
                   data_format: Any = "NHWC") -> Any:  # fmt: skip
    """Return an image with each block of pixels moved into the channels."""
    _check_block("SpaceToDepth", block_size, data_format)
    return call_op("SpaceToDepth", name, input, block_size=int(block_size))


@export("depth_to_space", "nn.depth_to_space")
def depth_to_space(input: Any, block_size: Any, name: Any = None,  # noqa: A002
                   data_format: Any = "NHWC") -> Any:  # fmt: skip
    """Return an image with channels spread over blocks of pixels."""
    _check_block("DepthToSpace", block_size, data_format)
    return call_op("DepthToSpace", name, input, block_size=int(block_size))


def _check_block(kind: str, block_size: Any, data_format: str) -> None:
    if int(block_size) < 2:
        raise failure("ValueError", f"Attr 'block_size' of '{kind}' Op passed {int(block_size)}"
                      " less than minimum 2.")  # fmt: skip
    if data_format != "NHWC":
        raise ValueError(f"data_format={data_format}")


@export("extract_image_patches", "image.extract_image_patches", "image.extract_patches")
def extract_image_patches(images: Any, ksizes: Any = None, strides: Any = None, rates: Any = None,
                          padding: Any = None, name: Any = None,
                          sizes: Any = None) -> Any:  # fmt: skip
    """Return the patches under a sliding window, each flattened into the channels."""
    if padding not in ("SAME", "VALID"):
        raise failure("ValueError", "Attr 'padding' of 'ExtractImagePatches' Op passed string"
                      f" '{padding}' not in: \"SAME\", \"VALID\".")  # fmt: skip
    window = ksizes if ksizes is not None else sizes
    return call_op(
        "ExtractImagePatches", name, images, ksizes=[int(size) for size in window],
        strides=[int(step) for step in strides], rates=[int(rate) for rate in rates],
        padding=str(padding),
    )  # fmt: skip


@export("space_to_batch_nd")
def space_to_batch_nd(input: Any, block_shape: Any, paddings: Any,  # noqa: A002
                      name: Any = None) -> Any:  # fmt: skip
    """Return a tensor with blocks of its inner axes moved into the batch."""
    return call_op("SpaceToBatchND", name, input, block_shape, paddings)


@export("batch_to_space_nd")
def batch_to_space_nd(input: Any, block_shape: Any, crops: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a tensor with the batch spread over blocks of its inner axes."""
    return call_op("BatchToSpaceND", name, input, block_shape, crops)


@export("space_to_batch", "nn.space_to_batch")
def space_to_batch(input: Any, paddings: Any, block_size: Any = None, name: Any = None,  # noqa: A002
                   block_shape: Any = None) -> Any:  # fmt: skip
    """Return an image with its blocks moved into the batch."""
    block = np.array([block_size, block_size], np.int64) if block_shape is None else block_shape
    return call_op("SpaceToBatchND", name, input, block, paddings)


@export("batch_to_space")
def batch_to_space(input: Any, crops: Any, block_size: Any = None, name: Any = None,  # noqa: A002
                   block_shape: Any = None) -> Any:  # fmt: skip
    """Return an image with the batch spread over its blocks."""
    block = np.array([block_size, block_size], np.int64) if block_shape is None else block_shape
    return call_op("BatchToSpaceND", name, input, block, crops)
