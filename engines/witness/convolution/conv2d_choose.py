"""Chosen paddings and strides: the real layer with them, and the size that comes out."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.convolution.conv2d_choose import SAME_PADDING_DESIGN, STRIDE_DESIGN
from engines.families.given import number
from engines.family import Params
from engines.values import Value, as_number
from engines.witness.convolution.conv2d_size import conv2d_call
from engines.witness.convolution.places import square_cost, square_place
from engines.witness.proof import Proof, Seen


def _reach(kernel: int, dilation: int) -> int:
    return dilation * (kernel - 1) + 1


def _run_same(params: Params, torch: ModuleType, device: str) -> Seen:
    """The layer without padding says what is lost, the layer with half of it that this is right."""
    kernel, dilation = number(params, "K"), number(params, "D")
    side = _reach(kernel, dilation)
    where = square_place(device, 2 * side, kernel)
    image = torch.zeros(1, 1, side, side, device=where)
    bare = torch.nn.Conv2d(1, 1, kernel, dilation=dilation, device=where)
    pad = (side - bare(image).shape[-1]) // 2
    layer = torch.nn.Conv2d(1, 1, kernel, padding=pad, dilation=dilation, device=where)
    kept = layer(image).shape[-1] == side
    call = conv2d_call(1, 1, kernel, padding=pad, dilation=dilation)
    return Seen(pad if kept else "another size", f"{call} keeps the size", device=where)


def _cost_same(params: Params) -> Cost:
    kernel, dilation = number(params, "K"), number(params, "D")
    return square_cost(2 * _reach(kernel, dilation), kernel)


def _whole(value: Value) -> int:
    return int(as_number(value))


def _run_design(params: Params, torch: ModuleType, device: str) -> Seen:
    answer = SAME_PADDING_DESIGN.truth(params).value
    if not isinstance(answer, tuple):
        raise TypeError("a padding is two numbers")
    pad = _whole(answer[0]), _whole(answer[1])
    side, high, wide, dilation = (number(params, name) for name in ("H", "Kh", "Kw", "D"))
    where = square_place(device, side + 2 * max(pad), max(high, wide))
    layer = torch.nn.Conv2d(1, 1, (high, wide), padding=pad, dilation=dilation, device=where)
    out = layer(torch.zeros(1, 1, side, side, device=where))
    kept = tuple(out.shape[-2:]) == (side, side)
    call = conv2d_call(1, 1, (high, wide), padding=pad, dilation=dilation)
    return Seen(answer if kept else "another size", call, device=where)


def _cost_design(params: Params) -> Cost:
    kernel = max(number(params, "Kh"), number(params, "Kw"))
    return square_cost(number(params, "H") + _reach(kernel, number(params, "D")), kernel)


def _run_stride(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, pad = (number(params, name) for name in "HKP")
    stride = _whole(STRIDE_DESIGN.truth(params).value)
    where = square_place(device, side + 2 * pad, kernel)
    layer = torch.nn.Conv2d(1, 1, kernel, stride, pad, device=where)
    reached = layer(torch.zeros(1, 1, side, side, device=where)).shape[-1]
    right = reached == number(params, "O")
    call = conv2d_call(1, 1, kernel, stride=stride, padding=pad)
    return Seen(stride if right else "another size", call, device=where)


def _run_strides(params: Params, torch: ModuleType, device: str) -> Seen:
    """Try one stride after the other until the output is smaller than what is wanted."""
    side, kernel, pad, wanted = (number(params, name) for name in ("H", "K", "P", "O"))
    where = square_place(device, side + 2 * pad, kernel)
    image = torch.zeros(1, 1, side, side, device=where)
    weight = torch.zeros(1, 1, kernel, kernel, device=where)
    found = []
    for stride in range(1, side + 2 * pad + 1):
        out = torch.nn.functional.conv2d(image, weight, stride=stride, padding=pad).shape[-1]
        if out < wanted:
            break
        if out == wanted:
            found.append(stride)
    call = conv2d_call(1, 1, kernel, padding=pad)
    return Seen(tuple(found), f"{call} with stride=1, 2, ...", device=where)


def _cost_stride(params: Params) -> Cost:
    return square_cost(number(params, "H") + 2 * number(params, "P"), number(params, "K"))


PROOFS = {
    "conv2d.same_padding": Proof(_run_same, _cost_same),
    "conv2d.same_padding_design": Proof(_run_design, _cost_design),
    "conv2d.stride_design": Proof(_run_stride, _cost_stride),
    "conv2d.strides_for_size": Proof(_run_strides, _cost_stride),
}
