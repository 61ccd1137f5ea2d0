"""Softmax by torch.softmax."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, literal, tensor, tolerance


def _value(params: Params, torch: ModuleType, device: str) -> Seen:
    shares = torch.softmax(tensor(torch, params["z"], device), dim=-1)
    call = f"softmax(tensor({floats(params['z'])}), dim=-1)"
    return Seen(as_value(shares), call, tolerance(torch))


def _entry(params: Params, torch: ModuleType, device: str) -> Seen:
    index = number(params, "i")
    shares = torch.softmax(tensor(torch, params["z"], device), dim=-1)
    call = f"softmax(tensor({floats(params['z'])}), dim=-1)[{index}]"
    return Seen(as_value(shares[index]), call, tolerance(torch))


def _axis(params: Params, torch: ModuleType, device: str) -> Seen:
    dim = number(params, "dim")
    shares = torch.softmax(tensor(torch, params["z"], device), dim=dim)
    call = f"softmax(tensor({floats(params['z'])}), dim={dim})"
    return Seen(as_value(shares), call, tolerance(torch))


def _temperature(params: Params, torch: ModuleType, device: str) -> Seen:
    heat = float(params["T"])  # type: ignore[arg-type]
    shares = torch.softmax(tensor(torch, params["z"], device) / heat, dim=-1)
    call = f"softmax(tensor({floats(params['z'])}) / {literal(params['T'])}, dim=-1)"
    return Seen(as_value(shares), call, tolerance(torch))


PROOFS = {
    "softmax.value": Proof(_value),
    "softmax.entry": Proof(_entry),
    "softmax.axis": Proof(_axis),
    "softmax.temperature": Proof(_temperature),
}
