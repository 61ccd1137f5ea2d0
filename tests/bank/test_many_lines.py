"""A corpus of lines to fill and to mend: each right line is judged right, each wrong one wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from quizapp.bank.asking import asked_for
from quizapp.bank.drawing import draw
from quizapp.bank.model import Snippet
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Wrong
from tests.in_this_process import InThisProcess

ITEMS: list[dict[str, Any]] = [
    item
    for path in sorted((Path(__file__).parent / "lines").glob("*.yaml"))
    for item in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _asked(item: dict[str, Any]) -> Asked:
    fields = {key: item[key] for key in ("id", "language", "ask", "code", "expect")}
    question = Snippet.model_validate(
        fields
        | {"kind": "snippet", "prompt": "Which line?", "params": item.get("params", {})}
        | {"cases": tuple(item.get("cases", ()))}
    )
    asked = asked_for(draw(question, 0, "canonical", InThisProcess()))
    assert asked is not None
    return asked


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_right_lines_are_right_and_wrong_ones_wrong(item: dict[str, Any]) -> None:
    asked = _asked(item)
    for line in (item["expect"], *item["right"]):
        graded = evaluate(line, asked)
        assert isinstance(graded.verdict, Correct), (line, graded.evidence)
    for line in item["wrong"]:
        graded = evaluate(line, asked)
        assert isinstance(graded.verdict, Wrong), (line, graded.verdict)
        assert any("your version" in told for told in graded.evidence)


def test_corpus_is_wide() -> None:
    assert len({item["id"] for item in ITEMS}) == len(ITEMS) >= 60
    for language in ("tf1", "torch"):
        for ask in ("fill", "fix"):
            count = sum((i["language"], i["ask"]) == (language, ask) for i in ITEMS)
            assert count >= 8, (language, ask, count)
    assert all(len(item["right"]) >= 2 and len(item["wrong"]) >= 3 for item in ITEMS)
