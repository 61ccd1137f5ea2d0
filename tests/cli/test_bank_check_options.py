"""`quizapp bank check` and `watch` at the command line: their flags, reports, exit codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from quizapp.cli import main
from quizapp.diagnostics import ExitCode

Run = Callable[..., tuple[int, str, str]]

HEAD = "format: 1\ntopic: cnn\ntitle: C\nquestions:\n"
ENTRY = """\
  - id: {0}
    kind: compute
    level: beginner
    prompt: {1}
    answer: {{type: int}}
    expect: "12"
    explanation: A dozen.
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command beside a bank `b`: exit code, stdout, stderr."""
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/bank.yaml").write_text("format: 1\nid: b\ntitle: B\n")
    (tmp_path / "b/cnn.yaml").write_text(HEAD + ENTRY.format("a", "P") + ENTRY.format("b", "P"))

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["bank", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def codes(out: str) -> list[str]:
    return [problem["code"] for problem in json.loads(out)["problems"]]


def test_codes_are_selected_and_ignored_and_decide_the_exit_code(run: Run) -> None:
    words = ("check", "b", "--no-run", "--format", "json", "--seeds", "1")
    code, out, _ = run(*words)
    assert (code, codes(out)) == (ExitCode.FINDINGS, ["QB603", "QB515", "QB603", "QB515"])
    code, out, _ = run(*words, "--select", "QB5")
    assert (code, codes(out)) == (ExitCode.OK, ["QB515", "QB515"])
    assert ", 0 problems, 2 notes (" in json.loads(out)["summary"]
    code, out, _ = run(*words, "--ignore", "QB603,QB515")
    assert (code, codes(out)) == (ExitCode.OK, [])


def test_a_static_check_draws_nothing(run: Run) -> None:
    code, out, err = run("check", "b", "--static")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert out.splitlines()[-1] == "2 questions read, 2 problems, 2 notes"
    assert out == run("check", "b", "--static")[1]


def test_changed_proves_what_is_not_proved_yet(run: Run, tmp_path: Path) -> None:
    words = ("check", "b", "--no-run", "--changed", "--ignore", "QB603", "--seeds", "1")
    (tmp_path / "b/cnn.yaml").write_text(
        (HEAD + ENTRY.format("a", "P") + ENTRY.format("b", "P")).replace(
            "A dozen.", "A dozen.\n    sources: [S]"
        )
    )
    assert "unchanged" not in run(*words)[1]
    assert ", 2 questions unchanged (" in run(*words)[1]
    path = tmp_path / "b/cnn.yaml"
    path.write_text(path.read_text().replace("id: b\n", "id: b\n    tags: [x]\n"))
    assert ", 1 question unchanged (" in run(*words)[1]


def test_reports_of_shards_are_merged_into_the_whole(run: Run, tmp_path: Path) -> None:
    words = ("check", "b", "--no-run", "--format", "json", "--seeds", "1")
    for name in ("1", "2"):
        code, out, _ = run(*words, "--shard", f"{name}/2", "-o", f"{name}.json")
        assert out == ""
        assert code in (ExitCode.OK, ExitCode.FINDINGS)
    code, out, _ = run("check", "--merge", "2.json", "1.json", "--format", "json")
    assert (code, out) == (ExitCode.FINDINGS, run(*words)[1])
    code, out, _ = run("check", "--merge", "2.json", "1.json", "--ignore", "QB603")
    assert code == ExitCode.OK
    told = [line for line in out.splitlines() if line.startswith("b/")]
    assert [line.split()[1] for line in told][:2] == ["QB515", "QB515"]
    assert sum(line.strip() == "^" for line in out.splitlines()) == len(told)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--select", "QX1"), "No code of a problem begins with QX1."),
        (("--shard", "3/2"), "3/2 is no shard."),
        (("--static", "--shard", "1/2"), "exclude each other"),
        (("--merge",), "b cannot be read"),
        (("--merge", "b/bank.yaml"), "cannot be read"),
        (("--jobs", "0"), "--jobs"),
        (("--cluster", "moon"), "--cluster"),
    ],
)
def test_what_cannot_be_done_is_said_with_code_2(
    words: tuple[str, ...], says: str, run: Run
) -> None:
    code, out, err = run("check", "b", *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err


def test_a_report_that_is_none_is_refused_by_name(run: Run) -> None:
    code, out, err = run("check", "--merge", "b/bank.yaml")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "b/bank.yaml is no report of a shard." in err


def test_a_file_that_cannot_be_written_is_an_error_of_the_machine(run: Run) -> None:
    code, out, err = run("check", "b", "--static", "-o", "b/bank.yaml/report.txt")
    assert (code, out) == (ExitCode.ENVIRONMENT, "")
    assert "b/bank.yaml/report.txt cannot be written" in err


@pytest.mark.parametrize("command", ["check", "watch"])
def test_help_begins_with_examples(command: str, run: Run) -> None:
    code, out, _ = run(command, "--help")
    assert code == ExitCode.OK
    assert out.index(f"quizapp bank {command}\n") < out.index("Options:")


def test_watch_needs_a_bank_that_is_there(run: Run) -> None:
    code, out, err = run("watch", "nowhere")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "There is no file or folder nowhere." in err


@pytest.mark.slow
def test_watch_prints_what_was_saved_and_ends_cleanly(run: Run, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-u", "-m", "quizapp", "bank", "watch", "b", "--no-run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QUIZAPP_DATA": str(tmp_path / "data")},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Watching 2 questions in b;")
        path = tmp_path / "b/cnn.yaml"
        path.write_text(
            path.read_text().replace("id: b\n    kind", "id: b\n    tags: [x]\n    kind")
        )
        lines: list[str] = []
        while not lines or "cnn.yaml: " not in lines[-1]:
            lines.append(process.stdout.readline())
        assert lines[0] == "b/b · compute · beginner\n"
        assert "right      12\n" in lines
        assert any(" QB515 " in line for line in lines)
        assert lines[-1].endswith(" cnn.yaml: 1 question read, 1 problem, 1 note\n")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, said) == (ExitCode.OK, "")


LONE = """\
format: 1
topic: t
title: T
questions:
  - id: size
    family: conv2d.output_size
    needs: [elsewhere]
    contrast: [size]
  - id: size
    family: conv2d.output_size
"""


@pytest.mark.parametrize("how", [("--static",), ("--no-run", "--seeds", "1")])
def test_a_file_from_stdin_is_checked_by_itself(
    run: Run, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    def piped(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(LONE.encode())))
        return run("check", "-", *how, *words)

    code, out, err = piped("--format", "json")
    assert (code, err) == (ExitCode.FINDINGS, "")
    assert [
        (p["path"], p["line"], p["column"], p["code"]) for p in json.loads(out)["problems"]
    ] == [
        ("-", 8, 16, "QB306"),
        ("-", 9, 9, "QB302"),
    ]
    assert piped()[1].startswith("-:8:16: QB306 contrast names the question itself\n")
    assert piped("--format", "github")[1].startswith("::error file=-,line=8,col=16,title=QB306::")
    assert piped("--ignore", "QB3")[0] == ExitCode.OK


def test_a_file_from_stdin_is_checked_beside_a_bank_and_a_report_is_merged(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"format: [\n")))
    words = ("check", "b", "-", "--no-run", "--seeds", "1", "--format", "json", "--shard", "1/1")
    _, report, _ = run(*words)
    assert codes(report) == ["QB106", "QB603", "QB515", "QB603", "QB515"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report.encode())))
    _, out, _ = run("check", "--merge", "-", "--format", "json")
    assert codes(out) == codes(report)


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "QB114"), (b"\xff\xfea", "QB104"), (b"x" * 9_000_000, "QB103")]
)
def test_what_is_no_topic_file_on_stdin_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, data: bytes, code: str
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    ended, out, _ = run("check", "-", "--static")
    assert ended == ExitCode.FINDINGS
    assert out.startswith(f"-:1:1: {code} ")
