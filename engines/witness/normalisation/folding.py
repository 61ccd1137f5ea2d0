"""Folding by torch.nn.utils.fusion, on a convolution of one channel."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import real
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, tensor, tolerance


def _folded(params: Params, torch: ModuleType, device: str) -> Seen:
    weights = tensor(torch, params["w"], device)
    convolution = torch.nn.Conv1d(1, 1, len(weights), device=device).eval()
    norm = torch.nn.BatchNorm1d(1, device=device).eval()
    with torch.no_grad():
        convolution.weight.copy_(weights)
        convolution.bias.fill_(real(params, "b"))
        norm.running_mean.fill_(real(params, "mean"))
        norm.running_var.fill_(real(params, "var"))
        norm.weight.fill_(real(params, "gamma"))
        norm.bias.fill_(real(params, "beta"))
        fused = torch.nn.utils.fusion.fuse_conv_bn_eval(convolution, norm)
        value = torch.cat((fused.weight.flatten(), fused.bias))
    return Seen(as_value(value), "fuse_conv_bn_eval(conv, bn); weight, bias", tolerance(torch))


PROOFS = {"batchnorm.folded": Proof(_folded)}
