"""PyTorch programs of the bundled bank, and of the corpus of lines, as real Python runs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from engines.values import Value, from_json
from quizapp.bank.drawing import draw_params
from quizapp.bank.library import bundled_bank
from quizapp.bank.loader import load_bank
from quizapp.bank.model import Question, Snippet
from quizapp.bank.substitute import substitute_code
from quizapp.grading.lines import Mode, place
from tests.by_python import by_interpreter, by_python

SEEDS = 3
LINES = Path(__file__).parents[1] / "bank" / "lines"

PROGRAMS = [
    question
    for question in load_bank(bundled_bank()).questions
    if isinstance(question, Snippet) and question.language == "torch"
]
ITEMS: list[dict[str, Any]] = [
    item
    for path in sorted(LINES.glob("*.yaml"))
    for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    if item["language"] == "torch"
]


def _programs(question: Question) -> list[str]:
    """The program with its canonical numbers and with some draws, its line put right."""
    assert isinstance(question, Snippet)
    canonical = draw_params(question, 0, "canonical")
    found = []
    for params in (canonical, *(draw_params(question, seed, "plain") for seed in range(SEEDS))):
        program = substitute_code(question.code, params).strip("\n")
        if question.ask in ("fill", "fix"):
            program = _mended(program, question.expect or "", question.ask, params)
        found.append(program)
    return list(dict.fromkeys(found))


def _mended(program: str, expect: str, mode: Mode, params: Mapping[str, Value]) -> str:
    return place(program, substitute_code(expect, params), mode).program


@pytest.mark.parametrize("question", PROGRAMS, ids=lambda question: question.id)
def test_programs_of_the_bank_print_what_python_prints(question: Question) -> None:
    for program in _programs(question):
        assert by_interpreter(program) == by_python(program)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_programs_put_right_print_what_python_prints(item: dict[str, Any]) -> None:
    own = {name: from_json(value) for name, value in item.get("params", {}).items()}
    for case in ({}, *item.get("cases", ())):
        params = own | {name: from_json(value) for name, value in case.items()}
        program = substitute_code(item["code"], params).strip("\n")
        right = _mended(program, item["expect"], item["ask"], params)
        assert by_interpreter(right) == by_python(right)
