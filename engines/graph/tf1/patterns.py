"""What names tell: which ones a scope of a collection picks, and which nodes are ours."""

from __future__ import annotations

from engines.graph.tf1.regular_expressions import bounded_pattern


def matches_start(pattern: str, name: str) -> bool:
    """Return whether `name` begins with what `pattern` matches.

    Raises CapReached for a pattern whose matching could take long.
    """
    text = name.encode()
    return bounded_pattern(str(pattern), len(text)).match(text) is not None


def is_ours(kind: str, name: str) -> bool:
    """Return whether a node is one that TensorFlow does not have."""
    return kind.startswith("_") or name.startswith(".")
