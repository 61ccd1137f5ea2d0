"""A corpus of broken banks, each with exactly the codes and places that the check must report.

Most are a topic file that says what is expected of it in its first lines:

    # expect: QB205 at 7:11
    # pending: why the check does not say so yet
    # What its author did wrong.

`nothing` is expected of what looks hostile and is fine.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.bank.check import check_paths, check_texts
from quizapp.bank.codes import CODES
from quizapp.bank.problems import Problem
from quizapp.bank.render import as_text
from tests.bank.broken.builders import BANK, BUILT, UNREADABLE, Built, Found
from tests.in_this_process import InThisProcess

CORPUS = Path(__file__).parent / "broken"
FILES = tuple(sorted(CORPUS.glob("*/*.yaml")))
EXPECTED = re.compile(r"# expect: (?:(QB\d{3}) at (\d+):(\d+)|nothing)\Z")
PENDING = "# pending: "
LEAST = 150
SEEDS = 6
SOAK = os.environ.get("SOAK") == "1"

NOT_FROM_A_FOLDER = {
    "QB307": "two banks in use have one id",
    "QB504": "a family's slip is not told from its truth",
    "QB516": "an acceptance refuses a spelling of the truth",
    "QB517": "a family's closed form is not what PyTorch gives",
    "QB521": "the grader calls a near miss wrong",
}
"""Codes that no single bank can raise, with what can."""


def lines_of(path: Path) -> Iterator[str]:
    """Yield the comments with which a file of the corpus begins."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            return
        yield line


def expected(path: Path) -> list[Found]:
    """Return what a file says of itself."""
    found: list[Found] = []
    for line in lines_of(path):
        match = EXPECTED.match(line)
        if match is not None and match[1] is not None:
            found.append(("x.yaml", match[1], int(match[2]), int(match[3])))
    return sorted(found)


def parameters() -> Iterator[object]:
    """Yield the files of the corpus, the pending ones marked."""
    for path in FILES:
        pending = [line for line in lines_of(path) if line.startswith(PENDING)]
        marks = [pytest.mark.xfail(reason=pending[0], strict=True)] if pending else []
        yield pytest.param(path, marks=marks, id=f"{path.parent.name}/{path.stem}")


def marks(name: str) -> list[pytest.MarkDecorator]:
    """Return the marks of a bank that a function makes."""
    if not BUILT[name].soak:
        return []
    return [pytest.mark.soak, pytest.mark.skipif(not SOAK, reason="a part of `make soak`")]


def bank_in(folder: Path) -> Path:
    """Return a new folder with a good `bank.yaml`."""
    bank = folder / "bank"
    bank.mkdir()
    (bank / "bank.yaml").write_text(BANK, encoding="utf-8")
    return bank


def checked(bank: Path, *, runs: bool = True) -> list[Found]:
    """Return what the full check finds, each message of it fit to be shown."""
    problems = check_paths([bank], seeds=SEEDS, runner=InThisProcess() if runs else None).problems
    for problem in problems:
        fit_to_be_shown(problem, bank)
    return sorted((p.path.name, p.code, p.line, p.column) for p in problems)


def of_the_texts(bank: Path) -> list[Found]:
    """Return what the check of the texts alone finds, which is part of what the full one does."""
    problems = check_texts([bank]).problems
    return sorted((p.path.name, p.code, p.line, p.column) for p in problems)


def fit_to_be_shown(problem: Problem, base: Path) -> None:
    """A message is one line of printable text, and so is each line of the whole."""
    assert problem.code in CODES
    assert problem.message.isprintable(), ascii(problem.message)
    assert problem.hint.isprintable(), ascii(problem.hint)
    assert len(problem.message) < 1000
    for line in as_text(problem, base).splitlines():
        assert line.isprintable(), ascii(line)
        line.encode("utf-8")


@pytest.mark.parametrize("path", parameters())
def test_a_broken_file_is_told_exactly(path: Path, tmp_path: Path) -> None:
    bank = bank_in(tmp_path)
    (bank / "x.yaml").write_bytes(path.read_bytes())
    assert checked(bank) == expected(path)
    assert set(of_the_texts(bank)) <= set(expected(path))


@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(name)) for name in BUILT])
def test_a_broken_folder_is_told_exactly(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "UTF-8" in name and sys.platform == "darwin":
        pytest.skip("names of files are Unicode here")
    told_exactly(BUILT[name], tmp_path, monkeypatch)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_told_exactly(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_exactly(UNREADABLE[name], tmp_path, monkeypatch)


def told_exactly(built: Built, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = bank_in(folder)
    built.make(bank)
    monkeypatch.chdir(bank)
    assert checked(bank, runs=not built.without_runs) == sorted(built.expected)
    assert not (bank / "it-ran").exists()


def test_every_file_says_what_its_author_did_wrong() -> None:
    for path in FILES:
        *before, last = lines_of(path)
        assert before, path
        assert all(EXPECTED.match(line) or line.startswith(PENDING) for line in before), path
        assert not EXPECTED.match(last), path


def test_the_corpus_is_large_and_has_every_code() -> None:
    assert len(FILES) + len(BUILT) >= LEAST
    found = Counter(code for path in FILES for _, code, _, _ in expected(path))
    built = (BUILT | UNREADABLE).values()
    found.update(code for one in built for _, code, _, _ in one.expected)
    assert set(CODES) - set(found) == set(NOT_FROM_A_FOLDER)
