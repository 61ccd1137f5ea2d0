"""Counts and first sentences as every face says them."""

from __future__ import annotations

import pytest

from quizapp.wording import first_sentence, plural


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Padding of 0.5 e.g. counts twice. Then more.", "Padding of 0.5 e.g. counts twice."),
        ("It adds.\n`x + F(x)` is what comes out.", "It adds."),
        ("It adds. (Not so before.)", "It adds."),
        ("Is it? “Yes.”", "Is it?"),
        ("Just\n one", "Just one"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_the_next_one_begins(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


def test_one_is_singular_and_everything_else_plural() -> None:
    told = [plural(count, "minute") for count in (0, 1, 2)]
    assert told == ["0 minutes", "1 minute", "2 minutes"]
    assert plural(2, "miss", "misses") == "2 misses"
