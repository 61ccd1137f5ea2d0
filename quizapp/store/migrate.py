"""Making the tables of a new database, and moving an older one up to ours."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from quizapp.store import tables as t
from quizapp.store.schema import HEAD, VERSION_TABLE

SCRIPTS = Path(__file__).parent / "migrations"


def stored_revision(engine: Engine) -> tuple[str | None, bool]:
    """Return the revision that a database holds, or None, and whether it has no tables at all."""
    with engine.connect().execution_options(reading=True) as connection:
        return _revision(connection)


def create(engine: Engine) -> None:
    """Make all tables and the salt in one transaction; nothing where another window was first."""
    with engine.begin() as connection:
        if _revision(connection)[0] is not None:
            return
        t.Model.metadata.create_all(connection)
        # As Alembic makes it, so that it finds its own table later.
        connection.execute(
            text(
                f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
                f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
            )
        )
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": HEAD})
        connection.execute(t.meta.insert(), {"key": "salt", "value": secrets.token_hex(16)})


def upgrade(engine: Engine, scripts: Path = SCRIPTS, head: str = HEAD) -> None:
    """Run the migrations up to `head` in one transaction: all of them take hold, or none."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, head)


def _revision(connection: Connection) -> tuple[str | None, bool]:
    names = inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        return None, not names
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar(), False
