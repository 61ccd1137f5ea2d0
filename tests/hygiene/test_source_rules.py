"""Rules about imports that are read off the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPEN_ROOMS = ("engines.api", "engines.values", "engines.protocol", "engines.sandbox.protocol")
"""What the app may use of the engine."""
TORCH_ROOMS = ("witness", "graph", "worker.py", "device.py", "prove.py", "commands/running.py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each absolute import of a file: its line and the module, names taken from it included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def found(folder: str, wrong: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, name in imports(path)
        if within(name, wrong) and not within(name, allowed)
    ]


def test_the_app_uses_the_open_rooms_of_the_engine_only() -> None:
    # The bare package is empty: to import it only tells where it is.
    strays = found("quizapp", ("engines",), OPEN_ROOMS)
    assert [line for line in strays if not line.endswith(": engines")] == []


def test_sessions_know_of_the_bank_what_is_shown() -> None:
    assert found("quizapp/session", ("quizapp.bank",), ("quizapp.bank.presented",)) == []


def test_the_engine_does_not_know_the_app() -> None:
    assert found("engines", ("quizapp", "question_bank")) == []


def test_torch_is_imported_in_its_rooms_only() -> None:
    strays = [
        line
        for line in found("engines", ("torch",)) + found("quizapp", ("torch", "numpy"))
        if not line.removeprefix("engines/").startswith(TORCH_ROOMS)
    ]
    assert strays == []


@pytest.mark.parametrize("name", ["sys.stderr", "sys.exit"])
def test_one_module_writes_to_stderr_and_ends_the_process(name: str) -> None:
    owners = {"quizapp/diagnostics.py", "quizapp/__main__.py"}
    holders = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "quizapp").rglob("*.py"))
        if any(
            isinstance(node, ast.Attribute) and ast.unparse(node) == name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert holders <= owners


def test_one_module_else_draws_on_stderr_and_that_is_a_bar() -> None:
    holders = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "quizapp").rglob("*.py"))
        if any(
            isinstance(node, ast.keyword)
            and node.arg in ("err", "stderr")
            and isinstance(node.value, ast.Constant)
            and node.value.value is True
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert holders == {"quizapp/cli/authoring/progress.py"}


def test_no_database_engine_is_made_when_a_module_is_imported() -> None:
    makers = ("create_engine", "sqlite_engine", "postgres_engine", "open_store")
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "quizapp").rglob("*.py"))
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in makers
    ]
    assert calls == []
