"""Which numbers a question is asked with: the seed of a draw and the ladder of variants."""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from quizapp.srs.state import CardKey

Purpose = Literal["canonical", "plain", "live"]

TOP_STAGE = 4
_FIRST_LIVE = 3


def seed(salt: bytes, key: CardKey, answers: int) -> int:
    """Return the seed of a card's next variant, 0 <= seed < 2**63 (it fits a signed column).

    `answers` counts the card's answers that are not undone: the seed stays until the question is
    answered, comes back with an undo, and is fresh at the next review.
    """
    digest = blake2b(f"{key}\0{answers}".encode(), digest_size=8, key=salt[:64])
    return int.from_bytes(digest.digest()) >> 1


def purpose(stage: int) -> Purpose:
    """Return what to draw at this rung.

    0, the first meeting: the canonical parameters. 1 and 2, until passed twice: plain draws. From 3
    on: draws in which at least two slips are live.
    """
    if stage <= 0:
        return "canonical"
    return "plain" if stage < _FIRST_LIVE else "live"


def next_stage(stage: int, *, passed: bool) -> int:
    """Return the rung after an answer: one up when passed, one down after again.

    A first meeting leads to 1 or, when passed, to 2: no card sees its canonical numbers again.
    """
    if stage <= 0:
        return 2 if passed else 1
    return min(stage + 1, TOP_STAGE) if passed else max(stage - 1, 1)
