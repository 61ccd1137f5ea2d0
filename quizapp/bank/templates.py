"""New questions as YAML: from a family in a few lines, or from what a person has typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engines.values import Value, show_value
from quizapp.bank.fields import Point
from quizapp.bank.scalars import field, scalar

if TYPE_CHECKING:
    from engines.api import Family


def from_family(family: Family) -> str:
    """Return a question of this family with its own canonical parameters."""
    params = ", ".join(f"{name}: {flow(value)}" for name, value in family.ask.params.items())
    return f"asked: sometimes\nfamily: {family.name}\nparams: {{{params}}}\n"


def recall_draft(prompt: str, answer: str, points: Sequence[str]) -> str:
    """Return a recall question as a draft. A point is a must, unless it begins with another role:
    `nice: ...`, `red flag: ...`, `ask: ...`."""
    lines = ["kind: recall", field("prompt", prompt), field("answer", answer)]
    if points:
        lines += ["points:", *(f"  - {_point(point)}" for point in points)]
    return "\n".join([*lines, "draft: true"]) + "\n"


def _point(point: str) -> str:
    """Return a point as `role: text` on one line."""
    head, colon, rest = point.partition(":")
    role = head.strip().casefold().replace(" ", "_").replace("-", "_")
    if colon and rest.strip() and role in Point.ROLES:
        return f"{role}: {scalar(rest.strip())}"
    return f"must: {scalar(point.strip())}"


def flow(value: Value) -> str:
    """Return a parameter's value as YAML writes it on one line."""
    if isinstance(value, tuple):
        return "[" + ", ".join(flow(entry) for entry in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return show_value(value)
