"""`bank check --static`: what texts alone tell, without the engine, cold and from the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import question_bank
from engines import registry
from quizapp.bank.check import check_paths, check_texts
from quizapp.bank.outline import OutlineCache
from quizapp.bank.problems import Problem

Make = Callable[..., Path]

ENTRY = """\
  - id: {0}
    kind: recall
    level: beginner
    prompt: {1}
    answer: A
    points: [{{must: A}}]
    sources: [Somebody 2020]
"""
BROKEN = (
    ENTRY.format("top-1", "P")
    + ENTRY.format("top-l", "P\\\\frac{a}{b}")
    + ENTRY.format("top-1", "P")
    + ENTRY.format("lost", "P").replace("level: beginner", "needs: [nowhere]")
    + "  - id: odd\n    kind: recal\n"
    + "  - id: none\n    family: conv2d.output_syze\n"
    + "  - id: sized\n    family: conv2d.output_size\n    leval: beginner\n"
)


def found(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in problems]


def test_every_sort_of_mistake_in_a_text_is_found_at_its_place(make_bank: Make) -> None:
    checked = check_texts([make_bank(cnn=BROKEN)])
    assert found(checked.problems) == [
        ("QB303", 12),
        ("QB404", 15),
        ("QB302", 19),
        ("QB604", 26),
        ("QB304", 28),
        ("QB205", 34),
        ("QB207", 36),
        ("QB201", 39),
    ]
    assert checked.summary == "3 questions read, 7 problems, 1 warning"


def test_whatever_it_finds_the_full_check_finds_too(make_bank: Make) -> None:
    folder = make_bank(cnn=BROKEN)
    full = set(check_paths([folder], seeds=1).problems)
    assert set(check_texts([folder]).problems) <= full


def test_no_family_is_loaded(make_bank: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def family(name: str) -> None:
        raise AssertionError(f"{name} was loaded")

    monkeypatch.setattr(registry, "family", family)
    monkeypatch.setattr("engines.api.family", family)
    text = (
        "  - id: a\n    family: conv2d.output_size\n    vary: {H: {int: [8, 9]}}\n"
        "  - id: b\n    family: conv2d.output_size\n    options: {from: slips}\n"
        "  - id: c\n    family: gate.design\n"
    )
    checked = check_texts([make_bank(cnn=text), Path(str(question_bank.__file__)).parent])
    assert found(checked.problems) == []
    assert checked.tally.questions > 150


def test_options_that_are_written_out_are_checked_beside_a_family(make_bank: Make) -> None:
    text = (
        "  - id: a\n    family: conv2d.output_size\n    options:\n"
        "      - {text: A, why: W}\n      - {text: B, why: W}\n"
    )
    checked = check_texts([make_bank(cnn=text)])
    assert found(checked.problems) == [("QB213", 8)]


def test_a_file_is_taken_from_the_cache_until_it_changes(make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(cnn=BROKEN, other=ENTRY.format("b", "P").replace("beginner", "expert"))
    cache = OutlineCache(tmp_path / "cache")
    fresh = check_texts([folder])
    assert check_texts([folder], cache) == fresh
    kept = sorted((tmp_path / "cache").iterdir())
    assert len(kept) == 2
    assert check_texts([folder], cache) == fresh

    path = folder / "other.yaml"
    path.write_text(path.read_text().replace("expert", "advanced"))
    assert found(check_texts([folder], cache).problems) == found(fresh.problems)[:8]
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_the_cache_itself_is_what_answers(make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(cnn=ENTRY.format("a", "P"))
    cache = OutlineCache(tmp_path / "cache")
    check_texts([folder], cache)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(kept.read_text().replace('"a"', '"told"'))
    path = folder / "needs.yaml"
    path.write_text((folder / "cnn.yaml").read_text().replace("id: a", "id: b\n    needs: [told]"))
    assert found(check_texts([folder], cache).problems) == []


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b'{"topic": 3}', b"\xff", b"[" * 99_999])
def test_a_corrupt_cache_counts_as_absent(garbage: bytes, make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(cnn=BROKEN)
    cache = OutlineCache(tmp_path / "cache")
    fresh = check_texts([folder], cache)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(garbage)
    assert check_texts([folder], cache) == fresh


def test_why_a_bank_cannot_be_used_is_told_of_each_of_its_files(make_bank: Make) -> None:
    folder = make_bank(one=ENTRY.format("a", "P"), two=ENTRY.format("b", "P"))
    (folder / "bank.yaml").write_text("format: 1\nid: b\ntitle: B\nnonsense: 1\n", encoding="utf-8")
    (problem,) = check_texts([folder / "one.yaml"]).problems
    assert (problem.code, problem.path.name, problem.line) == ("QB201", "bank.yaml", 4)
    (folder / "bank.yaml").unlink()
    (problem,) = check_paths([folder / "one.yaml"], seeds=1).problems
    assert (problem.code, problem.path.name) == ("QB115", "bank.yaml")


def test_one_file_is_checked_against_the_whole_bank(make_bank: Make) -> None:
    folder = make_bank(
        one=ENTRY.format("a", "P").replace("level: beginner", "level: beginner\n    needs: [b, c]"),
        two=ENTRY.format("b", "P").replace("level: beginner", "level: expert"),
    )
    checked = check_texts([folder / "one.yaml"])
    assert found(checked.problems) == [("QB304", 8)]
    assert checked.tally.questions == 1
