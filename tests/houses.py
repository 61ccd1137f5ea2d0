"""A house for tests: a small bank, a clock that stands still, a worker that does as told."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

from engines.protocol import Hello, SnippetResult, Witness
from engines.values import Value
from quizapp.config import Config
from quizapp.drive.house import House, open_house
from quizapp.engine_client import EngineClient, EngineFailure
from tests.frozen import FrozenClock

BANK = """\
format: 1
id: small
title: A small bank
version: "1"
"""

TOPIC = """\
format: 1
topic: cnn
title: Convolution
questions:
  - id: conv-size
    family: conv2d.output_size
    asked: often
  - id: why-residual
    kind: choice
    level: beginner
    asked: sometimes
    prompt: What does a residual block compute?
    options:
      - text: x + F(x)
        correct: true
      - text: F(x) alone
        why: That is a plain block.
    explanation: The input is added to what the block computes.
    sources: ["He et al. 2016, arXiv:1512.03385"]
  - id: why-gradients-vanish
    kind: recall
    level: beginner
    asked: rarely
    prompt: Why do gradients vanish in deep sigmoid networks?
    answer: Each layer multiplies by a slope of at most a quarter.
    points:
      - must: names the slope of at most a quarter
      - must: says that the slopes are multiplied
      - red_flag: blames the loss function
    explanation: A product of small numbers is tiny.
    sources: ["Glorot & Bengio 2010"]
  - id: and-gate
    family: gate.design
    params: {gate: and}
    asked: rarely
  - id: tf-add
    kind: snippet
    level: beginner
    asked: rarely
    language: tf1
    prompt: What does this print?
    code: |
      import tensorflow as tf
      with tf.Session() as sess:
          print(sess.run(tf.constant(3) + tf.constant(4)))
    expect: "7"
    explanation: The graph is run, so the sum is printed.
    sources: ["TensorFlow 1 documentation"]
"""

NO_TORCH = EngineFailure("start", "no-torch", "PyTorch is not installed.", "make run TORCH=cpu")


class ToldClient:
    """Stands for the worker. `contradict`: its runs disagree; `failure`: what it fails with."""

    def __init__(self, failure: EngineFailure | None = None, *, contradict: bool = False) -> None:
        self.failure = failure
        self.contradict = contradict
        self.state = "ready"
        self.greeting: Hello | None = None
        self.warmed = 0

    def warm(self) -> None:
        """Count how often it was told to start."""
        self.warmed += 1

    def close(self) -> None:
        """Do nothing: there is no process."""

    def witness(self, family: str, params: Mapping[str, Value]) -> Future[Witness]:
        """Return a run of `family` that agrees, unless told otherwise."""
        return self._done(
            Witness(
                value=99,
                tolerance=0.0,
                call=f"{family}()",
                device="cpu",
                milliseconds=0.1,
                difference=0.0,
                agrees=not self.contradict,
            )
        )

    def snippet(self, source: str, language: str) -> Future[SnippetResult]:
        """Return a program that prints 7."""
        return self._done(SnippetResult("7\n"))

    def expression(self, source: str) -> Future[Value]:
        """Return 7."""
        return self._done(7)

    def _done(self, result: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.failure is not None:
            future.set_exception(self.failure)
        else:
            future.set_result(result)
        return future


def write_bank(folder: Path, topic: str = TOPIC) -> Path:
    """Write the small bank into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bank.yaml").write_text(BANK, encoding="utf-8")
    (folder / "cnn.yaml").write_text(topic, encoding="utf-8")
    return folder


def small_house(
    tmp: Path, clock: FrozenClock | None = None, client: ToldClient | None = None
) -> House:
    """Open a house over the small bank, its data below `tmp`."""
    bank = tmp / "bank"
    if not bank.exists():
        write_bank(bank)
    config = Config(banks=(bank,), data=tmp / "data")
    told = client or ToldClient()
    return open_house(
        config, clock=clock or FrozenClock(), client=lambda _: cast(EngineClient, told)
    )
