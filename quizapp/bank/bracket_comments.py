"""Comments within brackets, put on lines of their own above them: what stands in brackets is
written anew in canonical form, where such a comment has no place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import yaml

Span = tuple[int, int]
"""Where something begins and ends in a text."""


def lifted(text: str, root: yaml.Node, scalars: Sequence[Span]) -> str:
    """Return a text with the comments within brackets above the line of their key or dash.

    `scalars` are the spans of the texts that hold no comments, in order.
    """
    cuts: list[Span] = []
    above: dict[int, list[str]] = {}
    for line, span in _bracketed(text, root):
        for start, end in comments(text, span, scalars):
            above.setdefault(line, []).append(text[start:end].rstrip())
            cuts.append((start, end))
    lines = without(text, cuts).split("\n")
    for line in sorted(above, reverse=True):
        margin = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
        lines[line:line] = [f"{margin}{comment}" for comment in above[line]]
    return "\n".join(lines)


def comments(text: str, span: Span, scalars: Sequence[Span]) -> Iterator[Span]:
    """Yield the comments between two places around brackets: outside of texts a # begins one."""
    at, end = span
    inside = scalars[bisect_left(scalars, (at, 0)) : bisect_left(scalars, (end, 0))]
    for until, behind in [*inside, (end, end)]:
        while (start := text.find("#", at, until)) >= 0:
            found = text.find("\n", start, until)
            at = found if found >= 0 else until
            yield start, at
        at = behind


def without(text: str, cuts: Sequence[Span]) -> str:
    """Return a text without some parts of it, nor the blanks before them."""
    parts: list[str] = []
    at = 0
    for start, end in cuts:
        parts.append(text[at:start].rstrip(" "))
        at = end
    return "".join([*parts, text[at:]])


def dash_before(text: str, item: yaml.Node) -> int:
    """Return where the dash of an entry of a list stands, at or above the entry's first line."""
    end: int = item.start_mark.index
    start = text.rfind("\n", 0, end) + 1
    while not text[start:end].lstrip().startswith("-"):
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
    return text.index("-", start)


def _bracketed(text: str, node: yaml.Node) -> Iterator[tuple[int, Span]]:
    """Yield, in the file's order, the values in brackets within one that is not: the line of the
    key or the dash, and the span from there to the closing bracket."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if _in_brackets(value):
                yield key.start_mark.line, (key.end_mark.index, value.end_mark.index)
            else:
                yield from _bracketed(text, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if _in_brackets(item):
                dash = dash_before(text, item)
                line = item.start_mark.line - text.count("\n", dash, item.start_mark.index)
                yield line, (dash, item.end_mark.index)
            else:
                yield from _bracketed(text, item)


def _in_brackets(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
