"""Completion: the scripts of three shells, and what the program says when a shell asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.bank.model import ALL_KINDS
from quizapp.cli import main
from tests.houses import write_bank

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_program_and_is_valid(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"_QUIZAPP_COMPLETE={shell}_complete" in out
    if (found := shutil.which(shell)) is not None:
        subprocess.run([found, "-n"], input=out, text=True, check=True, timeout=20)


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "csh"]) == 2
    assert "csh" in capsys.readouterr().err


def completed(tmp_path: Path, line: str, at: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "quizapp"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QUIZAPP_DATA": str(tmp_path / "data"),
            "_QUIZAPP_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(at),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines()]


def test_commands_are_completed_from_the_table(tmp_path: Path) -> None:
    assert completed(tmp_path, "quizapp ba", 1) == ["bank"]
    assert completed(tmp_path, "quizapp bank s", 2) == ["search", "show", "stats", "schema"]


def test_names_of_questions_topics_and_families_are_completed(tmp_path: Path) -> None:
    write_bank(tmp_path / "data" / "mine")
    assert completed(tmp_path, "quizapp bank show why-res", 3) == ["why-residual"]
    assert "conv-output-size" in completed(tmp_path, "quizapp bank try conv-o", 3)
    assert completed(tmp_path, "quizapp bank list --topic cn", 4) == ["cnn"]
    assert "kv_cache.bytes" in completed(tmp_path, "quizapp bank new kv_", 3)
    assert set(completed(tmp_path, "quizapp bank new ", 3)[: len(ALL_KINDS)]) == set(ALL_KINDS)


def test_a_broken_bank_breaks_no_completion(tmp_path: Path) -> None:
    mine = write_bank(tmp_path / "data" / "mine")
    (mine / "bad.yaml").write_bytes(b"\xff- id: [\n")
    (mine / "folder.yaml").mkdir()
    assert completed(tmp_path, "quizapp bank show why-res", 3) == ["why-residual"]
