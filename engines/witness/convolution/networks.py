"""VGG-16, LeNet-5 and AlexNet built of real modules on the meta device, and counted."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines import cost
from engines.cost import Cost
from engines.families.convolution.networks import ALEXNET, LENET5, VGG16, Network
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def _layers(network: Network, channels: int, classes: int, torch: ModuleType) -> Any:
    """Return what learns in the network; pooling and activations have no parameters."""
    layers = []
    for filters, kernel in network.convolutions:
        layers.append(torch.nn.Conv2d(channels, filters, kernel, device="meta"))
        channels = filters
    width = channels * network.side**2
    for units in (*network.hidden, classes):
        layers.append(torch.nn.Linear(width, units, device="meta"))
        width = units
    return torch.nn.Sequential(*layers)


def _proof(network: Network, name: str) -> Proof:
    def run(params: Params, torch: ModuleType, _device: str) -> Seen:
        layers = _layers(network, number(params, "Ci"), number(params, "classes"), torch)
        count = len(network.convolutions), len(network.hidden) + 1
        call = f"parameters of {name}: {count[0]} Conv2d, {count[1]} Linear"
        return Seen(count_parameters(layers), call, device="meta")

    def most(params: Params) -> Cost:
        filters, kernel = network.convolutions[0]
        last = network.convolutions[-1][0] * network.side**2
        return cost.meta(
            (number(params, "Ci"), filters, kernel, kernel),
            (last, network.hidden[0]),
            (network.hidden[-1], number(params, "classes")),
        )

    return Proof(run, most)


PROOFS = {
    "vgg16.params": _proof(VGG16, "VGG-16"),
    "lenet5.params": _proof(LENET5, "LeNet-5"),
    "alexnet.params": _proof(ALEXNET, "AlexNet"),
}
