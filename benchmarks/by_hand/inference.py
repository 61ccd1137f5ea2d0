"""Sampling, search and speed as one would write them in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode


def _tensor(value: Any) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float32)


def _top_k(p: Any) -> Any:
    shares = _tensor(p["p"])
    top = shares.topk(p["k"])
    return torch.zeros_like(shares).scatter(0, top.indices, top.values / top.values.sum()).tolist()


def _top_p(p: Any) -> Any:
    shares, order = _tensor(p["p"]).sort(descending=True)
    return order[shares.cumsum(0) - shares < p["t"]].sort().values.tolist()


def _beam(p: Any) -> Any:
    first = _tensor(p["first"]).log()
    after = _tensor([p["after0"], p["after1"], p["after2"]]).log()
    kept = first.topk(p["B"])
    best = int((kept.values[:, None] + after[kept.indices]).argmax().item())
    return kept.indices[best // 3].item(), best % 3


def _accepted(p: Any) -> Any:
    target, draft = _tensor(p["p"]), _tensor(p["q"])
    return (draft * (target / draft).clamp(max=1)).sum().item()


def _matmul(p: Any) -> Any:
    a = torch.empty(p["M"], p["K"], dtype=torch.bfloat16, device="meta")
    b = torch.empty(p["K"], p["N"], dtype=torch.bfloat16, device="meta")
    with FlopCounterMode(display=False) as counter:
        c = a @ b
    return counter.get_total_flops() / (a.nbytes + b.nbytes + c.nbytes)


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "sampling.top_k": _top_k,
    "sampling.top_p": _top_p,
    "beam_search.best": _beam,
    "speculative_decoding.acceptance": _accepted,
    "arithmetic_intensity.matmul": _matmul,
}
