"""Gradients of matrix products and biases by autograd."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number, real_rows, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, place, tensor, tolerance


def _matmul(params: Params, torch: ModuleType, device: str) -> Seen:
    of = word(params, "of")
    kind = torch.get_default_dtype()
    x, w, upstream = (torch.tensor(params[n], dtype=kind, device=device) for n in ("X", "W", "G"))
    asked = (x if of == "X" else w).requires_grad_()
    (x @ w).backward(upstream)
    return Seen(as_value(asked.grad), f"(X @ W).backward(G); {of}.grad")


def _shape(params: Params, torch: ModuleType, device: str) -> Seen:
    batch, tokens, inputs, outputs = (number(params, name) for name in ("B", "T", "I", "O"))
    where = place(
        device,
        (batch, tokens, inputs),
        (inputs, outputs),
        (batch, tokens, outputs),
        multiplies=3 * batch * tokens * inputs * outputs,
    )
    x = torch.zeros(batch, tokens, inputs, device=where, requires_grad=True)
    w = torch.zeros(inputs, outputs, device=where, requires_grad=True)
    y = x @ w
    of = word(params, "of")
    (gradient,) = torch.autograd.grad(y.sum(), {"X": x, "W": w, "Y": y}[of])
    call = f"Y = X @ W; autograd.grad(Y.sum(), {of})[0].shape"
    return Seen(tuple(gradient.shape), call, device=where)


def _shape_cost(params: Params) -> Cost:
    batch, tokens, inputs, outputs = (number(params, name) for name in ("B", "T", "I", "O"))
    return cost.meta((batch, tokens, inputs), (inputs, outputs), (batch, tokens, outputs))


def _bias(params: Params, torch: ModuleType, device: str) -> Seen:
    upstream = real_rows(params, "G")
    rows, outputs = len(upstream), len(upstream[0])
    layer = torch.nn.Linear(1, outputs, device=device)
    layer(torch.ones(rows, 1, device=device)).backward(tensor(torch, upstream, device))
    call = f"layer = Linear(1, {outputs}); layer(x).backward(G); layer.bias.grad"
    return Seen(as_value(layer.bias.grad), call, tolerance(torch))


PROOFS = {
    "matmul.grad": Proof(_matmul),
    "matmul.grad_shape": Proof(_shape, _shape_cost),
    "linear.bias_grad": Proof(_bias),
}
