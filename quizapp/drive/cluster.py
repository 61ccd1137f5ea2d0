"""Shards of a check on the machines of a Ray cluster: `quizapp bank check --cluster ray`.

Each shard is one task that runs the command itself with ``--shard i/n`` and returns its report, so
that the cluster computes what any machine would. The machines need this package in this version and
the banks at the same paths. Ray is an optional extra; nothing else here knows of it.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from quizapp.bank.checked import Checked
from quizapp.bank.merging import merged, read_part
from quizapp.errors import EnvironmentProblem

FINDINGS = 1


class Cluster(Protocol):
    """The part of Ray's interface that is used."""

    def init(self) -> Any:
        """Connect to the cluster that the environment names, or start one on this machine."""

    def remote(self, function: Any) -> Any:
        """Return the function as a task; its ``.remote(...)`` starts it and returns a reference."""

    def get(self, references: Any) -> Any:
        """Wait for the results of references, in their order."""

    def cluster_resources(self) -> Any:
        """Return the resources of the cluster, ``CPU`` among them."""

    def shutdown(self) -> Any:
        """Leave the cluster; what still runs of ours ends."""


def ray() -> Cluster:
    """Return Ray. Raises EnvironmentProblem where it is not installed."""
    if find_spec("ray") is None:
        raise EnvironmentProblem(
            "Ray is not installed.", hint='Install it with `pip install "quizapp[cluster]"`.'
        )
    module: Cluster = importlib.import_module("ray")
    return module


def check_on(cluster: Cluster, words: Sequence[str], shards: int | None = None) -> Checked:
    """Return the check that `quizapp bank check *words` makes, one shard a task.

    `shards` defaults to the cluster's processors. Raises EnvironmentProblem where a shard fails.
    """
    cluster.init()
    try:
        of = shards or max(1, int(cluster.cluster_resources().get("CPU", 1)))
        task = cluster.remote(run_shard)
        running = [task.remote(tuple(words), f"{i}/{of}") for i in range(1, of + 1)]
        reports = cluster.get(running)
    finally:
        cluster.shutdown()
    for number, (code, _, said) in enumerate(reports, 1):
        if code not in (0, FINDINGS):
            last = said.strip().splitlines()[-1:] or ["it said nothing"]
            raise EnvironmentProblem(f"Shard {number}/{of} ended with code {code}: {last[0]}")
    texts = [text for _, text, _ in reports]
    return merged([read_part(text, f"The answer of shard {i}") for i, text in enumerate(texts, 1)])


def run_shard(words: tuple[str, ...], shard: str) -> tuple[int, str, str]:
    """Run one shard in a process of its own: exit code, report as JSON, what it wrote to stderr."""
    command = [sys.executable, "-P", "-m", "quizapp", "bank", "check", *words]
    command += ["--shard", shard, "--jobs", "1", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr
