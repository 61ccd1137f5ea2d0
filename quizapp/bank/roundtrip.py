"""YAML read and written again with its comments and styles: the one place that uses ruamel.yaml.

Nothing is resolved on the way: a plain scalar stays the text that it is, so that `0001`, `0.30` and
`no` come out as they went in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    SingleQuotedScalarString,
)
from ruamel.yaml.tag import Tag

from quizapp.bank.plain_scalars import core_value

_TEXT = Tag(suffix="tag:yaml.org,2002:str")
_NULL = Tag(suffix="tag:yaml.org,2002:null")
_NOT_PLAIN = re.compile(r"""^[\[\]{},:&*#?|\-<>=!%@`'"]|:\s|\s\#|:$|^\.\.\.""")
"""What makes YAML take a plain text on lines of its own for something else."""
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]*\Z")
_FOLD_WIDTH = 88
_FLOW_WIDTH = 96
"""Columns up to which a list or mapping of short values stands on one line."""


class CannotRoundTrip(Exception):
    """The text cannot be read and written again; the message says why."""


class _Unresolved(VersionedResolver):
    """Every scalar is a text but the one that is not there."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Return the tag of a node."""
        if kind is ScalarNode:
            return _NULL if value == "" and implicit[0] else _TEXT
        return super().resolve(kind, value, implicit)


def normalised(text: str, verbatim: Mapping[tuple[str | int, ...], str]) -> str:
    """Return a topic file that passed the event pass with canonical indentation.

    Lists indent their dashes by two; styles and comments stay. `verbatim` gives the values that are
    read as their source text: each is written as a quoted scalar. Raises CannotRoundTrip.
    """
    yaml = _yaml()
    try:
        data = yaml.load(text)
        for path, source in verbatim.items():
            _set(data, path, source)
        return _dumped(yaml, data)
    except (YAMLError, NotImplementedError, LookupError, ValueError, AttributeError) as error:
        raise CannotRoundTrip(str(error).strip().split("\n")[0]) from error


def entry(fields: Mapping[str, Any]) -> str:
    """Return the lines of a block mapping that reads as `fields` (plain data, at the margin).

    A text of several lines becomes a literal block; one that YAML would take for something else is
    quoted; short lists and mappings of numbers stand on one line.
    """
    return _dumped(_yaml(), _node(fields, block=True))


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Resolver = _Unresolved
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(yaml: YAML, data: Any) -> str:
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _set(data: Any, path: Sequence[str | int], source: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = DoubleQuotedScalarString(source)


def _node(value: Any, *, block: bool = False, flow: bool = False) -> Any:
    """Return the node of plain data; `block`: on lines of its own, `flow`: within brackets."""
    node: CommentedMap | CommentedSeq
    flow = flow or (not block and _is_short(value))
    if isinstance(value, Mapping):
        node = CommentedMap(
            (_text(str(key), flow), _node(inner, flow=flow)) for key, inner in value.items()
        )
    elif isinstance(value, (list, tuple)):
        texts = any(_has_text(inner) for inner in value)
        node = CommentedSeq(_node(inner, block=texts, flow=flow) for inner in value)
    else:
        return _scalar(value, flow)
    if flow:
        node.fa.set_flow_style()
    return node


def _scalar(value: Any, flow: bool) -> Any:
    if value is None or isinstance(value, bool):
        return PlainScalarString({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, (int, float)):
        return PlainScalarString(_number(value))
    return _text(str(value), flow)


def _number(value: float) -> str:
    text = repr(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(text, text)


def _text(text: str, flow: bool) -> Any:
    if "\n" in text and not flow and not text.startswith(("\n", " ")) and _is_block(text):
        return LiteralScalarString(text)
    if len(text) > _FOLD_WIDTH and not flow and _is_foldable(text):
        return _folded(text)
    if text != text.strip() or not text.isprintable() or "\n" in text or _means_something(text):
        return DoubleQuotedScalarString(text)
    if _PLAIN_IN_FLOW.match(text) if flow else not _NOT_PLAIN.search(text):
        return text
    quotes = {'"', "\\"} & set(text)
    return SingleQuotedScalarString(text) if quotes else DoubleQuotedScalarString(text)


def _is_foldable(text: str) -> bool:
    """Whether a text is one line of words with single blanks between them."""
    return text.isprintable() and text == text.strip() and "  " not in text


def _folded(text: str) -> Any:
    """Return a long line as a folded block, broken at blanks."""
    folded = FoldedScalarString(text)
    breaks: list[int] = []
    start = 0
    for match in re.finditer(" ", text):
        following = text.find(" ", match.end())
        if (following if following >= 0 else len(text)) - start > _FOLD_WIDTH:
            breaks.append(match.start())
            start = match.end()
    folded.fold_pos = breaks
    return folded


def _is_block(text: str) -> bool:
    """Whether a literal block gives back the text: printable lines without blanks at their ends."""
    lines = text.removesuffix("\n").split("\n")
    return all(line.isprintable() and line == line.rstrip() for line in lines) and bool(lines[-1])


def _means_something(text: str) -> bool:
    """Whether YAML would read the plain text as a number, a yes or no, a merge, or nothing."""
    try:
        return not isinstance(core_value(text), str) or text == "<<"
    except ValueError:
        return True


def _is_short(value: Any) -> bool:
    """Whether a collection goes on one line: it is not long, has single lines in it, and is no
    list of mappings with texts."""
    if isinstance(value, Mapping):
        inner = list(value.values())
    elif isinstance(value, (list, tuple)):
        inner = list(value)
        if any(isinstance(one, Mapping) and _has_text(one) for one in inner):
            return False
    else:
        return False
    return len(repr(value)) <= _FLOW_WIDTH and all(
        _is_short(one) if isinstance(one, (Mapping, list, tuple)) else _is_word(one)
        for one in inner
    )


def _is_word(value: Any) -> bool:
    return not isinstance(value, str) or value.isprintable()


def _has_text(value: Any) -> bool:
    """Whether a mapping, at whatever depth, holds a text."""
    if isinstance(value, Mapping):
        return any(isinstance(one, str) or _has_text(one) for one in value.values())
    return isinstance(value, (list, tuple)) and any(_has_text(one) for one in value)
