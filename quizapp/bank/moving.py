"""Giving a question another id, with every reference to it, in the files' own words.

Nothing is written. The new texts are compared with a plain computation on the data before they are
returned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quizapp.bank.edits import (
    Edit,
    edited,
    key_of,
    respelt,
    spelt,
    with_key,
    with_words,
)
from quizapp.bank.fields import ID_PATTERN
from quizapp.bank.folder import Entry, Folder, cannot, listed
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.naming import concerned, named_in, words_of
from quizapp.bank.problems import Problem
from quizapp.bank.references import REFERENCES
from quizapp.bank.source import Source
from quizapp.bank.topicfile import compose_topic

MAX_ID = 80


@dataclass(frozen=True, slots=True)
class Change:
    """New texts by file, and the names of the entries that referred to the question."""

    texts: Mapping[Path, str]
    referrers: tuple[str, ...] = ()


def renamed(folder: Folder, old: str, new: str, mine: Folder | None = None) -> Change:
    """Return the change that gives the question `old` the id `new`.

    The old id becomes one of its earlier ids, so that its progress is adopted. References and
    sibling groups of that name follow, in the bank and in the patches of one's own bank `mine`.
    Raises CannotWrite.
    """
    entry = folder.entry(old)
    _check_free(folder, entry, new)
    edits: dict[Path, list[Edit]] = defaultdict(list)
    for node in words_of(entry.node, ("id",)):
        edits[entry.path].append(respelt(node, new))
    edits[entry.path] += _adopted(entry, old, new)
    referrers = []
    for other in concerned(folder, mine):
        found = _naming(other, folder.id, old)
        edits[other.path] += [
            respelt(node, f"{folder.id}/{new}" if "/" in node.value else new) for node in found
        ]
        referrers += [other.name] if found and other.name != old else []
    return _made(
        folder, mine, edits, lambda data: _as_renamed(data, folder.id, old, new), referrers
    )


def _check_free(folder: Folder, entry: Entry, new: str) -> None:
    if not re.match(ID_PATTERN, new) or len(new) > MAX_ID:
        hint = "An id is small letters, digits and single hyphens, such as conv-output-size."
        raise CannotWrite(f"{new[:MAX_ID]!r} is not an id.", hint=hint)
    reason = folder.taken().get(new)
    if reason is not None and reason != f"is an earlier id of {entry.name}":
        hint = "An id is never given twice: choose another one."
        raise CannotWrite(f"The id {new} {reason}.", hint=hint)


def _adopted(entry: Entry, old: str, new: str) -> list[Edit]:
    """Return the edits that put the old id among the earlier ones, and the new one out of them."""
    text = entry.file.source.text
    found = key_of(entry.node, "formerly")
    if found is None:
        key, value = _found(entry.node, "id")
        if isinstance(entry.node, yaml.CollectionNode) and entry.node.flow_style:
            end = value.end_mark.index
            return [Edit(end, end, f", formerly: [{spelt(old)}]")]
        return [with_key(text, value, key.start_mark.column, f"formerly: [{spelt(old)}]")]
    key, value = found
    same = [node for node in words_of(entry.node, ("formerly",)) if node.value == new]
    if same:
        return [respelt(same[0], old)]
    return [with_words(text, key, value, [old])]


def _naming(entry: Entry, bank: str, name: str) -> list[yaml.ScalarNode]:
    """Return the scalars of an entry that name the question: references, group, patch."""
    group = [node for node in words_of(entry.node, ("sibling",)) if node.value == name]
    return [*named_in(entry, bank, name), *group]


def _found(mapping: yaml.Node, name: str) -> tuple[yaml.Node, yaml.Node]:
    found = key_of(mapping, name)
    if found is None:
        raise CannotWrite(f"The question has no {name}.")
    return found


def _as_renamed(data: Mapping[str, Any], bank: str, old: str, new: str) -> dict[str, Any]:
    """Return what an entry must be afterwards: the slow, obvious way."""
    result = dict(data)
    if data.get("id") == old:
        former = tuple(name for name in data.get("formerly") or () if name != new)
        result |= {"id": new, "formerly": (*former, old)}
    for field in REFERENCES:
        if isinstance(data.get(field), tuple):
            result[field] = tuple(new if one == old else one for one in data[field])
    if data.get("sibling") == old:
        result["sibling"] = new
    if data.get("patch") == f"{bank}/{old}":
        result["patch"] = f"{bank}/{new}"
    return result


def _made(
    folder: Folder,
    mine: Folder | None,
    edits: Mapping[Path, list[Edit]],
    expected: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    referrers: Iterable[str],
) -> Change:
    """Return the edited texts, proved to say what `expected` makes of each entry."""
    texts: dict[Path, str] = {}
    known = {id(entry.data) for entry in concerned(folder, mine)}
    topics = [*folder.topics, *(mine.topics if mine is not None else ())]
    for topic in {composed.source.path: composed for composed in topics}.values():
        path = topic.source.path
        if not edits.get(path):
            continue
        texts[path] = edited(topic.source.text, edits[path])
        again = compose_topic(Source(path, texts[path]))
        wanted = [
            expected(one) if isinstance(one, dict) and id(one) in known else one
            for one in listed(topic)
        ]
        if isinstance(again, Problem) or list(listed(again)) != wanted:
            raise cannot(path)
    return Change(texts, tuple(referrers))
