"""Sequences, clips and dilated kernels: the real layers, and gradients for what a kernel spans."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.convolution.places import line_cost, line_place
from engines.witness.proof import Proof, Seen, place


def _conv1d_call(kernel: int, **options: object) -> str:
    return conv2d_call(1, 1, kernel, **options).replace("Conv2d", "Conv1d")


def _run_length(params: Params, torch: ModuleType, device: str) -> Seen:
    length, kernel, stride, pad, dilation = (number(params, name) for name in "LKSPD")
    where = line_place(device, length + 2 * pad, kernel)
    layer = torch.nn.Conv1d(1, 1, kernel, stride, pad, dilation, device=where)
    out = layer(torch.zeros(1, 1, length, device=where))
    call = _conv1d_call(kernel, stride=stride, padding=pad, dilation=dilation)
    return Seen(out.shape[-1], call, device=where)


def _cost_length(params: Params) -> Cost:
    return line_cost(number(params, "L") + 2 * number(params, "P"), number(params, "K"))


def _run_causal(params: Params, torch: ModuleType, device: str) -> Seen:
    """The layer without padding says how many steps are lost; put before, they keep the length."""
    kernel, dilation = number(params, "K"), number(params, "D")
    length = dilation * kernel
    where = line_place(device, 2 * length, kernel)
    layer = torch.nn.Conv1d(1, 1, kernel, dilation=dilation, device=where)
    steps = torch.zeros(1, 1, length, device=where)
    pad = length - layer(steps).shape[-1]
    kept = layer(torch.nn.functional.pad(steps, (pad, 0))).shape[-1] == length
    call = f"{_conv1d_call(kernel, dilation=dilation)}(F.pad(x, ({pad}, 0)))"
    return Seen(pad if kept else "another length", call, device=where)


def _cost_causal(params: Params) -> Cost:
    kernel = number(params, "K")
    return line_cost(2 * kernel * number(params, "D"), kernel)


def _clip(params: Params) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of the padded clip and of the kernels."""
    channels, filters, kernel, pad = (number(params, name) for name in ("Ci", "Co", "K", "P"))
    sizes = (number(params, name) + 2 * pad for name in "THW")
    return (max(channels, filters), *sizes), (filters, channels, kernel, kernel, kernel)


def _run_clip(params: Params, torch: ModuleType, device: str) -> Seen:
    channels, filters = number(params, "Ci"), number(params, "Co")
    kernel, stride, pad = (number(params, name) for name in "KSP")
    sizes = tuple(number(params, name) for name in "THW")
    clip, kernels = _clip(params)
    multiplies = clip[1] * clip[2] * clip[3] // stride**3 * channels * filters * kernel**3
    where = place(device, clip, kernels, multiplies=multiplies)
    layer = torch.nn.Conv3d(channels, filters, kernel, stride, pad, device=where)
    out = layer(torch.zeros(channels, *sizes, device=where))
    call = conv2d_call(channels, filters, kernel, stride=stride, padding=pad)
    return Seen(tuple(out.shape), call.replace("Conv2d", "Conv3d"), device=where)


def _cost_clip(params: Params) -> Cost:
    return cost.meta(*_clip(params))


def _run_reach(params: Params, torch: ModuleType, device: str) -> Seen:
    """One output of a kernel of ones: the inputs that it has a gradient from."""
    kernel, dilation = number(params, "K"), number(params, "D")
    signal = torch.ones(1, 1, kernel * dilation, device=device, requires_grad=True)
    ones = torch.ones(1, 1, kernel, device=device)
    torch.nn.functional.conv1d(signal, ones, dilation=dilation)[0, 0, 0].backward()
    seen = signal.grad[0, 0].nonzero()
    call = f"inputs with a gradient in {_conv1d_call(kernel, dilation=dilation)}"
    return Seen(int(seen[-1] - seen[0]) + 1, call)


def _cost_reach(params: Params) -> Cost:
    length = number(params, "K") * number(params, "D")
    return Cost(2 * length, 4 * length * number(params, "K"))


PROOFS = {
    "conv1d.output_size": Proof(_run_length, _cost_length),
    "conv1d.causal_padding": Proof(_run_causal, _cost_causal),
    "conv3d.output_shape": Proof(_run_clip, _cost_clip),
    "dilation.effective_kernel": Proof(_run_reach, _cost_reach),
}
