"""tf.summary: nodes whose value is a serialised record of a number; nothing is written to disk."""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np

from engines.graph.limits import CapReached
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.graph import Operation, default_graph
from engines.graph.tf1.ops.math import scalar
from engines.graph.tf1.ops.state import Execution
from engines.graph.tf1.registry import KernelFailure, OpDef, register
from engines.graph.tf1.shapes import show_shape

SUMMARIES = "summaries"
_ILLEGAL = re.compile(r"[^-/\w.]")


def _field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field of a protocol buffer."""
    size, length = len(content), b""
    while size > 127:
        length += bytes([size & 127 | 128])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content


def _text(content: bytes) -> Any:
    return np.array(content, dtype=object)


def _scalar_summary(op: Operation, tag: Any, value: Any) -> Any:
    if tuple(value.shape) != tuple(tag.shape):
        raise KernelFailure(
            f"tags and values are not the same shape: {show_shape(tuple(tag.shape))} !="
            f" {show_shape(tuple(value.shape))} (tag '{tag.item().decode()}')"
        )
    number = b"\x15" + struct.pack("<f", float(value))
    return _text(_field(1, _field(1, tag.item()) + number))


def _merged(op: Operation, *records: Any) -> Any:
    return _text(b"".join(record.item() for record in records))


def _unknown(execution: Execution, op: Operation, *values: Any) -> Any:
    raise CapReached(op.type, f"a run of {op.type} is not supported; nearest: `ScalarSummary`")


register(
    (
        OpDef("ScalarSummary", "tags:string values:T", scalar, dt.STRING, _scalar_summary),
        OpDef("MergeSummary", "", scalar, dt.STRING, _merged),
        OpDef("HistogramSummary", "tag:string values:T", scalar, dt.STRING, _unknown,
              stateful=True),
        OpDef("ImageSummary", "tag:string tensor:T", scalar, dt.STRING, _unknown, stateful=True),
        OpDef("TensorSummaryV2", "tag:string tensor:T", scalar, dt.STRING, _unknown,
              stateful=True),
    )
)  # fmt: skip


def _summary(kind: str, name: Any, value: Any, collections: Any, family: Any) -> Any:
    label = _ILLEGAL.sub("_", str(name)).lstrip("/")
    if family is not None:
        label = f"{_ILLEGAL.sub('_', str(family))}/{label}"
    with name_scope(label) as scope:
        tag = scope.rstrip("/") if family is None else f"{family}/{scope.rstrip('/')}"
        tensor = convert(value, None, "values")
        record = call_op(kind, scope, constant(tag, dt.STRING, "tags"), tensor)
    for key in [SUMMARIES] if collections is None else collections:
        default_graph().collect(key, record)
    return record


@export("summary.scalar")
def summary_scalar(name: Any, tensor: Any, collections: Any = None, family: Any = None) -> Any:
    """Return the record of a number."""
    return _summary("ScalarSummary", name, tensor, collections, family)


@export("summary.histogram")
def summary_histogram(name: Any, values: Any, collections: Any = None, family: Any = None) -> Any:
    """Return the record of many numbers; it can be built but not run."""
    return _summary("HistogramSummary", name, values, collections, family)


@export("summary.image")
def summary_image(name: Any, tensor: Any, max_outputs: Any = 3, collections: Any = None,
                  family: Any = None) -> Any:  # fmt: skip
    """Return the record of images; it can be built but not run."""
    return _summary("ImageSummary", name, tensor, collections, family)


@export("summary.text")
def summary_text(name: Any, tensor: Any, collections: Any = None) -> Any:
    """Return the record of text; it can be built but not run."""
    return _summary("TensorSummaryV2", name, tensor, collections, None)


@export("summary.merge")
def merge(inputs: Any, collections: Any = None, name: Any = None) -> Any:
    """Return several records as one."""
    with name_scope(name, "Merge"):
        parts = tuple(convert(entry) for entry in inputs)
        record = add_node("MergeSummary", "MergeSummary", parts).outputs[0]
    for key in collections or ():
        default_graph().collect(key, record)
    return record


@export("summary.merge_all")
def merge_all(key: Any = SUMMARIES, scope: Any = None, name: Any = None) -> Any:
    """Return all collected records as one, None when there are none."""
    found = [entry for entry in default_graph().collection(key)
             if scope is None or re.match(scope, entry.name)]  # fmt: skip
    return merge(found, name=name) if found else None


def _no_files(label: str) -> Any:
    def refuse(*given: Any, **named: Any) -> Any:
        raise CapReached(f"tensorflow.{label}", f"`{label}` writes files, which snippets may not")

    return Builtin(label, refuse)


for _name in ("summary.FileWriter", "train.Saver", "train.Supervisor"):
    export_value(_name, _no_files(_name))
