"""Bringing cards or whole questions into a bank: the new files' texts, all of them or none."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.bank.authoring import bank_text, slug, topic_file
from quizapp.bank.canonical import QUESTION_ORDER
from quizapp.bank.exchange.cards import Card, Skipped, one_line, stable_id, tidy
from quizapp.bank.exchange.documents import Topic
from quizapp.bank.families import Families
from quizapp.bank.folder import Folder, open_folder
from quizapp.bank.insertion import CannotWrite, insert
from quizapp.bank.loader import BANK_FILE
from quizapp.bank.roundtrip import entry
from quizapp.bank.source import Source
from quizapp.bank.substitute import NO_NAMES, no_names
from quizapp.bank.topicfile import read_topic

TOPIC = "imported"
"""The topic of cards that name none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write: texts by file, the new names, and what is not carried."""

    texts: Mapping[Path, str]
    new: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    created: bool = False
    """Whether the bank is made for it."""


def import_cards(
    cards: Iterable[Card], folder: Path, families: Families, topic: str | None = None
) -> Imported:
    """Return the change that makes each card a draft of the bank in `folder`: a `recall` question,
    or a `cloze` where the card is a text with gaps.

    An id follows from the card alone, so that a second import finds what the first one brought and
    leaves it as it is. Raises CannotWrite.
    """
    by_topic: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    skipped: list[Skipped] = []
    for raw in cards:
        card = tidy(raw)
        name = stable_id(card)
        front = card.front if card.gaps else no_names(card.front)
        back = no_names(card.back)
        if (front, back) != (card.front, card.back):
            skipped.append(Skipped(name, f"its {NO_NAMES}"))
        fields: dict[str, Any] = {"id": name, "kind": "cloze" if card.gaps else "recall"}
        fields |= {"tags": card.tags} if card.tags else {}
        if card.gaps:
            fields |= {"text": front, "explanation": back} if back else {"text": front}
        else:
            fields |= {"prompt": front, "answer": back}
        fields |= {"draft": True}
        by_topic[slug(topic or card.topic or TOPIC)].append(fields)
    topics = [Topic(name, "", tuple(fields)) for name, fields in by_topic.items()]
    found = _imported(topics, folder, families)
    return Imported(found.texts, found.new, (*skipped, *found.skipped), found.created)


def import_questions(topics: Iterable[Topic], folder: Path, families: Families) -> Imported:
    """Return the change that adds whole questions to the bank in `folder`, each to its topic.

    Those that are there already are left as they are. Raises CannotWrite, with every problem, where
    one of them is no question.
    """
    return _imported(topics, folder, families)


def _imported(topics: Iterable[Topic], folder: Path, families: Families) -> Imported:
    created = not os.path.lexists(folder / BANK_FILE)
    there = None if created else open_folder(folder)
    texts: dict[Path, str] = {}
    taken = _taken(there)
    skipped: list[Skipped] = []
    new: list[str] = []
    for topic in topics:
        entries: list[Mapping[str, Any]] = []
        for fields in topic.questions:
            name = str(fields.get("id", fields.get("patch", "")))
            if name in taken:
                skipped.append(Skipped(name or one_line(str(fields)), taken[name](fields)))
                continue
            taken[name] = _Taken(fields)
            entries.append(fields)
            new.append(name)
        path, text = topic_file(folder, topic.topic, topic.title)
        text = texts.get(path, text)
        if entries or not os.path.lexists(path):
            texts[path] = _with(path, text, entries, families)
    if created and texts:
        texts = {folder / BANK_FILE: bank_text(slug(folder.resolve().name)), **texts}
    return Imported(texts, tuple(new), tuple(skipped), created)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Why an id is not free; `fields` is the question that has it, if there is one."""

    fields: Mapping[str, Any] | None
    reason: str = ""

    def __call__(self, fields: Mapping[str, Any]) -> str:
        if self.fields is None:
            return self.reason
        same = dict(self.fields) == dict(fields)
        return "it is there already" if same else "another version of it is there already"


def _taken(folder: Folder | None) -> dict[str, _Taken]:
    if folder is None:
        return {}
    taken = {name: _Taken(None, f"its id {why}") for name, why in folder.taken().items()}
    return taken | {one.name: _Taken(one.data) for one in folder.entries()}


def _with(path: Path, text: str, entries: list[Mapping[str, Any]], families: Families) -> str:
    """Return a topic file with further entries, proved to say what they say and to load."""
    if not entries:
        return text
    order = {name: place for place, name in enumerate(QUESTION_ORDER)}
    shown = [
        entry(dict(sorted(fields.items(), key=lambda one: order.get(one[0], len(order)))))
        for fields in entries
    ]
    changed, _ = insert(path, text, *shown)
    read = read_topic(Source(path, changed), families)
    before = read_topic(Source(path, text), families)
    count = len(read.questions) + len(read.patches)
    if read.composed is None or count != len(before.questions) + len(before.patches) + len(entries):
        known = {(one.code, one.message, one.snippet) for one in before.problems}
        problems = tuple(
            problem
            for problem in read.problems
            if problem.severity == "problem"
            and (problem.code, problem.message, problem.snippet) not in known
        )
        message = f"{path.name} would have problems; nothing was written."
        raise CannotWrite(message, hint="Mend what is listed in the file.", problems=problems)
    data = read.composed.data
    if data["questions"][-len(entries) :] != tuple(entries):  # type: ignore[call-overload, index]
        raise CannotWrite(f"{path.name} cannot hold these texts; nothing was written.")
    return changed
