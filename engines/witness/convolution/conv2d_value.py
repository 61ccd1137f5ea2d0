"""The numbers of a convolution by torch.nn.functional.conv2d."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_whole, tensor


def _run_value(params: Params, torch: ModuleType, device: str) -> Seen:
    image = tensor(torch, params["x"], device)[None, None]
    weight = tensor(torch, params["w"], device)[None, None]
    bias = tensor(torch, (params["b"],), device)
    row, column = number(params, "i"), number(params, "j")
    out = torch.nn.functional.conv2d(image, weight, bias)[0, 0, row, column]
    return Seen(as_whole(out), f"F.conv2d(x, w, b)[0, 0, {row}, {column}]")


def _run_map(params: Params, torch: ModuleType, device: str) -> Seen:
    image = tensor(torch, params["x"], device)[None, None]
    weight = tensor(torch, params["w"], device)[None, None]
    stride, pad = number(params, "S"), number(params, "P")
    out = torch.nn.functional.conv2d(image, weight, stride=stride, padding=pad)
    return Seen(as_whole(out[0, 0]), f"F.conv2d(x, w, stride={stride}, padding={pad})")


PROOFS = {"conv2d.value": Proof(_run_value), "conv2d.feature_map": Proof(_run_map)}
