"""`quizapp data`: what it prints, and how it ends."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.srs.state import Rating
from quizapp.store.engine import open_store
from tests.answering import KEY, OTHER, study_answer
from tests.frozen import FrozenClock

CLOCK = FrozenClock()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path))
    path = tmp_path / "quizapp.db"
    with open_store(path, clock=CLOCK) as store:
        store.record(study_answer(CLOCK), seen=None)
        store.record(study_answer(CLOCK, key=OTHER, rating=Rating.AGAIN), seen=None)
    return path


def tamper(database: Path) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("update card set stability = 99 where question = ?", (KEY.question,))


def test_check_is_quiet_when_cards_equal_their_log(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "check"]) == 0
    assert capsys.readouterr().out == "2 cards, all as the log says.\n"
    assert main(["data", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cards": 2, "differences": [], "rebuilt": 0}


def test_check_finds_and_rebuild_sets(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(database)
    assert main(["data", "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{KEY}: the card differs from log row 1 (stability)"
    assert "data check --rebuild" in lines[1]
    assert main(["data", "check", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["differences"] == [
        {"card": str(KEY), "fields": ["stability"], "text": "the card differs from log row 1"}
    ]
    assert main(["data", "check", "--rebuild"]) == 0
    assert "1 card set from the log" in capsys.readouterr().out
    assert len(list(database.parent.glob("backups/*-rebuild.db"))) == 1
    assert main(["data", "check"]) == 0


def test_path_and_backup_name_files(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "path"]) == 0
    assert capsys.readouterr().out == f"{database}\n"
    assert main(["data", "backup"]) == 0
    made = Path(capsys.readouterr().out.strip())
    assert made.parent == database.parent / "backups"
    with open_store(made, clock=CLOCK) as copy:
        assert copy.card(KEY) is not None
    assert main(["data", "path", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"database": str(database), "backups": str(made.parent)}


def test_path_shows_no_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://me:secret@host/quiz")
    assert main(["data", "path", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "secret" not in told["database"]
    assert told["backups"] is None


def test_reschedule_tells_how_many_changed(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "reschedule"]) == 0
    assert capsys.readouterr().out == "Every card is as these settings have it.\n"
    monkeypatch.setenv("QUIZAPP_RETENTION", "0.75")
    assert main(["data", "reschedule", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"changed": 1}
    assert len(list(database.parent.glob("backups/*-reschedule.db"))) >= 1
    assert main(["data", "check"]) == 0


def test_a_database_that_cannot_be_used_ends_with_three(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.write_bytes(b"not a database at all, but long enough to look at" * 10)
    assert main(["data", "check"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "is not a database" in told.err


def test_another_kind_of_database_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "mysql://host/quiz")
    assert main(["data", "check"]) == 2
    assert "mysql" in capsys.readouterr().err
