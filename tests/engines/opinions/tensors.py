"""Second opinions on tensors: NumPy's own operations, loops over indexes, and counted memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _zeros(shape: tuple[int, ...]) -> Any:
    return np.zeros(shape, dtype=np.float32)


def _inferred(p: Mapping[str, Any]) -> int:
    return int(_zeros(p["shape"]).reshape(p["sizes"]).shape[p["sizes"].index(-1)])


def _flattened(p: Mapping[str, Any]) -> Any:
    """Index the axes together, as one flat index would, and count the places."""
    shape, rank = p["shape"], len(p["shape"])
    axes = range(p["start"] % rank, p["end"] % rank + 1)
    places = len(list(np.ndindex(*(shape[axis] for axis in axes))))
    return (*shape[: axes.start], places, *shape[axes.stop :])


def _cat(p: Mapping[str, Any]) -> Any:
    other = np.take(_zeros(p["shape"]), np.zeros(p["size"], int), axis=p["dim"])
    return np.concatenate([_zeros(p["shape"]), other], axis=p["dim"]).shape


def _expanded(p: Mapping[str, Any]) -> Any:
    shape = (1,) * (len(p["sizes"]) - len(p["shape"])) + p["shape"]
    wanted = [old if new == -1 else new for old, new in zip(shape, p["sizes"], strict=True)]
    return np.broadcast_to(_zeros(p["shape"]), wanted).shape


def _numpy_strides(array: Any) -> tuple[int, ...]:
    """NumPy counts bytes."""
    return tuple(step // array.itemsize for step in array.strides)


def _contiguous(p: Mapping[str, Any]) -> Any:
    """Walk through the permuted numbers and see whether they are still in order."""
    x = np.arange(np.prod(p["shape"])).reshape(p["shape"])
    walked = (x.transpose(order).flatten() for order in p["orders"])
    return tuple(int(bool(np.all(np.diff(numbers) == 1))) for numbers in walked)


def _seen_without_a_copy(p: Mapping[str, Any]) -> Any:
    """Let NumPy reshape, and see whether it had to copy."""
    y = np.zeros(p["shape"]).transpose(p["dims"])
    asked = ((-1, y.shape[2]), (y.shape[0], -1), (-1,))
    return tuple(int(np.shares_memory(y, y.reshape(sizes))) for sizes in asked)


def _adds(p: Mapping[str, Any], other: tuple[int, ...]) -> int:
    try:
        _zeros(p["a"]) + _zeros(other)
    except ValueError:
        return 0
    return 1


def _addressed(p: Mapping[str, Any]) -> int:
    """Count the places in memory that any entry of the broadcast matrix lies in."""
    y = np.broadcast_to(np.zeros((p["R"], 1), p["dtype"]), (p["R"], p["C"]))
    down, across = y.strides
    return len({i * down + j * across for i, j in np.ndindex(y.shape)}) * y.itemsize


def _split(p: Mapping[str, Any]) -> Any:
    """Deal the places out by the piece that each falls in."""
    return tuple(np.bincount(np.arange(p["L"]) // p["size"]).tolist())


def _chunk(p: Mapping[str, Any]) -> Any:
    """The smallest size that needs no more pieces than were asked for."""
    sizes = range(1, p["L"] + 1)
    size = next(s for s in sizes if len(range(0, p["L"], s)) <= p["n"])
    return tuple(len(range(p["L"])[at : at + size]) for at in range(0, p["L"], size))


def _named(letters: str, wanted: str, shape: tuple[int, ...]) -> Any:
    sizes = dict(zip(letters, shape, strict=True))
    return tuple(sizes[letter] for letter in wanted)


def _einsum(p: Mapping[str, Any]) -> Any:
    """Take the equation ij,jk->ki apart: the transpose of the matrix product."""
    assert p["eq"] == "ij,jk->ki"
    return (np.array(p["A"]) @ np.array(p["B"])).T


def _gathered(p: Mapping[str, Any]) -> Any:
    return np.take_along_axis(np.array(p["x"]), np.array(p["index"]), axis=p["dim"])


def _scattered(p: Mapping[str, Any]) -> Any:
    z = np.zeros((p["R"], p["C"]), dtype=int)
    np.put_along_axis(z, np.array(p["index"]), np.array(p["src"]), axis=p["dim"])
    return z


def _advanced_shape(p: Mapping[str, Any]) -> Any:
    index = np.zeros(p["n"], dtype=int)
    assert p["form"] == "x[i, :, j]"
    return _zeros(p["shape"])[index, :, index].shape


def _sliced(p: Mapping[str, Any]) -> Any:
    """Walk from start to stop, wrapping negative bounds by hand."""
    x, found = list(p["x"]), []
    at, stop = (b if b >= 0 else len(x) + b for b in (p["start"], p["stop"]))
    while at < min(stop, len(x)):
        found.append(x[at])
        at += p["step"]
    return tuple(found)


def _filled(p: Mapping[str, Any]) -> Any:
    x = np.array(p["x"])
    np.putmask(x, np.array(p["mask"], dtype=bool), p["v"])
    return x


def _framed(p: Mapping[str, Any]) -> Any:
    left, right, top, bottom = p["pad"]
    return np.pad(p["x"], ((top, bottom), (left, right)), constant_values=p["v"])


def _batch(p: Mapping[str, Any]) -> Any:
    """Collect samples until a batch is full, as a loader does."""
    batches: list[list[int]] = [[]]
    for sample in range(p["n"]):
        if len(batches[-1]) == p["B"]:
            batches.append([])
        batches[-1].append(sample)
    if p["drop_last"] and len(batches[-1]) < p["B"]:
        batches.pop()
    return (len(batches[p["i"]]), *p["shape"])


def _share(p: Mapping[str, Any]) -> Any:
    """Deal the samples out like cards, from the start again, until all hands are even."""
    hands: list[list[int]] = [[] for _ in range(p["W"])]
    dealt = 0
    while dealt < p["n"] or len(hands[-1]) < len(hands[0]):
        hands[dealt % p["W"]].append(dealt % p["n"])
        dealt += 1
    return tuple(hands[p["rank"]])


OPINIONS: dict[str, Opinion] = {
    "broadcast.shape": (
        {"a": (5, 1, 4, 1), "b": (3, 1, 2)},
        lambda p: (_zeros(p["a"]) + _zeros(p["b"])).shape,
    ),
    "reshape.inferred_size": ({"shape": (4, 9, 10), "sizes": (6, -1, 5)}, _inferred),
    "flatten.shape": ({"shape": (2, 3, 4, 5, 6), "start": 1, "end": -2}, _flattened),
    "cat.shape": ({"shape": (2, 3, 4), "size": 7, "dim": -2}, _cat),
    "stack.shape": (
        {"n": 5, "shape": (2, 3), "dim": -2},
        lambda p: np.stack([_zeros(p["shape"])] * p["n"], axis=p["dim"]).shape,
    ),
    "expand.shape": ({"shape": (3, 1, 2), "sizes": (4, -1, 5, 2)}, _expanded),
    "transpose.shape": (
        {"shape": (2, 3, 4, 5), "dim0": 1, "dim1": -1},
        lambda p: _zeros(p["shape"]).swapaxes(p["dim0"], p["dim1"]).shape,
    ),
    "permute.shape": (
        {"shape": (2, 3, 4, 5), "dims": (1, 3, 0, 2)},
        lambda p: _zeros(p["shape"]).transpose(p["dims"]).shape,
    ),
    "permute.strides": (
        {"shape": (2, 3, 4, 5), "dims": (1, 3, 0, 2)},
        lambda p: _numpy_strides(_zeros(p["shape"]).transpose(p["dims"])),
    ),
    "permute.contiguous": (
        {"shape": (3, 1, 2, 1), "orders": ((1, 0, 2, 3), (3, 0, 1, 2), (2, 1, 0, 3), (0, 2, 3, 1))},
        _contiguous,
    ),
    "view.works": ({"shape": (2, 3, 4), "dims": (1, 2, 0)}, _seen_without_a_copy),
    "broadcast.works": (
        {"a": (2, 1, 4), "others": ((2, 1), (3, 4), (1, 3), (5, 1))},
        lambda p: tuple(_adds(p, other) for other in p["others"]),
    ),
    "split.sizes": ({"L": 17, "size": 5}, _split),
    "chunk.sizes": ({"L": 16, "n": 7}, _chunk),
    "tensor.strides": ({"shape": (3, 1, 5, 2)}, lambda p: _numpy_strides(_zeros(p["shape"]))),
    "expand.bytes": (
        {"R": 7, "C": 30, "dtype": "float16"},
        _addressed,
    ),
    "repeat.bytes": (
        {"R": 2, "C": 3, "a": 5, "b": 4, "dtype": "int64"},
        lambda p: np.tile(np.zeros((p["R"], p["C"]), p["dtype"]), (p["a"], p["b"])).nbytes,
    ),
    "layout.nchw_to_nhwc": (
        {"shape": (2, 3, 4, 5)},
        lambda p: _named("NCHW", "NHWC", p["shape"]),
    ),
    "layout.oihw_to_hwio": (
        {"shape": (2, 3, 4, 5)},
        lambda p: _named("OIHW", "HWIO", p["shape"]),
    ),
    "matmul.shape": (
        {"a": (4, 1, 2, 3), "b": (5, 3, 6)},
        lambda p: np.matmul(_zeros(p["a"]), _zeros(p["b"])).shape,
    ),
    "bmm.shape": (
        {"B": 3, "N": 2, "M": 5, "P": 4},
        lambda p: np.stack([_zeros((p["N"], p["M"])) @ _zeros((p["M"], p["P"]))] * p["B"]).shape,
    ),
    "einsum.shape": (
        {"eq": "bij,jk->bki", "b": 2, "i": 3, "j": 4, "k": 5},
        lambda p: (
            np.swapaxes(_zeros((p["b"], p["i"], p["j"])) @ _zeros((p["j"], p["k"])), 1, 2).shape
        ),
    ),
    "einsum.value": (
        {"eq": "ij,jk->ki", "A": ((1, -2, 3), (0, 4, 5)), "B": ((2, 1), (7, -1), (3, 6))},
        _einsum,
    ),
    "sum.shape": (
        {"shape": (2, 3, 4, 5), "dims": (-1, 1), "keepdim": True},
        lambda p: _zeros(p["shape"]).sum(axis=p["dims"], keepdims=p["keepdim"]).shape,
    ),
    "mean.values": (
        {"x": ((1, 2, 4), (-5, 8, 6), (0, 1, 0)), "dim": 1},
        lambda p: np.array(p["x"]).mean(axis=p["dim"]),
    ),
    "argmax.shape": (
        {"shape": (2, 3, 4), "dim": -2, "keepdim": False},
        lambda p: np.argmax(_zeros(p["shape"]), axis=p["dim"]).shape,
    ),
    "cumsum.values": (
        {"x": ((1, 2, 4), (-5, 8, 6), (0, 1, 0)), "dim": 0},
        lambda p: np.tri(len(p["x"]), dtype=int) @ np.array(p["x"]),
    ),
    "gather.values": (
        {"x": ((1, 2, 3), (4, 5, 6)), "dim": 1, "index": ((2, 2), (0, 1))},
        _gathered,
    ),
    "scatter.values": (
        {"R": 3, "C": 2, "dim": 0, "index": ((2, 0), (1, 2)), "src": ((5, -6), (7, 8))},
        _scattered,
    ),
    "index_select.values": (
        {"x": ((1, 2, 3), (4, 5, 6)), "dim": 1, "index": (2, 0, 2)},
        lambda p: np.take(np.array(p["x"]), p["index"], axis=p["dim"]),
    ),
    "advanced_indexing.shape": (
        {"shape": (4, 5, 6), "n": 3, "form": "x[i, :, j]"},
        _advanced_shape,
    ),
    "advanced_indexing.values": (
        {"x": ((1, 2, 3), (4, 5, 6)), "i": (1, 0, -1), "j": (2, -3, 0)},
        lambda p: np.array(p["x"])[list(p["i"]), list(p["j"])],
    ),
    "boolean_mask.values": (
        {"x": ((1, 7, -2), (3, 4, 9)), "t": 2},
        lambda p: np.extract(np.array(p["x"]) > p["t"], np.array(p["x"])),
    ),
    "slice.values": ({"x": (3, 1, 4, 1, 5, 9, 2, 6), "start": -7, "stop": -1, "step": 3}, _sliced),
    "slice.shape": (
        {"shape": (4, 10, 6), "row": 2, "start": -9, "stop": 20, "step": 4},
        lambda p: _zeros(p["shape"])[p["row"], p["start"] : p["stop"] : p["step"]].shape,
    ),
    "one_hot.values": (
        {"labels": (3, 0, 2, 3), "C": 5},
        lambda p: np.eye(p["C"], dtype=int)[list(p["labels"])],
    ),
    "masked_fill.values": (
        {"x": ((1, 2, 3), (4, 5, 6)), "mask": ((1, 0, 1), (0, 0, 1)), "v": -7},
        _filled,
    ),
    "where.values": (
        {"x": (3, -1, 2, 5, 0), "y": (7, 8, 9, 4, -3), "t": 1},
        lambda p: np.choose(np.array(p["x"]) > p["t"], [p["y"], p["x"]]),
    ),
    "tril.values": (
        {"x": ((1, 2, 3, 4), (5, 6, 7, 8), (9, 1, 2, 3)), "k": 1},
        lambda p: np.array(p["x"]) * np.tri(3, 4, p["k"], dtype=int),
    ),
    "pad.shape": (
        {"shape": (2, 3, 4), "pad": (1, 2, 0, 3)},
        lambda p: np.pad(_zeros(p["shape"]), ((0, 0), p["pad"][2:], p["pad"][:2])).shape,
    ),
    "pad.values": ({"x": ((1, 2, 3), (4, 5, 6)), "pad": (2, 0, 1, 3), "v": -1}, _framed),
    "data_loader.batch_shape": (
        {"n": 53, "shape": (3, 8), "B": 10, "drop_last": False, "i": -1},
        _batch,
    ),
    "distributed_sampler.indices": ({"n": 13, "W": 5, "rank": 4}, _share),
}
