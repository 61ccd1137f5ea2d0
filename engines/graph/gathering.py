"""Values into collections and out of them: hashed entries, unpacking."""

from __future__ import annotations

from typing import Any, TypeVar

from engines.graph.errors import Raised, failure, from_python
from engines.graph.operators import collect
from engines.graph.scope import Run
from engines.graph.show import weigh

Hashed = TypeVar("Hashed", set[Any], dict[Any, Any])


def spread(run: Run, value: Any, count: int, star: int | None) -> list[Any]:
    """Return `count` values; the one at `star` is a list of what the others leave.

    Raises the snippet's ValueError or TypeError where `value` does not have as many entries.
    """
    try:
        values = collect(run, value)
    except Raised as raised:
        if raised.error.message.endswith("object is not iterable"):
            kind = raised.error.message.split("'")[1]
            raise failure("TypeError", f"cannot unpack non-iterable {kind} object") from None
        raise
    if star is not None:
        if len(values) < count - 1:
            raise failure(
                "ValueError",
                f"not enough values to unpack (expected at least {count - 1}, got {len(values)})",
            )
        after = len(values) - (count - star - 1)
        return [*values[:star], values[star:after], *values[after:]]
    if len(values) > count:
        raise failure("ValueError", f"too many values to unpack (expected {count})")
    if len(values) < count:
        raise failure(
            "ValueError", f"not enough values to unpack (expected {count}, got {len(values)})"
        )
    return values


def hashed(kind: type[Hashed], values: list[Any]) -> Hashed:
    """Return a set or dict of `values`. Raises the snippet's TypeError for what has no hash."""
    weigh(values)
    try:
        return kind(values)
    except TypeError as problem:
        raise from_python(problem) from None
