"""How a node prints: its definition with every attribute, as protocol buffers write text.

The attributes of each kind and their defaults are facts of TensorFlow's op registry and stand in
`op_attributes.json`: `input N` is the type of input N, `count` the number of inputs, `type X` and
`text X` are defaults, `attr` has no default.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.tf1.dtypes import BY_NAME, DType, of_numpy
from engines.graph.tf1.graph import PLACED_WITH, Operation

_FACTS = Path(__file__).with_name("op_attributes.json")
_MAX_ENTRIES = 256
_FIELDS = {
    "DT_FLOAT": "float_val", "DT_DOUBLE": "double_val", "DT_INT64": "int64_val",
    "DT_BOOL": "bool_val", "DT_STRING": "string_val", "DT_INT32": "int_val", "DT_INT16": "int_val",
    "DT_INT8": "int_val", "DT_UINT8": "int_val",
}  # fmt: skip
_ESCAPED = {b"\n"[0]: "\\n", b"\r"[0]: "\\r", b"\t"[0]: "\\t", b'"'[0]: '\\"', b"'"[0]: "\\'",
            b"\\"[0]: "\\\\"}  # fmt: skip


def definition(op: Operation) -> str:
    """Return the text of a node. Raises CapReached where an attribute of it is not known."""
    lines = [f'name: "{op.name}"', f'op: "{op.type}"']
    lines += [
        f'input: "{tensor.op.name}{f":{tensor.index}" if tensor.index else ""}"'
        for tensor in op.inputs
    ]
    lines += [f'input: "^{before.name}"' for before in op.control_inputs]
    if op.device:
        lines.append(f'device: "{op.device}"')
    own = {name for name in op.attrs if name.startswith("_")}
    for name in sorted({*_attributes(op.type), *own}, key=_written_order):
        lines += ["attr {", f'  key: "{name}"', "  value {"]
        lines += [f"    {line}" for line in _value(op, name)]
        lines += ["  }", "}"]
    return "\n".join(lines) + "\n"


def attribute(op: Operation, name: str) -> Any:
    """Return what `op.get_attr(name)` gives. Raises the snippet's ValueError for other names."""
    facts = _facts().get(op.type)
    if facts is None:
        raise _not_known(op.type)
    rule = facts.get(name)
    word, _, rest = rule.partition(" ") if isinstance(rule, str) else ("", "", "")
    if word == "input":
        return op.inputs[int(rest)].dtype.base
    found = op.attrs.get(name)
    if found is None:
        if name not in facts:
            message = f"Operation '{op.name}' has no attr named '{name}'."
            raise failure("ValueError", message)
        if word == "type":
            return next(kind for kind in BY_NAME.values() if kind.enum == rest)
        found = rest if word == "text" else rule
        if word in ("attr", "count", "inputs"):
            raise _not_known(op.type)
    if isinstance(found, str):
        return found.encode()
    if isinstance(found, (DType, bool, int, float)):
        return found
    if isinstance(found, (list, tuple)) and all(isinstance(entry, int) for entry in found):
        return list(found)
    raise CapReached(f"get_attr({name})", f"the attribute `{name}` is not supported as a value")


@cache
def _facts() -> dict[str, dict[str, Any]]:
    facts = json.loads(_FACTS.read_text(encoding="utf-8"))
    assert isinstance(facts, dict)
    return facts


def _attributes(kind: str) -> dict[str, Any]:
    if kind not in _facts():
        raise _not_known(kind)
    return _facts()[kind]


def _not_known(kind: str) -> CapReached:
    return CapReached(f"print({kind})", f"the definition of a node of kind {kind} is not supported")


def _written_order(name: str) -> tuple[int, ...]:
    """Return the rank of a name: maps are written from Z to A, a beginning before the whole."""
    return tuple(-ord(letter) for letter in name)


def _value(op: Operation, name: str) -> list[str]:
    if name == PLACED_WITH:
        return ["list {", f'  s: "loc:@{op.attrs[name]}"', "}"]
    rule = _facts()[op.type].get(name)
    if name in op.attrs and not (isinstance(rule, str) and rule.startswith("input")):
        return _shown(op, name, op.attrs[name])
    if rule == "count":
        return [f"i: {len(op.inputs) - (op.type == 'ConcatV2')}"]
    if not isinstance(rule, str):
        return _shown(op, name, rule)
    word, _, rest = rule.partition(" ")
    if word == "input":
        return [f"type: {op.inputs[int(rest)].dtype.enum}"]
    if word == "inputs":
        types = [f"  type: {tensor.dtype.enum}" for tensor in op.inputs[int(rest) :]]
        return ["list {", *types, "}"]
    if word == "type":
        return [f"type: {rest}"]
    if word == "text":
        return [f's: "{rest}"']
    raise _not_known(op.type)


def _shown(op: Operation, name: str, value: Any) -> list[str]:
    if isinstance(value, DType):
        return [f"type: {value.enum}"]
    if name == "shape":
        return ["shape {", *(f"  {line}" for line in _shape(value)), "}"]
    if isinstance(value, bool):
        return [f"b: {str(value).lower()}"]
    if isinstance(value, int):
        return [f"i: {value}"]
    if isinstance(value, float):
        return [f"f: {_number(value, np.float32)}"]
    if isinstance(value, str):
        return [f's: "{_text(value.encode())}"']
    if isinstance(value, (list, tuple)) and all(isinstance(entry, int) for entry in value):
        return ["list {", *(f"  i: {entry}" for entry in value), "}"]
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return ["tensor {", *(f"  {line}" for line in _tensor(op, value)), "}"]
    raise _not_known(op.type)


def _shape(sizes: Any) -> list[str]:
    if sizes is None:
        return ["unknown_rank: true"]
    lines: list[str] = []
    for size in sizes:
        inside = [] if size == 0 else [f"  size: {-1 if size is None else size}"]
        lines += ["dim {", *inside, "}"]
    return lines


def _tensor(op: Operation, value: Any) -> list[str]:
    array = value.numpy() if isinstance(value, torch.Tensor) else value
    kind = of_numpy(array)
    if kind is None or kind.enum not in _FIELDS or array.size > _MAX_ENTRIES:
        raise _not_known(op.type)
    shape = ["tensor_shape {", *(f"  {line}" for line in _shape(array.shape)), "}"]
    head = [f"dtype: {kind.enum}", *shape]
    if array.size > 1 and kind.enum not in ("DT_BOOL", "DT_STRING"):
        return [*head, f'tensor_content: "{_text(array.tobytes())}"']
    return [*head, *(f"{_FIELDS[kind.enum]}: {_entry(entry)}" for entry in array.ravel())]


def _entry(entry: Any) -> str:
    if isinstance(entry, bytes):
        return f'"{_text(entry)}"'
    if isinstance(entry, np.bool_):
        return str(bool(entry)).lower()
    if isinstance(entry, np.floating):
        return _number(entry, type(entry))
    return str(entry)


def _number(value: Any, kind: Any) -> str:
    few, many = (6, 9) if kind is np.float32 else (15, 17)
    short = f"{float(value):.{few}g}"
    return short if kind(short) == value or value != value else f"{float(value):.{many}g}"


def _text(data: bytes) -> str:
    return "".join(
        _ESCAPED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in data
    )
