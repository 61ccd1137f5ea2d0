"""A topic file or a small document of a bank: its data, and the positions of what stands in it.

Data come from one pass over the parser's events (see `quizapp.bank.events`). Positions are needed
for problems alone, so that the tree of nodes that holds them is made when the first is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import yaml

from quizapp.bank.events import Data, Finding, Path, Spelling, assemble
from quizapp.bank.problems import Problem, Severity
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


def find(root: yaml.Node, path: Sequence[str | int]) -> tuple[yaml.Node | None, yaml.Node]:
    """Return the nearest node to `path` and its key's node (None for an entry of a list).

    Steps of the path that lead nowhere (a union's tag, a missing key) are passed over.
    """
    key: yaml.Node | None = None
    node = root
    for step in path:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if isinstance(key_node, yaml.ScalarNode) and key_node.value == step:
                    key, node = key_node, value_node
                    break
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

    It is looked for in the scalar's source, so that it is exact in every style; where the source
    spells it otherwise (an escape, a folded line) the scalar's own position is returned.
    """
    _, node = find(root, path)
    start, end = node.start_mark.index, node.end_mark.index
    index = start - 1
    for _ in range(nth + 1):
        index = source.text.find(token, index + 1, end)
        if index < 0:
            return position(root, path)
    return source.at(index)
