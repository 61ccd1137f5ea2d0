"""Stacked and bidirectional LSTMs: their parameters, and the hidden size that a count tells."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import number
from engines.families.recurrent.blocks import HIDDEN, INPUTS, Block
from engines.families.recurrent.layers import WAY, directions
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Count, Int, Value

_LSTM = "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html"


def _stacked(
    params: Params,
    *,
    gates: int = 4,
    biases: int = 2,
    both: bool = True,
    joined: bool = True,
    fed_on: bool = True,
) -> Truth:
    """Return the parameters of L layers in D directions; a later layer gets D·H numbers.

    Slips count other gates or biases, one direction (`both` False), hand on one direction's H
    (`joined` False), or give every layer the first one's input (`fed_on` False).
    """
    inputs, hidden, layers = (number(params, name) for name in ("I", "H", "L"))
    ways = directions(params)
    later = (ways * hidden if joined else hidden) if fed_on else inputs
    counted = ways if both else 1
    first, other = Block(inputs, hidden, biases), Block(later, hidden, biases)
    sizes = counted * gates * first.size, counted * gates * other.size
    steps = [Step("first layer", f"{counted} × {gates} × ({first.numbers})", str(sizes[0]))]
    if layers > 1:
        later_numbers = f"{counted} × {gates} × ({other.numbers})"
        steps.append(Step("each later layer", later_numbers, str(sizes[1])))
    whole = sizes[0] + (layers - 1) * sizes[1]
    numbers = f"{sizes[0]} + {layers - 1} × {sizes[1]}" if layers > 1 else "there is one"
    steps.append(Step("all layers", numbers, str(whole)))
    return Truth(whole, tuple(steps))


STACKED_PARAMS = Family(
    name="lstm.stacked_params",
    title="parameters of a stacked LSTM",
    topic="recurrent",
    formula="D · 4(I·H + H² + 2H) + (L − 1) · D · 4(D·H·H + H² + 2H), D = 2 where bidirectional",
    params=(INPUTS, HIDDEN, Param("L", "int", "layers", 1, 32), WAY),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A {{way}} nn.LSTM has input_size={{I}}, hidden_size={{H}} and num_layers={{L}}, with "
            "PyTorch's two bias vectors for each block. How many parameters does it learn?"
        ),
        explanation=(
            "Every layer and direction has four blocks of weights. A later layer's input is the "
            "output of the layer below, which holds both directions side by side where there are "
            "two. All together {{answer}}."
        ),
        params={"I": 8, "H": 10, "L": 2, "way": "bidirectional"},
        vary={
            "I": ChoiceRange((3, 5, 8, 12, 20)),
            "H": ChoiceRange((2, 4, 5, 10, 16)),
            "L": IntRange(1, 3),
            "way": ChoiceRange(("unidirectional", "bidirectional")),
        },
        level="advanced",
        seconds=120,
        tags=("lstm", "parameters"),
        sources=(_LSTM,),
    ),
    truth=_stacked,
    slips={
        "one_way_up": slip(
            "in-for-out",
            "later layers are taken to get H numbers from below, where two directions give 2H.",
            lambda params: _stacked(params, joined=False),
        ),
        "same_input": slip(
            "in-for-out",
            "later layers are taken to get the input's size.",
            lambda params: _stacked(params, fed_on=False),
        ),
        "one_direction": slip(
            "factor-dropped",
            "the weights of one direction alone are counted.",
            lambda params: _stacked(params, both=False),
        ),
        "one_bias": slip(
            "forgot-bias",
            "each block has one bias vector.",
            lambda params: _stacked(params, biases=1),
        ),
        "three_blocks": slip(
            "gate-count",
            "three blocks are counted, as in a GRU.",
            lambda params: _stacked(params, gates=3),
        ),
    },
)


def _solved(params: Params, gates: int = 4) -> Truth:
    """Return the H with H² + (I + 2)H = P / gates, rounded where a slip makes it no whole one."""
    inputs, count = number(params, "I"), number(params, "P")
    block = Fraction(count, gates)
    half = inputs + 2
    square = half * half + 4 * block
    root = math.isqrt(int(square)) if _is_square(square) else math.sqrt(square)
    found = (root - half) / 2
    rounded = round(found)
    return Truth(
        rounded,
        (
            Step("one block", f"{count} / {gates}", shown(block)),
            Step(
                "equation",
                f"H² + {inputs}H + 2H = {shown(block)}",
                f"H² + {half}H = {shown(block)}",
            ),
            Step("root", f"√({half}² + 4 × {shown(block)})", shown(root)),
            Step("H", f"({shown(root)} − {half}) / 2", str(rounded)),
        ),
    )


def _is_square(value: Fraction) -> bool:
    return value.denominator == 1 and math.isqrt(value.numerator) ** 2 == value.numerator


def _no_recurrent(params: Params) -> Value:
    inputs, count = number(params, "I"), number(params, "P")
    return round(Fraction(count, 4 * (inputs + 2)))


def _whole_size(params: Params) -> str | None:
    inputs, count = number(params, "I"), number(params, "P")
    if count % 4 or not _is_square(Fraction((inputs + 2) ** 2 + count)):
        return "no whole hidden size has this many parameters"
    root = math.isqrt((inputs + 2) ** 2 + count)
    if (root - inputs) % 2 or root <= inputs + 2:
        return "no whole hidden size has this many parameters"
    return None


def _counts() -> tuple[Params, ...]:
    """Return input sizes beside the parameters of layers with some hidden sizes."""
    return tuple(
        {"I": inputs, "P": 4 * Block(inputs, hidden).size}
        for inputs in (3, 4, 5, 8, 10, 16, 32)
        for hidden in (4, 5, 8, 10, 16, 20, 32)
    )


HIDDEN_SIZE = Family(
    name="lstm.hidden_size",
    title="hidden size of an LSTM from its parameters",
    topic="recurrent",
    formula="4(I·H + H² + 2H) = P, so H = (√((I + 2)² + P) − (I + 2)) / 2",
    params=(INPUTS, Param("P", "int", "parameters of the layer", 1, 10**12)),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "nn.LSTM with input_size={{I}} and one layer in one direction, with PyTorch's two bias "
            "vectors for each block, has {{P}} parameters. What is its hidden_size?"
        ),
        explanation=(
            "A quarter of the parameters belongs to one block: I·H for the input, H² for the "
            "hidden state and 2H for the biases. The positive root of this equation is {{answer}}."
        ),
        params={"I": 10, "P": 2560},
        together=_counts(),
        level="advanced",
        seconds=120,
        tags=("lstm", "parameters"),
        sources=(_LSTM,),
    ),
    truth=_solved,
    slips={
        "three_blocks": slip(
            "gate-count",
            "the parameters are shared out among three blocks, as in a GRU, and the root is "
            "rounded.",
            lambda params: _solved(params, 3),
        ),
        "one_block": slip(
            "gate-count",
            "all parameters are put into one block, as in a plain RNN, and the root is rounded.",
            lambda params: _solved(params, 1),
        ),
        "no_recurrent": bare_slip(
            "term-dropped",
            "the H² of the hidden state's weights is left out, and the quotient is rounded.",
            _no_recurrent,
        ),
    },
    valid=_whole_size,
    inverses={"lstm.params": ("I",)},
)

FAMILIES = {family.name: family for family in (STACKED_PARAMS, HIDDEN_SIZE)}
