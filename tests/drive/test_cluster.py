"""Shards on a cluster, with one that runs everything here and at once in place of Ray."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from quizapp.bank.check import check_paths
from quizapp.drive import cluster
from quizapp.drive.cluster import check_on, ray
from quizapp.errors import EnvironmentProblem, UsageError


class Task:
    def __init__(self, function: Callable[..., Any]) -> None:
        self.remote = function


class Here:
    """Looks like Ray and runs each task as it is started."""

    def __init__(self, cpus: float = 2.0) -> None:
        self.cpus = cpus
        self.calls: list[str] = []

    def init(self) -> None:
        self.calls.append("init")

    def remote(self, function: Callable[..., Any]) -> Task:
        return Task(function)

    def get(self, references: list[Any]) -> list[Any]:
        self.calls.append(f"get {len(references)}")
        return references

    def cluster_resources(self) -> Mapping[str, float]:
        return {"CPU": self.cpus}

    def shutdown(self) -> None:
        self.calls.append("shutdown")


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "bank.yaml").write_text("format: 1\nid: b\ntitle: B\n")
    question = "  - {{id: q{0}, kind: recall, level: beginner, prompt: P, answer: A}}\n"
    text = "".join(question.format(number) for number in range(6))
    (folder / "t.yaml").write_text(f"format: 1\ntopic: t\ntitle: T\nquestions:\n{text}")
    return folder


@pytest.mark.slow
def test_the_shards_of_a_cluster_find_what_one_machine_finds(bank: Path) -> None:
    here = Here()
    checked = check_on(here, [str(bank), "--seeds", "2", "--no-run"])
    assert here.calls == ["init", "get 2", "shutdown"]
    alone = check_paths([bank], seeds=2)
    assert checked.summary == alone.summary
    assert [(p.code, p.line) for p in checked.problems] == [
        (p.code, p.line) for p in alone.problems
    ]
    assert len(checked.problems) == 12


def test_a_shard_that_fails_is_told_with_its_last_words(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_shard(words: tuple[str, ...], shard: str) -> tuple[int, str, str]:
        return (3, "", "first\nno room left\n") if shard == "2/3" else (0, "", "")

    monkeypatch.setattr(cluster, "run_shard", run_shard)
    here = Here()
    with pytest.raises((EnvironmentProblem, UsageError)) as caught:
        check_on(here, [str(bank)], 3)
    assert "Shard 2/3 ended with code 3: no room left" in str(caught.value)
    assert here.calls[-1] == "shutdown"


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(cluster, "find_spec", lambda n: None if n == "ray" else find_spec(n))
    with pytest.raises(EnvironmentProblem) as caught:
        ray()
    assert 'pip install "quizapp[cluster]"' in caught.value.hint


@pytest.mark.soak
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_a_real_ray_finds_what_one_machine_finds(bank: Path) -> None:
    command = [sys.executable, "-P", "-m", "quizapp", "bank", "check", str(bank), "--seeds", "2"]
    alone = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    together = subprocess.run(
        [*command, "--cluster", "ray"], capture_output=True, text=True, timeout=300, check=False
    )
    assert alone.returncode == together.returncode == 1, together.stderr
    # Reports of shards carry the places, not the lines of the source that are shown there.
    told = [line for line in alone.stdout.splitlines() if " QB" in line or "questions" in line]
    assert len(told) == 13
    assert set(told) <= set(together.stdout.splitlines())
