"""A designed 2-2-1 network: the model answer's two layers, run over the four inputs at once."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import word
from engines.families.perceptron import unit
from engines.families.perceptron.xor_design import NAMES, STEP, XOR_DESIGN
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, as_whole, tensor


def _run(params: Params, torch: ModuleType, device: str) -> Seen:
    answer = XOR_DESIGN.truth(params).value
    if not isinstance(answer, tuple):
        raise TypeError("a design is nine numbers")
    w11, w12, b1, w21, w22, b2, v1, v2, c = (float(as_number(entry)) for entry in answer)
    linear = torch.nn.functional.linear
    strict = word(params, "rule") == unit.STRICT
    fires = torch.gt if strict else torch.ge
    sums = linear(
        tensor(torch, unit.INPUTS, device),
        tensor(torch, ((w11, w12), (w21, w22)), device),
        tensor(torch, (b1, b2), device),
    )
    step = word(params, "hidden") == STEP
    hidden = fires(sums, 0).to(sums.dtype) if step else torch.relu(sums)
    last = linear(hidden, tensor(torch, ((v1, v2),), device), tensor(torch, (c,), device))
    right = as_whole(fires(last[:, 0], 0).int()) == unit.GATES["XOR"]
    sign = ">" if strict else ">="
    call = f"{f'(X @ W.T + b {sign} 0).float()' if step else 'relu(X @ W.T + b)'} @ v + c {sign} 0"
    return Seen(answer if right else (float("nan"),) * len(NAMES), call)


PROOFS = {"gate.xor_design": Proof(_run)}
