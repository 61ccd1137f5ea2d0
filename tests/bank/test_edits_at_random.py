"""Whatever is edited, a check of what changed says what a check of everything says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from quizapp.bank.check import How, check_paths
from quizapp.bank.checked import Checked
from quizapp.bank.known import Known
from quizapp.bank.library import bundled_bank
from quizapp.bank.verifying import Verifier
from tests.scale import n

FILES = ("bank.yaml", "roles.yaml", "vision.yaml", "transfer.yaml")
INSERTED = ("", "  # c", "  - id: new-one", "    kind: recall", "x: y", "    level: easy")
APPENDED = (" # c", " x", '"', "'", " {", "\u200b", ":")

Edit = Callable[[list[str], Random], None]


def delete(lines: list[str], rng: Random) -> None:
    del lines[rng.randrange(len(lines))]


def insert(lines: list[str], rng: Random) -> None:
    lines.insert(rng.randrange(len(lines)), rng.choice(INSERTED))


def append(lines: list[str], rng: Random) -> None:
    lines[rng.randrange(len(lines))] += rng.choice(APPENDED)


def indent(lines: list[str], rng: Random) -> None:
    line = rng.randrange(len(lines))
    lines[line] = f" {lines[line]}"


def renumber(lines: list[str], rng: Random) -> None:
    line = rng.choice([i for i, text in enumerate(lines) if "1" in text])
    lines[line] = lines[line].replace("1", "2", 1)


def swap(lines: list[str], rng: Random) -> None:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def move_question(lines: list[str], rng: Random) -> None:
    starts = beginnings(lines)
    place = rng.randrange(1, len(starts) - 1)
    question = lines[starts[place] : starts[place + 1]]
    del lines[starts[place] : starts[place + 1]]
    to = starts[rng.randrange(place)]
    lines[to:to] = question


def double_question(lines: list[str], rng: Random) -> None:
    starts = beginnings(lines)
    place = rng.randrange(len(starts) - 1)
    lines[starts[place] : starts[place]] = lines[starts[place] : starts[place + 1]]


EDITS: tuple[Edit, ...] = (
    *(delete, insert, append, indent, renumber, swap),
    *(move_question, double_question),
)


def beginnings(lines: Sequence[str]) -> list[int]:
    """Return the lines at which questions begin, with some that could be deleted already."""
    return [number for number, line in enumerate(lines) if line.startswith("  - id: ")]


@pytest.mark.soak
def test_a_check_of_what_changed_says_what_a_check_of_everything_says(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    bank.mkdir()
    for name in FILES:
        shutil.copy(bundled_bank() / name, bank / name)
    texts = {path: path.read_text() for path in (bank / name for name in FILES[2:])}
    rng = Random(20)
    known = Known(tmp_path / "verified", seeds=1, torch=None)

    def check(known: Known | None) -> Checked:
        how = How(verify=Verifier(1), known=known, changed=True)
        return check_paths([bank], seeds=1, how=how)

    unchanged = check(known).tally.unchanged
    for _ in range(n(400, 20)):
        path = rng.choice(list(texts))
        lines = path.read_text().split("\n")
        edit = rng.choice(EDITS)
        edit(lines, rng)
        path.write_text("\n".join(lines))
        for _ in range(2):
            changed, all_of_it = check(known), check(None)
            assert changed.problems == all_of_it.problems, edit.__name__
            for figure in ("questions", "variants", "answers", "not_run"):
                figures = [getattr(one.tally, figure) for one in (changed, all_of_it)]
                assert figures[0] == figures[1], (edit.__name__, figure)
            unchanged += changed.tally.unchanged
            if rng.random() < 0.6:
                path.write_text(texts[path])
    assert unchanged > 20
