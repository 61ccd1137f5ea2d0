"""One broken field never hides another, not even when it leaves the kind unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank.loader import load_bank

HEAD = "format: 1\ntopic: x\ntitle: X\nquestions:\n  - id: a\n"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("    family: conv2d.output_siz\n", "QB207"),
        ("    kind: computee\n", "QB205"),
        ("    prompt: What?\n", "QB202"),
    ],
)
def test_the_other_fields_are_checked_too(tmp_path: Path, first: str, code: str) -> None:
    (tmp_path / "bank.yaml").write_text("format: 1\nid: b\ntitle: B\n", encoding="utf-8")
    text = f"{HEAD}{first}    asked: oftn\n    colour: red\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    problems = load_bank(tmp_path).problems
    assert {problem.code for problem in problems} >= {code, "QB201"}
    assert {problem.line for problem in problems} >= {7, 8}
