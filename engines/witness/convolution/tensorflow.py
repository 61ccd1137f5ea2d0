"""TensorFlow's paddings in torch: zeros put by F.pad, and an ordinary layer along one side."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.convolution.places import line_cost, line_place
from engines.witness.proof import Proof, Seen


def _sizes(params: Params) -> tuple[int, int, int]:
    side, kernel, stride = (number(params, name) for name in "HKS")
    return side, kernel, stride


def _run_same(params: Params, torch: ModuleType, device: str) -> Seen:
    """The padding of stride 1, which keeps the size, and then every S-th position."""
    side, kernel, stride = _sizes(params)
    where = line_place(device, side + kernel, kernel)
    layer = torch.nn.Conv1d(1, 1, kernel, stride, device=where)
    ends = (kernel - 1) // 2, kernel // 2
    out = layer(torch.nn.functional.pad(torch.zeros(1, 1, side, device=where), ends))
    call = f"Conv1d(1, 1, {kernel}, stride={stride})(F.pad(x, {ends}))"
    return Seen(out.shape[-1], call, device=where)


def _run_valid(params: Params, torch: ModuleType, device: str) -> Seen:
    side, kernel, stride = _sizes(params)
    where = line_place(device, side, kernel)
    layer = torch.nn.Conv1d(1, 1, kernel, stride, device=where)
    out = layer(torch.zeros(1, 1, side, device=where))
    return Seen(out.shape[-1], f"Conv1d(1, 1, {kernel}, stride={stride})", device=where)


def _run_padding(params: Params, torch: ModuleType, device: str) -> Seen:
    """Add cells, by turns after and before, until there is a position for every S-th cell."""
    side, kernel, stride = _sizes(params)
    where = line_place(device, side + kernel, kernel)
    cells = torch.zeros(1, 1, side, device=where)
    wanted = cells[..., ::stride].shape[-1]
    layer = torch.nn.Conv1d(1, 1, kernel, stride, device=where)
    for total in range(max(kernel - side, 0), kernel):
        ends = total // 2, total - total // 2
        if layer(torch.nn.functional.pad(cells, ends)).shape[-1] == wanted:
            call = f"Conv1d(1, 1, {kernel}, stride={stride})(F.pad(x, {ends}))"
            return Seen(ends, call, device=where)
    raise RuntimeError("no padding gives a position for every stride")


def _cost(params: Params) -> Cost:
    side, kernel, _ = _sizes(params)
    return line_cost(side + kernel, kernel)


PROOFS = {
    "tf_same.output_size": Proof(_run_same, _cost),
    "tf_valid.output_size": Proof(_run_valid, _cost),
    "tf_same.padding": Proof(_run_padding, _cost),
}
