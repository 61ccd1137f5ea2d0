"""`quizapp marks`: what was starred, put away, noted and reported, and taking that back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.clock import SystemClock
from quizapp.srs.state import CardKey
from quizapp.srs.studyday import date_of, study_day
from quizapp.store.engine import Store, open_store
from tests.frozen import FrozenClock
from tests.houses import write_bank

Run = Callable[..., tuple[int, str, str]]
CONV, GATE, GONE = (CardKey("small", name) for name in ("conv-size", "and-gate", "gone"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command over the small bank: exit code, stdout, stderr."""
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("QUIZAPP_BANKS", str(write_bank(tmp_path / "bank")))
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def store_of(tmp_path: Path) -> Store:
    (tmp_path / "data").mkdir(exist_ok=True)
    return open_store(tmp_path / "data" / "quizapp.db", clock=FrozenClock())


@pytest.fixture
def marked(tmp_path: Path) -> str:
    """Mark three questions; return the day until which one of them is buried."""
    clock = SystemClock()
    now = clock.now()
    tomorrow = study_day(now, clock.local_offset(now)) + 1
    with store_of(tmp_path) as store:
        store.mark(CONV, starred=True, suspended=True)
        store.remark(CONV, "note", "ask about \x1b[31mpadding")
        store.remark(CONV, "report", "no stride given")
        store.mark(GATE, buried_until=tomorrow)
        store.mark(CardKey("small", "tf-add"), buried_until=tomorrow - 1)
        store.remark(GONE, "report", "wrong sign")
    return date_of(tomorrow).isoformat()


def test_nothing_marked_is_a_sentence_and_makes_no_database(run: Run, tmp_path: Path) -> None:
    assert run("marks") == (0, "Nothing is marked.\n", "")
    assert run("marks", "--json") == (0, "", "")
    assert not (tmp_path / "data" / "quizapp.db").exists()


def test_marks_are_listed_with_first_words_and_days(run: Run, marked: str) -> None:
    code, out, _ = run("marks")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == f"small/and-gate  buried until {marked}"
    assert lines[2] == "small/conv-size  starred, suspended"
    assert lines[3].startswith("    ")
    assert lines[4].startswith("    2026-12-02  note: ask about ")
    assert lines[5] == "    2026-12-02  report: no stride given"
    assert lines[6:] == [
        "small/gone",
        "    (no longer in the banks in use)",
        "    2026-12-02  report: wrong sign",
    ]
    assert "\x1b" not in out


def test_options_narrow_and_json_is_a_line_each(run: Run, marked: str) -> None:
    def keys(*words: str) -> list[str]:
        return [json.loads(line)["key"] for line in run("marks", "--json", *words)[1].splitlines()]

    assert keys() == ["small/and-gate", "small/conv-size", "small/gone"]
    assert keys("--starred") == keys("--suspended") == keys("--noted") == ["small/conv-size"]
    assert keys("--reported") == ["small/conv-size", "small/gone"]
    assert keys("--buried", "--starred") == ["small/and-gate", "small/conv-size"]
    assert keys("and-gate") == ["small/and-gate"]
    assert run("marks", "--starred", "and-gate") == (0, "No such marks.\n", "")
    form = json.loads(run("marks", "--json", "small/conv-size")[1])
    assert form.pop("prompt")
    assert form == {
        "key": "small/conv-size",
        "starred": True,
        "suspended": True,
        "buried_until": None,
        "notes": [{"day": "2026-12-02", "text": "ask about \x1b[31mpadding"}],
        "reports": [{"day": "2026-12-02", "text": "no stride given"}],
    }
    assert json.loads(run("marks", "--json", "and-gate")[1])["buried_until"] == marked


def test_taking_back_asks_again_and_keeps_the_rest(run: Run, marked: str, tmp_path: Path) -> None:
    code, out, err = run("marks", "--take-back", "conv-size", "small/and-gate")
    assert (code, out) == (0, "small/conv-size\nsmall/and-gate\n")
    assert err == "Asked again: 2 questions.\n"
    with store_of(tmp_path) as store:
        conv, gate = store.marks(CONV), store.marks(GATE)
        assert (conv.suspended, conv.starred, len(conv.remarks)) == (False, True, 2)
        assert gate.buried_until is None


@pytest.mark.parametrize("names", [(), ("conv-size", "tf-add"), ("conv-size", "nothing-such")])
def test_what_cannot_be_taken_back_changes_nothing(
    run: Run, marked: str, tmp_path: Path, names: tuple[str, ...]
) -> None:
    code, out, err = run("marks", "--take-back", *names)
    assert (code, out) == (2, "")
    assert err.startswith("quizapp: ")
    with store_of(tmp_path) as store:
        assert store.marks(CONV).suspended


def test_a_question_is_shown_with_what_was_written_about_it(run: Run, marked: str) -> None:
    code, out, _ = run("bank", "show", "conv-size")
    assert code == 0
    assert out.splitlines()[-3] == "# Written by you:"
    assert out.splitlines()[-1] == "# 2026-12-02  report: no stride given"
    form = json.loads(run("bank", "show", "conv-size", "--json")[1])
    assert form["reports"] == [{"day": "2026-12-02", "text": "no stride given"}]


def test_a_broken_database_hides_no_question(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "quizapp.db").write_bytes(b"not a database at all, but long" * 20)
    code, out, err = run("bank", "show", "conv-size")
    assert code == 0
    assert out.startswith("# small/conv-size")
    assert "is not a database" in err
