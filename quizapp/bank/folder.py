"""A bank's folder as its files and entries, opened for changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quizapp.bank.compose import Composed, compose, find
from quizapp.bank.formatting import topic_files
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.loader import BANK_FILE
from quizapp.bank.positions import bank_spelling
from quizapp.bank.problems import Problem
from quizapp.bank.source import read_source
from quizapp.bank.topicfile import compose_topic


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list of questions: what its author wrote, and its node."""

    file: Composed
    index: int
    data: Mapping[str, Any]
    node: yaml.Node

    @property
    def path(self) -> Path:
        """The file it stands in."""
        return self.file.source.path

    @property
    def topic(self) -> str:
        """The topic of its file."""
        return str(_mapping(self.file).get("topic", ""))

    @property
    def name(self) -> str:
        """Its id; for a patch the key of the question that it changes."""
        return str(self.data.get("id", self.data.get("patch", "")))


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one bank."""

    path: Path
    bank: Composed
    topics: tuple[Composed, ...]

    @property
    def id(self) -> str:
        """The bank's id."""
        return str(_mapping(self.bank).get("id", ""))

    @property
    def retired(self) -> tuple[str, ...]:
        """The ids that are used no more."""
        return tuple(str(name) for name in _mapping(self.bank).get("retired") or ())

    def entries(self) -> Iterator[Entry]:
        """Yield every question and patch that is a mapping, in the order of the files."""
        for topic in self.topics:
            _, node = find(topic.root, ("questions",))
            for index, data in enumerate(listed(topic)):
                if isinstance(data, dict):
                    yield Entry(topic, index, data, node.value[index])

    def taken(self) -> dict[str, str]:
        """Return every id that may not be given to a new question, with the reason."""
        taken = dict.fromkeys(self.retired, "is retired")
        for entry in self.entries():
            if "id" in entry.data:
                former = dict.fromkeys(map(str, entry.data.get("formerly") or ()))
                taken |= dict.fromkeys(former, f"is an earlier id of {entry.name}")
        return taken | {e.name: "is taken" for e in self.entries() if "id" in e.data}

    def entry(self, question_id: str) -> Entry:
        """Return the question of that id. Raises CannotWrite."""
        for entry in self.entries():
            if entry.data.get("id") == question_id:
                return entry
        raise CannotWrite(f"{self.path} has no question {question_id}.")


def listed(topic: Composed) -> tuple[object, ...]:
    """Return the entries of a topic file as its author wrote them."""
    found = _mapping(topic).get("questions")
    return found if isinstance(found, tuple) else ()


def cannot(path: Path) -> CannotWrite:
    """Return the error for a file whose form does not allow a change of this alone."""
    hint = "Bring it into canonical form first: quizapp bank fmt"
    return CannotWrite(f"{path.name} cannot be changed without changing more.", hint=hint)


def open_folder(path: Path) -> Folder:
    """Read every file of a bank. Raises CannotWrite with all problems where one cannot be read,
    since nobody knows what such a file refers to."""
    problems: list[Problem] = []
    read = [_read(one, problems) for one in (path / BANK_FILE, *topic_files([path]))]
    if problems:
        message = f"The bank in {path} cannot be changed: not all of it can be read."
        raise CannotWrite(message, hint="Mend what is listed first.", problems=tuple(problems))
    bank, *topics = (composed for composed in read if composed is not None)
    return Folder(path, bank, tuple(topics))


def _read(path: Path, problems: list[Problem]) -> Composed | None:
    source = read_source(path)
    if isinstance(source, Problem):
        problems.append(source)
        return None
    is_topic = path.name != BANK_FILE
    composed = compose_topic(source) if is_topic else compose(source, bank_spelling)
    if isinstance(composed, Problem):
        problems.append(composed)
        return None
    problems += [finding.problem for finding in composed.findings]
    if not isinstance(composed.data, dict):
        problems.append(composed.problem_at((), "QB203", "a bank's file is a mapping"))
    elif not isinstance(composed.data.get("questions") or (), tuple):
        problems.append(composed.problem_at(("questions",), "QB203", "questions must be a list"))
    return composed


def _mapping(composed: Composed) -> Mapping[str, Any]:
    return composed.data if isinstance(composed.data, dict) else {}
