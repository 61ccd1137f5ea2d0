"""Rounded divisions by torch.div, remainder and fmod; ties by torch.round."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, floats, tensor


def _operands(params: Params, torch: ModuleType, device: str) -> tuple[Any, Any, str]:
    a, b = number(params, "a"), number(params, "b")
    one, other = (torch.tensor(value, device=device) for value in (a, b))
    return one, other, f"tensor({a}), tensor({b})"


def _divided(params: Params, torch: ModuleType, device: str) -> Seen:
    a, b, written = _operands(params, torch, device)
    mode = word(params, "mode")
    value = torch.div(a, b, rounding_mode=mode).item()
    return Seen(value, f'div({written}, rounding_mode="{mode}")')


def _left(params: Params, torch: ModuleType, device: str) -> Seen:
    a, b, written = _operands(params, torch, device)
    name = word(params, "op").removeprefix("torch.")
    return Seen(getattr(torch, name)(a, b).item(), f"{name}({written})")


def _to_even(params: Params, torch: ModuleType, device: str) -> Seen:
    value = torch.round(tensor(torch, params["x"], device))
    return Seen(as_whole(value), f"round(tensor({floats(params['x'])}))")


PROOFS = {
    "floor_divide.value": Proof(_divided),
    "remainder.value": Proof(_left),
    "round.half_even": Proof(_to_even),
}
