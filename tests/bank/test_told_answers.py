"""What explanations say of the answer is compared with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.check import check_paths

Make = Callable[..., Path]

CONV = """\
  - id: conv
    family: conv2d.output_size
    params: {{H: 15, K: 3, S: 1, P: 0}}
    vary: {{H: {{int: [8, 64]}}}}
    slips: none
    explanation: "{0}"
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The answer is {{answer}}.", []),
        ("So the answer is 13.", ["QB526"]),
        ("The answer comes to **13** here.", ["QB526"]),
        ("The kernel stands in 13 places.", ["QB526"]),
        ("The kernel stands in 13 places of 15; for {{H}} it is {{answer}}.", []),
        ("The kernel stands in 1313 or 13.5 places, or 100,013.", []),
        ("With a stride of 4 the answer is 3.", []),
        ("The tempting answer is 12.", []),
        ("The answer is 2·5 in no draw.", []),
    ],
)
def test_an_answer_in_an_explanation_is_that_of_every_draw(
    text: str, codes: list[str], make_bank: Make
) -> None:
    found = check_paths([make_bank(cnn=CONV.format(text))], seeds=20).problems
    assert [problem.code for problem in found][:1] == codes
