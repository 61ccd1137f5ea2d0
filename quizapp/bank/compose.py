"""From a text that passed the event pass to plain data beside the tree of its nodes.

Scalars follow the YAML 1.2 core schema, so that `no`, `on` and `012` are what they look like.
Scalars in answer positions stay the source text, flow lists included: `0001` is not 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import yaml

from quizapp.bank.problems import Problem, Severity
from quizapp.bank.source import Source

Path = tuple[str | int, ...]
Data = None | bool | int | float | str | tuple["Data", ...] | dict[str, "Data"]

_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
MAX_DIGITS = 300

Spelling = Literal["value", "text", "source"]
"""How a place is read: as a YAML value; its scalars as text; or lists in brackets as text too."""


def _as_value(_path: Path) -> Spelling:
    return "value"


class _Composer(yaml.CSafeLoader):
    """Composes without resolving: plain scalars are read by `core_value`, 1.2 rules."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[object]]] = {}  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the path of the value that it spoils."""

    path: Path
    problem: Problem


@dataclass(frozen=True, slots=True)
class Composed:
    """A file as data. `root` holds the positions; `findings` are in the file's order."""

    source: Source
    data: Data
    root: yaml.Node
    findings: tuple[Finding, ...] = field(default=())

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


def compose(source: Source, spelling: Callable[[Path], Spelling] = _as_value) -> Composed:
    """Return the data and node tree of a text that `event_pass` let through."""
    loader = _Composer(source.text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise ValueError("an empty document: the event pass comes first")
    finally:
        loader.dispose()
    walk = _Walk(source, spelling)
    return Composed(source, walk.value(root, ()), root, tuple(walk.findings))


def core_value(text: str) -> bool | int | float | str | None:
    """Return what a plain scalar stands for in the YAML 1.2 core schema.

    Raises ValueError for a number that no value of a bank may be.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if len(text) > MAX_DIGITS and (_INT.match(text) or _HEX.match(text) or _OCTAL.match(text)):
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    if _FLOAT.match(text):
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("a number beyond the range of float64")
        return number
    if _SPECIAL.match(text):
        return float(text.replace(".", "").lower())
    return text


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


class _Walk:
    """One walk over a node tree; the event pass bounds its depth."""

    def __init__(self, source: Source, spelling: Callable[[Path], Spelling]) -> None:
        self.source = source
        self.spelling = spelling
        self.findings: list[Finding] = []

    def value(self, node: yaml.Node, path: Path) -> Data:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if not isinstance(node, (yaml.SequenceNode, yaml.MappingNode)):
            raise TypeError(f"no such node: {type(node).__name__}")
        if node.flow_style and self.spelling(path) == "source":
            raw = self.source.text[node.start_mark.index : node.end_mark.index]
            return " ".join(line.strip() for line in raw.split("\n"))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(child, (*path, i)) for i, child in enumerate(node.value))
        return self.mapping(node, path)

    def scalar(self, node: yaml.ScalarNode, path: Path) -> Data:
        text: str = node.value
        if node.style or self.spelling(path) != "value":
            return text
        try:
            return core_value(text)
        except ValueError as error:
            self.found(node, path, "QB106", str(error), "a bank holds smaller numbers")
            return 0

    def mapping(self, node: yaml.MappingNode, path: Path) -> Data:
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                hint = "quote the text that holds {{...}}, or write it as a block behind |"
                self.found(key_node, path, "QB113", "a key must be a text", hint)
                continue
            key = key_node.value
            if key == "<<" and not key_node.style:
                self.found(
                    key_node,
                    path,
                    "QB111",
                    "the merge key << may not stand here",
                    "write the keys out",
                )
                continue
            if key in result:
                self.found(
                    key_node, path, "QB112", f"the key {key[:60]!r} stands here twice", "keep one"
                )
                continue
            result[key] = self.value(value_node, (*path, key))
        return result

    def found(self, node: yaml.Node, path: Path, code: str, message: str, hint: str) -> None:
        mark = node.start_mark
        problem = self.source.problem(code, message, mark.line + 1, mark.column + 1, hint=hint)
        self.findings.append(Finding(path, problem))
