"""What reaches stderr is clean, short, and never a reason to fail."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from quizapp import diagnostics
from quizapp.diagnostics import ExitCode
from quizapp.errors import EnvironmentProblem, QuizappError, UsageError


def test_an_error_is_told_with_its_hint_and_ends_with_its_code() -> None:
    stream = io.StringIO()
    error = QuizappError("No \x1b]0;x\x07bank.", hint="Name one.", code=ExitCode.FINDINGS)
    assert diagnostics.report(error, stream=stream) is ExitCode.FINDINGS
    assert stream.getvalue() == "quizapp: No bank.\nName one.\n"


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError("x"), 2), (EnvironmentProblem("x"), 3), (QuizappError("x"), 2)]
)
def test_each_kind_of_error_has_its_exit_code(error: QuizappError, code: int) -> None:
    assert diagnostics.report(error, stream=io.StringIO()) == code


def test_a_crash_leaves_a_log_and_no_traceback_on_the_screen(tmp_path: Path) -> None:
    stream = io.StringIO()
    try:
        raise ValueError("secret \x1b[2Janswer")
    except ValueError as error:
        code = diagnostics.crash(error, tmp_path / "log", stream=stream)
    (log,) = (tmp_path / "log").iterdir()
    assert code is ExitCode.ENVIRONMENT
    assert stream.getvalue() == (
        f"quizapp: something unexpected happened. ValueError: secret answer\nDetails are in {log}\n"
    )
    assert "Traceback" in log.read_text()
    assert "test_diagnostics.py" in log.read_text()


def test_a_crash_where_no_log_can_be_written_goes_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stream = io.StringIO()
    diagnostics.crash(RuntimeError(), tmp_path / "taken", stream=stream)
    (log,) = tmp_path.glob("*.log")
    assert f"Details are in {log}" in stream.getvalue()


def test_a_terminal_without_the_sign_gets_an_escape_instead_of_an_error() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    diagnostics.note("41×41", stream=stream)
    assert raw.getvalue() == b"41\\xd741\n"


def test_a_closed_stderr_is_no_error() -> None:
    stream = io.StringIO()
    stream.close()
    diagnostics.note("x", stream=stream)
    assert stream.closed
