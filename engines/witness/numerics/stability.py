"""The naive and the stable way in float32, whatever the default dtype is."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number, real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, literal

_OF_TINY = 1e-9
"""Logarithms here are at most 0.001, and float32 holds them to nine decimals."""
_RELATIVE = 1e-6


def _log(params: Params, torch: ModuleType, device: str) -> Seen:
    x = torch.tensor(real(params, "x"), dtype=torch.float32, device=device)
    call = word(params, "call")
    value = torch.log1p(x) if "log1p" in call else torch.log(1 + x)
    return Seen(value.item(), f"x = tensor({literal(params['x'])}); {call}", _OF_TINY)


def _softplus(params: Params, torch: ModuleType, device: str) -> Seen:
    x = torch.tensor(float(number(params, "x")), dtype=torch.float32, device=device)
    call = word(params, "call")
    naive = "exp" in call
    value = torch.log(1 + torch.exp(x)) if naive else torch.nn.functional.softplus(x)
    return Seen(value.item(), f"x = tensor({number(params, 'x')}.); {call}", _RELATIVE)


def _spread(params: Params, torch: ModuleType, device: str) -> Seen:
    c, d = number(params, "c"), number(params, "d")
    x = torch.tensor((c - d, c + d), dtype=torch.float32, device=device)
    if word(params, "way") == "mean(x²) − mean(x)²":
        value, way = x.square().mean() - x.mean().square(), "x.square().mean() - x.mean().square()"
    else:
        value, way = (x - x.mean()).square().mean(), "(x - x.mean()).square().mean()"
    return Seen(int(value.item()), f"x = tensor([{c - d}., {c + d}.]); {way}")


PROOFS = {
    "log1p.float32": Proof(_log),
    "softplus.float32": Proof(_softplus),
    "variance.float32": Proof(_spread),
}
