"""Adding to a question that stands in a file: one more entry of a list, one more key.

The change is made in the text, so that comments, quotes and block style stay byte for byte; then
the file is composed again, and only what was meant to change may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quizapp.bank.compose import find
from quizapp.bank.events import Data
from quizapp.bank.insertion import CannotWrite, lines_of_mapping, outside
from quizapp.bank.problems import Problem
from quizapp.bank.roundtrip import entry
from quizapp.bank.scalars import field, quoted, scalar
from quizapp.bank.source import Source
from quizapp.bank.topicfile import compose_topic

Item = str | Mapping[str, str]
"""A text, or a mapping of keys to texts."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Something more in a question: `item` behind the last of the list that `keys` lead to, which
    is made where there is none; or, not `listed`, as the value of a key that is not there yet."""

    keys: tuple[str, ...]
    item: Item
    listed: bool = True


def grown(written: Mapping[str, Any], additions: Iterable[Addition]) -> dict[str, Any]:
    """Return what was written of a question with the additions made, as it is composed."""
    data = dict(written)
    for addition in additions:
        key, *rest = addition.keys
        data[key] = _grown(data.get(key), rest, addition)
    return data


def _grown(value: Any, keys: Sequence[str], addition: Addition) -> Any:
    if keys:
        inner = value if isinstance(value, Mapping) else {}
        return {**inner, keys[0]: _grown(inner.get(keys[0]), keys[1:], addition)}
    return (*(value or ()), _data(addition.item)) if addition.listed else _data(addition.item)


def with_addition(path: Path, text: str, index: int, addition: Addition) -> str:
    """Return the topic file `text` with something more in question number `index`, from 0. Raises
    CannotWrite."""
    root, data = _composed(path, text)
    container: yaml.Node = _entry(path, root, index)
    place: tuple[str | int, ...] = ("questions", index)
    keys = list(addition.keys)
    while keys:
        node = _child(container, keys[0])
        if node is None:
            break
        place = (*place, keys.pop(0))
        if keys and not isinstance(node, yaml.MappingNode):
            raise CannotWrite(f"{'.'.join(addition.keys)} of {path.name} is no list.")
        container = node
    if keys:
        value: object = [addition.item] if addition.listed else addition.item
        for key in reversed(keys[1:]):
            value = {key: value}
        changed = _with_key(text, container, keys[0], value)
        return _checked(path, changed, _with(data, (*place, keys[0]), _data(value)))
    if not isinstance(container, yaml.SequenceNode):
        raise CannotWrite(f"{'.'.join(addition.keys)} of {path.name} is no list.")
    changed = _with_item(text, container, addition.item)
    return _checked(
        path, changed, _with(data, (*place, len(container.value)), _data(addition.item))
    )


def with_field(path: Path, text: str, index: int, key: str, value: Any) -> str:
    """Return the topic file `text` with `key`, which is not there yet, and a value of any form at
    the end of entry number `index`, from 0. Raises CannotWrite."""
    root, data = _composed(path, text)
    mapping = _entry(path, root, index)
    if mapping.flow_style:
        message = f"Entry {index + 1} of {path.name} is in braces."
        raise CannotWrite(message, hint="Write each of its keys on a line first.")
    changed = _below(text, mapping, entry({key: value}).rstrip("\n").split("\n"))
    return _checked(path, changed, _with(data, ("questions", index, key), value))


def _composed(path: Path, text: str) -> tuple[yaml.Node, Data]:
    composed = compose_topic(Source(path, text))
    if isinstance(composed, Problem):
        raise CannotWrite(f"{path.name} cannot be read.", problems=(composed,))
    return composed.root, composed.data


def _entry(path: Path, root: yaml.Node, index: int) -> yaml.MappingNode:
    _, node = find(root, ("questions", index))
    if not isinstance(node, yaml.MappingNode):
        raise CannotWrite(f"{path.name} has no question number {index + 1}.")
    return node


def _child(container: yaml.Node, key: str) -> yaml.Node | None:
    if isinstance(container, yaml.MappingNode):
        for key_node, value_node in container.value:
            if isinstance(key_node, yaml.ScalarNode) and key_node.value == key:
                found: yaml.Node = value_node
                return found
    return None


def _with_key(text: str, mapping: yaml.Node, key: str, value: object) -> str:
    """Return the text with one more key at the end of a mapping."""
    if isinstance(mapping, yaml.CollectionNode) and mapping.flow_style:
        return _before_bracket(text, mapping, f"{key}: {_flow(value)}")
    return _below(text, mapping, _block(key, value))


def _with_item(text: str, listed: yaml.SequenceNode, item: Item) -> str:
    """Return the text with one more entry at the end of a list."""
    if listed.flow_style:
        return _before_bracket(text, listed, _flow(item))
    return _below(text, listed, _entry_lines(item))


def _before_bracket(text: str, node: yaml.Node, piece: str) -> str:
    """Put a piece before the closing bracket of `node`, with a comma where one is needed."""
    close = node.end_mark.index - 1
    inside = text[node.start_mark.index + 1 : close].rstrip()
    at = node.start_mark.index + 1 + len(inside)
    comma = "" if not inside else " " if inside.endswith(",") else ", "
    return f"{text[:at]}{comma}{piece}{text[at:]}"


def _below(text: str, node: yaml.Node, block: Sequence[str]) -> str:
    """Put lines behind the last line of a block `node`, indented as its entries are."""
    lines = text.split("\n")
    indent = node.start_mark.column
    end = node.end_mark.line
    if end < len(lines) and lines[end][: node.end_mark.column].strip():
        end += 1
    end = min(end, len(lines))
    while end > 0 and outside(lines[end - 1], indent - 1):
        end -= 1
    pad = " " * indent
    new = [f"{pad}{line}" if line else "" for line in block]
    return "\n".join([*lines[:end], *new, *(lines[end:] or [""])])


def _block(key: str, value: object) -> list[str]:
    match value:
        case str():
            return field(key, value).split("\n")
        case Mapping():
            inner = [line for name, part in value.items() for line in _block(str(name), part)]
        case list():
            inner = [line for item in value for line in _entry_lines(item)]
        case _:
            raise TypeError(f"not writable: {type(value).__name__}")
    return [f"{key}:", *(f"  {line}" for line in inner)]


def _entry_lines(item: Item) -> list[str]:
    if isinstance(item, str):
        return [f"- {scalar(item)}"]
    return lines_of_mapping("\n".join(field(key, text) for key, text in item.items()), 0)


def _flow(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case Mapping():
            return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case _:
            raise TypeError(f"not writable: {type(value).__name__}")


def _data(value: object) -> Data:
    """Return what is composed from a value that was written."""
    match value:
        case Mapping():
            return {str(name): _data(part) for name, part in value.items()}
        case list():
            return tuple(_data(part) for part in value)
        case _:
            return str(value).rstrip("\n")


def _with(data: Data, place: Sequence[str | int], value: Data) -> Data:
    """Return the data with one more value at `place`."""
    if not place:
        return value
    head, rest = place[0], place[1:]
    if isinstance(data, dict) and isinstance(head, str):
        return {**data, head: _with(data.get(head), rest, value)}
    if isinstance(data, tuple) and isinstance(head, int):
        entries = list(data)
        if head == len(entries):
            entries.append(None)
        entries[head] = _with(entries[head], rest, value)
        return tuple(entries)
    raise CannotWrite("The file does not have the form that was expected.")


def _checked(path: Path, changed: str, expected: Data) -> str:
    """Return the changed text when nothing but the change is in it."""
    again = compose_topic(Source(path, changed))
    if isinstance(again, Problem) or again.data != expected or again.findings:
        hint = "Add it by hand."
        raise CannotWrite(f"{path.name} cannot take it without changing more.", hint=hint)
    return changed
