"""Regular expressions of snippets: only such whose matching is sure to end soon."""

from __future__ import annotations

import importlib
import re
from typing import Any

from engines.graph.limits import CapReached
from engines.graph.scope import current_run

# The parser of `re` is private: type checkers do not know it.
constants: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
_MAX_PATTERN = 200
_MAX_STEPS = 5_000_000
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
_SINGLE = (constants.LITERAL, constants.NOT_LITERAL, constants.ANY, constants.IN)
_PLAIN = (*_SINGLE, constants.AT)


def bounded_pattern(pattern: str, length: int) -> re.Pattern[bytes]:
    """Return the compiled pattern for texts of `length` bytes.

    Raises CapReached for a pattern of which backtracking could take long.
    """
    if len(pattern) > _MAX_PATTERN:
        raise CapReached("regex", f"a pattern of more than {_MAX_PATTERN} characters")
    try:
        tree = parser.parse(pattern.encode())
        repeats = _repeats(tree)
        compiled = re.compile(pattern.encode())
    except (re.error, OverflowError, RecursionError) as problem:
        raise CapReached("regex", f"the pattern {pattern[:40]!r}: {problem}") from None
    steps = (length + 1) ** (repeats + 1)
    if steps > _MAX_STEPS:
        raise CapReached("regex", "a text too long for a pattern with that many repetitions")
    current_run().budget.spend(steps // 64)
    return compiled


def _repeats(tree: Any) -> int:
    """Return how many repetitions the pattern has; those of more than one character are refused."""
    count = 0
    for kind, value in tree:
        if kind in _PLAIN:
            continue
        if kind in _REPEATS:
            body = list(value[2])
            if len(body) != 1 or body[0][0] not in _SINGLE:
                raise CapReached("regex", "a repeated group in a pattern is not supported")
            count += 1
        elif kind is constants.SUBPATTERN:
            count += _repeats(value[3])
        elif kind is constants.BRANCH:
            count += sum(_repeats(branch) for branch in value[1])
        else:
            raise CapReached("regex", f"{str(kind).lower()} in a pattern is not supported")
    return count


def rewritten(rewrite: bytes, found: re.Match[bytes]) -> bytes:
    """Return `rewrite` with backslash digits replaced by the groups of a match."""
    return re.sub(
        rb"\\([0-9\\])",
        lambda mark: b"\\" if mark[1] == b"\\" else found.group(int(mark[1])) or b"",
        rewrite,
    )
