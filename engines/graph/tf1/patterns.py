"""Which names a scope of a collection picks: its text is a pattern that names begin with."""

from __future__ import annotations

from engines.graph.tf1.regular_expressions import bounded_pattern


def matches_start(pattern: str, name: str) -> bool:
    """Return whether `name` begins with what `pattern` matches.

    Raises CapReached for a pattern whose matching could take long.
    """
    text = name.encode()
    return bounded_pattern(str(pattern), len(text)).match(text) is not None
