"""The example beside the answer line can be typed as it stands, and is never right."""

from __future__ import annotations

from pathlib import Path

import question_bank
from quizapp.bank.asking import asked_for
from quizapp.bank.drawing import draw
from quizapp.bank.examples import example_of
from quizapp.bank.loader import load_bank
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Invalid
from tests.in_this_process import InThisProcess

FOLDER = Path(str(question_bank.__file__)).parent


def test_examples_of_the_bundled_bank_are_read_and_never_right() -> None:
    runner = InThisProcess()
    bad: list[str] = []
    shown = 0
    for question in load_bank(FOLDER).questions:
        drawn = draw(question, 0, "canonical", runner)
        asked, example = asked_for(drawn), example_of(drawn)
        if asked is None or not example or asked.judge is not None or asked.options:
            continue
        shown += 1
        verdict = evaluate(example, asked).verdict
        if isinstance(verdict, (Correct, Invalid)):
            bad.append(f"{question.id}: {example!r} is {verdict}")
    assert bad == []
    assert shown > 200
