"""Functions judged from the command line, and what the doctor says of their sandbox."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from engines.sandbox.protocol import Fault, Program, ProgramRun, SandboxFailed
from quizapp.cli import checkup, main
from quizapp.diagnostics import ExitCode
from quizapp.isolation import LAYERS, probe
from quizapp.sandbox_client import run_program

RIGHT = (
    "def output_size(size, kernel, stride, padding):\n"
    "\tprint('here')\n\treturn (size + 2 * padding - kernel) // stride + 1\n"
)


@pytest.fixture
def bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    folder = tmp_path / "bank"
    assert main(["bank", "new", "code", "--bank", str(folder)]) == ExitCode.OK
    capfd.readouterr()
    return folder


def test_answer_takes_a_program_from_stdin(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--bank", str(bank), "answer", "bank/new-code", "--give", "-", "--json", "--no-run"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(RIGHT))
    assert main(words) == ExitCode.OK
    told = json.loads(capfd.readouterr().out)
    assert told["verdict"] == "CORRECT"
    assert told["read_as"] == "3 lines"
    assert told["evidence"][-1].startswith(" " * 12)
    assert "it printed  here" in told["evidence"]
    assert told["right"].startswith("def output_size(")
    monkeypatch.setattr(sys, "stdin", io.StringIO(RIGHT.replace("2 * ", "")))
    assert main(words) == ExitCode.OK
    told = json.loads(capfd.readouterr().out)
    assert told["verdict"] == "WRONG"
    assert told["sentence"].startswith("Padding goes on both sides")


def test_preview_shows_the_beginning_and_judges_from_stdin(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("def output_size(size):\n    return 1\n"))
    assert (
        main(["bank", "preview", "new-code", "--bank", str(bank), "--answer", "-"]) == ExitCode.OK
    )
    out = capfd.readouterr().out
    assert "It begins with\n    def output_size(size, kernel, stride, padding):" in out
    assert "verdict    wrong" in out
    assert "takes 1 positional argument but 4 were given" in " ".join(out.split())


def test_the_doctor_tries_each_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    found = checkup.sandbox()
    layers = found.facts["layers"]
    assert isinstance(layers, dict)
    assert list(layers) == list(LAYERS)
    assert layers["writing"]
    assert layers["computing"]
    for name, holds in layers.items():
        part = found.text.partition("Not here")[0 if holds else 2]
        assert LAYERS[name] in part
    assert found.state == ("fine" if all(layers.values()) else "note")


def test_a_layer_that_does_not_hold_is_not_claimed(tmp_path: Path) -> None:
    def without_filters(program: Program) -> ProgramRun:
        outputs = tuple(call.values[0] not in ("processes", "files") for call in program.calls)
        return ProgramRun(outputs)

    found = probe(str(tmp_path), without_filters)
    assert [name for name, holds in found.holds.items() if not holds] == ["processes", "files"]


def test_what_is_tried_really_works_without_a_sandbox(tmp_path: Path) -> None:
    """Each attempt must succeed where nothing forbids it, or its refusal would prove nothing."""
    seen: list[Program] = []

    def keep(program: Program) -> ProgramRun:
        seen.append(program)
        return run_program(program)

    probe(str(tmp_path), keep)
    names = ("network", "files", "memory", "descriptors", "computing")
    script = f"{seen[0].code}\nprint([refused(name) for name in {names!r}])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == str([False] * len(names))


def test_a_sandbox_that_does_not_start_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: str) -> object:
        raise SandboxFailed("no room")

    monkeypatch.setattr("quizapp.isolation.probe", fails)
    found = checkup.sandbox()
    assert found.state == "problem"
    assert "no room" in found.text


def test_a_probe_that_is_ended_claims_nothing(tmp_path: Path) -> None:
    found = probe(str(tmp_path), lambda _: ProgramRun(fault=Fault("killed", "the system ended it")))
    assert found.holds == {}
    assert found.failed == "the system ended it"
