"""An LSTM layer: its parameters."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count


def _counted(params: Params, *, gates: int = 4, biases: int = 2, recurrent: bool = True) -> Truth:
    """Return 4(IH + H² + 2H): four blocks, each with PyTorch's two bias vectors."""
    inputs, hidden = number(params, "I"), number(params, "H")
    parts = [inputs * hidden]
    numbers = [f"{inputs} × {hidden}"]
    if recurrent:
        parts.append(hidden * hidden)
        numbers.append(f"{hidden}²")
    parts.append(biases * hidden)
    numbers.append(f"{biases} × {hidden}")
    one = sum(parts)
    return Truth(
        gates * one,
        (
            Step("one block", " + ".join(numbers), str(one)),
            Step("all blocks", f"{gates} × {one}", str(gates * one)),
        ),
    )


PARAMS = Family(
    name="lstm.params",
    title="parameters of an LSTM layer",
    topic="recurrent",
    formula="4(I·H + H² + 2H): input, forget and output gate and the candidate, two biases each",
    params=(
        Param("I", "int", "size of the input", 1, 10**6),
        Param("H", "int", "size of the hidden state", 1, 10**6),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "nn.LSTM(input_size={{I}}, hidden_size={{H}}) has one layer, in one direction, with "
            "PyTorch's two bias vectors for each block. How many parameters does it learn?"
        ),
        explanation=(
            "Three gates and the candidate make four blocks. Each has weights for the input, "
            "weights for the hidden state and two bias vectors: {{answer}}."
        ),
        params={"I": 10, "H": 20},
        vary={
            "I": ChoiceRange((3, 4, 5, 8, 10, 16, 32, 64)),
            "H": ChoiceRange((2, 4, 5, 8, 10, 16, 20, 32)),
        },
        level="intermediate",
        seconds=75,
        tags=("lstm", "parameters"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html",),
    ),
    truth=_counted,
    slips={
        "one_bias": slip(
            "forgot-bias",
            "each block has one bias vector.",
            lambda params: _counted(params, biases=1),
        ),
        "three_blocks": slip(
            "gate-count",
            "three blocks are counted, as in a GRU.",
            lambda params: _counted(params, gates=3),
        ),
        "no_recurrent": slip(
            "term-dropped",
            "the weights of the hidden state are left out.",
            lambda params: _counted(params, recurrent=False),
        ),
    },
)

FAMILIES = {PARAMS.name: PARAMS}
