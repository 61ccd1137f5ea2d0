"""A gated recurrent unit: its parameters, and one step of its cell."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from engines.families.functions import sigmoid
from engines.families.given import real
from engines.families.recurrent.blocks import HIDDEN, INPUTS, one_layer
from engines.families.worked import factor, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Float

PARAMS = Family(
    name="gru.params",
    title="parameters of a GRU layer",
    topic="recurrent",
    formula="3(I·H + H² + 2H): reset gate, update gate and candidate, two biases each",
    params=(INPUTS, HIDDEN),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "nn.GRU(input_size={{I}}, hidden_size={{H}}) has one layer, in one direction, with "
            "PyTorch's two bias vectors for each block. How many parameters does it learn?"
        ),
        explanation=(
            "Two gates and the candidate make three blocks. Each has weights for the input, "
            "weights for the hidden state and two bias vectors: {{answer}}."
        ),
        params={"I": 10, "H": 20},
        vary={
            "I": ChoiceRange((3, 4, 5, 8, 10, 16, 32, 64)),
            "H": ChoiceRange((2, 4, 5, 8, 10, 16, 20, 32)),
        },
        level="intermediate",
        seconds=75,
        tags=("gru", "parameters"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html",),
    ),
    truth=lambda params: one_layer(params, 3),
    slips={
        "one_bias": slip(
            "forgot-bias",
            "each block has one bias vector.",
            lambda params: one_layer(params, 3, biases=1),
        ),
        "four_blocks": slip(
            "gate-count",
            "four blocks are counted, as in an LSTM.",
            lambda params: one_layer(params, 4),
        ),
        "two_blocks": slip(
            "gate-count",
            "the two gates are counted without the candidate.",
            lambda params: one_layer(params, 2),
        ),
        "no_recurrent": slip(
            "term-dropped",
            "the weights of the hidden state are left out.",
            lambda params: one_layer(params, 3, recurrent=False),
        ),
    },
)

_Reset = Literal["state", "whole", "none"]


def _stepped(
    params: Params,
    *,
    reset: _Reset = "state",
    gates: tuple[str, str] = ("r", "z"),
    squash: Callable[[float], float] = math.tanh,
    keeps: bool = True,
) -> Truth:
    """Return (1 − z)·n + z·h with n = tanh(a + r·u·h), PyTorch's rule.

    Slips change what the reset gate scales, which sum opens which gate, the candidate's
    activation, and whether z keeps the old state (`keeps`) or the candidate.
    """
    a, u, h = (real(params, name) for name in ("a", "u", "h"))
    sums = real(params, gates[0]), real(params, gates[1])
    r, z = map(sigmoid, sums)
    past = u * h
    shown_r, shown_z, written = shown(r), shown(z), f"{shown(a)} + {factor(past)}"
    inner, numbers = a + past, written
    if reset == "state":
        inner, numbers = a + r * past, f"{shown(a)} + {shown_r} × {factor(past)}"
    elif reset == "whole":
        inner, numbers = r * (a + past), f"{shown_r} × ({written})"
    shown_inner = shown(inner)
    n = squash(inner)
    old, new = (z, 1 - z) if keeps else (1 - z, z)
    value = new * n + old * h
    name = "tanh" if squash is math.tanh else "σ"
    return Truth(
        value,
        (
            Step(
                "reset gate r, update gate z",
                f"σ({shown(sums[0])}), σ({shown(sums[1])})",
                f"{shown_r}, {shown_z}",
            ),
            Step("sum of the candidate", numbers, shown_inner),
            Step("candidate n", f"{name}({shown_inner})", shown(n)),
            Step(
                "new hidden state",
                f"{shown(new)} × {factor(n)} + {shown(old)} × {factor(h)}",
                shown(value),
            ),
        ),
    )


def _small(name: str, doc: str) -> Param:
    return Param(name, "decimal", doc, -20, 20)


CELL = Family(
    name="gru.cell",
    title="one step of a GRU cell",
    topic="recurrent",
    formula="n = tanh(a + r · (u·h)), h' = (1 − z)·n + z·h (PyTorch)",
    params=(
        _small("r", "the sum of the reset gate, before its sigmoid"),
        _small("z", "the sum of the update gate, before its sigmoid"),
        _small("a", "the candidate's part from the input"),
        _small("u", "the candidate's weight for the hidden state"),
        _small("h", "the old hidden state"),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "In an nn.GRUCell of one unit, by PyTorch's rule, the sums before the sigmoids are "
            "{{r}} for the reset gate and {{z}} for the update gate. The candidate gets {{a}} from "
            "the input, its weight for the hidden state is {{u}}, and all biases are 0. The old "
            "hidden state is {{h}}. What is the new one?"
        ),
        explanation=(
            "The reset gate scales what the candidate sees of the old state; the update gate says "
            "how much of the old state is kept, and 1 − z how much of the candidate comes in: "
            "{{answer}}."
        ),
        params={"r": 0, "z": 1, "a": 1, "u": 2, "h": 0.5},
        vary={
            "r": ChoiceRange((-1, 0, 1)),
            "z": ChoiceRange((-2, -1, 1, 2)),
            "a": ChoiceRange((-1, -0.5, 0.5, 1)),
            "u": ChoiceRange((-2, -1, 1, 2)),
            "h": ChoiceRange((-0.8, -0.5, 0.5, 0.8)),
        },
        level="advanced",
        seconds=150,
        tags=("gru", "gates"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
            "Cho et al. 2014, Learning phrase representations, arXiv:1406.1078",
        ),
    ),
    truth=_stepped,
    slips={
        "z_swapped": slip(
            "swapped-roles",
            "z weighs the candidate and 1 − z the old state.",
            lambda params: _stepped(params, keeps=False),
        ),
        "gates_swapped": slip(
            "wrong-order",
            "the two gates' sums change places.",
            lambda params: _stepped(params, gates=("z", "r")),
        ),
        "no_reset": slip(
            "term-dropped",
            "the reset gate is left out.",
            lambda params: _stepped(params, reset="none"),
        ),
        "reset_all": slip(
            "wrong-sequence",
            "the reset gate scales the candidate's whole sum, the input's part too.",
            lambda params: _stepped(params, reset="whole"),
        ),
        "sigmoid": slip(
            "wrong-activation",
            "the candidate is squashed by a sigmoid.",
            lambda params: _stepped(params, squash=sigmoid),
        ),
    },
)

FAMILIES = {family.name: family for family in (PARAMS, CELL)}
