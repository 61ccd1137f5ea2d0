"""Damaged topic files: whatever an edit does, loading lists problems and never raises."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.codes import CODES
from quizapp.bank.library import bundled_bank
from quizapp.bank.loader import load_bank
from quizapp.bank.render import as_text
from tests.scale import n

PIECES = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "-",
    "#",
    "&a",
    "*a",
    "!!str",
    "'",
    "|",
    ">",
    "{{",
    "}}",
    "{{x}}",
    "null",
    "1e999",
    "0",
    "true",
    "<<:",
    "é",
]
PIECES += ['"', "\n", "  ", ": ", "- ", "\t", "\\"]


def damaged(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(text))
        match dice.randrange(4):
            case 0:
                text = text[:at] + dice.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + dice.randint(1, 30) :]
            case 2:
                other = dice.randrange(len(text))
                text = text[:at] + text[other : other + 40] + text[at:]
            case _:
                text = text[:at] + dice.choice(PIECES) + text[at + 1 :]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_damage_is_told_and_never_raised(seed: int, make_bank: Callable[..., Path]) -> None:
    dice = random.Random(seed)
    files = sorted(bundled_bank().glob("*.yaml"))
    originals = [path.read_text(encoding="utf-8") for path in files if path.name != "bank.yaml"]
    folder = make_bank()
    for _ in range(n(4000, 80)):
        text = damaged(dice.choice(originals), dice)
        (folder / "cnn.yaml").write_text(text, encoding="utf-8")
        loaded = load_bank(folder)
        for problem in loaded.problems:
            assert problem.code in CODES
            assert 1 <= problem.line <= text.count("\n") + 2
            assert problem.column >= 1
            assert as_text(problem)
