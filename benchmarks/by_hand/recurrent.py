"""Recurrent networks and embeddings as a script would call them, to time the witness against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _tensor(value: Any, *, grad: bool = False) -> Any:
    return torch.tensor(value, dtype=torch.float32, requires_grad=grad)


def _numel(module: Any) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _rnn_shape(p: Any) -> Any:
    layer = torch.nn.RNN(p["I"], p["H"], p["L"], bidirectional=True)
    return tuple(layer(torch.zeros(p["T"], p["N"], p["I"]))[0].shape)


def _gru_count(p: Any) -> Any:
    return _numel(torch.nn.GRU(p["I"], p["H"], device="meta"))


def _gru_cell(p: Any) -> Any:
    cell = torch.nn.GRUCell(1, 1, bias=False)
    with torch.no_grad():
        cell.weight_ih.copy_(_tensor([[p["r"]], [p["z"]], [p["a"]]]))
        cell.weight_hh.copy_(_tensor([[0.0], [0.0], [p["u"]]]))
        return cell(torch.ones(1), _tensor([p["h"]])).item()


def _stacked(p: Any) -> Any:
    layer = torch.nn.LSTM(p["I"], p["H"], p["L"], bidirectional=True, device="meta")
    return _numel(layer)


def _lstm_cell(p: Any) -> Any:
    cell = torch.nn.LSTMCell(1, 1, bias=False)
    with torch.no_grad():
        cell.weight_ih.copy_(_tensor(p["a"])[:, None])
        state = _tensor([p["c"]])
        return cell(torch.ones(1), (torch.zeros(1), state))[1].item()


def _through_time(p: Any) -> Any:
    h = start = _tensor(0.0, grad=True)
    for _ in range(p["T"]):
        h = p["w"] * h + 1
    h.backward()
    return start.grad.item()


def _packed(p: Any) -> Any:
    lengths = p["lengths"]
    padded = torch.zeros(max(lengths), len(lengths), 1)
    pack = torch.nn.utils.rnn.pack_padded_sequence
    return pack(padded, torch.tensor(lengths), enforce_sorted=False).batch_sizes.tolist()


def _padding(p: Any) -> Any:
    layer: Any = torch.nn.Embedding(p["V"], 2, padding_idx=p["pad"])
    layer(torch.tensor(p["tokens"])).sum().backward()
    return layer.weight.grad[:, 0].tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "rnn.output_shape": _rnn_shape,
    "gru.params": _gru_count,
    "gru.cell": _gru_cell,
    "lstm.stacked_params": _stacked,
    "lstm.cell_state": _lstm_cell,
    "bptt.factor": _through_time,
    "packed_sequence.batch_sizes": _packed,
    "embedding.padding_grad": _padding,
}
