"""Batches and shares by torch's own DataLoader and DistributedSampler."""

from __future__ import annotations

from itertools import islice
from types import ModuleType

from engines.cost import Cost
from engines.families.given import flag, number, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of, made


def _data(params: Params) -> tuple[int, ...]:
    return (number(params, "n"), *wholes(params, "shape"))


def _run_batch(params: Params, torch: ModuleType, device: str) -> Seen:
    size, drop, at = number(params, "B"), flag(params, "drop_last"), number(params, "i")
    shape = _data(params)
    where = place(device, shape)
    loader = torch.utils.data.DataLoader(torch.empty(shape, device=where), size, drop_last=drop)
    wanted = len(loader) - 1 if at == -1 else at
    found = next(islice(loader, wanted, None))
    call = f"DataLoader({made(shape)}, {size}, drop_last={drop})"
    return Seen(tuple(found.shape), call, device=where)


def _cost_batch(params: Params) -> Cost:
    return cost_of(_data(params))


def _run_share(params: Params, torch: ModuleType, device: str) -> Seen:
    samples, world, rank = (number(params, name) for name in ("n", "W", "rank"))
    sampler = torch.utils.data.distributed.DistributedSampler(
        range(samples), world, rank, shuffle=False
    )
    call = f"DistributedSampler(range({samples}), {world}, {rank}, shuffle=False)"
    return Seen(tuple(sampler), call)


PROOFS = {
    "data_loader.batch_shape": Proof(_run_batch, _cost_batch),
    "distributed_sampler.indices": Proof(_run_share),
}
