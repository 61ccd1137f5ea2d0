"""An LSTM cell with chosen weights."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _stepped(params: Params, torch: ModuleType, device: str) -> Any:
    """Return the new hidden state and cell state: an input of 1 meets the sums as weights."""
    cell = torch.nn.LSTMCell(1, 1, bias=False, device=device)
    with torch.no_grad():
        cell.weight_ih.copy_(tensor(torch, params["a"], device)[:, None])
        hidden = torch.zeros(1, device=device)
        state = tensor(torch, (params["c"],), device)
        return cell(torch.ones(1, device=device), (hidden, state))


def _state(params: Params, torch: ModuleType, device: str) -> Seen:
    _, new = _stepped(params, torch, device)
    return Seen(as_value(new[0]), "LSTMCell(1, 1, bias=False)(x, (h, c))[1]", tolerance(torch))


def _output(params: Params, torch: ModuleType, device: str) -> Seen:
    new, _ = _stepped(params, torch, device)
    return Seen(as_value(new[0]), "LSTMCell(1, 1, bias=False)(x, (h, c))[0]", tolerance(torch))


PROOFS = {"lstm.cell_state": Proof(_state), "lstm.cell_output": Proof(_output)}
