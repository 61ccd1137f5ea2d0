"""Names of devices: their parts, and what a device named inside another one comes to."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached

_PARTS = ("job", "replica", "task", "device")


def placed(outer: str, given: Any) -> str:
    """Return the full name of the device `given` inside `outer`; no name takes it all back.

    Raises the snippet's ValueError for a part that no device has.
    """
    if given is None:
        return ""
    if not isinstance(given, str):
        raise CapReached("tf.device", "a device that is no text is not supported")
    parts = {**_parsed(outer), **_parsed(given)}
    return "".join(f"/{part}:{parts[part]}" for part in _PARTS if part in parts)


def _parsed(name: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in filter(None, name.split("/")):
        kind, _, rest = piece.partition(":")
        if kind.upper() in ("CPU", "GPU"):
            parts["device"] = f"{kind.upper()}:{rest or '*'}"
        elif kind == "device":
            sort, _, number = rest.partition(":")
            parts["device"] = f"{sort}:{number or '*'}"
        elif kind in _PARTS:
            parts[kind] = rest
        else:
            raise failure(
                "ValueError",
                f"Unknown attribute '{kind}' is encountered while parsing the device spec:"
                f" '{name}'.",
            )
    return parts
