"""How many planted errors a check of the bank finds: all of them, in a bank that is right before.

`make test` takes a twentieth of the questions, and of the mutants of each sort; `make soak` all.
Each question of the sample stands in a bank of its own, with a short card in place of each question
that it refers to. Unchanged it has no problem; with one planted error it has a problem or a warning
more.
"""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import question_bank
from quizapp.bank.check import check_paths
from quizapp.bank.problems import Problem
from tests.bank.mutation.mutants import Mutant, Question, card
from tests.bank.mutation.planting import SORTS, planted
from tests.in_this_process import InThisProcess
from tests.scale import n

FOLDER = Path(str(question_bank.__file__)).parent
SEED = 20261127
"""Of the sample and of every choice within a mutant."""
OF_A_SORT = 150
"""Mutants of each sort, where the bank allows as many."""
OF_A_FLAW = 60
"""Mutants of each flaw that are kept to choose from."""
REDUCED = 20
"""By how much `make test` divides the questions and the mutants of a sort."""
DRAWS = 20
"""Variants that the check draws of each question."""
BANK = "format: 1\nid: test-bank\ntitle: Test bank\nlicence: CC0-1.0\n"


@dataclass(frozen=True, slots=True)
class Missed:
    """A mutant of which nothing was found, and the notes beyond those that were there before."""

    mutant: Mutant
    said: tuple[str, ...]

    def line(self) -> str:
        """Return the miss in full: question, sort, flaw, what was changed, what was said."""
        one = self.mutant
        said = ", ".join(self.said) or "nothing said"
        return f"{one.question['id']} | {one.sort} | {one.flaw} | {one.what} | {said}"


@dataclass(slots=True)
class Found:
    """What became of the mutants: how many of each sort, how many brought a warning and no problem,
    and those that brought neither."""

    mutants: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)

    def table(self) -> str:
        """Return a line for each sort: mutants, found, of these by a warning alone, missed."""
        missed = Counter(one.mutant.sort for one in self.missed)
        lines = [_row("sort", "mutants", "found", "warned", "missed")]
        for sort, of in self.mutants.items():
            lines.append(_row(sort, of, of - missed[sort], self.warned[sort], missed[sort]))
        of, lost = self.mutants.total(), missed.total()
        return "\n".join([*lines, _row("all", of, of - lost, self.warned.total(), lost)])

    def misses(self) -> str:
        """Return the misses, one a line."""
        return "\n".join(one.line() for one in self.missed)


def _row(first: str, *others: object) -> str:
    return f"{first:<20}" + "".join(f"{one!s:>10}" for one in others)


@cache
def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the bundled bank: the topic it stands under, and its lines."""

    topic: str
    lines: str

    def question(self) -> Question:
        """Return the question as a round-trip loader gives it."""
        read: list[Question] = _yaml().load(self.lines)
        return read[0]


def entries() -> Iterator[Entry]:
    """Yield every question of the bundled bank."""
    for path in sorted(FOLDER.glob("*.yaml")):
        _, *each = re.split(r"(?m)^(?=  - id: )", path.read_text(encoding="utf-8"))
        for lines in each:
            yield Entry(path.stem, lines)


class Piles:
    """Mutants by sort and flaw, of each flaw so many as are kept, any of them equally likely."""

    def __init__(self) -> None:
        self._rng = random.Random(SEED)
        self._piles: dict[str, dict[str, list[tuple[str, Mutant]]]] = {sort: {} for sort in SORTS}
        self._seen: Counter[tuple[str, str]] = Counter()

    def put(self, name: str, mutant: Mutant) -> None:
        """Keep a mutant of the question of that id, perhaps in place of another."""
        pile = self._piles[mutant.sort].setdefault(mutant.flaw, [])
        self._seen[mutant.sort, mutant.flaw] += 1
        if len(pile) < OF_A_FLAW:
            pile.append((name, mutant))
        elif (place := self._rng.randrange(self._seen[mutant.sort, mutant.flaw])) < OF_A_FLAW:
            pile[place] = (name, mutant)

    def taken(self, of_a_sort: int) -> Iterator[tuple[str, Mutant]]:
        """Yield so many mutants of each sort, its flaws in turn."""
        for by_flaw in self._piles.values():
            piles = [pile for _, pile in sorted(by_flaw.items())]
            self._rng.shuffle(piles)
            for pile in piles:
                self._rng.shuffle(pile)
            rows = zip_longest(*piles)
            yield from islice((one for row in rows for one in row if one is not None), of_a_sort)


def sample(questions: Iterable[Question], of_a_sort: int) -> Iterator[tuple[str, Mutant]]:
    """Return so many mutants of each sort with the ids of their questions."""
    piles = Piles()
    for question in questions:
        for mutant in planted(question, SEED):
            piles.put(str(question["id"]), mutant)
    return piles.taken(of_a_sort)


def referred(question: Question) -> set[str]:
    """Return the ids that a question refers to."""
    return {
        str(name) for key in ("needs", "contrast", "followups") for name in question.get(key, ())
    }


class Checker:
    """Checks entries as banks of their own, in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runner = InThisProcess()
        self._banks = 0

    def problems(self, original: Question, topic: str, *given: Question) -> Sequence[Problem]:
        """Return what is found in a bank of these entries and cards for what `original` names."""
        self._banks += 1
        folder = self._folder / f"bank-{self._banks}"
        folder.mkdir()
        (folder / "bank.yaml").write_text(BANK, encoding="utf-8")
        cards = [card(name) for name in sorted(referred(original))]
        head = {"format": 1, "topic": topic, "title": "One topic"}
        written = io.StringIO()
        _yaml().dump(head | {"questions": [*given, *cards]}, written)
        (folder / f"{topic}.yaml").write_text(written.getvalue(), encoding="utf-8")
        return check_paths([folder], seeds=DRAWS, runner=self._runner).problems


@pytest.mark.soak
@pytest.mark.slow
def test_every_planted_error_is_found(tmp_path: Path) -> None:
    everything = list(entries())
    random.Random(SEED).shuffle(everything)
    taken = {
        str(question["id"]): (question, entry.topic)
        for entry in everything[: n(len(everything), REDUCED)]
        for question in [entry.question()]
    }
    checker = Checker(tmp_path)
    before: dict[str, Counter[str]] = {}
    found = Found()
    for name, mutant in sample([question for question, _ in taken.values()], n(OF_A_SORT, REDUCED)):
        question, topic = taken[name]
        if name not in before:
            before[name] = _said(checker.problems(question, topic, question))
        found.mutants[mutant.sort] += 1
        said = _said(checker.problems(question, topic, mutant.question, *mutant.beside))
        if not _found(said - before[name]):
            found.missed.append(Missed(mutant, tuple(said - before[name])))
        elif not _wrong(said):
            found.warned[mutant.sort] += 1
    print(f"\n{len(before)} questions, mutants of seed {SEED}\n{found.table()}\n\n{found.misses()}")
    assert [name for name, said in before.items() if _wrong(said)] == []
    assert found.misses() == ""


def _said(problems: Sequence[Problem]) -> Counter[str]:
    """Return how often what was said, by severity and code."""
    return Counter(f"{problem.severity} {problem.code}" for problem in problems)


def _found(new: Counter[str]) -> bool:
    return any(not one.startswith("note ") for one in new)


def _wrong(said: Counter[str]) -> bool:
    return any(one.startswith("problem ") for one in said)
