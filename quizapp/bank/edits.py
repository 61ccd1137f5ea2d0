"""Small changes of a YAML text at the places of its nodes; all else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import yaml

from quizapp.bank.chunks import last_line
from quizapp.bank.plain_scalars import core_value


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`text` in the place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits, which must not overlap, made."""
    kept: list[str] = []
    done = 0
    for edit in sorted(edits):
        kept += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*kept, text[done:]])


def key_of(mapping: yaml.Node, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the nodes of a key and its value, None where the mapping has no such key."""
    for key, value in mapping.value:
        if key.value == name:
            return key, value
    return None


def spelt(word: str) -> str:
    """Return an id as a plain scalar, in quotes where YAML would take it for something else."""
    return word if isinstance(core_value(word), str) else f'"{word}"'


def respelt(node: yaml.ScalarNode, word: str) -> Edit:
    """Return the edit that makes a scalar say `word`, an id, in the quotes that it has."""
    quotes = node.style if node.style in ("'", '"') else ""
    end = node.end_mark.index
    text = f"{quotes}{word}{quotes}" if quotes else spelt(word)
    return Edit(node.start_mark.index, end, text + ("\n" if node.style in ("|", ">") else ""))


def with_words(text: str, key: yaml.Node, value: yaml.Node, words: Sequence[str]) -> Edit:
    """Return the edit that puts ids behind the last entry of a list, or makes a list of them."""
    listed = ", ".join(map(spelt, words))
    if not isinstance(value, yaml.SequenceNode) or not value.value:
        colon = text.index(":", key.end_mark.index) + 1
        end = max(value.end_mark.index, colon) if isinstance(value, yaml.SequenceNode) else colon
        return Edit(colon, end, f" [{listed}]")
    end = value.value[-1].end_mark.index
    if value.flow_style:
        return Edit(end, end, f", {listed}")
    indent = " " * value.start_mark.column
    at = _line_end(text, end)
    return Edit(at, at, "".join(f"\n{indent}- {spelt(word)}" for word in words))


def with_key(text: str, behind: yaml.Node, column: int, line: str) -> Edit:
    """Return the edit that adds a line to a block mapping, below the one on which `behind` ends."""
    at = _line_end(text, behind.end_mark.index)
    return Edit(at, at, f"\n{' ' * column}{line}")


def without_words(text: str, mapping: yaml.Node, name: str, word: str) -> list[Edit]:
    """Return the edits that take an id out of the list under a key of a mapping.

    A list that gets empty goes with its key; in brackets it stays, empty.
    """
    found = key_of(mapping, name)
    if found is None:
        return []
    key, value = found
    if not isinstance(value, yaml.SequenceNode):
        return []
    nodes = value.value
    gone = [place for place, node in enumerate(nodes) if node.value == word]
    if not gone:
        return []
    if len(gone) == len(nodes):
        if isinstance(mapping, yaml.CollectionNode) and mapping.flow_style:
            return [Edit(_start(value), _end(value), "[]")]
        return [_without_lines(text, key.start_mark.line, last_line(value, key) + 1)]
    if not value.flow_style:
        lines = [nodes[place].start_mark.line for place in gone]
        return [_without_lines(text, line, line + 1) for line in lines]
    kept = [place for place in range(len(nodes)) if place not in gone]
    edits = []
    for place in gone:
        if place < kept[-1]:
            edits.append(Edit(_start(nodes[place]), _start(nodes[place + 1]), ""))
        else:
            edits.append(Edit(_end(nodes[place - 1]), _end(nodes[place]), ""))
    return edits


def _start(node: yaml.Node) -> int:
    return int(node.start_mark.index)


def _end(node: yaml.Node) -> int:
    return int(node.end_mark.index)


def _without_lines(text: str, first: int, end: int) -> Edit:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return Edit(starts[first], starts[min(end, len(starts) - 1)], "")


def _line_end(text: str, index: int) -> int:
    """Return the index of the end of the line on which `index` lies."""
    if index and text[index - 1] == "\n":
        return index - 1
    end = text.find("\n", index)
    return end if end >= 0 else len(text)
