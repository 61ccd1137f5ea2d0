"""Writing a new question into a bank: the right file, a stable id, and nothing else touched.

What stands in a file stays byte for byte: the new entry is inserted behind the last one, so that
comments and block style survive. A file is written only when the whole of it reads well with the
new question in it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.bank.changes import write_all
from quizapp.bank.families import Families
from quizapp.bank.insertion import CannotWrite, insert, with_its_line_ends
from quizapp.bank.kind_examples import EXAMPLES
from quizapp.bank.loader import BANK_FILE, Loaded, load_bank
from quizapp.bank.plain_scalars import core_value
from quizapp.bank.problems import Problem, nearest
from quizapp.bank.scalars import scalar
from quizapp.bank.schema import MODELINE, SCHEMA_FILE, schema_text
from quizapp.bank.source import Source, read_source
from quizapp.bank.templates import from_family, recall_draft
from quizapp.bank.topicfile import compose_topic, read_topic

if TYPE_CHECKING:
    from engines.api import Family

_ID_LENGTH = 40
"""Characters of an id that is made of a prompt."""
_NOT_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A new question: its key, its file, and the line where it begins."""

    key: str
    path: Path
    line: int
    created: bool
    """Whether the bank was made for it."""
    index: int
    """Its place in the file's list, from 0."""


def new_question(
    what: str,
    folder: Path,
    families: Families,
    *,
    question_id: str | None = None,
    topic: str | None = None,
) -> Written:
    """Write a working question of the family or kind `what` into the bank in `folder`.

    The folder becomes a bank where it is none yet. Raises CannotWrite or CannotSave: then nothing
    was written.
    """
    family = families.get(what)
    body = from_family(family) if family is not None else _example(what, families)
    if topic is None:
        topic = family.topic if family is not None else "general"
    return write_entry(
        body, folder, families, stem=_stem(what, family), question_id=question_id, topic=topic
    )


def add_recall(
    prompt: str,
    answer: str,
    points: Sequence[str],
    folder: Path,
    families: Families,
    *,
    topic: str = "general",
) -> Written:
    """Write a draft of a recall question into the bank in `folder`; its id is made of the first
    words of the prompt. Raises CannotWrite or CannotSave."""
    body = recall_draft(prompt, answer, points)
    return write_entry(body, folder, families, stem=_id_of(prompt), topic=topic)


def asking(prompt: str, folder: Path, families: Families) -> str:
    """Return the key of the first question of the bank in `folder` that has this prompt, whatever
    the blanks in it; empty where there is none."""
    if not os.path.lexists(folder / BANK_FILE):
        return ""
    words = prompt.split()
    found = load_bank(folder, families=families).questions
    return next((one.key for one in found if (one.prompt or "").split() == words), "")


def _id_of(prompt: str) -> str:
    """Return an id made of as many first words as fit."""
    words = slug(prompt).split("-")
    while len(words) > 1 and len("-".join(words)) > _ID_LENGTH:
        words.pop()
    return "-".join(words)[:_ID_LENGTH].strip("-")


def write_entry(
    body: str,
    folder: Path,
    families: Families,
    *,
    stem: str,
    topic: str,
    question_id: str | None = None,
) -> Written:
    """Write the question `body` (lines of a mapping, without its id) into the bank in `folder`.

    Its id is `question_id`, or a free one that begins with `stem`. The folder becomes a bank where
    it is none yet. Raises CannotWrite or CannotSave: then nothing was written.
    """
    created = not os.path.lexists(folder / BANK_FILE)
    loaded = None if created else _readable(folder, families)
    bank_id = slug(folder.name) if loaded is None or loaded.bank is None else loaded.bank.id
    taken = _taken(loaded)
    chosen = question_id if question_id is not None else _free_id(stem, taken)
    if chosen in taken:
        raise CannotWrite(f"The id {chosen} is taken.", hint="Choose another one with --id.")
    path, text = topic_file(folder, topic)
    changed, line = insert(path, text, _entry(chosen, body))
    index = _verify(path, changed, chosen, families)
    head = {folder / BANK_FILE: bank_text(bank_id)} if created else {}
    write_all({**head, **schema_change(folder), path: with_its_line_ends(path, changed)})
    return Written(f"{bank_id}/{chosen}", path, line, created, index)


def slug(words: str) -> str:
    """Return an id made of `words`: small letters, digits and single hyphens."""
    return _NOT_ID.sub("-", words.lower()).strip("-")[:60].strip("-") or "bank"


def _example(what: str, families: Families) -> str:
    if what in EXAMPLES:
        return EXAMPLES[what]
    near = nearest(what, [*families.names(), *EXAMPLES])
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
    return f"id: {scalar(question_id)}\n{body}"


def _verify(path: Path, text: str, question_id: str, families: Families) -> int:
    """Return the place of the new question in the file's list. Raises CannotWrite."""
    read = read_topic(Source(path, text), families)
    for question in read.questions:
        if question.id == question_id:
            return question.place.index
    problems = tuple(problem for problem in read.problems if problem.severity == "problem")
    message = f"The question {question_id} would not load; nothing was written."
    raise CannotWrite(message, problems=problems)


def bank_text(bank_id: str) -> str:
    """Return the `bank.yaml` of a new bank."""
    title = bank_id.replace("-", " ").capitalize()
    return f'format: 1\nid: {bank_id}\ntitle: {title}\nversion: "1"\n'


def schema_change(folder: Path) -> Mapping[Path, str]:
    """Return what puts the current schema beside the bank's files, where their modelines look for
    it; nothing where it is there."""
    path, text = folder / "schema" / SCHEMA_FILE, schema_text()
    there = read_source(path)
    return {} if isinstance(there, Source) and there.text == text else {path: text}
