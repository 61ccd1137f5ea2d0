"""Stores for tests: SQLite in a fresh folder, and a throwaway PostgreSQL where one can start."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.store.engine import Store, open_store
from tests.frozen import FrozenClock


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "quizapp.db"


@pytest.fixture
def store(path: Path, clock: FrozenClock) -> Iterator[Store]:
    with open_store(path, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A function that returns the URL of a new, empty database of a server of our own."""
    missing = [name for name in ("initdb", "pg_ctl", "createdb") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no PostgreSQL here: {', '.join(missing)} not found")
    if os.name != "posix":
        pytest.skip("PostgreSQL is started on POSIX systems only")
    # A short path: the name of a socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    drop = _other_user(folder)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=folder, **drop)

    data = str(folder / "data")
    try:
        try:
            run("initdb", "-D", data, "-A", "trust", "-U", "quizapp", "--no-sync")
            settings = f"-k {folder} -c listen_addresses= -c fsync=off"
            run("pg_ctl", "-D", data, "-o", settings, "-l", f"{folder}/log", "-w", "start")
        except (subprocess.SubprocessError, OSError) as error:
            pytest.skip(f"PostgreSQL does not start here: {error}")
        made = iter(range(10**6))

        def fresh() -> str:
            name = f"test{next(made)}"
            run("createdb", "-h", str(folder), "-U", "quizapp", name)
            return f"postgresql://quizapp@/{name}?host={folder}"

        yield fresh
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: give the folder to another user and run as that one."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, path: Path) -> str | Path:
    """Where a new database may be made: each test that takes this runs on both."""
    if request.param == "sqlite":
        return path
    fresh: Callable[[], str] = request.getfixturevalue("postgres")
    return fresh()


@pytest.fixture
def any_store(where: str | Path, clock: FrozenClock) -> Iterator[Store]:
    with open_store(where, clock=clock) as opened:
        yield opened
