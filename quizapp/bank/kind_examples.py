"""An example of each kind of question, whole and true, to write over."""

from __future__ import annotations

from collections.abc import Mapping

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
    "cloze": """\
kind: cloze
level: beginner
asked: sometimes
seconds: 45
prompt: Fill the gaps.
text: >-
  Gradient descent moves each weight {{c1::against}} its gradient, by a step whose size the
  {{c2::learning rate}} sets.
accept:
  c1: [opposite to]
  c2: [step size]
explanation: >-
  The gradient points to where the loss grows fastest, so that the weight goes the other way. The
  learning rate multiplies the gradient.
sources: ["Where you have it from"]
""",
    "order": """\
kind: order
level: beginner
asked: sometimes
seconds: 60
prompt: Put the parts of one training step into their order.
steps:
  - Compute the outputs of the model
  - Compute the loss from outputs and targets
  - Compute the gradients of the loss
  - Change the weights by the gradients
explanation: >-
  Each part needs what the one before it has made. The gradients of the step before are cleared
  before new ones are computed, since backward() adds to what is there.
sources: ["PyTorch documentation, torch.optim"]
""",
    "match": """\
kind: match
level: beginner
asked: sometimes
seconds: 60
prompt: Match each task with the output that fits it.
pairs:
  - ["The price of a house", "One number without an activation"]
  - ["Whether a message is spam", "One sigmoid"]
  - ["Which one of ten digits is shown", "A softmax over ten logits"]
explanation: >-
  The output is chosen by what the target can be: any number, one probability, or probabilities
  that sum to 1.
sources: ["Where you have it from"]
""",
    "design": """\
kind: design
level: beginner
asked: sometimes
seconds: 90
prompt: >-
  A unit outputs 1 when w1·x1 + w2·x2 + b {{rule}}, and 0 otherwise; x1 and x2 are 0 or 1. Give
  weights and a bias that make it an AND gate.
family: gate.design
params: {gate: and, rule: "> 0"}
vary: {rule: {choice: ["> 0", ">= 0"]}}
expect: "1 1 -1.5"
explanation: >-
  Only the input 11 may get over the threshold: the bias alone and each weight with the bias stay
  below it. {{answer}} is one choice of many.
sources: ["Counted by hand"]
""",
    "multi": """\
kind: multi
level: beginner
asked: sometimes
seconds: 150
prompt: >-
  Self-attention of width {{d}} with {{h}} heads runs without a mask on one sequence of {{T}}
  tokens.
parts:
  - id: a
    family: multihead_attention.head_size
    prompt: How many numbers long is the query of one token in one head?
    expect: "64"
  - id: b
    family: attention.flops
    prompt: >-
      How many floating-point operations do the two products, Q·Kᵀ and weights·V, take in all
      heads together? A multiply-add counts as 2.
    params: {dh: {answer: a}}
    expect: "2147483648"
    weight: 2
carry: true
params: {d: 512, h: 8, T: 1024, B: 1}
vary: {d: {choice: [512, 768, 1024]}, h: {choice: [4, 8, 16]}, T: {choice: [512, 1024, 2048]}}
explanation: >-
  The heads share the width, so that the work is 4·T²·d whatever their number is.
sources: ["Vaswani et al. 2017, arXiv:1706.03762, section 3.2"]
""",
}
"""A whole, true question of each kind."""
