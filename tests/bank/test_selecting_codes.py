"""`--select` and `--ignore`: which problems a report shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank.problems import Problem
from quizapp.bank.selecting import selection
from quizapp.errors import UsageError


@pytest.mark.parametrize(
    ("select", "ignore", "kept"),
    [
        ((), (), "QB201 QB405 QB501 QB515"),
        (("QB5",), (), "QB501 QB515"),
        (("qb5, QB201",), (), "QB201 QB501 QB515"),
        (("QB2", "QB4"), (), "QB201 QB405"),
        ((), ("QB515",), "QB201 QB405 QB501"),
        (("QB5",), ("QB515",), "QB501"),
        (("QB515",), ("QB5",), "QB515"),
        (("QB515",), ("QB515",), ""),
        ((), ("QB",), ""),
        (("QB4",), ("QB40",), ""),
        (("",), (",",), "QB201 QB405 QB501 QB515"),
    ],
)
def test_the_longer_prefix_wins(
    select: tuple[str, ...], ignore: tuple[str, ...], kept: str
) -> None:
    codes = ("QB201", "QB405", "QB501", "QB515")
    problems = [Problem(code, "m", Path("x.yaml")) for code in codes]
    shown = selection(select, ignore).of(problems)
    assert " ".join(problem.code for problem in shown) == kept


@pytest.mark.parametrize("word", ["QB9", "E501", "QB5011"])
def test_what_no_code_begins_with_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match=f"begins with {word}"):
        selection((), (f"QB1,{word}",))
