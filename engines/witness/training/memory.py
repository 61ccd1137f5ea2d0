"""Training's memory on the meta device; checkpointing counted in torch.utils.checkpoint."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.given import exact, number, word
from engines.families.training.memory import BILLION, MIXED
from engines.family import Params
from engines.values import Value
from engines.witness.proof import Proof, Seen, tolerance

_BYTES = 8


def _parameters(params: Params) -> int:
    return int(exact(params, "N") * BILLION)


def _size_cost(params: Params) -> Cost:
    return cost.meta((_parameters(params), _BYTES))


def _optimiser(torch: ModuleType, how: str, weight: Any) -> Any:
    if "Adam" in how:
        return torch.optim.Adam([weight])
    return torch.optim.SGD([weight], lr=0.1, momentum=0.9 if "momentum" in how else 0.0)


def _training_bytes(params: Params, torch: ModuleType, _device: str) -> Seen:
    how = word(params, "how")
    dtype = torch.bfloat16 if "bfloat16" in how else torch.float32
    weight = torch.empty(_parameters(params), dtype=dtype, device="meta", requires_grad=True)
    weight.grad = torch.empty_like(weight)
    optimiser = _optimiser(torch, how, weight)
    optimiser.step()
    held = [weight, weight.grad]
    if how == MIXED:
        low = weight.detach().bfloat16()
        held = [low, torch.empty_like(low), weight]
    held += [part for part in optimiser.state[weight].values() if _is_like(part, weight)]
    size = sum(part.nbytes for part in held)
    call = f"{type(optimiser).__name__}([w]).step(); nbytes of weights, grads and state"
    return Seen(size, call, device="meta")


def _is_like(part: Any, weight: Any) -> bool:
    """Say whether it is a state of every weight, not the count of steps."""
    return part is not None and part.shape == weight.shape


def _bytes_per_device(params: Params, torch: ModuleType, _device: str) -> Seen:
    count, devices, stage = _parameters(params), number(params, "n"), params["stage"]
    low = torch.empty(count, dtype=torch.bfloat16, device="meta")
    full = torch.empty(count, dtype=torch.float32, device="meta")
    states = [full, torch.empty_like(full), torch.empty_like(full)]
    size = sum(state.chunk(devices)[0].nbytes for state in states)
    for part, since in ((torch.empty_like(low), 2), (low, 3)):
        size += (part.chunk(devices)[0] if _at_least(stage, since) else part).nbytes
    return Seen(size, f"nbytes of one device: split tensors .chunk({devices})[0]", device="meta")


def _at_least(stage: Value, since: int) -> bool:
    return isinstance(stage, int) and stage >= since


def _stored(params: Params, torch: ModuleType, device: str) -> Seen:
    """Count what the forward pass saves; GELU saves its input, and the last segment is kept.

    Before PyTorch 2.12 each checkpoint saves an empty tensor beside its input: not counted.
    """
    layers, segments = number(params, "L"), number(params, "k")
    chain = torch.nn.Sequential(*(torch.nn.GELU() for _ in range(layers)))
    saved: list[Any] = []

    def keep(found: Any) -> Any:
        saved.append(found)
        return found

    start = torch.zeros(1, device=device, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda found: found):
        torch.utils.checkpoint.checkpoint_sequential(
            chain, segments, start, use_reentrant=False, preserve_rng_state=False
        )
    kept = sum(bool(found.numel()) for found in saved)
    return Seen(kept, f"tensors saved by checkpoint_sequential(chain, {segments}, x)")


@lru_cache(maxsize=64)
def _flops(torch: ModuleType, device: str, layers: int, checkpointed: int) -> int:
    """Return the operations of a step through small layers, the first ones checkpointed; each
    count is made once, since a dispatch mode looks at every operation."""
    from torch.utils.checkpoint import checkpoint, set_checkpoint_early_stop
    from torch.utils.flop_counter import FlopCounterMode

    chain = [torch.nn.Linear(2, 2, bias=False, device=device) for _ in range(layers)]
    x = torch.zeros(1, 2, device=device, requires_grad=True)
    # A layer that saves its input alone would have nothing left to recompute, and stop early.
    with FlopCounterMode(display=False) as counted, set_checkpoint_early_stop(False):
        for index, layer in enumerate(chain):
            x = (
                checkpoint(layer, x, use_reentrant=False, preserve_rng_state=False)
                if index < checkpointed
                else layer(x)
            )
        x.sum().backward()
    return int(counted.get_total_flops())


def _compute(params: Params, torch: ModuleType, device: str) -> Seen:
    layers, checkpointed = number(params, "L"), number(params, "c")
    after = _flops(torch, device, layers, checkpointed)
    before = _flops(torch, device, layers, 0)
    call = f"FlopCounterMode: {checkpointed} of {layers} layers by checkpoint(layer, x)"
    return Seen(after / before, call, tolerance(torch))


def _chain_cost(params: Params) -> Cost:
    return Cost(16 * number(params, "L"))


PROOFS = {
    "training_memory.bytes": Proof(_training_bytes, _size_cost),
    "zero.bytes_per_device": Proof(_bytes_per_device, _size_cost),
    "checkpointing.stored": Proof(_stored, _chain_cost),
    "checkpointing.compute": Proof(_compute, _chain_cost),
}
