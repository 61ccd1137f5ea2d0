"""What the bank must teach, entry by entry, and how much of each sort of question it has."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import question_bank
from engines import api
from engines.values import Estimate
from quizapp.bank.fields import OptionsFrom
from quizapp.bank.loader import Loaded, load_bank
from quizapp.bank.model import Choice, Code, Compute, Design, Multi, Question, Snippet

FOLDER = Path(str(question_bank.__file__)).parent
ENTRIES = Path(__file__).with_name("entries.txt")
"""The ids of the content map: facts of the source documents, their errors and conflicts, and what
came later."""


@pytest.fixture(scope="module")
def bank() -> Loaded:
    return load_bank(FOLDER)


@pytest.fixture(scope="module")
def coverage() -> dict[str, list[str]]:
    read: dict[str, list[str]] = yaml.safe_load((FOLDER / "coverage.yaml").read_text("utf-8"))
    return read


def test_every_entry_is_taught_by_a_question(coverage: dict[str, list[str]]) -> None:
    wanted = ENTRIES.read_text("utf-8").split()
    assert len(wanted) == len(set(wanted)) == 692
    assert [entry for entry in wanted if not coverage.get(entry)] == []


def test_the_map_names_no_entry_and_no_question_that_is_not_there(
    bank: Loaded, coverage: dict[str, list[str]]
) -> None:
    ids = {question.id for question in bank.questions}
    assert set(coverage) - set(ENTRIES.read_text("utf-8").split()) == set()
    assert {name for names in coverage.values() for name in names} - ids == set()


def test_the_bank_is_large_and_most_of_it_can_be_computed(bank: Loaded) -> None:
    assert len(bank.questions) >= 700
    assert len(bank.topics) >= 30
    assert sum(map(_is_executable, bank.questions)) >= 0.6 * len(bank.questions)


def test_there_is_enough_of_each_sort(bank: Loaded) -> None:
    lines = [q for q in bank.questions if isinstance(q, Snippet) and q.ask in ("fill", "fix")]
    asks = [point for q in bank.questions for point in q.points if point.role == "ask"]
    assert len(lines) >= 60
    assert sum(bool(question.evidence) for question in bank.questions) >= 20
    assert len(asks) >= 40
    assert sum(question.topic == "own-project" for question in bank.questions) >= 15
    assert sum(map(_is_estimate, bank.questions)) >= 30


def _is_executable(question: Question) -> bool:
    if isinstance(question, Choice):
        return isinstance(question.options, OptionsFrom)
    return isinstance(question, (Compute, Design, Snippet, Code, Multi))


def _is_estimate(question: Question) -> bool:
    """Whether a number is wanted roughly: of that type, or by its prompt."""
    if not isinstance(question, Compute):
        return False
    if question.answer.get("type") == "estimate":
        return True
    if question.family is not None:
        family = api.family(question.family)
        if isinstance(family.answer(api.complete(family, question.params)), Estimate):
            return True
    return (question.prompt or "").casefold().startswith("estimate")
