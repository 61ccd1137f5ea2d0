"""Products of tensors by torch.matmul, torch.bmm and torch.einsum."""

from __future__ import annotations

from math import prod
from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, wholes, word
from engines.families.tensors.einsum import LETTERS, split
from engines.families.tensors.products import batch_of, matrices
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, place, tensor
from engines.witness.tensors.making import cost_of, made

Sizes = tuple[int, ...]


def _stretched(params: Params) -> tuple[Sizes, Sizes, Sizes]:
    """Return the operands as they are multiplied, batch included, and their product."""
    one, other = matrices(params)
    batch = batch_of(params) or ()
    sides = (one[-2:], other[-2:], (one[-2], other[-1]))
    first, second, out = (batch + side for side in sides)
    return first, second, out


def _run_matmul(params: Params, torch: ModuleType, device: str) -> Seen:
    one, other = wholes(params, "a"), wholes(params, "b")
    shapes = _stretched(params)
    where = place(device, *shapes, multiplies=prod(shapes[2]) * one[-1])
    out = torch.matmul(torch.empty(one, device=where), torch.empty(other, device=where))
    return Seen(tuple(out.shape), f"matmul({made(one)}, {made(other)})", device=where)


def _cost_matmul(params: Params) -> Cost:
    return cost_of(*_stretched(params))


def _run_bmm(params: Params, torch: ModuleType, device: str) -> Seen:
    batch, rows, inner, columns = (number(params, name) for name in "BNMP")
    one, other = (batch, rows, inner), (batch, inner, columns)
    work = batch * rows * inner * columns
    where = place(device, one, other, (batch, rows, columns), multiplies=work)
    out = torch.bmm(torch.empty(one, device=where), torch.empty(other, device=where))
    return Seen(tuple(out.shape), f"bmm({made(one)}, {made(other)})", device=where)


def _cost_bmm(params: Params) -> Cost:
    batch, rows, inner, columns = (number(params, name) for name in "BNMP")
    return cost_of((batch, rows, inner), (batch, inner, columns), (batch, rows, columns))


def _run_einsum_shape(params: Params, torch: ModuleType, device: str) -> Seen:
    equation = word(params, "eq")
    shapes = [tuple(number(params, letter) for letter in side) for side in split(equation)[0]]
    where = place(device, tuple(number(params, letter) for letter in LETTERS))
    out = torch.einsum(equation, *(torch.empty(shape, device=where) for shape in shapes))
    call = f'einsum("{equation}", {", ".join(map(made, shapes))})'
    return Seen(tuple(out.shape), call, device=where)


def _cost_einsum_shape(params: Params) -> Cost:
    return cost_of(tuple(number(params, letter) for letter in LETTERS))


def _run_einsum_value(params: Params, torch: ModuleType, device: str) -> Seen:
    equation = word(params, "eq")
    one, other = (tensor(torch, params[name], device) for name in "AB")
    return Seen(as_whole(torch.einsum(equation, one, other)), f'torch.einsum("{equation}", A, B)')


PROOFS = {
    "matmul.shape": Proof(_run_matmul, _cost_matmul),
    "bmm.shape": Proof(_run_bmm, _cost_bmm),
    "einsum.shape": Proof(_run_einsum_shape, _cost_einsum_shape),
    "einsum.value": Proof(_run_einsum_value),
}
