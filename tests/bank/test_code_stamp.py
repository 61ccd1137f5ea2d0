"""What caches are believed for: any change of the code that made them is another digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.bank import code_stamp
from quizapp.bank.jsoncache import JsonCache


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of code that stands for ours."""
    folder = tmp_path / "code"
    (folder / "inner" / "__pycache__").mkdir(parents=True)
    (folder / "a.py").write_text("A = 1\n")
    (folder / "inner" / "b.py").write_text("B = 1\n")
    (folder / "inner" / "notes.txt").write_text("no code")
    (folder / "inner" / "__pycache__" / "c.py").write_text("no code of ours")

    monkeypatch.setattr(code_stamp, "_sources", lambda: code_stamp._within(folder, "code"))
    code_stamp.code_stamp.cache_clear()
    return folder


@pytest.fixture(autouse=True)
def no_stamp_stays() -> Iterator[None]:
    yield
    code_stamp.code_stamp.cache_clear()


def digest(cache: Path) -> str:
    code_stamp.code_stamp.cache_clear()
    return code_stamp.code_digest(JsonCache(cache))


def test_every_room_that_makes_a_verdict_is_among_the_sources() -> None:
    names = {name for name, _ in code_stamp._sources()}
    assert names >= {
        "quizapp/spoken.py",
        "bank/known.py",
        "bank/checks/equations.py",
        "grading/evaluate.py",
        "engines/api.py",
        "engines/witness/training/memory.py",
    }
    assert not any(name.startswith(("tui/", "quizapp/tui", "cli/")) for name in names)


def test_only_code_counts_and_by_its_path(code: Path) -> None:
    assert [name for name, _ in code_stamp._within(code, "x")] == ["x/a.py", "x/inner/b.py"]


@pytest.mark.parametrize("name", ["a.py", "inner/b.py", "inner/new.py"])
def test_a_change_is_another_digest_though_one_is_kept(
    name: str, code: Path, tmp_path: Path
) -> None:
    before = digest(tmp_path / "cache")
    assert digest(tmp_path / "cache") == before
    (code / name).write_text("ANOTHER = 1\n")
    after = digest(tmp_path / "cache")
    assert after != before
    assert digest(tmp_path / "cache") == after


def test_the_digest_is_that_of_the_content_whenever_it_was_written(
    code: Path, tmp_path: Path
) -> None:
    before = digest(tmp_path / "cache")
    (code / "a.py").write_text("A = 2\n")
    assert digest(tmp_path / "cache") != before
    (code / "a.py").write_text("A = 1\n")
    assert digest(tmp_path / "other") == before


@pytest.mark.parametrize("garbage", ["", "[]", "{", '{"stamp": 3}', '{"digest": 3}'])
def test_what_is_no_digest_counts_as_none(garbage: str, code: Path, tmp_path: Path) -> None:
    before = digest(tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    path.write_text(garbage)
    assert digest(tmp_path / "cache") == before
