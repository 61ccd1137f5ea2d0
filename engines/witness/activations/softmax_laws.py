"""Laws of softmax by torch.softmax itself, its Jacobian by autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, literal, tensor, tolerance


def _shifted(params: Params, torch: ModuleType, device: str) -> Seen:
    shares = torch.softmax(tensor(torch, params["z"], device) + real(params, "c"), dim=-1)
    call = f"softmax(z + {literal(params['c'])}, dim=-1)"
    return Seen(as_value(shares), call, tolerance(torch))


def _scaled(params: Params, torch: ModuleType, device: str) -> Seen:
    shares = torch.softmax(tensor(torch, params["z"], device) * real(params, "c"), dim=-1)
    call = f"softmax(z * {literal(params['c'])}, dim=-1)"
    return Seen(as_value(shares), call, tolerance(torch))


def _two(params: Params, torch: ModuleType, device: str) -> Seen:
    pair = (params["z1"], params["z2"])
    shares = torch.softmax(tensor(torch, pair, device), dim=-1)
    call = f"softmax(tensor({floats(pair)}), dim=-1)[0]"
    return Seen(as_value(shares[0]), call, tolerance(torch))


def _jacobian(params: Params, torch: ModuleType, device: str) -> Seen:
    logits = tensor(torch, params["p"], device).log()
    found = torch.autograd.functional.jacobian(lambda z: torch.softmax(z, -1), logits)
    call = "jacobian(lambda z: softmax(z, -1), p.log())"
    return Seen(as_value(found), call, tolerance(torch))


def _gap(params: Params, torch: ModuleType, device: str) -> Seen:
    ratio, heat = real(params, "r"), real(params, "T")
    shares = tensor(torch, (ratio, 1), device)
    logits = heat * (shares / shares.sum()).log()
    call = f"z = {literal(params['T'])} * p.log(); z[0] - z[1]"
    return Seen(as_value(logits[0] - logits[1]), call, tolerance(torch))


PROOFS = {
    "softmax.shifted": Proof(_shifted),
    "softmax.scaled": Proof(_scaled),
    "softmax.two_classes": Proof(_two),
    "softmax.jacobian": Proof(_jacobian),
    "softmax.logit_gap": Proof(_gap),
}
