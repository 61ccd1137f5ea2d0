"""Op table: what is done with text, which is bytes; values are numpy arrays of them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from engines.graph.limits import MAX_TEXT, CapReached, check_elements
from engines.graph.scope import current_run
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.fingerprint import fingerprint
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation
from engines.graph.tf1.ops.math import broadcast_shape, same_shape
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.regular_expressions import bounded_pattern, rewritten
from engines.graph.tf1.shapes import Shape, ShapeProblem, merge

Texts = np.ndarray[Any, Any]
_WHOLE = {dt.INT32: (-(2**31), 2**31 - 1), dt.INT64: (-(2**63), 2**63 - 1)}


def _each(values: Texts, change: Callable[[bytes], Any], kind: Any = object) -> Texts:
    """Return an array of what `change` makes of each text."""
    result = np.empty(values.shape, dtype=kind)
    total = 0
    for index in np.ndindex(values.shape):
        text: Any = values[index]
        result[index] = change(text)
        total += len(result[index]) if isinstance(result[index], bytes) else 8
        _check_size(total)
    current_run().budget.spend(values.size // 8)
    return result


def _check_size(total: int) -> None:
    if total > 16 * MAX_TEXT:
        raise CapReached("string", "the strings of one tensor are too long")


def _join_shape(op: Operation) -> Shape:
    shape: Shape = ()
    for tensor in op.inputs:
        if tensor.shape is None:
            return None
        if tensor.shape != ():
            shape = tensor.shape if shape == () else merge(shape, tensor.shape)
    return shape


def _join(op: Operation, *values: Texts) -> Texts:
    separator = op.attrs["separator"].encode()
    shape = next((value.shape for value in values if value.ndim), ())
    if any(value.ndim and value.shape != shape for value in values):
        raise KernelFailure("Input shapes do not match")
    result = np.empty(shape, dtype=object)
    total = 0
    for index in np.ndindex(shape):
        result[index] = separator.join(value[index] if value.ndim else value.item()
                                       for value in values)  # fmt: skip
        total += len(result[index])
        _check_size(total)
    return result


def _as_string(op: Operation, value: Any) -> Texts:
    if isinstance(value, np.ndarray):
        return value
    attrs = op.attrs
    width = "" if attrs["width"] < 0 else str(attrs["width"])
    places = "" if attrs["precision"] < 0 else f".{attrs['precision']}"
    letter = "e" if attrs["scientific"] else "g" if attrs["shortest"] else "f"
    template = f"%{attrs['fill']}{width}{places}{letter}"
    texts = np.empty(tuple(value.shape), dtype=object)
    for index in np.ndindex(texts.shape):
        entry = value[index].item()
        if isinstance(entry, bool):
            text = str(entry).lower()
        elif isinstance(entry, int):
            text = f"%{attrs['fill']}{width}d" % entry
        elif isinstance(entry, complex):
            text = f"({template % entry.real},{template % entry.imag})"
        else:
            text = template % entry
        texts[index] = text.encode()
    return texts


def _to_number(op: Operation, value: Texts) -> torch.Tensor:
    kind: dt.DType = op.attrs["out_type"]
    numbers = _each(value, lambda text: _number(text, kind), kind.numpy)
    return torch.from_numpy(numbers.reshape(value.shape))


def _number(text: bytes, kind: dt.DType) -> Any:
    stripped = text.strip()
    try:
        if b"_" in stripped:
            raise ValueError
        number = int(stripped) if kind in _WHOLE else float(stripped)
    except ValueError:
        number = None
    low, high = _WHOLE.get(kind, (None, None))
    if number is None or (low is not None and high is not None and not low <= number <= high):
        shown = text.decode("utf-8", "replace")
        raise KernelFailure(f"StringToNumberOp could not correctly convert string: {shown}")
    return number


def _length(op: Operation, value: Texts) -> torch.Tensor:
    wide = op.attrs["unit"] == "UTF8_CHAR"
    lengths = _each(
        value, lambda text: len(text.decode("utf-8", "replace")) if wide else len(text), np.int32
    )
    return torch.from_numpy(lengths.reshape(value.shape))


def _part(op: Operation, value: Texts, start: Any, size: Any) -> Texts:
    try:
        shape = np.broadcast_shapes(value.shape, tuple(start.shape), tuple(size.shape))
    except ValueError:
        raise KernelFailure("pos and len must broadcast to the shape of input") from None
    check_elements(int(np.prod(shape)))
    texts, starts, sizes = (
        np.broadcast_to(part, shape) for part in (value, start.numpy(), size.numpy())
    )
    wide = op.attrs["unit"] == "UTF8_CHAR"
    result = np.empty(shape, dtype=object)
    for number, index in enumerate(np.ndindex(shape)):
        whole: Any = texts[index]
        text = whole.decode("utf-8", "replace") if wide else whole
        place, length = int(starts[index]), int(sizes[index])
        if not -len(text) <= place <= len(text):
            at = number if shape == value.shape and value.ndim else 0
            shown = whole.decode("utf-8", "replace")
            raise KernelFailure(f"pos {place} out of range for string b'{shown}' at index {at}")
        place += len(text) if place < 0 else 0
        part: Any = text[place : place + max(length, 0)]
        result[index] = part.encode() if wide else part
    return result


def _replace(op: Operation, value: Texts) -> Texts:
    rewrite = op.attrs["rewrite"].encode()
    times = 0 if op.attrs["replace_global"] else 1

    def change(text: bytes) -> bytes:
        pattern = bounded_pattern(op.attrs["pattern"], len(text))
        return pattern.sub(lambda found: rewritten(rewrite, found), text, times)

    return _each(value, change)


def _full_match(op: Operation, value: Texts) -> torch.Tensor:
    matches = _each(
        value,
        lambda text: bounded_pattern(op.attrs["pattern"], len(text)).fullmatch(text) is not None,
        np.bool_,
    )
    return torch.from_numpy(matches.reshape(value.shape))


def _reduced_axes(op: Operation) -> list[int] | None:
    axes = static_value(op.inputs[1])
    shape = op.inputs[0].shape
    if axes is None or shape is None:
        return None
    return [int(axis) % max(len(shape), 1) for axis in np.ravel(np.asarray(axes))]


def _reduce_join_shape(op: Operation) -> Shape:
    axes, shape = _reduced_axes(op), op.inputs[0].shape
    if axes is None or shape is None:
        return None
    if op.attrs["keep_dims"]:
        return tuple(1 if axis in axes else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(shape) if axis not in axes)


def _reduce_join(op: Operation, value: Texts, axes: Any) -> Texts:
    separator = op.attrs["separator"].encode()
    reduced = [int(axis) % max(value.ndim, 1) for axis in np.ravel(np.asarray(axes))]
    kept = [axis for axis in range(value.ndim) if axis not in reduced]
    # The first of the reduced axes runs fastest.
    turned = value.transpose([*kept, *reversed(reduced)])
    shape = turned.shape[: len(kept)]
    result = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        result[index] = separator.join(np.ravel(np.asarray(turned[index], dtype=object)))
    if op.attrs["keep_dims"]:
        return result.reshape([1 if axis in reduced else size
                               for axis, size in enumerate(value.shape)])  # fmt: skip
    return result


def _split_outputs(op: Operation) -> list[tuple[dt.DType, Shape]]:
    shape = op.inputs[0].shape
    if shape is not None and len(shape) != 1:
        raise ShapeProblem(f"Shape must be rank 1 but is rank {len(shape)}")
    return [(dt.INT64, (None, 2)), (dt.STRING, (None,)), (dt.INT64, (2,))]


def _split(op: Operation, value: Texts, separator: Texts) -> tuple[Any, ...]:
    cut = separator.item()
    places: list[tuple[int, int]] = []
    parts: list[bytes] = []
    widest = 0
    for row, text in enumerate(value):
        found = list(_parts(op, text, cut))
        widest = max(widest, len(found))
        places.extend((row, column) for column in range(len(found)))
        parts.extend(found)
    texts = np.empty(len(parts), dtype=object)
    texts[:] = parts
    indices = torch.tensor(places, dtype=torch.int64).reshape(-1, 2)
    return indices, texts, torch.tensor([len(value), widest], dtype=torch.int64)


def _parts(op: Operation, text: bytes, cut: bytes) -> Iterator[bytes]:
    if op.type == "StringSplitV2":
        yield from text.split(cut or None, op.attrs["maxsplit"])
        return
    keep_empty = not op.attrs["skip_empty"]
    if not cut:
        yield from (text[at : at + 1] for at in range(len(text)))
        return
    for letter in cut[1:]:
        text = text.replace(bytes((letter,)), cut[:1])
    yield from (part for part in text.split(cut[:1]) if part or keep_empty)


def _decoded(text: bytes) -> bytes:
    padded = text + b"=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error:
        raise KernelFailure("Invalid character found in base64.") from None


def _bucket(op: Operation, value: Texts) -> torch.Tensor:
    buckets = _each(value, lambda text: fingerprint(text) % op.attrs["num_buckets"], np.int64)
    return torch.from_numpy(buckets.reshape(value.shape))


def _changed(kind: str, change: Callable[[bytes], bytes]) -> OpDef:
    return OpDef(kind, "input:string!", same_shape, dt.STRING,
                 lambda op, value: _each(value, change))  # fmt: skip


register(
    (
        OpDef("StringJoin", "", _join_shape, dt.STRING, _join),
        OpDef("AsString", "input:T", same_shape, dt.STRING, _as_string),
        OpDef("StringToNumber", "string_tensor:string!", same_shape, "out_type", _to_number),
        OpDef("StringLength", "input:string!", same_shape, dt.INT32, _length),
        OpDef("Substr", "input:string! pos:T len:T", broadcast_shape, dt.STRING, _part),
        OpDef("StaticRegexReplace", "input:string!", same_shape, dt.STRING, _replace),
        OpDef("StaticRegexFullMatch", "input:string!", same_shape, dt.BOOL, _full_match),
        OpDef("ReduceJoin", "inputs:string! reduction_indices:int32", _reduce_join_shape, dt.STRING,
              _reduce_join),
        OpDef("StringSplit", "input:string! delimiter:string!", same_shape, dt.STRING, _split,
              outputs=_split_outputs),
        OpDef("StringSplitV2", "input:string! sep:string!", same_shape, dt.STRING, _split,
              outputs=_split_outputs),
        OpDef("StringToHashBucketFast", "input:string!", same_shape, dt.INT64, _bucket),
        _changed("StringLower", bytes.lower),
        _changed("StringUpper", bytes.upper),
        _changed("StringStrip", bytes.strip),
        _changed("EncodeBase64", lambda text: base64.urlsafe_b64encode(text).rstrip(b"=")),
        _changed("DecodeBase64", _decoded),
    )
)  # fmt: skip
