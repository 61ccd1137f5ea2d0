"""Tensor operations by hand: the torch calls of the witnesses, as one would write them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import torch
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler


def _float(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _cat(p: Any) -> Any:
    other = list(p["shape"])
    other[p["dim"]] = p["size"]
    return tuple(torch.cat([torch.empty(p["shape"]), torch.empty(other)], p["dim"]).shape)


def _reshape(p: Any) -> Any:
    return torch.empty(p["shape"]).reshape(p["sizes"]).shape[p["sizes"].index(-1)]


def _contiguous(p: Any) -> Any:
    x = torch.empty(p["shape"])
    return [int(x.permute(order).is_contiguous()) for order in p["orders"]]


def _einsum(p: Any) -> Any:
    return torch.einsum(p["eq"], _float(p["A"]), _float(p["B"])).round().long().tolist()


def _gather(p: Any) -> Any:
    return torch.gather(torch.tensor(p["x"]), p["dim"], torch.tensor(p["index"])).tolist()


def _scatter(p: Any) -> Any:
    z = torch.zeros(p["R"], p["C"], dtype=torch.int64)
    return z.scatter_(p["dim"], torch.tensor(p["index"]), torch.tensor(p["src"])).tolist()


def _mask(p: Any) -> Any:
    x = torch.tensor(p["x"])
    return x[x > p["t"]].tolist()


def _repeated_bytes(p: Any) -> Any:
    x = torch.zeros(p["R"], p["C"], dtype=getattr(torch, p["dtype"]))
    return x.repeat(p["a"], p["b"]).untyped_storage().nbytes()


def _where(p: Any) -> Any:
    x, y = torch.tensor(p["x"]), torch.tensor(p["y"])
    return torch.where(x > p["t"], x, y).tolist()


def _pad(p: Any) -> Any:
    return torch.nn.functional.pad(torch.tensor(p["x"]), p["pad"], value=p["v"]).tolist()


def _weights(p: Any) -> Any:
    filters, channels, high, wide = p["shape"]
    layer = torch.nn.Conv2d(channels, filters, (high, wide), bias=False)
    return tuple(layer.weight.permute(2, 3, 1, 0).shape)


def _batch(p: Any) -> Any:
    samples: Any = torch.empty(p["n"], *p["shape"])
    loader: Any = DataLoader(samples, p["B"], drop_last=p["drop_last"])
    wanted = len(loader) - 1 if p["i"] == -1 else p["i"]
    return tuple(next(islice(loader, wanted, None)).shape)


def _share(p: Any) -> Any:
    samples: Any = range(p["n"])
    return list(DistributedSampler(samples, p["W"], p["rank"], shuffle=False))


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "cat.shape": _cat,
    "reshape.inferred_size": _reshape,
    "permute.contiguous": _contiguous,
    "einsum.value": _einsum,
    "gather.values": _gather,
    "scatter.values": _scatter,
    "boolean_mask.values": _mask,
    "mean.values": lambda p: _float(p["x"]).mean(p["dim"]).tolist(),
    "repeat.bytes": _repeated_bytes,
    "where.values": _where,
    "pad.values": _pad,
    "layout.oihw_to_hwio": _weights,
    "data_loader.batch_shape": _batch,
    "distributed_sampler.indices": _share,
}
