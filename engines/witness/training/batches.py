"""Batches by torch.utils.data.DataLoader, tensors on the meta device, and autograd."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number, real, real_rows, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _nothing(_params: Params) -> Cost:
    return Cost(1)


def _batches(params: Params, torch: ModuleType, _device: str) -> Seen:
    samples, batch, drop = number(params, "n"), number(params, "B"), flag(params, "drop")
    loader = torch.utils.data.DataLoader(range(samples), batch_size=batch, drop_last=drop)
    call = f"len(DataLoader(range({samples}), batch_size={batch}, drop_last={drop}))"
    return Seen(len(loader), call, device="cpu")


def _steps(params: Params, torch: ModuleType, _device: str) -> Seen:
    samples, batch, epochs = (number(params, name) for name in ("n", "B", "E"))
    loader = torch.utils.data.DataLoader(range(samples), batch_size=batch)
    count = sum(len(loader) for _ in range(epochs))
    call = f"len(DataLoader(range({samples}), batch_size={batch})) of {epochs} epochs"
    return Seen(count, call, device="cpu")


def _effective(params: Params, torch: ModuleType, _device: str) -> Seen:
    sizes = tuple(number(params, name) for name in ("world", "accum", "micro"))
    found = torch.empty(sizes, device="meta").numel()
    return Seen(found, f"empty({', '.join(map(str, sizes))}).numel()", device="meta")


def _effective_cost(params: Params) -> Cost:
    return cost.meta(tuple(number(params, name) for name in ("world", "accum", "micro")))


def _accumulation(params: Params, torch: ModuleType, _device: str) -> Seen:
    wanted, micro, world = (number(params, name) for name in ("total", "micro", "world"))
    passes = torch.empty(wanted, device="meta").split(micro * world)
    call = f"len(empty({wanted}).split({micro} * {world}))"
    return Seen(len(passes), call, device="meta")


def _scaled_rate(params: Params, torch: ModuleType, device: str) -> Seen:
    """Each sample keeps its share of a step, lr / old: the new batch's sum is divided by old."""
    old, new = number(params, "old"), number(params, "new")
    weight = torch.zeros((), device=device, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=real(params, "lr"))
    (-weight.expand(new).sum() / old).backward()
    optimiser.step()
    call = f"SGD([w], lr={literal(params['lr'])}).step(): {new} samples' loss / {old}"
    return Seen(as_value(weight.detach()), call, tolerance(torch))


def _scaled_cost(params: Params) -> Cost:
    return Cost(number(params, "new"), number(params, "new"))


def _accumulated(params: Params, torch: ModuleType, device: str) -> Seen:
    batches = real_rows(params, "x")
    divisor = len(batches) if word(params, "scale").startswith("divided") else 1
    weight = torch.ones((), device=device, requires_grad=True)
    for batch in batches:
        loss = (weight * tensor(torch, batch, device)).mean()
        (loss / divisor).backward()
    call = f"(loss{f' / {divisor}' if divisor > 1 else ''}).backward() × {len(batches)}; w.grad"
    return Seen(as_value(weight.grad), call, tolerance(torch))


PROOFS = {
    "data_loader.batches": Proof(_batches, _nothing),
    "training.steps": Proof(_steps, _nothing),
    "batch_size.effective": Proof(_effective, _effective_cost),
    "batch_size.accumulation_steps": Proof(
        _accumulation, lambda params: cost.meta((number(params, "total"),))
    ),
    "batch_size.scaled_rate": Proof(_scaled_rate, _scaled_cost),
    "gradient_accumulation.gradient": Proof(_accumulated),
}
