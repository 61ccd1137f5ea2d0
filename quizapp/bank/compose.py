"""A topic file or a small document of a bank: its data, and the positions of what stands in it.

Data come from one pass over the parser's events (see `quizapp.bank.events`). Positions are needed
for problems alone, so that the tree of nodes that holds them is made when the first is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar
from weakref import WeakKeyDictionary

import yaml

from quizapp.bank.events import Data, Finding, Path, Spelling, assemble
from quizapp.bank.problems import Problem, Severity
from quizapp.bank.quoted import find_quoted, occurrences
from quizapp.bank.source import Source


class _Composer(yaml.CSafeLoader):
    """Composes without resolving: plain scalars are read by `core_value`, 1.2 rules."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[object]]] = {}  # type: ignore[misc]


@dataclass(frozen=True)
class Composed:
    """A file as data. `findings` are in the file's order; `entries` gives line and column, from 1,
    of each entry of the list `questions`."""

    source: Source
    data: Data
    findings: tuple[Finding, ...] = field(default=())
    entries: tuple[tuple[int, int], ...] = field(default=())

    @cached_property
    def root(self) -> yaml.Node:
        """The tree of nodes, which holds every position; composed when it is first asked for."""
        loader = _Composer(self.source.text)
        try:
            root: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
        if root is None:
            raise ValueError("an empty document: the event pass comes first")
        return root

    def problem_at(
        self,
        path: Sequence[str | int],
        code: str,
        message: str,
        hint: str = "",
        *,
        at_key: bool = False,
        severity: Severity = "problem",
        question: str = "",
    ) -> Problem:
        """Return a problem at the value (or key) that `path` leads to, as near as it gets."""
        line, column = position(self.root, path, key=at_key)
        return self.source.problem(
            code, message, line, column, hint=hint, severity=severity, question=question
        )


def compose(source: Source, spelling: Callable[[Path], Spelling]) -> Composed | Problem:
    """Return a text's data, or why it must not be composed."""
    read = assemble(source, spelling)
    if isinstance(read, Problem):
        return read
    return Composed(source, read.data, read.findings, read.entries)


_Entry = tuple[yaml.Node, yaml.Node]
_looked_at: WeakKeyDictionary[yaml.Node, dict[str | int, _Entry]] = WeakKeyDictionary()


def _entries(node: yaml.MappingNode) -> dict[str | int, _Entry]:
    """Return the nodes of key and value by key, the first of equal ones."""
    found = _looked_at.get(node)
    if found is None:
        found = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                found.setdefault(key.value, (key, value))
        _looked_at[node] = found
    return found


def find(root: yaml.Node, path: Sequence[str | int]) -> tuple[yaml.Node | None, yaml.Node]:
    """Return the nearest node to `path` and its key's node (None for an entry of a list).

    Steps of the path that lead nowhere (a union's tag, a missing key) are passed over.
    """
    key: yaml.Node | None = None
    node = root
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = _entries(node).get(step)
            if found is not None:
                key, node = found
        elif (
            isinstance(node, yaml.SequenceNode)
            and isinstance(step, int)
            and 0 <= step < len(node.value)
        ):
            key, node = None, node.value[step]
    return key, node


def position(root: yaml.Node, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
    """Return line and column, from 1, of the value at `path`; with `key`, of its key."""
    key_node, node = find(root, path)
    chosen = key_node if key and key_node is not None else node
    return chosen.start_mark.line + 1, chosen.start_mark.column + 1


def position_within(
    source: Source, root: yaml.Node, path: Sequence[str | int], token: str, nth: int = 0
) -> tuple[int, int]:
    """Return line and column of the `nth` occurrence (from 0) of `token` in the scalar at `path`.

    It is looked for in the scalar's source, so that it is exact in every style, escapes in double
    quotes included; where a line is folded within it the scalar's own position is returned.
    """
    _, node = find(root, path)
    start, end = node.start_mark.index, node.end_mark.index
    if getattr(node, "style", None) == '"' and "\\" in source.text[start:end]:
        place = find_quoted(source.text, start, end, token, nth)
        return position(root, path) if place is None else source.at(place)
    found = occurrences(source.text, token, start, end)
    return source.at(found[nth]) if nth < len(found) else position(root, path)


def position_of_line(
    source: Source, root: yaml.Node, path: Sequence[str | int], nth: int, column: int
) -> tuple[int, int]:
    """Return line and column in the file of a column of the `nth` line, both from 1, of the text
    at `path`, which may hold names where `column` counts values: then of that line's beginning.

    Where lines of the file are not those of the text its own position is returned.
    """
    _, node = find(root, path)
    lines = node.value.split("\n") if isinstance(node, yaml.ScalarNode) else []
    if not 1 <= nth <= len(lines):
        return position(root, path)
    told = lines[nth - 1]
    is_block = getattr(node, "style", None) == "|"
    line = node.start_mark.line + 1 + (nth if is_block else 0)
    shown = source.line_text(line)
    begins = shown.rfind(told) if told and (is_block or len(lines) == 1) else -1
    if begins < 0:
        return position(root, path)
    within = column - 1 if "{{" not in told[: column - 1] else len(told) - len(told.lstrip())
    return line, begins + 1 + min(within, len(told) - 1)
