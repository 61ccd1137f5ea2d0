"""Parameters of LSTMs by the real layer on the meta device."""

from __future__ import annotations

import math
from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def _stacked(params: Params, torch: ModuleType, _device: str) -> Seen:
    inputs, hidden, layers = (number(params, name) for name in ("I", "H", "L"))
    both = word(params, "way") == "bidirectional"
    layer = torch.nn.LSTM(inputs, hidden, layers, bidirectional=both, device="meta")
    options = ", bidirectional=True" * both
    call = f"parameters of LSTM({inputs}, {hidden}, {layers}{options})"
    return Seen(count_parameters(layer), call, device="meta")


def _stacked_cost(params: Params) -> Cost:
    inputs, hidden = number(params, "I"), number(params, "H")
    return cost.meta((4 * hidden, max(inputs, 2 * hidden)))


def _hidden(params: Params, torch: ModuleType, _device: str) -> Seen:
    """Halve the range of hidden sizes until one layer has as many parameters."""
    inputs, wanted = number(params, "I"), number(params, "P")
    low, high = 1, math.isqrt(wanted) // 2 + 1
    while low <= high:
        hidden = (low + high) // 2
        found = count_parameters(torch.nn.LSTM(inputs, hidden, device="meta"))
        if found == wanted:
            return Seen(hidden, f"parameters of LSTM({inputs}, {hidden})", device="meta")
        low, high = (hidden + 1, high) if found < wanted else (low, hidden - 1)
    raise RuntimeError("no hidden size has this many parameters")


def _hidden_cost(params: Params) -> Cost:
    inputs, side = number(params, "I"), math.isqrt(number(params, "P"))
    return cost.meta((2 * side + 4, max(inputs, side + 1)))


PROOFS = {
    "lstm.stacked_params": Proof(_stacked, _stacked_cost),
    "lstm.hidden_size": Proof(_hidden, _hidden_cost),
}
