"""Slopes of sigmoid and tanh by autograd, tanh and the logit by torch's own functions."""

from __future__ import annotations

from engines.witness.activations.single import slope_of, value_of
from engines.witness.proof import Proof

PROOFS = {
    "sigmoid.grad": Proof(slope_of("sigmoid", lambda torch, x: torch.sigmoid(x))),
    "tanh.grad": Proof(slope_of("tanh", lambda torch, x: torch.tanh(x))),
    "tanh.from_sigmoid": Proof(value_of("tanh", lambda torch, x: torch.tanh(x))),
    "logit.value": Proof(value_of("logit", lambda torch, p: torch.logit(p), "p")),
}
