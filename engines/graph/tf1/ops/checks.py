"""Op table: checks of values while the graph runs, and what prints to stderr."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import torch

from engines.graph.limits import MAX_PRINTED_ENTRIES, CapReached
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.dtypes import DType
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import same_shape, scalar
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import Shape, ShapeProblem

Tensor = torch.Tensor


def _check_numerics(op: Operation, value: Tensor) -> Tensor:
    tests = (("Inf", torch.isinf), ("NaN", torch.isnan))
    found = [name for name, test in tests if bool(test(value).any())]
    if found:
        raise KernelFailure(f"{op.attrs['message']} : Tensor had {' and '.join(found)} values")
    return value


def _assert(op: Operation, condition: Tensor, *data: Any) -> tuple[()]:
    if not bool(torch.all(condition)):
        shown = " ".join(f"[{summarized(value, op.attrs['summarize'])}]" for value in data)
        raise KernelFailure(f"assertion failed: {shown}")
    return ()


def summarized(value: Any, most: int) -> str:
    """Return at most `most` entries of a value as kernels write them, all of them for -1."""
    entries = [_entry_text(entry) for entry in _entries(value, most)]
    total = prod(value.shape)
    ellipsis = "..." if len(entries) < total else ""
    if not len(value.shape):
        return "".join(entries) + ellipsis
    pieces: list[str] = []
    _write(tuple(value.shape), entries, 0, pieces, outermost=True)
    return "".join(pieces) + ellipsis


def _entries(value: Any, most: int) -> list[Any]:
    flat = value.reshape(-1)
    chosen = flat if most < 0 else flat[:most]
    if len(chosen) > MAX_PRINTED_ENTRIES:
        raise CapReached("Assert", f"more than {MAX_PRINTED_ENTRIES} entries in one message")
    single = isinstance(chosen, Tensor) and chosen.dtype == torch.float32
    return list(chosen.numpy()) if single else list(chosen.tolist())


def _write(
    shape: tuple[int, ...], entries: list[str], taken: int, pieces: list[str], *, outermost: bool
) -> int:
    """Write one dimension, entries from `taken` on; return how many are written by then."""
    if taken >= len(entries):
        return taken
    if len(shape) == 1:
        row = entries[taken : taken + shape[0]]
        pieces.append(" ".join(row))
        if len(row) < shape[0] and not outermost:
            pieces.append("...")
        return taken + len(row)
    for _ in range(shape[0]):
        if taken >= len(entries):
            break
        pieces.append("[")
        taken = _write(shape[1:], entries, taken, pieces, outermost=False)
        pieces.append("]")
    return taken


def _entry_text(entry: Any) -> str:
    if isinstance(entry, bytes):
        return "".join(_escaped(letter) for letter in entry.decode(errors="replace"))
    if isinstance(entry, (float, np.floating)):
        few, many = (6, 9) if isinstance(entry, np.float32) else (15, 17)
        short = f"{entry:.{few}g}"
        return short if type(entry)(short) == entry else f"{entry:.{many}g}"
    return str(int(entry)) if isinstance(entry, (bool, int)) else str(entry)


_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "'": "\\'", "\\": "\\\\"}


def _escaped(letter: str) -> str:
    """Return a letter as C writes it inside a string; letters beyond ASCII stand for themselves."""
    plain = letter >= " " and letter != "\x7f"
    return _ESCAPED.get(letter) or (letter if plain else f"\\{ord(letter):03o}")


def _nothing(op: Operation) -> list[tuple[DType, Shape]]:
    return []


def _asserted(op: Operation) -> list[tuple[DType, Shape]]:
    shape = op.inputs[0].shape
    if shape:
        raise ShapeProblem(f"Shape must be rank 0 but is rank {len(shape)}")
    return []


# What tf.print writes goes to stderr, which no snippet result holds: its text is left empty.
register(
    (
        OpDef("CheckNumerics", "tensor:T", same_shape, 0, _check_numerics),
        OpDef("Assert", "", scalar, dt.BOOL, _assert, outputs=_asserted),
        OpDef("StringFormat", "", scalar, dt.STRING, lambda op, *v: np.array(b"", dtype=object)),
        OpDef("PrintV2", "input:string", scalar, dt.BOOL, lambda op, text: (), outputs=_nothing),
    )
)
