"""Rotary positions as published code applies them: by complex numbers, or by turning halves."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, word
from engines.families.transformer.rotary import ADJACENT
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _by_complex(torch: ModuleType, vector: Any, angles: Any) -> Any:
    """Adjacent entries as one complex number each, times e^(i · angle)."""
    points = torch.view_as_complex(vector.unflatten(-1, (-1, 2)))
    return torch.view_as_real(points * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


def _by_halves(torch: ModuleType, vector: Any, angles: Any) -> Any:
    """The first half of the entries with the second."""
    cos, sin = (wave.repeat(2) for wave in (angles.cos(), angles.sin()))
    first, second = vector.chunk(2, -1)
    return vector * cos + torch.cat((-second, first), -1) * sin


def _run_rotated(params: Params, torch: ModuleType, device: str) -> Seen:
    vector, position = tensor(torch, params["x"], device), number(params, "m")
    size, base = len(vector), number(params, "base")
    angles = position / base ** (torch.arange(0, size, 2, device=device) / size)
    if word(params, "pairs") == ADJACENT:
        out = _by_complex(torch, vector, angles)
        call = f"view_as_complex(x) * polar(1, {position} / {base} ** (2i / {size}))"
    else:
        out = _by_halves(torch, vector, angles)
        call = f"x * cos(a) + cat((-x2, x1)) * sin(a), a = {position} / {base} ** (2i / {size})"
    return Seen(as_value(out), call, tolerance(torch) * max(1, position))


def _run_score(params: Params, torch: ModuleType, device: str) -> Seen:
    """Both vectors are turned by their own angles; the score is their dot product."""
    positions = torch.tensor((number(params, "m"), number(params, "n")), device=device)
    angles = positions * float(as_number(params["theta"]))
    pairs = tensor(torch, (params["q"], params["k"]), device)
    query, key = _by_complex(torch, pairs, angles[:, None])
    call = "dot(rotate(q, m * theta), rotate(k, n * theta))"
    return Seen(torch.dot(query, key).item(), call, tolerance(torch) * 10)


PROOFS = {"rope.rotated": Proof(_run_rotated), "rope.score": Proof(_run_score)}
