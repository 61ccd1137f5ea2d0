"""Training in numbers as one would check it in a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.checkpoint import checkpoint_sequential
from torch.utils.flop_counter import FlopCounterMode


def _batches(p: Any) -> Any:
    loader: Any = torch.utils.data.DataLoader(
        range(p["n"]),  # type: ignore[arg-type]
        batch_size=p["B"],
        drop_last=p["drop"],
    )
    return len(loader)


def _gradient(p: Any) -> Any:
    divisor = len(p["x"]) if p["scale"].startswith("divided") else 1
    weight = torch.ones((), requires_grad=True)
    for batch in p["x"]:
        loss = (weight * torch.tensor(batch, dtype=torch.float32)).mean()
        (loss / divisor).backward()  # type: ignore[no-untyped-call]
    return weight.grad.item()  # type: ignore[union-attr]


def _sharded(p: Any) -> Any:
    low = torch.empty(int(p["N"] * 1e9), dtype=torch.bfloat16, device="meta")
    full = torch.empty(int(p["N"] * 1e9), dtype=torch.float32, device="meta")
    states = [full, torch.empty_like(full), torch.empty_like(full)]
    size = sum(state.chunk(p["n"])[0].nbytes for state in states)
    gradient = torch.empty_like(low)
    size += (gradient.chunk(p["n"])[0] if p["stage"] >= 2 else gradient).nbytes
    size += (low.chunk(p["n"])[0] if p["stage"] >= 3 else low).nbytes
    return size


def _stored(p: Any) -> Any:
    chain = torch.nn.Sequential(*(torch.nn.GELU() for _ in range(p["L"])))
    saved: list[Any] = []

    def keep(found: Any) -> Any:
        saved.append(found)
        return found

    start = torch.zeros(1, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda found: found):
        checkpoint_sequential(  # type: ignore[no-untyped-call]
            chain, p["k"], start, use_reentrant=False, preserve_rng_state=False
        )
    return len(saved)


def _flops(p: Any) -> Any:
    layer = torch.nn.Linear(8, 8, bias=False)
    tokens = torch.ones(4, 8, requires_grad=True)
    with FlopCounterMode(display=False) as counted:
        layer(tokens).sum().backward()
    return counted.get_total_flops() / (layer.weight.numel() * 4) * p["N"] * 1e9 * p["D"] * 1e9


def _bubble(p: Any) -> Any:
    slot = torch.arange(p["p"] + p["m"] - 1)
    batch = slot - torch.arange(p["p"])[:, None]
    busy = (batch >= 0) & (batch < p["m"])
    return (1 - busy.float().mean()).item()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "data_loader.batches": _batches,
    "gradient_accumulation.gradient": _gradient,
    "zero.bytes_per_device": _sharded,
    "checkpointing.stored": _stored,
    "training_flops.total": _flops,
    "pipeline.bubble": _bubble,
}
