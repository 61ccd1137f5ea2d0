"""Who names a question: the references to it in its bank, and the patches that change it."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from quizapp.bank.edits import key_of
from quizapp.bank.folder import Entry, Folder
from quizapp.bank.references import REFERENCES


def concerned(folder: Folder, mine: Folder | None) -> Iterable[Entry]:
    """Yield the bank's questions, and the patches in one's own bank that change one of them."""
    for entry in folder.entries():
        if "patch" not in entry.data:
            yield entry
    if mine is not None and mine.path != folder.path:
        for entry in mine.entries():
            if str(entry.data.get("patch", "")).startswith(f"{folder.id}/"):
                yield entry


def named_in(entry: Entry, bank: str, name: str) -> list[yaml.ScalarNode]:
    """Return the scalars of an entry that refer to a question, as a patch of it does."""
    found = [node for node in words_of(entry.node, REFERENCES) if node.value == name]
    return [*found, *(n for n in words_of(entry.node, ("patch",)) if n.value == f"{bank}/{name}")]


def words_of(mapping: yaml.Node, fields: Iterable[str]) -> list[yaml.ScalarNode]:
    """Return the scalars under some keys of an entry, those in lists included."""
    nodes: list[yaml.Node] = []
    for name in fields:
        found = key_of(mapping, name)
        if found is not None:
            nodes += found[1].value if isinstance(found[1], yaml.SequenceNode) else [found[1]]
    return [node for node in nodes if isinstance(node, yaml.ScalarNode)]
