"""One entry of a file is checked by itself: its own problems, and what keeps it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quizapp.bank.check import check_entry, check_text
from quizapp.bank.source import Source

Make = Callable[..., Path]

GOOD = "  - id: good\n    family: conv2d.output_size\n    asked: often\n"
BAD_CLAIM = "  - id: bad-claim\n    family: conv2d.output_size\n    asked: often\n    expect: '3'\n"
BROKEN = "  - id: broken\n    kind: recal\n"


def codes(result: tuple[object, tuple[object, ...]]) -> list[str]:
    return [problem.code for problem in result[1] if problem.severity == "problem"]  # type: ignore[attr-defined]


def test_only_its_own_problems_are_told(make_bank: Make) -> None:
    path = make_bank(cnn=GOOD + BAD_CLAIM + BROKEN) / "cnn.yaml"
    good = check_entry(path, 0, seeds=3)
    assert good[0] is not None
    assert good[0].id == "good"
    assert codes(good) == []
    assert codes(check_entry(path, 1, seeds=3)) == ["QB502"]
    broken = check_entry(path, 2, seeds=3)
    assert broken[0] is None
    assert codes(broken) == ["QB205"]


def test_what_keeps_a_whole_file_or_bank_out_is_told(make_bank: Make) -> None:
    folder = make_bank(cnn=GOOD, broken="format: [")
    assert codes(check_entry(folder / "broken.yaml", 0)) == ["QB107"] or codes(
        check_entry(folder / "broken.yaml", 0)
    )
    assert codes(check_entry(folder / "cnn.yaml", 0, seeds=1)) == []
    (folder / "bank.yaml").write_text("format: 1\n")
    question, problems = check_entry(folder / "cnn.yaml", 0, seeds=1)
    assert question is None
    assert {problem.path.name for problem in problems} == {"bank.yaml"}
    assert check_entry(folder / "gone.yaml", 0)[0] is None


def test_a_text_that_is_not_written_yet_is_checked_like_a_file(make_bank: Make) -> None:
    path = make_bank(cnn=GOOD) / "cnn.yaml"
    changed = Source(path, path.read_text().replace("asked: often", 'expect: "3"'))
    question, problems = check_text(changed, "b", 0, seeds=3)
    assert question is not None
    assert question.key == "b/good"
    assert [p.code for p in problems if p.severity == "problem"] == ["QB502"]
    assert check_text(Source(path, "format: ["), "b", 0)[0] is None
