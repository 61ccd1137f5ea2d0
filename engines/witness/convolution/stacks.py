"""Stacks of convolutions: their parameters, what an impulse reaches, and the shape they leave."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters, place

_FILTERS = 3
"""The side of the stack's kernels."""


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    channels, kernel = number(params, "C"), number(params, "K")
    field, layers = 1, []
    while field < kernel:
        layers.append(torch.nn.Conv2d(channels, channels, _FILTERS, bias=False, device="meta"))
        field += _FILTERS - 1
    stack = torch.nn.Sequential(*layers)
    call = f"parameters of {len(layers)} × Conv2d({channels}, {channels}, 3, bias=False)"
    return Seen(count_parameters(stack), call, device="meta")


def _cost_params(params: Params) -> Cost:
    channels, kernel = number(params, "C"), number(params, "K")
    return cost.meta((kernel, channels, channels, _FILTERS, _FILTERS))


def _run_layers(params: Params, torch: ModuleType, device: str) -> Seen:
    """Convolve an impulse until it has spread over the field: what one input reaches through the
    layers is as wide as what one output sees."""
    kernel, field = number(params, "K"), number(params, "R")
    ones = torch.ones(1, 1, kernel, device=device)
    spread = torch.ones(1, 1, 1, device=device)
    layers = 0
    while spread.shape[-1] < field:
        spread = torch.nn.functional.conv1d(spread, ones, padding=kernel - 1).clamp(max=1)
        layers += 1
    seen = bool((spread > 0).all())
    call = f"{layers} × Conv1d(1, 1, {kernel}) spread an impulse over {spread.shape[-1]} cells"
    return Seen(layers if seen else "a gap", call)


def _cost_layers(params: Params) -> Cost:
    kernel, field = number(params, "K"), number(params, "R")
    return Cost(4 * (kernel + field), 2 * kernel * (kernel + field) * field)


def _run_features(params: Params, torch: ModuleType, device: str) -> Seen:
    channels, first, second = (number(params, name) for name in ("Ci", "C1", "C2"))
    batch, side, kernel = (number(params, name) for name in "NHK")
    images = (batch, max(channels, first), side, side)
    multiplies = batch * side**2 * kernel**2 * first * (channels + second)
    where = place(device, images, (second, first, kernel, kernel), multiplies=multiplies)
    nn = torch.nn
    layers = nn.Sequential(
        nn.Conv2d(channels, first, kernel, device=where),
        nn.MaxPool2d(2),
        nn.Conv2d(first, second, kernel, device=where),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )
    out = layers(torch.zeros(batch, channels, side, side, device=where))
    return Seen(out.shape[-1], "layers(x).shape[-1], the last of them Flatten()", device=where)


def _cost_features(params: Params) -> Cost:
    channels, first, second = (number(params, name) for name in ("Ci", "C1", "C2"))
    batch, side, kernel = (number(params, name) for name in "NHK")
    return cost.meta(
        (batch, max(channels, first, second), side, side),
        (first, max(channels, second), kernel, kernel),
    )


PROOFS = {
    "stacked_conv.params": Proof(_run_params, _cost_params),
    "stacked_conv.layers": Proof(_run_layers, _cost_layers),
    "flatten.features": Proof(_run_features, _cost_features),
}
