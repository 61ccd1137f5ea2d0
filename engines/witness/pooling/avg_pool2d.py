"""Average pooling by torch.nn.AvgPool2d."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.pooling.max_pool2d import pool_call
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    kernel, stride = number(params, "K"), number(params, "S")
    out = torch.nn.AvgPool2d(kernel, stride)(tensor(torch, params["x"], device)[None])
    return Seen(as_value(out[0]), pool_call("AvgPool2d", kernel, stride), tolerance(torch))


PROOFS = {"avg_pool2d.values": Proof(_run)}
