"""Joined, broadcast, reshaped and flattened tensors: the real operations."""

from __future__ import annotations

from math import prod
from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, wholes
from engines.families.tensors.broadcasting import broadcast
from engines.family import Params
from engines.witness.proof import Proof, Seen, place
from engines.witness.tensors.making import cost_of, cost_of_shape, made

Sizes = tuple[int, ...]


def _both(params: Params) -> tuple[Sizes, Sizes]:
    return wholes(params, "a"), wholes(params, "b")


def _run_broadcast(params: Params, torch: ModuleType, device: str) -> Seen:
    one, other = _both(params)
    found = tuple(torch.broadcast_shapes(one, other))
    return Seen(found, f"torch.broadcast_shapes({one}, {other})")


def _cost_broadcast(params: Params) -> Cost:
    return cost_of(broadcast(*_both(params)) or ())


def _run_inferred(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, sizes = wholes(params, "shape"), wholes(params, "sizes")
    where = place(device, shape)
    size = torch.empty(shape, device=where).reshape(sizes).shape[sizes.index(-1)]
    return Seen(size, f"{made(shape)}.reshape{_arguments(sizes)}", device=where)


def _arguments(sizes: Sizes) -> str:
    return f"({', '.join(map(str, sizes))})"


def _run_flatten(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, start, end = wholes(params, "shape"), number(params, "start"), number(params, "end")
    where = place(device, shape)
    out = torch.flatten(torch.empty(shape, device=where), start, end)
    return Seen(tuple(out.shape), f"flatten({made(shape)}, {start}, {end})", device=where)


def _beside(params: Params) -> tuple[Sizes, Sizes]:
    """Return the shapes of the two tensors that are joined."""
    shape = wholes(params, "shape")
    other = list(shape)
    other[number(params, "dim")] = number(params, "size")
    return shape, tuple(other)


def _run_cat(params: Params, torch: ModuleType, device: str) -> Seen:
    one, other = _beside(params)
    dim = number(params, "dim")
    where = place(device, one, other)
    out = torch.cat([torch.empty(one, device=where), torch.empty(other, device=where)], dim)
    call = f"cat([{made(one)}, {made(other)}], {dim})"
    return Seen(tuple(out.shape), call, device=where)


def _cost_cat(params: Params) -> Cost:
    one, other = _beside(params)
    return cost_of((prod(one) + prod(other),))


def _run_stack(params: Params, torch: ModuleType, device: str) -> Seen:
    many, shape, dim = number(params, "n"), wholes(params, "shape"), number(params, "dim")
    where = place(device, (many, *shape))
    out = torch.stack([torch.empty(shape, device=where)] * many, dim)
    call = f"stack([{made(shape)}] * {many}, {dim})"
    return Seen(tuple(out.shape), call, device=where)


def _cost_stack(params: Params) -> Cost:
    return cost_of((number(params, "n"), *wholes(params, "shape")))


def _run_expand(params: Params, torch: ModuleType, device: str) -> Seen:
    shape, sizes = wholes(params, "shape"), wholes(params, "sizes")
    where = place(device, shape)
    out = torch.empty(shape, device=where).expand(sizes)
    return Seen(tuple(out.shape), f"{made(shape)}.expand{_arguments(sizes)}", device=where)


def _cost_expand(params: Params) -> Cost:
    return cost_of(wholes(params, "shape"), tuple(map(abs, wholes(params, "sizes"))))


PROOFS = {
    "broadcast.shape": Proof(_run_broadcast, _cost_broadcast),
    "reshape.inferred_size": Proof(_run_inferred, cost_of_shape),
    "flatten.shape": Proof(_run_flatten, cost_of_shape),
    "cat.shape": Proof(_run_cat, _cost_cat),
    "stack.shape": Proof(_run_stack, _cost_stack),
    "expand.shape": Proof(_run_expand, _cost_expand),
}
