"""Where each family lives: the frozen table of names, and loading one module on demand.

A module path under ``engines.families`` stands beside the names that it defines; the proving half
is the module of the same path under ``engines.witness``. A further family is one line here.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from engines.family import Family

MODULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "convolution.conv2d_size": (
            "conv2d.output_size",
            "conv2d.dilated_output_size",
            "conv2d.padding_for_size",
        ),
        "convolution.conv2d_shape": ("conv2d.spatial_size", "conv2d.output_shape"),
        "convolution.conv2d_cost": ("conv2d.params", "conv2d.grouped_params", "conv2d.macs"),
        "convolution.receptive_field": ("receptive_field.size",),
        "pooling.max_pool2d": ("max_pool2d.output_size", "max_pool2d.values"),
        "pooling.avg_pool2d": ("avg_pool2d.values",),
        "activations.softmax": (
            "softmax.value",
            "softmax.entry",
            "softmax.axis",
            "softmax.temperature",
        ),
        "activations.pointwise": ("sigmoid.value", "relu.grad"),
        "losses.cross_entropy": ("ce.value",),
        "perceptron.gate_read": ("gate.truth_table", "gate.identify", "gate.separable"),
        "perceptron.gate_design": ("gate.design",),
        "perceptron.gate_network": ("gate.xor_two_layer",),
        "perceptron.learning": ("perceptron.update",),
        "linear.linear": ("linear.forward", "linear.params"),
        "linear.mlp": ("mlp.params",),
        "optimisation.descent": ("gradient_descent.parabola_step", "momentum.steps"),
        "optimisation.adam": ("adam.first_step",),
        "regularisation.dropout": ("dropout.scale",),
        "normalisation.batchnorm": ("batchnorm.train",),
        "recurrent.lstm": ("lstm.params",),
        "attention.weights": ("attention.weights",),
        "attention.kv_cache": ("kv_cache.bytes",),
    }
)
"""Module path -> the names of its families."""

_PATHS: Mapping[str, str] = MappingProxyType(
    {name: path for path, names in MODULES.items() for name in names}
)


class UnknownFamily(LookupError):
    """No family has this name; `nearest` is the closest spelling, or empty."""

    def __init__(self, name: str, nearest: str = "") -> None:
        hint = f"; did you mean {nearest}?" if nearest else ""
        super().__init__(f"there is no family {name!r}{hint}")
        self.name = name
        self.nearest = nearest


def names() -> tuple[str, ...]:
    """The names of all families, in the order of the table. Loads no module."""
    return tuple(_PATHS)


def module_of(name: str) -> str:
    """The path under ``engines.families`` of the module that defines `name`.

    Raises UnknownFamily.
    """
    if name not in _PATHS:
        raise UnknownFamily(name, nearest(name, names()))
    return _PATHS[name]


def family(name: str) -> Family:
    """The family called `name`; loads its module and no other. Raises UnknownFamily."""
    module = importlib.import_module(f"engines.families.{module_of(name)}")
    table = cast("Mapping[str, Family]", module.FAMILIES)
    return table[name]


def families() -> Iterator[Family]:
    """All families in the order of the table; loads their modules as it goes."""
    return (family(name) for name in names())


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word closest in spelling to `word`, or an empty text where none is close.

    A family is also found by its last part alone: ``output_size``.
    """
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return close[0]
    folded = {name.casefold(): name for name in known}
    if word.casefold() in folded:
        return folded[word.casefold()]
    tails = [name for name in known if name.rsplit(".", 1)[-1] == word.rsplit(".", 1)[-1]]
    return tails[0] if tails else ""
