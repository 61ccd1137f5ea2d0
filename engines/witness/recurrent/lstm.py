"""An LSTM's parameters by the real layer on the meta device."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def _run(params: Params, torch: ModuleType, _device: str) -> Seen:
    inputs, hidden = number(params, "I"), number(params, "H")
    layer = torch.nn.LSTM(inputs, hidden, device="meta")
    return Seen(count_parameters(layer), f"parameters of LSTM({inputs}, {hidden})", device="meta")


def _cost(params: Params) -> Cost:
    inputs, hidden = number(params, "I"), number(params, "H")
    return cost.meta((4 * hidden, max(inputs, hidden)))


PROOFS = {"lstm.params": Proof(_run, _cost)}
