"""Following a bank while it is written: what changed, and what is wrong with it now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quizapp.bank.cache import ParsedCache
from quizapp.bank.watching import Update, Watcher

Make = Callable[..., Path]

ENTRY = """\
  - id: {0}
    kind: compute
    level: beginner
    prompt: {1}
    answer: {{type: int}}
    expect: "12"
    explanation: A dozen.
    sources: [Somebody 2020]
"""
BANK = {"one": ENTRY.format("a", "P") + ENTRY.format("b", "P"), "two": ENTRY.format("c", "P")}


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def seen(update: Update | None) -> tuple[list[str], list[str], list[str]]:
    assert update is not None
    return (
        [path.name for path in update.files],
        [question.id for question in update.questions],
        [f"{problem.line} {problem.code}" for problem in update.problems],
    )


def test_nothing_comes_of_a_look_at_files_that_stay(make_bank: Make) -> None:
    watcher = Watcher([make_bank(**BANK)])
    assert watcher.questions == 3
    assert watcher.poll() is None


def test_an_edit_shows_the_question_that_changed_and_no_other(make_bank: Make) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder])
    edit(folder / "one.yaml", "id: b\n", "id: b\n    tags: [x]\n")
    assert seen(watcher.poll()) == (["one.yaml"], ["b"], ["19 QB515"])
    assert watcher.poll() is None


def test_a_mistake_is_told_and_when_it_is_mended_the_question_comes_again(
    make_bank: Make,
) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder])
    edit(folder / "one.yaml", "id: a\n    kind: compute", "id: a\n    kind: comput")
    assert seen(watcher.poll()) == (["one.yaml"], [], ["6 QB205"])
    edit(folder / "one.yaml", "kind: comput\n", "kind: compute\n")
    assert seen(watcher.poll()) == (["one.yaml"], ["a"], ["10 QB515"])


def test_a_file_that_comes_or_goes_is_a_change(make_bank: Make) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder])
    text = (folder / "two.yaml").read_text()
    (folder / "two.yaml").unlink()
    assert seen(watcher.poll()) == (["two.yaml"], [], [])
    assert watcher.questions == 2
    (folder / "three.yaml").write_text(text)
    assert seen(watcher.poll()) == (["three.yaml"], ["c"], ["10 QB515"])


def test_a_save_by_renaming_is_seen_even_at_the_same_size(make_bank: Make) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder])
    path = folder / "two.yaml"
    other = folder / "two.new"
    other.write_text(path.read_text().replace("prompt: P", "prompt: Q"))
    other.replace(path)
    assert seen(watcher.poll())[1] == ["c"]


def test_of_one_file_the_others_are_not_followed(make_bank: Make) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder / "two.yaml"])
    edit(folder / "one.yaml", "prompt: P", "prompt: Q")
    assert watcher.poll() is None
    edit(folder / "two.yaml", "prompt: P", "prompt: Q")
    assert seen(watcher.poll())[:2] == (["two.yaml"], ["c"])


def test_the_cache_changes_nothing_but_the_time(make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(**BANK)
    watcher = Watcher([folder], cache=ParsedCache(tmp_path / "parsed"))
    edit(folder / "one.yaml", "id: a\n", "id: a\n    revision: 3\n")
    assert seen(watcher.poll()) == (["one.yaml"], ["a"], ["11 QB515"])


def test_a_bank_that_goes_away_is_no_crash(make_bank: Make) -> None:
    folder = make_bank(two=BANK["two"])
    watcher = Watcher([folder])
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    update = watcher.poll()
    assert update is not None
    assert update.questions == ()
    assert watcher.questions == 0
