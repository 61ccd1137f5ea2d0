"""Adversarial nets by binary cross-entropy, the sigmoid and autograd."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real, word
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, floats, tensor, tolerance


def _discriminator(params: Params, torch: ModuleType, device: str) -> Seen:
    densities = tensor(torch, (params["p"], params["q"]), device)
    shares = torch.softmax(densities.log(), 0)
    call = f"softmax(tensor({floats((params['p'], params['q']))}).log(), 0)[0]"
    return Seen(as_value(shares[0]), call, tolerance(torch))


def _value(params: Params, torch: ModuleType, device: str) -> Seen:
    ones = tensor(torch, (params["p"], params["q"]), device)
    data, made = torch.stack((ones, 1 - ones), 1)
    logits = (data / made).log()
    cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits
    real_part = cross_entropy(logits, torch.ones_like(logits), data, reduction="sum")
    fake_part = cross_entropy(logits, torch.zeros_like(logits), made, reduction="sum")
    call = "-bce(log(p / q), 1, p) - bce(log(p / q), 0, q)"
    return Seen(as_value(-real_part - fake_part), call, tolerance(torch))


def _gradient(params: Params, torch: ModuleType, device: str) -> Seen:
    logit = torch.logit(tensor(torch, params["D"], device)).requires_grad_()
    log_sigmoid = torch.nn.functional.logsigmoid
    saturating = word(params, "loss") == "saturating"
    loss = log_sigmoid(-logit) if saturating else -log_sigmoid(logit)
    loss.backward()
    inner = "F.logsigmoid(-a)" if saturating else "(-F.logsigmoid(a))"
    call = f"{inner}.backward(); a.grad, a = logit({real(params, 'D'):g})"
    return Seen(as_value(logit.grad), call, tolerance(torch))


PROOFS = {
    "gan.optimal_discriminator": Proof(_discriminator),
    "gan.value_at_optimum": Proof(_value),
    "gan.generator_grad": Proof(_gradient),
}
