"""A plain recurrent layer and cell, run as they are."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, count_parameters, place, tensor, tolerance


def _count(params: Params, torch: ModuleType, _device: str) -> Seen:
    inputs, hidden = number(params, "I"), number(params, "H")
    layer = torch.nn.RNN(inputs, hidden, device="meta")
    return Seen(count_parameters(layer), f"parameters of RNN({inputs}, {hidden})", device="meta")


def _count_cost(params: Params) -> Cost:
    inputs, hidden = number(params, "I"), number(params, "H")
    return cost.meta((hidden, max(inputs, hidden)))


def _returned(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any, str, str]:
    """Return output and h_n, the layer as it is written, and where it ran."""
    steps, batch, inputs, hidden, layers = (number(params, n) for n in ("T", "N", "I", "H", "L"))
    both, first = word(params, "way") == "bidirectional", word(params, "first").endswith("True")
    ways = 2 if both else 1
    size = (batch, steps, inputs) if first else (steps, batch, inputs)
    where = place(
        device,
        size,
        (steps, batch, ways * hidden),
        (hidden, max(inputs, ways * hidden)),
        multiplies=steps * batch * layers * ways * hidden * (max(inputs, ways * hidden) + hidden),
    )
    layer = torch.nn.RNN(
        inputs, hidden, layers, batch_first=first, bidirectional=both, device=where
    )
    output, last = layer(torch.zeros(size, device=where))
    options = ", bidirectional=True" * both + ", batch_first=True" * first
    return output, last, f"RNN({inputs}, {hidden}, {layers}{options})", where


def _output(params: Params, torch: ModuleType, device: str) -> Seen:
    output, _, layer, where = _returned(params, torch, device)
    return Seen(tuple(output.shape), f"{layer}(x)[0].shape", device=where)


def _hidden(params: Params, torch: ModuleType, device: str) -> Seen:
    _, last, layer, where = _returned(params, torch, device)
    return Seen(tuple(last.shape), f"{layer}(x)[1].shape", device=where)


def _shape_cost(params: Params) -> Cost:
    steps, batch, inputs, hidden = (number(params, n) for n in ("T", "N", "I", "H"))
    return cost.meta((steps, batch, inputs), (steps, batch, 2 * hidden), (hidden, 2 * hidden))


def _cell(params: Params, torch: ModuleType, device: str) -> Seen:
    cell = torch.nn.RNNCell(1, 1, device=device)
    names = {"weight_ih": "w", "weight_hh": "u", "bias_ih": "b", "bias_hh": "c"}
    with torch.no_grad():
        for attribute, name in names.items():
            getattr(cell, attribute).fill_(float(params[name]))  # type: ignore[arg-type]
        x, h = tensor(torch, (params["x"],), device), tensor(torch, (params["h"],), device)
        return Seen(as_value(cell(x, h)[0]), "RNNCell(1, 1)(x, h)", tolerance(torch))


PROOFS = {
    "rnn.params": Proof(_count, _count_cost),
    "rnn.output_shape": Proof(_output, _shape_cost),
    "rnn.hidden_shape": Proof(_hidden, _shape_cost),
    "rnn.cell": Proof(_cell),
}
