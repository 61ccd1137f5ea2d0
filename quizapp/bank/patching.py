"""Writing patches: one's own changes to a question of a read-only bank, in one's own bank."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.bank.amending import Addition, grown, with_addition, with_field
from quizapp.bank.authoring import bank_text, topic_file
from quizapp.bank.canonical import QUESTION_ORDER
from quizapp.bank.families import Families
from quizapp.bank.folder import Entry, Folder, open_folder
from quizapp.bank.insertion import CannotWrite, insert, with_its_line_ends
from quizapp.bank.library import MINE
from quizapp.bank.loader import BANK_FILE
from quizapp.bank.model import Question
from quizapp.bank.originals import FILE, with_original
from quizapp.bank.patches import Patch, patched
from quizapp.bank.roundtrip import entry
from quizapp.bank.schema import SCHEMA_FILE, schema_text
from quizapp.bank.source import Source
from quizapp.bank.topicfile import TopicRead, read_topic

_ORDER = {name: place for place, name in enumerate(QUESTION_ORDER)}


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """A question that cannot be changed where it stands: as its bank has it, what its author wrote,
    and the folder of one's own bank, which is made where there is none."""

    original: Question
    written: Mapping[str, Any]
    mine: Path


@dataclass(frozen=True, slots=True)
class Patched:
    """The new texts of one's own bank, not written yet; the patch is in `path` at `line`.
    `question` is the one that it makes."""

    texts: Mapping[Path, str]
    path: Path
    line: int
    question: Question


def new_patch(one: ReadOnly, fields: Mapping[str, Any], families: Families) -> Patched:
    """Return one's own bank with a patch of a question that has none. Raises CannotWrite where it
    has one already, or cannot have these fields."""
    mine, original = one.mine, one.original
    own = _own(mine)
    if (found := _entry_for(original.key, own)) is not None:
        line = found.node.start_mark.line + 1
        hint = f"It is at {found.path}:{line}."
        raise CannotWrite(f"There is a patch of {original.key} already.", hint=hint)
    order = sorted({"patch": original.key, **fields}.items(), key=lambda one: _ORDER[one[0]])
    path, text = topic_file(mine, original.topic, original.topic_title)
    changed, line = insert(path, text, entry(dict(order)))
    read = read_topic(Source(path, changed), families)
    patch = _patch_for(original.key, read)
    if patch is None or dict(patch.fields) != dict(fields):
        raise CannotWrite(f"The texts of {original.key} cannot be written as a patch.")
    texts = {
        mine / "schema" / SCHEMA_FILE: schema_text(),
        path: changed,
        mine / FILE: with_original(mine, original.key, one.written),
    }
    if own is None:
        texts = {mine / BANK_FILE: bank_text(MINE), **texts}
    return Patched(texts, path, line, _made(one, read, patch, families))


def patch_with(one: ReadOnly, additions: Sequence[Addition], families: Families) -> Patched:
    """Return one's own bank with the additions in the patch of a question, which is made where
    there is none. A patch replaces whole fields: it gets all of each that something is added to.
    Raises CannotWrite."""
    found = _entry_for(one.original.key, _own(one.mine))
    if found is None:
        changed = grown(one.written, additions)
        return new_patch(one, {add.keys[0]: changed[add.keys[0]] for add in additions}, families)
    path, text, data = found.path, found.file.source.text, dict(found.data)
    for addition in additions:
        key = addition.keys[0]
        after = grown({**one.written, **data}, (addition,))
        if key in data:
            text = with_addition(path, text, found.index, addition)
        else:
            text = with_field(path, text, found.index, key, after[key])
        data[key] = after[key]
    read = read_topic(Source(path, text), families)
    patch = _patch_for(one.original.key, read)
    if patch is None:
        raise CannotWrite(
            f"The patch of {one.original.key} cannot take it.", problems=read.problems
        )
    question = _made(one, read, patch, families)
    return Patched({path: with_its_line_ends(path, text)}, path, patch.place.line, question)


def _own(mine: Path) -> Folder | None:
    return open_folder(mine) if os.path.lexists(mine / BANK_FILE) else None


def _entry_for(target: str, own: Folder | None) -> Entry | None:
    entries = own.entries() if own is not None else ()
    return next((entry for entry in entries if entry.data.get("patch") == target), None)


def _patch_for(target: str, read: TopicRead) -> Patch | None:
    return next((patch for patch in read.patches if patch.target == target), None)


def _made(one: ReadOnly, read: TopicRead, patch: Patch, families: Families) -> Question:
    """Return the question that a patch makes. Raises CannotWrite with what is wrong with it."""
    assert read.composed is not None
    made = patched(one.original, one.written, patch, read.composed, families)
    if isinstance(made, Question):
        return made
    message = f"With it {one.original.key} would not hold; nothing changed."
    raise CannotWrite(message, problems=made)
