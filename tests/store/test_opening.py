"""What cannot be opened is told in a sentence and left as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError
from quizapp.store.connect import BUSY_MS
from quizapp.store.engine import Store, open_store
from quizapp.store.errors import StoreError
from tests.answering import KEY, card_of, study_answer
from tests.frozen import FrozenClock

CLOCK = FrozenClock()


def refused(where: str | Path, busy_ms: int = BUSY_MS) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_store(where, clock=CLOCK, busy_ms=busy_ms)
    assert caught.value.code is ExitCode.ENVIRONMENT
    assert caught.value.message.endswith((".", ";"))
    assert caught.value.hint
    return caught.value


def filled(path: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        store.record(study_answer(CLOCK), seen=None)


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def test_a_new_database_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "quizapp.db"
    filled(path)
    with open_store(f"sqlite:///{path}", clock=CLOCK) as store:
        assert store.card(KEY) is not None
        assert store.where == str(path)


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    filled(path)


def test_writes_are_durable_and_readers_never_wait(path: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        for connection in (store._writer, store._reader):
            cursor = connection.connection.cursor()
            found = [
                cursor.execute(f"pragma {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert found == ["wal", 2, 1]  # 2 is FULL
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin immediate")
            assert store.card(KEY) is None
            other.execute("rollback")


def test_the_salt_is_made_once(path: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        salt = store.salt()
    assert len(salt) == 16
    with open_store(path, clock=CLOCK) as store:
        assert store.salt() == salt
    with open_store(path.with_name("other.db"), clock=CLOCK) as store:
        assert store.salt() != salt


@pytest.mark.parametrize("content", [b"hello", b"\0" * 5000, b"# a text\n" * 1000])
def test_another_file_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    error = refused(path)
    assert error.reason == "not a database"
    assert str(path) in error.message
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refused(tmp_path).reason == "not a database"


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    assert refused(path).reason == "not a database"


def test_a_damaged_database_is_told_and_left(path: Path) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    content[100:600] = b"\xff" * 500  # the first page: the schema
    path.write_bytes(content)
    assert refused(path).reason == "corrupt"
    assert path.read_bytes() == content


def test_damage_found_later_is_told(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as db:
        find = "select rootpage from sqlite_master where name = 'review'"
        start = (db.execute(find).fetchone()[0] - 1) * 4096
    content = bytearray(path.read_bytes())
    content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)
    with open_store(path, clock=CLOCK) as store, pytest.raises(StoreError) as caught:
        store.check()
    assert caught.value.reason == "corrupt"


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    execute(path, "create table notes (id integer)")
    before = path.read_bytes()
    assert refused(path).reason == "foreign"
    assert path.read_bytes() == before


@pytest.mark.parametrize("revision", ["0.1.1", "0.10", "99.0.0", "8ae4b1c2f3"])
def test_a_newer_database_says_to_upgrade(path: Path, revision: str) -> None:
    filled(path)
    execute(path, f"update alembic_version set version_num='{revision}'")
    before = path.read_bytes()
    error = refused(path)
    assert error.reason == "newer"
    assert revision in error.message
    assert "pip install --upgrade" in error.hint
    assert path.read_bytes() == before
    assert list(path.parent.glob("backups/*")) == []


def test_a_locked_database_is_told_while_opening_and_while_writing(path: Path) -> None:
    filled(path)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        open_store(path, clock=CLOCK, busy_ms=20) as store,
    ):
        other.execute("begin immediate")
        card = store.card(KEY)
        assert card is not None
        with pytest.raises(StoreError) as caught:
            store.record(study_answer(CLOCK, card), seen=card.last_review)
        assert caught.value.reason == "locked"
        other.execute("rollback")
        assert card_of(store.record(study_answer(CLOCK, card), seen=card.last_review)).answers == 2
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("pragma locking_mode=exclusive")
        other.execute("begin exclusive")
        assert refused(path, busy_ms=20).reason == "locked"


def test_a_full_disk_loses_only_what_was_not_acknowledged(path: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        card = card_of(store.record(study_answer(CLOCK), seen=None))
        pages = store._writer.connection.cursor().execute("pragma page_count").fetchone()[0]
        store._writer.connection.cursor().execute(f"pragma max_page_count={pages}")
        big = study_answer(CLOCK, card, tries=({"text": "9" * 100_000},))
        with pytest.raises(StoreError) as caught:
            store.record(big, seen=card.last_review)
        assert caught.value.reason == "disk full"
        assert store.card(KEY) == card
        assert store.check() == []
        store._writer.connection.cursor().execute("pragma max_page_count=1000000")
        assert card_of(store.record(study_answer(CLOCK, card), seen=card.last_review)).answers == 2


def reason_for_somebody_else(path: Path) -> str:
    """Why a user who owns nothing here cannot open the database; empty when they can."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = "crashed"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            open_store(path, clock=CLOCK).close()
            said = ""
        except StoreError as error:
            said = error.reason
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "reason"),
    [(0o777, 0o444, "read-only"), (0o555, 0o666, "read-only"), (0o777, 0o000, "no permission")],
)
def test_what_may_not_be_written_is_told(
    tmp_path: Path, folder_mode: int, file_mode: int, reason: str
) -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    filled(folder / "quizapp.db")
    before = (folder / "quizapp.db").read_bytes()
    (folder / "quizapp.db").chmod(file_mode)
    folder.chmod(folder_mode)
    try:
        assert reason_for_somebody_else(folder / "quizapp.db") == reason
        assert (folder / "quizapp.db").read_bytes() == before
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = refused(tmp_path / "file" / "quizapp.db")
    assert error.reason == "no permission"
    assert "QUIZAPP_DATA" in error.hint


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://user:secret@host/quiz", "mysql"),
        ("oracle://host/quiz", "oracle"),
        ("mongodb://host/quiz", "mongodb"),
        ("postgres://host/quiz", "postgres"),
        ("sqlite://", "file"),
        ("sqlite:///:memory:", "file"),
        ("http//://", "URL"),
    ],
)
def test_other_databases_are_refused_by_name(url: str, word: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(url, clock=CLOCK)
    assert word in caught.value.message
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    error = refused("postgresql://me:secret@localhost:1/quiz?connect_timeout=2")
    assert error.reason == "unreachable"
    assert "localhost:1" in error.message
    assert "secret" not in str(error)


def test_a_server_with_other_tables_or_a_newer_schema_is_left(
    postgres: Callable[[], str],
) -> None:
    import psycopg

    url = postgres()
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("create table notes (id integer)")
        assert refused(url).reason == "foreign"
        db.execute("drop table notes")
        open_store(url, clock=CLOCK).close()
        db.execute("update alembic_version set version_num='99.0.0'")
        assert refused(url).reason == "newer"


def test_a_server_that_goes_away_is_told(postgres: Callable[[], str]) -> None:
    import psycopg

    url = postgres()
    with open_store(url, clock=CLOCK) as store:
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where pid <> pg_backend_pid()"
            )
        for ask in (
            lambda: store.card(KEY),
            lambda: store.record(study_answer(CLOCK), seen=None),
        ):
            with pytest.raises(StoreError) as caught:
                ask()
            assert caught.value.reason == "unreachable"


def test_opening_a_current_database_loads_no_migration_library(path: Path) -> None:
    filled(path)
    code = f"""
    import pathlib, sys
    from quizapp.clock import SystemClock
    from quizapp.store.engine import open_store
    open_store(pathlib.Path({str(path)!r}), clock=SystemClock()).close()
    print([name for name in ("alembic", "textual", "torch", "psycopg") if name in sys.modules])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_closed_store_gives_its_files_back(path: Path) -> None:
    store: Store = open_store(path, clock=CLOCK)
    store.record(study_answer(CLOCK), seen=None)
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["quizapp.db"]
