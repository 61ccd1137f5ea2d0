"""Migrations: the packaged ones make our tables, and an upgrade takes hold whole or not at all."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from quizapp.store import migrate, schema, tables
from quizapp.store.connect import locate, postgres_engine, sqlite_engine
from quizapp.store.engine import open_store
from quizapp.store.errors import explain_sqlite
from tests.answering import KEY, card_of, study_answer
from tests.frozen import FrozenClock

CLOCK = FrozenClock()
NEXT = '''
"""One more table."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0"
down_revision = "0.1.0"


def upgrade() -> None:
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO extra VALUES (42)")
'''


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The packaged migrations and a later one."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "v0_2_0.py").write_text(NEXT)
    return copy


def dump(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.execute("select type, name from sqlite_master order by 1, 2"))


def test_migrations_and_descriptions_make_the_same_tables(tmp_path: Path) -> None:
    by_steps, at_once = tmp_path / "steps.db", tmp_path / "once.db"
    engine = sqlite_engine(by_steps, explain_sqlite("steps"))
    migrate.upgrade(engine)
    with engine.connect().execution_options(reading=True) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.Model.metadata) == []
    engine.dispose()
    open_store(at_once, clock=CLOCK).close()
    assert dump(by_steps) == dump(at_once)


def test_on_a_server_too(postgres: Callable[[], str]) -> None:
    url = locate(postgres())
    assert not isinstance(url, Path)
    engine = postgres_engine(url, lambda error: None)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.Model.metadata) == []
    engine.dispose()


def test_the_revisions_named_are_the_scripts_packaged() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == schema.REVISIONS
    assert scripts.get_current_head() == schema.HEAD


def test_an_upgrade_keeps_progress_and_makes_a_backup(path: Path, scripts: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        card = card_of(store.record(study_answer(CLOCK), seen=None))
    with open_store(path, clock=CLOCK, scripts=scripts, head="0.2.0") as store:
        assert store.card(KEY) == card
        assert store.check() == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select id from extra").fetchall() == [(42,)]
        assert db.execute("select * from alembic_version").fetchall() == [("0.2.0",)]
    (copy,) = path.parent.glob("backups/*.db")
    with open_store(copy, clock=CLOCK) as store:
        assert store.card(KEY) == card


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(path: Path, scripts: Path) -> None:
    with open_store(path, clock=CLOCK) as store:
        store.record(study_answer(CLOCK), seen=None)
    before = dump(path)
    broken = NEXT + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'
    (scripts / "versions" / "v0_2_0.py").write_text(broken)
    with pytest.raises(Exception, match="nowhere"):
        open_store(path, clock=CLOCK, scripts=scripts, head="0.2.0")
    assert dump(path) == before
    with open_store(path, clock=CLOCK) as store:
        assert store.card(KEY) is not None


def test_without_a_backup_there_is_no_upgrade(path: Path, scripts: Path) -> None:
    open_store(path, clock=CLOCK).close()
    (path.parent / "backups").write_text("in the way")
    with pytest.raises(Exception, match="No backup"):
        open_store(path, clock=CLOCK, scripts=scripts, head="0.2.0")
    open_store(path, clock=CLOCK).close()
