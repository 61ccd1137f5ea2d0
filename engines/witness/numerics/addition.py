"""Sums in float32 and in eight bits by tensors of these formats."""

from __future__ import annotations

import operator
from types import ModuleType
from typing import Any

from engines.families.given import number, word
from engines.family import Params
from engines.witness.proof import Proof, Seen

_OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def _sum(params: Params, torch: ModuleType, device: str) -> Seen:
    values = [number(params, name) for name in "abc"]
    a, b, c = torch.tensor(values, dtype=torch.float32, device=device)
    order = word(params, "order")
    whole: Any = (a + b) + c if order == "(a + b) + c" else (a + c) + b
    call = f"a, b, c = tensor({[float(value) for value in values]}); {order}"
    return Seen(int(whole.item()), call)


def _wrapped(params: Params, torch: ModuleType, device: str) -> Seen:
    name, sign = word(params, "dtype"), word(params, "op")
    values = [number(params, "a"), number(params, "b")]
    a, b = torch.tensor(values, dtype=getattr(torch, name), device=device)
    call = f"a, b = tensor({values}, dtype={name}); a {sign} b"
    return Seen(_OPERATORS[sign](a, b).item(), call)


PROOFS = {"float32_sum.order": Proof(_sum), "integer.overflowed": Proof(_wrapped)}
