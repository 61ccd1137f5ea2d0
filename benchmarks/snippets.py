"""Snippets in one run: the interpreter beside Python, and the corpus of graphs.

usage: python benchmarks/snippets.py [ROUNDS=200]

`basic` is a warm run of a graph of five lines; the aim is a median under 3 ms. `torch` runs the
programs of PyTorch beside the same programs executed by Python, interleaved: the ratio is what
reading, checking and interpreting cost over torch itself. `corpus` runs every graph of the corpus
once warm, by level. `round trip` sends the basic graph through the worker.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from engines.graph import run_snippet
from quizapp.engine_client import EngineClient

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "graph" / "corpus"
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200

BASIC = (
    "import tensorflow as tf\n"
    "a = tf.constant(3)\n"
    "b = tf.constant(8)\n"
    "e = (a + b) * (b - 1)\n"
    "with tf.Session() as s:\n"
    "    print(s.run(e))\n"
)
PROGRAMS = {
    "shapes": (
        "import torch\nx = torch.arange(24).reshape(2, 3, 4)\n"
        "print(x.permute(1, 2, 0).reshape(-1, 2).shape)\n"
    ),
    "autograd": (
        "import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "loss = (w ** 2).sum()\nloss.backward()\nprint(w.grad)\n"
    ),
    "layer": (
        "import torch\nfrom torch import nn\nlayer = nn.Conv2d(3, 8, 3, padding=1)\n"
        "print(layer(torch.zeros(1, 3, 8, 8)).shape)\n"
    ),
}


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def executed(source: str) -> None:
    """Run a program as Python does, its output thrown away."""
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "<program>", "exec"), {})


def basic() -> None:
    """Print the time of a warm basic graph."""
    run_snippet(BASIC, "tf1")
    times = [milliseconds(lambda: run_snippet(BASIC, "tf1")) for _ in range(ROUNDS)]
    print(f"basic: median {statistics.median(times):.2f} ms, fastest {min(times):.2f} ms")


def beside_python() -> None:
    """Print what a program costs here over what it costs Python."""
    print("torch: interpreter / Python, medians of interleaved runs")
    for name, source in PROGRAMS.items():
        run_snippet(source, "torch")
        executed(source)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(milliseconds(lambda: run_snippet(source, "torch")))  # noqa: B023
            theirs.append(milliseconds(lambda: executed(source)))  # noqa: B023
        own, other = statistics.median(ours), statistics.median(theirs)
        print(f"  {name:<10} {own / other:5.1f}   {own:.2f} ms beside {other:.2f} ms")


def corpus() -> None:
    """Print the median and the largest time of the corpus, by level."""
    print("corpus: one warm run of each graph, ms")
    levels: dict[str, list[float]] = defaultdict(list)
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            run_snippet(record["source"], "tf1")
            time_taken = milliseconds(lambda: run_snippet(record["source"], "tf1"))  # noqa: B023
            levels[record["level"]].append(time_taken)
    for level, times in levels.items():
        print(
            f"  {level:<14} {len(times):4}   median {statistics.median(times):6.2f}"
            f"   largest {max(times):7.2f}"
        )


def round_trip() -> None:
    """Print the time of the basic graph through the worker."""
    with EngineClient(device="cpu") as client:
        client.snippet(BASIC, "tf1").result()
        times = [milliseconds(lambda: client.snippet(BASIC, "tf1").result()) for _ in range(ROUNDS)]
    print(f"round trip: median {statistics.median(times):.2f} ms")


if __name__ == "__main__":
    basic()
    beside_python()
    corpus()
    round_trip()
