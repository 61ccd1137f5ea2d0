"""What real processes have loaded: a deferred import can only be proved by running it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"textual", "sqlalchemy", "alembic", "pydantic", "torch", "numpy", "yaml", "fsrs"}

_WALK = """
import importlib, pkgutil
def walk(name):
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), name + "."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
"""
_REPORT = """
import json, sys
files = {name: getattr(one, "__file__", None) for name, one in sys.modules.items()}
print(json.dumps({name: file or "" for name, file in files.items()}))
"""


def modules_after(code: str) -> dict[str, str]:
    """The modules of a fresh process that ran `code`, each with its file."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"{_WALK}\n{code}\n{_REPORT}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(loaded, dict)
    return loaded


def tops(loaded: dict[str, str]) -> set[str]:
    return {name.partition(".")[0] for name in loaded}


def ran(*args: str) -> str:
    return f"from quizapp.cli import main\nassert main({list(args)!r}) == 0"


@pytest.mark.parametrize(
    "args", [("--version",), ("--help",), ("goal",), ("goal", "2099-01-01", "--help")], ids=" ".join
)
def test_a_light_command_loads_nothing_heavy(args: tuple[str, ...]) -> None:
    assert not tops(modules_after(ran(*args))) & (HEAVY | {"dateparser", "tomlkit"})


def test_the_version_needs_no_settings_either() -> None:
    loaded = modules_after(ran("--version"))
    assert not {"tomllib", "platformdirs", "asyncio", "unittest"} & tops(loaded)


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("quizapp.grading", HEAVY | {"click"}),
        ("quizapp.srs", (HEAVY - {"fsrs"}) | {"click"}),
        ("quizapp.session", HEAVY | {"click"}),
        ("quizapp.reports", HEAVY | {"click"}),
        ("quizapp.bank", {"textual", "sqlalchemy", "torch", "numpy", "click"}),
        ("quizapp.store", {"textual", "pydantic", "torch", "numpy", "click"}),
        ("quizapp.cli", HEAVY),
        ("quizapp.tui", {"torch", "numpy"}),
        ("quizapp.drive", {"textual", "torch", "numpy"}),
    ],
)
def test_a_room_loads_only_what_it_may(package: str, forbidden: set[str]) -> None:
    loaded = modules_after(f"walk({package!r})")
    assert package in loaded
    assert not tops(loaded) & forbidden


@pytest.mark.parametrize(
    "package", ["engines.api", "engines.values", "engines.protocol", "engines.families"]
)
def test_the_closed_form_half_is_standard_library_only(package: str) -> None:
    bare = modules_after("")
    extra = {
        name: file
        for name, file in modules_after(f"walk({package!r})").items()
        if name not in bare and "site-packages" in file
    }
    assert extra == {}


def test_the_engine_never_loads_the_app() -> None:
    assert "quizapp" not in tops(modules_after("walk('engines.api'); walk('engines.families')"))
    assert "quizapp" not in tops(modules_after("import engines.worker"))
