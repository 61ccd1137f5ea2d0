"""Numeric gradients in float64, as gradient checks take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from engines.families.given import real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_CODE: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "x^2": ("x**2", lambda x: x**2),
    "x^3": ("x**3", lambda x: x**3),
    "x^3 - 2x": ("x**3 - 2 * x", lambda x: x**3 - 2 * x),
    "x^4": ("x**4", lambda x: x**4),
}


def _difference(params: Params, torch: ModuleType, device: str) -> Seen:
    """The difference loses digits as h shrinks, so that the tolerance grows with 1 / h."""
    code, function = _CODE[word(params, "f")]
    middle, h = real(params, "x"), real(params, "h")
    points = torch.tensor((middle - h, middle, middle + h), dtype=torch.float64, device=device)
    (slopes,) = torch.gradient(function(points), spacing=h)
    call = f"gradient({code}, spacing={literal(params['h'])})[0][1]"
    return Seen(as_value(slopes[1]), call, tolerance(torch) * max(1.0, 1 / h))


def _relative(params: Params, torch: ModuleType, device: str) -> Seen:
    a, n = tensor(torch, params["a"], device), tensor(torch, params["n"], device)
    error = torch.abs(a - n) / torch.maximum(torch.abs(a), torch.abs(n))
    return Seen(as_value(error), "abs(a - n) / maximum(abs(a), abs(n))", tolerance(torch))


PROOFS = {
    "finite_difference.value": Proof(_difference),
    "finite_difference.relative_error": Proof(_relative),
}
