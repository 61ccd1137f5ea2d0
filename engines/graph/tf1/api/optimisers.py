"""tf.train: the optimisers by name, with the defaults of TensorFlow 1."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin, TypeValue
from engines.graph.tf1.api.train import Optimizer, Rule
from engines.graph.tf1.exports import checked, export_value

_MODULES = {
    "GradientDescentOptimizer": "gradient_descent", "MomentumOptimizer": "momentum",
    "AdagradOptimizer": "adagrad", "AdadeltaOptimizer": "adadelta", "RMSPropOptimizer": "rmsprop",
    "AdamOptimizer": "adam", "FtrlOptimizer": "ftrl",
}  # fmt: skip
_DESCENT = Rule("ApplyGradientDescent", ("learning_rate", "grad"))
_MOMENTUM = Rule("ApplyMomentum", ("learning_rate", "grad", "momentum"), (("momentum", 0.0),))
_ADAGRAD = Rule("ApplyAdagrad", ("learning_rate", "grad"), (("accumulator", 0.1),))
_ADADELTA = Rule("ApplyAdadelta", ("lr", "rho", "epsilon", "grad"),
                 (("accum", 0.0), ("accum_update", 0.0)))  # fmt: skip
_RMS_INPUTS = ("learning_rate", "decay", "momentum", "epsilon", "grad")
_RMS = Rule("ApplyRMSProp", _RMS_INPUTS, (("rms", 1.0), ("momentum", 0.0)))
_CENTERED = Rule("ApplyCenteredRMSProp", _RMS_INPUTS,
                 (("rms", 1.0), ("mg", 0.0), ("momentum", 0.0)))  # fmt: skip
_ADAM = Rule(
    "ApplyAdam",
    ("beta1_power", "beta2_power", "learning_rate", "beta1", "beta2", "epsilon", "grad"),
    (("m", 0.0), ("v", 0.0)),
    ("beta1", "beta2"),
)
_FTRL_NUMBERS = ("learning_rate", "l1_regularization_strength", "l2_regularization_strength",
                 "learning_rate_power")  # fmt: skip
_FTRL = Rule("ApplyFtrl", ("grad", *_FTRL_NUMBERS), (("accum", 0.1), ("linear", 0.0)))


def _descent(learning_rate: Any, use_locking: Any = False, name: Any = "GradientDescent") -> Any:
    return Optimizer(_TYPES["GradientDescentOptimizer"], _DESCENT, name,
                     {"learning_rate": learning_rate})  # fmt: skip


def _momentum(learning_rate: Any, momentum: Any, use_locking: Any = False, name: Any = "Momentum",
              use_nesterov: Any = False) -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "momentum": momentum}
    return Optimizer(_TYPES["MomentumOptimizer"], _MOMENTUM, name, numbers, nesterov=use_nesterov)


def _adagrad(learning_rate: Any, initial_accumulator_value: Any = 0.1, use_locking: Any = False,
             name: Any = "Adagrad") -> Any:  # fmt: skip
    if initial_accumulator_value <= 0:
        raise failure(
            "ValueError",
            f"initial_accumulator_value must be positive: {initial_accumulator_value}",
        )
    return Optimizer(_TYPES["AdagradOptimizer"], _ADAGRAD, name, {"learning_rate": learning_rate},
                     initial=initial_accumulator_value)  # fmt: skip


def _adadelta(learning_rate: Any = 0.001, rho: Any = 0.95, epsilon: Any = 1e-8,
              use_locking: Any = False, name: Any = "Adadelta") -> Any:  # fmt: skip
    numbers = {"lr": learning_rate, "rho": rho, "epsilon": epsilon}
    return Optimizer(_TYPES["AdadeltaOptimizer"], _ADADELTA, name, numbers)


def _rms(learning_rate: Any, decay: Any = 0.9, momentum: Any = 0.0, epsilon: Any = 1e-10,
         use_locking: Any = False, centered: Any = False,
         name: Any = "RMSProp") -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "decay": decay, "momentum": momentum,
               "epsilon": epsilon}  # fmt: skip
    return Optimizer(_TYPES["RMSPropOptimizer"], _CENTERED if centered else _RMS, name, numbers)


def _adam(learning_rate: Any = 0.001, beta1: Any = 0.9, beta2: Any = 0.999, epsilon: Any = 1e-8,
          use_locking: Any = False, name: Any = "Adam") -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return Optimizer(_TYPES["AdamOptimizer"], _ADAM, name, numbers)


def _ftrl(learning_rate: Any, learning_rate_power: Any = -0.5,
          initial_accumulator_value: Any = 0.1, l1_regularization_strength: Any = 0.0,
          l2_regularization_strength: Any = 0.0, use_locking: Any = False,
          name: Any = "Ftrl") -> Any:  # fmt: skip
    given = (learning_rate, l1_regularization_strength, l2_regularization_strength,
             learning_rate_power)  # fmt: skip
    if learning_rate_power > 0:
        raise failure(
            "ValueError",
            f"learning_rate_power {learning_rate_power:f} needs to be negative or zero",
        )
    bounds = zip(("initial_accumulator_value", *_FTRL_NUMBERS[1:3]),
                 (initial_accumulator_value, *given[1:3]), strict=True)  # fmt: skip
    for label, value in bounds:
        if value < 0:
            raise failure("ValueError", f"{label} {value:f} needs to be positive or zero")
    return Optimizer(_TYPES["FtrlOptimizer"], _FTRL, name,
                     dict(zip(_FTRL_NUMBERS, given, strict=True)),
                     initial=initial_accumulator_value)  # fmt: skip


_TYPES: dict[str, TypeValue] = {}
for _name, _make in (
    ("GradientDescentOptimizer", _descent),
    ("MomentumOptimizer", _momentum),
    ("AdagradOptimizer", _adagrad),
    ("AdadeltaOptimizer", _adadelta),
    ("RMSPropOptimizer", _rms),
    ("AdamOptimizer", _adam),
    ("FtrlOptimizer", _ftrl),
):
    _TYPES[_name] = TypeValue(
        _name, f"tensorflow.python.training.{_MODULES[_name]}", (),
        checked(f"train.{_name}", Builtin(f"{_name}.__init__", _make)),
    )  # fmt: skip
    export_value(f"train.{_name}", _TYPES[_name])
