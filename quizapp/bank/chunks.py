"""A block mapping as its keys' lines, so that they can be put into another order.

A comment on lines of its own belongs to the key below it, unless it is indented deeper than the
keys: then it belongs to the value above.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import yaml


@dataclass(frozen=True, slots=True)
class Chunk:
    """One key of a mapping: the comments above it, and the lines of key and value."""

    key: str
    lead: list[str]
    body: list[str]
    node: yaml.Node
    start: int = 0
    """The first line of the body, from 0."""
    end: int = 0
    """The line behind everything that could belong to the value."""


def parts(
    mapping: yaml.Node, lines: list[str], start: int, end: int, column: int = 0, outer: int = -1
) -> tuple[list[Chunk], list[str], list[str]]:
    """Return the chunks of a block mapping that stands in `lines[start:end]`, its keys at `column`.

    Also the comments behind the last value that still belong to the mapping, and the lines behind
    them: those from the first comment on that is indented no deeper than `outer`.
    """
    chunks: list[Chunk] = []
    lead = trimmed(lines[start : mapping.start_mark.line])
    trailing: list[str] = []
    following: list[str] = []
    for index, (key, value) in enumerate(mapping.value):
        top = key.start_mark.line
        until = (
            mapping.value[index + 1][0].start_mark.line if index + 1 < len(mapping.value) else end
        )
        cut = last_line(value, key) + 1
        if not keeps_blanks(value, lines):
            while cut > top + 1 and not lines[cut - 1].strip():
                cut -= 1
        while cut < until and _depth(lines[cut]) > column:
            cut += 1
        chunks.append(Chunk(key.value, lead, lines[top:cut], value, top, until))
        rest = lines[cut:until]
        lead = trimmed(rest)
        if index + 1 == len(mapping.value):
            split = next(
                (i for i, line in enumerate(rest) if 0 <= _depth(line) <= outer), len(rest)
            )
            trailing, following = trimmed(rest[:split]), rest[split:]
    return chunks, trailing, following


def last_line(node: yaml.Node, key: yaml.Node) -> int:
    """Return the line, from 0, on which a value's last character stands (its key's if empty)."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        key, node = last if isinstance(last, tuple) else (node, last)
    mark = node.end_mark
    if node.start_mark.index == mark.index:
        return int(key.end_mark.line if isinstance(key, yaml.ScalarNode) else mark.line)
    return int(mark.line if mark.column else mark.line - 1)


def keeps_blanks(node: yaml.Node, lines: list[str]) -> bool:
    """Whether blank lines behind a value are part of it: a block scalar with a plus."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    if not isinstance(node, yaml.ScalarNode) or node.style not in ("|", ">"):
        return False
    header = lines[node.start_mark.line][node.start_mark.column :]
    return "+" in header.split("#")[0]


def trimmed(lines: Iterable[str], *, end: bool = True) -> list[str]:
    """Return the lines without blank ones at the start, runs of blank ones as one; with `end` also
    without blank ones at the end."""
    result: list[str] = []
    for line in lines:
        if line.strip() or (result and result[-1]):
            result.append(line.rstrip())
    while end and result and not result[-1]:
        result.pop()
    return result


def indented(lines: Iterable[str], column: int) -> list[str]:
    """Return comment lines that begin at `column`; blank ones stay blank."""
    return [f"{' ' * column}{line.strip()}" if line.strip() else "" for line in lines]


def _depth(line: str) -> int:
    """Return the column of a line's first character, -1 for a blank one."""
    bare = line.lstrip()
    return len(line) - len(bare) if bare else -1
