"""tf.logging and tf.compat: what they write goes to stderr, which no result holds."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import current_run
from engines.graph.show import show, show_repr
from engines.graph.tf1.exports import export, export_value

_LEVEL = "level of the log"
_WARN = 30
for _name, _level in (("DEBUG", 10), ("WARN", _WARN), ("FATAL", 50)):
    export_value(f"logging.{_name}", _level)


@export("logging.set_verbosity")
def set_verbosity(v: Any) -> None:
    """Set the level from which on messages are written."""
    current_run().state[_LEVEL] = v


@export("logging.get_verbosity")
def get_verbosity() -> Any:
    """Return the level from which on messages are written."""
    return current_run().state.get(_LEVEL, _WARN)


@export("logging.debug", "logging.info", "logging.warn", "logging.warning", "logging.error")
def written(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Do nothing: messages go to stderr."""


def _text(value: Any, wanted: str) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value
    raise failure("TypeError", f"Expected {wanted}, got {show_repr(value)}")


@export("compat.as_bytes")
def as_bytes(bytes_or_text: Any, encoding: Any = "utf-8") -> bytes:
    """Return a text as bytes."""
    return _text(bytes_or_text, "binary or unicode string").encode()


@export("compat.as_text", "compat.as_str")
def as_text(bytes_or_text: Any, encoding: Any = "utf-8") -> str:
    """Return bytes as a text."""
    return _text(bytes_or_text, "binary or unicode string")


@export("compat.as_str_any")
def as_str_any(value: Any, encoding: Any = "utf-8") -> str:
    """Return any value as a text."""
    return _text(value, "") if isinstance(value, bytes) else show(value)
