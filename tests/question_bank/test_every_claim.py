"""Every claim of the bundled bank, put through engine, parser and grader with drawn numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import question_bank
from quizapp.bank.check import How, check_paths
from quizapp.bank.shards import Shard
from tests.in_this_process import InThisProcess
from tests.scale import n

FOLDER = Path(str(question_bank.__file__)).parent


PARTS = 4
"""The questions are checked in parts, which may run beside each other."""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_nothing_in_the_bank_is_wrong_unproved_or_worth_a_warning(part: int) -> None:
    how = How(shard=Shard(part, PARTS))
    checked = check_paths([FOLDER], seeds=n(50, 25), runner=InThisProcess(), how=how)
    assert [f"{p.path.name}:{p.line} {p.code} {p.message}" for p in checked.problems] == []
    assert checked.tally.not_run == 0
    assert checked.tally.runs > 0


def test_without_pytorch_the_rest_is_still_proved() -> None:
    checked = check_paths([FOLDER], seeds=2)
    assert {problem.code for problem in checked.problems} <= {"QB514"}
    assert 0 < checked.tally.not_run < checked.tally.questions // 2
