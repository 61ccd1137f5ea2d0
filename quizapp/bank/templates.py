"""New questions as YAML: from a family in a few lines, or an example of each kind to write over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engines.values import Value, show_value
from quizapp.bank.fields import Point
from quizapp.bank.scalars import field, scalar

if TYPE_CHECKING:
    from engines.api import Family

EXAMPLES: Mapping[str, str] = {
    "recall": """\
kind: recall
level: beginner
asked: sometimes
seconds: 90
prompt: >-
  What does a learning rate that is too high look like in the training curve, and what would
  you do about it?
answer: >-
  The loss jumps up and down or grows, often within the first steps, instead of falling
  smoothly. Lower the rate by a factor of 3 to 10, or warm it up over the first few hundred
  steps; clipping gradients helps with single jumps.
points:
  - must: says that the loss swings or grows rather than falls
  - must: lowers the rate or warms it up
  - nice: tells single jumps (clipping) from a rate that is too high throughout
  - red_flag: raises the rate to get past it
sources: ["Where you have it from"]
""",
    "choice": """\
kind: choice
level: beginner
asked: sometimes
seconds: 45
prompt: Which of these does dropout change when a model goes from training to evaluation?
options:
  - text: Units are no longer zeroed at random
    correct: true
  - text: The weights are averaged over the last steps
    why: That is weight averaging; dropout leaves the weights alone.
  - text: The activations are standardised by running statistics
    why: That is batch normalisation.
explanation: >-
  In evaluation dropout is the identity. With inverted dropout the scaling was done in training
  already, so that nothing is left to do.
sources: ["Srivastava et al. 2014, Dropout"]
""",
    "compute": """\
kind: compute
level: beginner
asked: sometimes
seconds: 45
prompt: A batch of 32 images goes through 50 steps of an epoch. How many images is that?
answer: {type: int}
expect: "1600"
wrong:
  - {answer: "82", why: 82 is the sum of batch size and steps.}
explanation: Each step takes one batch, so that it is 32 · 50 = {{answer}}.
sources: ["Counted by hand"]
""",
    "snippet": """\
kind: snippet
level: beginner
asked: sometimes
seconds: 60
prompt: What does this program print?
language: torch
code: |
  import torch
  x = torch.tensor([1.0, 2.0, 6.0])
  print(x.mean())
expect: tensor(3.)
explanation: The mean of 1, 2 and 6 is 9 / 3. A tensor of no dimensions prints as tensor(3.).
sources: ["PyTorch documentation, torch.mean"]
""",
    "code": """\
kind: code
level: beginner
asked: sometimes
seconds: 300
prompt: >-
  A square input of `size` meets a square kernel. Write a function that returns how many positions
  the output has along each side.
entry: output_size
signature: output_size(size, kernel, stride, padding)
arguments: [H, K, S, P]
starter: |
  def output_size(size, kernel, stride, padding):
      ...
solution: |
  def output_size(size, kernel, stride, padding):
      return (size + 2 * padding - kernel) // stride + 1
family: conv2d.output_size
params: {H: 12, K: 3, S: 1, P: 0}
vary: {H: {int: [8, 64]}, K: {choice: [1, 3, 5, 7]}, S: {choice: [1, 2, 3]}, P: {int: [0, 3]}}
cases: [{H: 7, K: 7}, {H: 8, K: 3, S: 2, P: 1}]
wrong:
  - answer: |
      def output_size(size, kernel, stride, padding):
          return (size + padding - kernel) // stride + 1
    why: Padding goes on both sides, so that it counts twice.
explanation: >-
  The kernel's left edge can stand at each stride from 0 up to size + 2 · padding − kernel, and the
  first place counts too.
sources: ["Dumoulin & Visin 2016, arXiv:1603.07285"]
""",
}
"""A whole, true question of each kind that no family asks by itself."""


def from_family(family: Family) -> str:
    """Return a question of this family with its own canonical parameters."""
    params = ", ".join(f"{name}: {flow(value)}" for name, value in family.ask.params.items())
    return f"asked: sometimes\nfamily: {family.name}\nparams: {{{params}}}\n"


def recall_draft(prompt: str, answer: str, points: Sequence[str]) -> str:
    """Return a recall question as a draft. A point is a must, unless it begins with another role:
    `nice: ...`, `red flag: ...`, `ask: ...`."""
    lines = ["kind: recall", field("prompt", prompt), field("answer", answer)]
    if points:
        lines += ["points:", *(f"  - {_point(point)}" for point in points)]
    return "\n".join([*lines, "draft: true"]) + "\n"


def _point(point: str) -> str:
    """Return a point as `role: text` on one line."""
    head, colon, rest = point.partition(":")
    role = head.strip().casefold().replace(" ", "_").replace("-", "_")
    if colon and rest.strip() and role in Point.ROLES:
        return f"{role}: {scalar(rest.strip())}"
    return f"must: {scalar(point.strip())}"


def flow(value: Value) -> str:
    """Return a parameter's value as YAML writes it on one line."""
    if isinstance(value, tuple):
        return "[" + ", ".join(flow(entry) for entry in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return show_value(value)
