"""The settings of a session (`tf.ConfigProto` and its parts): kept and shown, without effect."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import TypeValue
from engines.graph.tf1.exports import export_value

# The fields of each message in the order in which they print: a default value, or a message.
_FIELDS: dict[str, dict[str, Any]] = {
    "ConfigProto": {
        "device_count": {},
        "intra_op_parallelism_threads": 0,
        "placement_period": 0,
        "device_filters": [],
        "inter_op_parallelism_threads": 0,
        "gpu_options": "GPUOptions",
        "allow_soft_placement": False,
        "log_device_placement": False,
        "use_per_session_threads": False,
        "graph_options": "GraphOptions",
        "operation_timeout_in_ms": 0,
    },
    "GPUOptions": {
        "per_process_gpu_memory_fraction": 0.0,
        "allocator_type": "",
        "deferred_deletion_bytes": 0,
        "allow_growth": False,
        "visible_device_list": "",
        "force_gpu_compatible": False,
    },
    "GraphOptions": {
        "enable_recv_scheduling": False,
        "optimizer_options": "OptimizerOptions",
        "build_cost_model": 0,
        "infer_shapes": False,
    },
    "OptimizerOptions": {
        "do_common_subexpression_elimination": False,
        "do_constant_folding": False,
        "opt_level": 0,
        "do_function_inlining": False,
        "global_jit_level": 0,
    },
    "RunOptions": {"trace_level": 0, "timeout_in_ms": 0, "output_partition_graphs": False},
    "RunMetadata": {},
}
_MODULE = "tensorflow.core.protobuf.config_pb2"


class Message:
    """One message of settings: its fields by name, made when they are first used."""

    __slots__ = ("kind", "values")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.values: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """Return a field. Raises the snippet's AttributeError when there is none of that name."""
        fields = _FIELDS[self.kind]
        if name not in fields:
            raise failure("AttributeError", name)
        if name not in self.values and not isinstance(fields[name], (bool, int, float)):
            default = fields[name]
            if isinstance(default, str) and default in _FIELDS:
                self.values[name] = Message(default)
            elif isinstance(default, (dict, list)):
                self.values[name] = type(default)()
        return self.values.get(name, fields[name])

    def set(self, name: str, value: Any) -> None:
        """Set a field. Raises the snippet's error where the field does not take `value`."""
        fields = _FIELDS[self.kind]
        if name not in fields:
            raise failure("AttributeError", f'Protocol message {self.kind} has no "{name}" field.')
        default = fields[name]
        if isinstance(default, (dict, list)) or default in _FIELDS:
            raise failure(
                "AttributeError",
                f'Assignment not allowed to message, map, or repeated field "{name}" in protocol'
                " message object.",
            )
        if not _fits(default, value):
            raise failure("TypeError", f"bad argument type for built-in operation: {name}")
        self.values[name] = type(default)(value)

    def __str__(self) -> str:
        return "".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> list[str]:
        lines: list[str] = []
        for name, default in _FIELDS[self.kind].items():
            value = self.values.get(name, default)
            if isinstance(value, Message):
                inner = value._lines()
                if inner:
                    lines += [f"{name} {{\n", *(f"  {line}" for line in inner), "}\n"]
            elif isinstance(value, dict):
                for key, entry in value.items():
                    lines.append(f'{name} {{\n  key: "{key}"\n  value: {entry}\n}}\n')
            elif value != default:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                lines.append(
                    f'{name}: "{text}"\n' if isinstance(value, str) else f"{name}: {text}\n"
                )
        return lines


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fits(default: Any, value: Any) -> bool:
    if isinstance(default, str):
        return isinstance(value, str)
    if isinstance(default, float):
        return isinstance(value, (int, float))
    return isinstance(value, int)


def _constructor(kind: str) -> Any:
    def construct(*given: Any, **named: Any) -> Message:
        if given:
            raise failure("TypeError", "No positional arguments allowed")
        message = Message(kind)
        fields = _FIELDS[kind]
        for name, value in named.items():
            if name not in fields:
                raise failure("ValueError", f'Protocol message {kind} has no "{name}" field.')
            if isinstance(value, Message) and value.kind == fields[name]:
                message.values[name] = value
            elif isinstance(fields[name], (dict, list)):
                message.values[name] = type(fields[name])(value)
            else:
                message.set(name, value)
        return message

    return construct


MESSAGES = {kind: TypeValue(kind, _MODULE, (), _constructor(kind)) for kind in _FIELDS}
for _kind, _type in MESSAGES.items():
    export_value(_kind, _type)
