"""`bank check --static`: what can be said of a bank from its texts alone, at the speed of reading.

No family is loaded, nothing is drawn or run. What a family supplies or decides (parameters, slips,
missing texts) is left to the full check; everything that is reported here is reported there too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.bank.checks import prose, timing
from quizapp.bank.checks.page import Page
from quizapp.bank.families import Families
from quizapp.bank.fields import Place
from quizapp.bank.guessing import guessable
from quizapp.bank.loader import Files, read_documents, topic_names
from quizapp.bank.model import Bank, Choice, Code, Design, Multi, Question
from quizapp.bank.outline import Outline, OutlineCache, entry_of
from quizapp.bank.problems import Problem, in_order, nearest
from quizapp.bank.references import Referring, check_alone, check_together
from quizapp.bank.rules import apply_rules, kind_complete
from quizapp.bank.source import Raw, Source, decode, read_raw
from quizapp.bank.texts import Text, texts
from quizapp.bank.topicfile import TopicRead, read_topic_with
from quizapp.bank.validate import Report, validate_question

if TYPE_CHECKING:
    from engines.api import Family

OF_ALL: tuple[Callable[[Page], None], ...] = (
    prose.option_letters,
    prose.maths_subset,
    prose.signs_have_words,
    prose.invisible_characters,
    prose.options_explained,
    prose.verified,
)
"""Checks of what an author wrote, whatever a family adds."""
OF_SELF_CONTAINED: tuple[Callable[[Page], None], ...] = (
    prose.complete,
    prose.precision_by_hand,
    timing.seconds_fit,
)
"""Checks of a question that no family completes."""


@dataclass(frozen=True, slots=True)
class StaticRead:
    """What a static check found in one bank, None where it cannot be used; `questions` has the path
    of each that was read."""

    bank: Bank | None
    questions: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Sheet:
    """A question that was read without the engine."""

    question: Question
    report: Report
    texts: tuple[Text, ...]


class _NamesOnly:
    """Families of which only the names are known: none is ever loaded."""

    def __init__(self) -> None:
        from engines.api import names

        self._names = frozenset(names())

    def names(self) -> frozenset[str]:
        return self._names

    def get(self, name: str) -> Family | None:
        return None


def check_static(folder: Path, cache: OutlineCache | None = None) -> StaticRead:
    """Return what is wrong with the bank in `folder`, as far as its texts tell."""
    names, problems = topic_names(folder)
    bank, _ = read_documents(folder, problems)
    families = _NamesOnly()
    outlines = [_outline(read_raw(folder / name), families, cache) for name in names]
    if cache is not None:
        cache.prune()
    files = Files()

    def add(entry: Referring, *rest: Any) -> None:
        problems.append(files.problem(entry, *rest))

    for outline in outlines:
        problems += outline.problems
    everything = (entry for outline in outlines for entry in outline.entries)
    unserved = [
        entry
        for outline in outlines
        for entry in files.unserved(outline.path, outline.problems, outline.entries)
    ]
    entries = check_together(bank, everything, unserved, add)
    problems += guessable((entry.tells for entry in entries), folder)
    return StaticRead(bank, tuple(entry.place.path for entry in entries), in_order(problems))


def check_static_alone(raw: Raw | Problem, cache: OutlineCache | None = None) -> StaticRead:
    """As `check_static`, of one topic file of which the bank is not known."""
    outline = _outline(raw, _NamesOnly(), cache)
    problems = [*outline.problems]
    files = Files([raw])

    def add(entry: Referring, *rest: Any) -> None:
        problems.append(files.problem(entry, *rest))

    entries = check_alone(outline.entries, add)
    return StaticRead(None, tuple(entry.place.path for entry in entries), in_order(problems))


def _outline(raw: Raw | Problem, families: Families, cache: OutlineCache | None) -> Outline:
    path = raw.path
    if isinstance(raw, Problem):
        return Outline(path, (), (raw,))
    if cache is not None and (known := cache.get(raw)) is not None:
        return known
    source = decode(raw)
    if isinstance(source, Problem):
        return Outline(path, (), (source,))
    read, of_texts = _read(source, families)
    entries = tuple(entry_of(question) for question in read.questions)
    outline = Outline(path, entries, (*read.problems, *of_texts))
    if cache is not None:
        cache.put(raw, outline)
    return outline


def _read(source: Source, families: Families) -> tuple[TopicRead, list[Problem]]:
    """Return a topic file without what families decide, and what its questions' texts lack."""

    def serve(report: Report, item: Any, place: Place) -> Question | None:
        return _served(report, item, place, families)

    read = read_topic_with(source, serve)
    problems: list[Problem] = []
    for question in read.questions:
        assert read.composed is not None
        report = Report(read.composed, ("questions", question.place.index), question.id)
        sheet = _Sheet(question, report, tuple(texts(question)))
        for check in OF_ALL:
            check(sheet)
        if question.family is None:
            for check in OF_SELF_CONTAINED:
                check(sheet)
        problems += report.problems
    return read, problems


def _served(report: Report, item: Any, place: Place, families: Families) -> Question | None:
    """Return the question that `item` describes, as far as can be told without its family."""
    family = item.get("family") if isinstance(item, dict) else None
    if isinstance(family, str) and family in families.names() and "kind" not in item:
        item = {**item, "kind": "choice" if "options" in item else "compute"}
    question = validate_question(report, item, place, families)
    if question is None:
        return None
    if isinstance(question, Multi):
        return question  # its parts' families decide
    if question.family is None:
        return question if apply_rules(report, question, None) else None
    if question.family not in families.names():
        hint = nearest(question.family, families.names())
        report.add("QB207", ("family",), f"no family is called {question.family!r}", hint)
        return None
    if _decided_by_family(question):
        return question
    before = len(report.problems)
    kind_complete(report, question, None)
    return question if len(report.problems) == before else None


def _decided_by_family(question: Question) -> bool:
    """Whether it takes the family to know if a question has what its kind needs."""
    if isinstance(question, Choice):
        return question.options is not None and not isinstance(question.options, tuple)
    return isinstance(question, (Design, Code))
