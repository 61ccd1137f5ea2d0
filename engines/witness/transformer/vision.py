"""Patches by the convolution that makes them: kernel and stride are the patch."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import flag, number
from engines.families.transformer.vision import PATCH_SIZE
from engines.family import Params
from engines.values import as_number
from engines.witness.proof import Proof, Seen, count_parameters, place


def _token_count(torch: ModuleType, where: str, side: int, patch: int, first: int) -> int:
    """Return how many tokens an image makes, with `first` class tokens in front."""
    layer = torch.nn.Conv2d(3, 1, patch, patch, device=where)
    patches = layer(torch.zeros(1, 3, side, side, device=where)).flatten(2).transpose(1, 2)
    token = torch.zeros(1, first, 1, device=where)
    return int(torch.cat((token, patches), 1).shape[1])


def _where(device: str, side: int, patch: int) -> str:
    return place(device, (3, side, side), (3, patch, patch))


def _run_tokens(params: Params, torch: ModuleType, device: str) -> Seen:
    side, patch, first = number(params, "H"), number(params, "P"), int(flag(params, "cls"))
    where = _where(device, side, patch)
    call = f"Conv2d(3, 1, {patch}, stride={patch}), flattened{', and 1' if first else ''}"
    return Seen(_token_count(torch, where, side, patch, first), call, device=where)


def _run_patch_size(params: Params, torch: ModuleType, device: str) -> Seen:
    """The truth is put in: does the image make so many tokens?"""
    patch = int(as_number(PATCH_SIZE.truth(params).value))
    side, first = number(params, "H"), int(flag(params, "cls"))
    where = _where(device, side, patch)
    tokens = _token_count(torch, where, side, patch, first)
    call = f"Conv2d(3, 1, {patch}, stride={patch}) makes {tokens - first} patches"
    fits = tokens == number(params, "N")
    return Seen(patch if fits else "another number of tokens", call, device=where)


def _cost_image(params: Params) -> Cost:
    return cost.meta((3, number(params, "H"), number(params, "H")))


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    patch, channels, width = (number(params, name) for name in ("P", "Ci", "d"))
    layer = torch.nn.Conv2d(channels, width, patch, patch, device="meta")
    call = f"parameters of Conv2d({channels}, {width}, {patch}, stride={patch})"
    return Seen(count_parameters(layer), call, device="meta")


def _cost_params(params: Params) -> Cost:
    patch, channels, width = (number(params, name) for name in ("P", "Ci", "d"))
    return cost.meta((width, channels, patch, patch))


PROOFS = {
    "vit.tokens": Proof(_run_tokens, _cost_image),
    "vit.patch_params": Proof(_run_params, _cost_params),
    "vit.patch_size": Proof(_run_patch_size, _cost_image),
}
