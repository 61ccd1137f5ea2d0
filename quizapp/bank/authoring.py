"""Writing a new question into a bank: the right file, a stable id, and nothing else touched.

What stands in a file stays byte for byte: the new entry is inserted behind the last one, so that
comments and block style survive. A file is written only when the whole of it reads well with the
new question in it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from quizapp.atomic import write_text
from quizapp.bank.compose import core_value, find
from quizapp.bank.families import Families
from quizapp.bank.loader import BANK_FILE, Loaded, load_bank
from quizapp.bank.model import KINDS
from quizapp.bank.problems import Problem, nearest
from quizapp.bank.schema import MODELINE, SCHEMA_FILE, schema_text
from quizapp.bank.source import MAX_BYTES, Source, read_source
from quizapp.bank.templates import EXAMPLES, from_family
from quizapp.bank.topicfile import compose_topic, read_topic
from quizapp.errors import UsageError

if TYPE_CHECKING:
    from engines.api import Family

_NOT_ID = re.compile(r"[^a-z0-9]+")


class CannotWrite(UsageError):
    """The question was not written, and the files are as they were."""

    def __init__(self, message: str, *, hint: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Written:
    """A new question: its key, its file, and the line where it begins."""

    key: str
    path: Path
    line: int
    created: bool
    """Whether the bank was made for it."""


def new_question(
    what: str,
    folder: Path,
    families: Families,
    *,
    question_id: str | None = None,
    topic: str | None = None,
) -> Written:
    """Write a working question of the family or kind `what` into the bank in `folder`.

    The folder becomes a bank where it is none yet. Raises CannotWrite: then nothing was written.
    """
    family = families.get(what)
    body = from_family(family) if family is not None else _example(what, families)
    created = not os.path.lexists(folder / BANK_FILE)
    loaded = None if created else _readable(folder, families)
    bank_id = slug(folder.name) if loaded is None or loaded.bank is None else loaded.bank.id
    taken = _taken(loaded)
    chosen = question_id if question_id is not None else _free_id(_stem(what, family), taken)
    if chosen in taken:
        raise CannotWrite(f"The id {chosen} is taken.", hint="Choose another one with --id.")
    topic = topic if topic is not None else (family.topic if family is not None else "general")
    path, text = topic_file(folder, topic)
    entry = _entry(chosen, body)
    changed, line = insert(path, text, entry)
    _verify(path, changed, chosen, families)
    if created:
        write_text(folder / BANK_FILE, bank_text(bank_id))
    lay_schema(folder)
    write_text(path, changed)
    return Written(f"{bank_id}/{chosen}", path, line, created)


def insert(path: Path, text: str, *entries: str) -> tuple[str, int]:
    """Return the topic file `text` with `entries` (each lines of a mapping) behind its last
    question, and the line, from 1, where the first of them begins. Raises CannotWrite."""
    composed = compose_topic(Source(path, text))
    if isinstance(composed, Problem):
        raise CannotWrite(f"{path.name} cannot be read.", problems=(composed,))
    data = composed.data
    if not isinstance(data, dict) or "questions" not in data:
        raise CannotWrite(f"{path.name} has no list of questions.", hint="Add questions: []")
    key, node = find(composed.root, ("questions",))
    listed = data["questions"]
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        changed, line = _behind_last(node, text, entries)
    elif not listed and key is not None:
        changed, line = _as_first(key, node, text, entries)
    else:
        message = f"The questions of {path.name} are no list with each behind -."
        raise CannotWrite(message, hint="Write them so first.")
    again = compose_topic(Source(path, changed))
    before = listed if isinstance(listed, tuple) else ()
    if (
        isinstance(again, Problem)
        or not isinstance(again.data, dict)
        or not isinstance(new := again.data["questions"], tuple)
        or new[: -len(entries)] != before
        or len(changed.encode()) > MAX_BYTES
    ):
        raise CannotWrite(f"{path.name} cannot take another question without changing others.")
    return changed, line


def _behind_last(node: yaml.SequenceNode, text: str, entries: Sequence[str]) -> tuple[str, int]:
    """Insert behind the last entry; comments between it and what follows stay where they are."""
    lines = text.split("\n")
    indent = node.start_mark.column
    end = min(node.end_mark.line + (1 if node.end_mark.column else 0), len(lines))
    while end > 0 and _is_outside(lines[end - 1], indent):
        end -= 1
    new = [line for entry in entries for line in ("", *_indented(entry, indent))]
    rest = lines[end:] or [""]
    return "\n".join([*lines[:end], *new, *rest]), end + 2


def _is_outside(line: str, indent: int) -> bool:
    """Whether a line is blank, or a comment that is not within the last entry."""
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _as_first(
    key: yaml.Node, node: yaml.Node, text: str, entries: Sequence[str]
) -> tuple[str, int]:
    """Put the entries in the place of an empty list."""
    start = text.index(":", key.end_mark.index) + 1
    end = node.end_mark.index if isinstance(node, yaml.SequenceNode) else start
    tail = text[end:] if text[end:].strip() else "\n"
    new = "\n\n".join("\n".join(_indented(entry, 2)) for entry in entries)
    return f"{text[:start]}\n\n{new}{tail}", text[:start].count("\n") + 3


def slug(words: str) -> str:
    """Return an id made of `words`: small letters, digits and single hyphens."""
    return _NOT_ID.sub("-", words.lower()).strip("-")[:60].strip("-") or "bank"


def _example(what: str, families: Families) -> str:
    if what in EXAMPLES:
        return EXAMPLES[what]
    if what in KINDS:
        hint = "Name a family that asks for one, like gate.design; `quizapp engine list` has all."
        raise CannotWrite(f"A question of kind {what} needs a family.", hint=hint)
    near = nearest(what, [*families.names(), *KINDS])
    raise CannotWrite(f"There is no family or kind {what[:60]!r}.", hint=near)


def _readable(folder: Path, families: Families) -> Loaded:
    loaded = load_bank(folder, families=families)
    if loaded.bank is None:
        raise CannotWrite(
            f"{folder} is not a bank that can be written to.", problems=loaded.problems
        )
    return loaded


def _taken(loaded: Loaded | None) -> set[str]:
    if loaded is None or loaded.bank is None:
        return set()
    taken = {question.id for question in loaded.questions} | set(loaded.bank.retired)
    return taken | {name for question in loaded.questions for name in question.formerly}


def _stem(what: str, family: Family | None) -> str:
    return slug(what.replace("_", "-")) if family is not None else f"new-{what}"


def _free_id(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def topic_file(folder: Path, topic: str, title: str = "") -> tuple[Path, str]:
    """Return the path and the text of a topic's file; the head of a new one where there is none.

    `title` is that of a new file; without one it is made of the topic's name. Raises CannotWrite
    where something else has the new file's name.
    """
    wanted = slug(topic)
    for path in _topic_files(folder):
        source = read_source(path)
        if isinstance(source, Problem):
            continue
        composed = compose_topic(source)
        if isinstance(composed, Problem) or not isinstance(composed.data, dict):
            continue
        if composed.data.get("topic") == wanted:
            return path, source.text
    path = folder / f"{wanted}.yaml"
    if os.path.lexists(path):
        message = f"{path.name} is there, but is not a readable file of the topic {wanted}."
        raise CannotWrite(message, hint="Mend it, or name another topic with --topic.")
    title = _quoted(title) if title else wanted.replace("-", " ").capitalize()
    return path, f"{MODELINE}\nformat: 1\ntopic: {wanted}\ntitle: {title}\nquestions:\n"


def _quoted(title: str) -> str:
    """Return a title as a YAML scalar: JSON's strings are such."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9, ()-]*[A-Za-z0-9)]", title)
    return (
        title
        if plain and isinstance(core_value(title), str)
        else json.dumps(title, ensure_ascii=False)
    )


def _topic_files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.name != BANK_FILE)


def _entry(question_id: str, body: str) -> str:
    return f"id: {question_id}\n{body}"


def _indented(entry: str, indent: int) -> list[str]:
    lines = entry.rstrip("\n").split("\n")
    pad = " " * indent
    rest = [f"{pad}  {line}" if line else "" for line in lines[1:]]
    return [f"{pad}- {lines[0]}", *rest]


def _verify(path: Path, text: str, question_id: str, families: Families) -> None:
    read = read_topic(Source(path, text), families)
    if any(question.id == question_id for question in read.questions):
        return
    problems = tuple(problem for problem in read.problems if problem.severity == "problem")
    message = f"The question {question_id} would not load; nothing was written."
    raise CannotWrite(message, problems=problems)


def bank_text(bank_id: str) -> str:
    """Return the `bank.yaml` of a new bank."""
    title = bank_id.replace("-", " ").capitalize()
    return f'format: 1\nid: {bank_id}\ntitle: {title}\nversion: "1"\n'


def lay_schema(folder: Path) -> None:
    """Put the current schema beside the bank's files, where their modelines look for it."""
    path = folder / "schema" / SCHEMA_FILE
    text = schema_text()
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_text(path, text)
