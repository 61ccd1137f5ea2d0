"""Which places of a bank's files are read as their source text rather than as YAML values."""

from __future__ import annotations

from quizapp.bank.events import Path, Spelling

_LISTS = frozenset({"accept", "not", "pairs", "steps"})
"""Keys whose values are lists of texts, at whatever depth."""
_VALUES = frozenset({"params", "vary", "together"})
"""Keys of values: a parameter may have any name."""


def topic_spelling(path: Path) -> Spelling:
    """Return how the value at `path` of a topic file is read: answers stay as they were typed."""
    if len(path) < 3 or path[0] != "questions":
        return "value"
    inside = path[2:]
    if inside[0] in _VALUES:
        return "value"
    match inside:
        case ("expect",) | ("parts", int(), "expect"):
            return "source"
        case ("wrong", int(), "answer") | ("options", int(), "text"):
            return "source"
        case ("answer",):
            return "text"
        case _:
            pass
    # A list itself is structure; its entries are texts.
    return "text" if any(step in _LISTS for step in inside) else "value"


def bank_spelling(path: Path) -> Spelling:
    """Return how the value at `path` of `bank.yaml` is read: a version 1.10 is not 1.1."""
    return "text" if path == ("version",) else "value"
