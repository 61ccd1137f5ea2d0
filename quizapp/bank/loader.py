"""Loading a bank: every problem listed, every good question served."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from quizapp.bank.cache import ParsedCache
from quizapp.bank.compose import Composed, compose
from quizapp.bank.families import EngineFamilies, Families
from quizapp.bank.fields import ID_PATTERN, Place
from quizapp.bank.model import Bank, Question, Roles, TopicFile
from quizapp.bank.patches import OWN_BANK, Patch
from quizapp.bank.positions import bank_spelling
from quizapp.bank.problems import Problem, Severity, in_order
from quizapp.bank.references import REFERENCES, Referring, Unserved, check_together
from quizapp.bank.source import Raw, Source, decode, read_raw, read_source
from quizapp.bank.topicfile import TopicRead, compose_topic, read_topic
from quizapp.bank.unseen import named, unseen
from quizapp.bank.validate import Report, validate

BANK_FILE = "bank.yaml"
ROLES_FILE = "roles.yaml"
RESERVED = frozenset({BANK_FILE, ROLES_FILE, "coverage.yaml"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A bank's folder as it was read. `bank` is None where `bank.yaml` cannot be used; then nothing
    is served, since progress hangs on the bank's id. `written` holds what authors wrote, by id.
    """

    path: Path
    bank: Bank | None
    topics: tuple[TopicFile, ...] = ()
    questions: tuple[Question, ...] = ()
    patches: tuple[Patch, ...] = ()
    roles: Roles | None = None
    problems: tuple[Problem, ...] = ()
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Written(Mapping[str, Mapping[str, Any]]):
    """What the authors of a bank's questions wrote, by id; put together when somebody asks."""

    def __init__(self, reads: Sequence[TopicRead]) -> None:
        self._reads = reads

    @cached_property
    def _by_id(self) -> dict[str, Mapping[str, Any]]:
        return {
            question.id: item
            for read in reversed(self._reads)
            for question, item in zip(reversed(read.questions), reversed(read.written), strict=True)
        }

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        return self._by_id[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


class Files:
    """The composed files of a bank, for problems at places; composed again where only the cache
    was read. `given` are those that are on no disk, such as what came through a pipe."""

    def __init__(self, given: Iterable[Raw | Problem] = ()) -> None:
        self.given = tuple(given)
        self._composed: dict[Path, Composed | None] = {}
        self._raws: dict[Path, Raw | Problem] = {one.path: one for one in self.given}
        self._sources: dict[Path, Source | Problem] = {}

    def keep(self, composed: Composed) -> None:
        """Keep a file that was composed while loading."""
        self._composed[composed.source.path] = composed

    def raw(self, path: Path) -> Raw | Problem:
        """Return the bytes of a file, or why they cannot be had; once for each file."""
        if path not in self._raws:
            self._raws[path] = read_raw(path)
        return self._raws[path]

    def read(self, path: Path) -> Source | Problem:
        """Return the text of a file, or why it cannot be read; once for each file."""
        if path not in self._sources:
            raw = self.raw(path)
            self._sources[path] = raw if isinstance(raw, Problem) else decode(raw)
        return self._sources[path]

    def of(self, path: Path) -> Composed | None:
        """Return the composed topic file, or None when it can no longer be read."""
        if path not in self._composed:
            source = self.read(path)
            again = compose_topic(source) if isinstance(source, Source) else source
            self._composed[path] = again if isinstance(again, Composed) else None
        return self._composed[path]

    def unserved(
        self, path: Path, problems: Iterable[Problem], served: Iterable[Referring]
    ) -> list[Unserved]:
        """Return those entries of a topic file, in which these problems were found, that are not
        among the served questions. A file with nothing worse than a warning is not looked at."""
        spoilt = any(problem.severity == "problem" for problem in problems)
        composed = self.of(path) if spoilt else None
        data = composed.data if composed is not None else None
        listed = data.get("questions") if isinstance(data, dict) else None
        if composed is None or not isinstance(listed, tuple):
            return []
        good = {one.place.index for one in served}
        return [
            _unserved(entry, Place(path=path, line=line, column=column, index=index))
            for index, (entry, (line, column)) in enumerate(
                zip(listed, composed.entries, strict=True)
            )
            if index not in good and isinstance(entry, dict) and _is_id(entry.get("id"))
        ]

    def problem(
        self,
        question: Referring,
        path: tuple[str | int, ...],
        code: str,
        message: str,
        hint: str = "",
        severity: Severity = "problem",
    ) -> Problem:
        """Return a problem at `path` within a question, or at its first line."""
        place = question.place
        composed = self.of(place.path)
        if composed is None:
            return Problem(
                code, message, place.path, place.line, place.column, hint, severity=severity
            )
        return composed.problem_at(
            ("questions", place.index, *path),
            code,
            message,
            hint,
            severity=severity,
            question=question.id,
        )


def _unserved(entry: Mapping[str, Any], place: Place) -> Unserved:
    """Return an entry as far as it says what it is and what it refers to. What is no id stands in
    its place as an empty one."""
    lists = {}
    for name in ("formerly", *REFERENCES):
        given = entry.get(name)
        each = given if isinstance(given, tuple) else ()
        lists[name] = tuple(one if _is_id(one) else "" for one in each)
    return Unserved(entry["id"], place, **lists)


def _is_id(given: object) -> bool:
    return isinstance(given, str) and re.fullmatch(ID_PATTERN, given) is not None


def load_bank(
    path: Path,
    *,
    cache: ParsedCache | None = None,
    families: Families | None = None,
    files: Files | None = None,
) -> Loaded:
    """Return what the bank in the folder `path` holds, with every problem in it. Never raises for
    anything that a bank may contain."""
    families = families if families is not None else EngineFamilies()
    files = files if files is not None else Files()
    names, problems = topic_names(path)
    bank, roles = read_documents(path, problems)
    name_of_bank = bank.id if bank is not None else ""
    reads = [read_file(path / name, name_of_bank, families, cache, files) for name in names]
    for read in reads:
        problems += read.problems

    def add(question: Question, *rest: Any) -> None:
        problems.append(files.problem(question, *rest))

    everything = [question for read in reads for question in read.questions]
    unserved = [
        entry
        for read in reads
        for entry in files.unserved(read.path, read.problems, read.questions)
    ]
    questions = check_together(bank, everything, unserved, add)
    if bank is None:
        return Loaded(path, None, roles=roles, problems=in_order(problems))
    kept = {id(question) for question in questions}
    topics = tuple(
        TopicFile(1, r.head.topic, r.head.title, tuple(q for q in r.questions if id(q) in kept))
        for r in reads
        if r.head is not None
    )
    problems += stray_patches(bank, reads, files)
    own = reads if bank.id == OWN_BANK else ()
    patches = tuple(patch for read in own for patch in read.patches)
    return Loaded(path, bank, topics, questions, patches, roles, in_order(problems), Written(reads))


def stray_patches(bank: Bank, reads: Iterable[TopicRead], files: Files) -> list[Problem]:
    """Return the problem of each patch outside one's own bank."""
    if bank.id == OWN_BANK:
        return []
    return [_no_place(patch, files) for read in reads for patch in read.patches]


def _no_place(patch: Patch, files: Files) -> Problem:
    """Return the problem of a patch outside one's own bank."""
    place = patch.place
    message = f"patches stand in one's own bank, {OWN_BANK}, only"
    composed = files.of(place.path)
    if composed is None:
        return Problem("QB308", message, place.path, place.line, place.column)
    return composed.problem_at(("questions", place.index, "patch"), "QB308", message, at_key=True)


def topic_names(folder: Path) -> tuple[list[str], list[Problem]]:
    """Return the names of the topic files of a folder, and what stands in the way."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except NotADirectoryError:
        hint = "name the folder that holds bank.yaml"
        return [], [Problem("QB115", "a bank is a folder, and this is none", folder, hint=hint)]
    except OSError as error:
        hint = "check the path; `quizapp bank new` makes a bank"
        message = f"the bank cannot be read: {error.strerror}"
        return [], [Problem("QB115", message, folder, hint=hint)]
    topics = [name for name in names if name.endswith(".yaml") and name not in RESERVED]
    notes = [
        Problem(
            "QB116",
            "it is not read: a topic file's name ends in .yaml",
            folder / name,
            hint=f"rename it to {name[:-4]}.yaml",
            severity="warning",
        )
        for name in names
        if name.endswith(".yml")
    ]
    return [name for name in topics if not name.startswith(".")], notes


def read_documents(folder: Path, problems: list[Problem]) -> tuple[Bank | None, Roles | None]:
    """Return what `bank.yaml` and `roles.yaml` hold; what is wrong with them goes to `problems`."""
    bank = _read_document(folder / BANK_FILE, Bank, problems)
    roles = None
    if os.path.lexists(folder / ROLES_FILE):
        roles = _read_document(folder / ROLES_FILE, Roles, problems)
    return bank, roles


def _read_document(path: Path, model: type[Any], problems: list[Problem]) -> Any:
    """Return the model of a small file of its own (`bank.yaml`, `roles.yaml`), or None."""
    source = read_source(path)
    if isinstance(source, Problem):
        if not os.path.lexists(path) and path.parent.is_dir():
            hint = "add it with format, id and title; `quizapp bank new` writes one"
            source = Problem("QB115", f"the bank has no {path.name}", path, hint=hint)
        if path.parent.is_dir():
            problems.append(source)
        return None
    composed = compose(source, bank_spelling)
    if isinstance(composed, Problem):
        problems.append(composed)
        return None
    report = Report(composed, ())
    report.problems += [finding.problem for finding in composed.findings]
    found = validate(report, model, composed.data)
    for place, title in _titles(found):
        if hidden := unseen(title):
            report.add_within("QB406", place, hidden, 0, named(hidden), "delete it")
    problems += report.problems
    return found if not composed.findings else None


def _titles(document: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the lines of a document that are shown, with their paths."""
    match document:
        case Bank(title=title, licence=licence):
            yield ("title",), title
            yield ("licence",), licence or ""
        case Roles(roles=roles):
            for name, role in roles.items():
                yield ("roles", name, "title"), role.title


def read_file(
    path: Path, bank: str, families: Families, cache: ParsedCache | None, files: Files
) -> TopicRead:
    """Return what a topic file of the bank of that id holds, from the cache where its content was
    read before."""
    raw = files.raw(path)
    if isinstance(raw, Problem):
        return TopicRead(path, None, problems=(raw,))
    if cache is not None and (known := cache.get(raw, bank)) is not None:
        return known
    source = files.read(path)
    if isinstance(source, Problem):
        return TopicRead(path, None, problems=(source,))
    read = read_topic(source, families)
    if read.composed is not None:
        files.keep(read.composed)
    if cache is not None:
        cache.put(raw, read)
    return read.in_bank(bank)
