"""tf.train: optimisers, learning-rate schedules, moving averages."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, constant, convert, name_scope
from engines.graph.tf1.exports import export, export_value
from engines.graph.tf1.gradients import gradient_tensors
from engines.graph.tf1.graph import Controller, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.variables import (
    GLOBAL,
    TRAINABLE,
    RefVariable,
    assigned,
    grouped,
    make_variable,
)


class Optimizer:
    """An optimiser: `minimize` builds slopes and one update of each variable."""

    def __init__(self, kind: str, name: str, numbers: dict[str, Any], slots: tuple[str, ...],
                 **attrs: Any) -> None:  # fmt: skip
        self.kind = kind
        self.name = name
        self.numbers = numbers
        self.slot_names = slots
        self.attrs = attrs
        self.slots: dict[tuple[RefVariable, str], RefVariable] = {}
        self.powers: list[RefVariable] = []

    def __repr__(self) -> str:
        return f"<tf.train.{self.name} optimizer>"

    def minimize(self, loss: Any, global_step: Any = None, var_list: Any = None,
                 gate_gradients: Any = 1, aggregation_method: Any = None,
                 colocate_gradients_with_ops: Any = False, name: Any = None,
                 grad_loss: Any = None) -> Any:  # fmt: skip
        """Return the node that performs one step."""
        pairs = self.compute_gradients(loss, var_list)
        if not any(slope is not None for slope, _ in pairs):
            shown = [repr(variable) for _, variable in pairs]
            raise failure(
                "ValueError",
                "No gradients provided for any variable, check your graph for ops that do not"
                f" support gradients, between variables {shown} and loss {loss}.",
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(self, loss: Any, var_list: Any = None, **unused: Any) -> list[Any]:
        """Return pairs of slope and variable."""
        graph = default_graph()
        variables = graph.collection(TRAINABLE) if var_list is None else (
            list(var_list) if isinstance(var_list, (list, tuple)) else [var_list])  # fmt: skip
        if not variables:
            raise failure("ValueError", "No variables to optimize.")
        for tensor in (loss, *(variable.reference for variable in variables)):
            if isinstance(tensor, SymbolicTensor) and not tensor.dtype.base.floating:
                raise failure(
                    "ValueError",
                    f"Invalid type {tensor.dtype.base!r} for {tensor.name}, expected: [tf.float32,"
                    " tf.float64, tf.float16, tf.bfloat16].",
                )
        return list(zip(gradient_tensors(loss, variables, gated=True), variables, strict=True))

    def apply_gradients(self, grads_and_vars: Any, global_step: Any = None,
                        name: Any = None) -> Any:  # fmt: skip
        """Return the node that applies given slopes."""
        pairs = [(slope, variable) for slope, variable in grads_and_vars]
        live = [(slope, variable) for slope, variable in pairs if slope is not None]
        if not live:
            shown = ([variable.name for _, variable in pairs],)
            raise failure("ValueError", f"No gradients provided for any variable: {shown}.")
        slots = [self._slots(variable) for _, variable in live]
        with name_scope(name, self.name) as scope:
            numbers = {key: convert(value, None, key) for key, value in self.numbers.items()}
            updates = [
                self._apply(variable, slope, own, numbers)
                for (slope, variable), own in zip(live, slots, strict=True)
            ]
            updates += self._finish(numbers, updates)
            if global_step is None:
                return _after(updates, scope)
            _after(updates, "update")
            graph = default_graph()
            graph.controllers.append(Controller((graph.operations[-1],)))
            try:
                return assigned("AssignAdd", global_step, 1, scope).op
            finally:
                graph.controllers.pop()

    def _slots(self, variable: RefVariable) -> list[RefVariable]:
        if self.kind == "ApplyAdam" and not self.powers:
            for label in ("beta1", "beta2"):
                start = np.asarray(self.numbers[label], dtype=np.float32)
                self.powers.append(_root_variable(start, f"{label}_power"))
        own = []
        for slot in self.slot_names:
            key = (variable, slot)
            if key not in self.slots:
                shape = [int(size or 0) for size in variable.reference.shape or ()]
                fill = float(self.attrs.get("initial", 0.0)) if slot == self.slot_names[0] else 0.0
                start = np.full(shape, fill, dtype=variable.reference.dtype.numpy)
                self.slots[key] = _root_variable(start, f"{variable.op.name}/{slot}")
            own.append(self.slots[key])
        return own

    def _apply(self, variable: RefVariable, slope: Any, own: list[RefVariable],
               numbers: dict[str, SymbolicTensor]) -> Operation:  # fmt: skip
        references = (variable.reference, *(slot.reference for slot in own))
        slope = convert(slope)
        rate = numbers["learning_rate"]
        rest: tuple[SymbolicTensor, ...]
        if self.kind == "ApplyGradientDescent" or self.kind == "ApplyAdagrad":
            rest = (rate, slope)
        elif self.kind == "ApplyMomentum":
            rest = (rate, slope, numbers["momentum"])
        elif self.kind == "ApplyRMSProp":
            rest = (rate, numbers["decay"], numbers["momentum"], numbers["epsilon"], slope)
        else:
            powers = tuple(power.snapshot for power in self.powers)
            rest = (*powers, rate, numbers["beta1"], numbers["beta2"], numbers["epsilon"], slope)
        label = f"update_{variable.op.name}/{self.kind}"
        nesterov = bool(self.attrs.get("nesterov", False))
        return add_node(self.kind, label, (*references, *rest), nesterov=nesterov)

    def _finish(
        self, numbers: dict[str, SymbolicTensor], updates: list[Operation]
    ) -> list[Operation]:
        if self.kind != "ApplyAdam":
            return []
        graph = default_graph()
        graph.controllers.append(Controller(tuple(updates)))
        try:
            return [
                assigned("Assign", power, call_op("Mul", "mul", power.snapshot, numbers[label]),
                         None).op
                for power, label in zip(self.powers, ("beta1", "beta2"), strict=True)
            ]  # fmt: skip
        finally:
            graph.controllers.pop()


def _root_variable(start: Any, name: str) -> RefVariable:
    graph = default_graph()
    before, graph.scope = graph.scope, ""
    try:
        return make_variable(start, trainable=False, name=name)
    finally:
        graph.scope = before


def _after(ops: list[Operation], name: str) -> Operation:
    return grouped(ops, name)


def _descent(learning_rate: Any, use_locking: Any = False, name: Any = "GradientDescent") -> Any:
    return Optimizer("ApplyGradientDescent", name, {"learning_rate": learning_rate}, ())


def _momentum(learning_rate: Any, momentum: Any, use_locking: Any = False, name: Any = "Momentum",
              use_nesterov: Any = False) -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "momentum": momentum}
    return Optimizer("ApplyMomentum", name, numbers, ("Momentum",), nesterov=use_nesterov)


def _adagrad(learning_rate: Any, initial_accumulator_value: Any = 0.1, use_locking: Any = False,
             name: Any = "Adagrad") -> Any:  # fmt: skip
    return Optimizer("ApplyAdagrad", name, {"learning_rate": learning_rate}, ("Adagrad",),
                     initial=initial_accumulator_value)  # fmt: skip


def _rms(learning_rate: Any, decay: Any = 0.9, momentum: Any = 0.0, epsilon: Any = 1e-10,
         use_locking: Any = False, centered: Any = False,
         name: Any = "RMSProp") -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "decay": decay, "momentum": momentum,
               "epsilon": epsilon}  # fmt: skip
    return Optimizer("ApplyRMSProp", name, numbers, ("RMSProp", "RMSProp_1"), initial=1.0)


def _adam(learning_rate: Any = 0.001, beta1: Any = 0.9, beta2: Any = 0.999, epsilon: Any = 1e-8,
          use_locking: Any = False, name: Any = "Adam") -> Any:  # fmt: skip
    numbers = {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return Optimizer("ApplyAdam", name, numbers, ("Adam", "Adam_1"))


for _name, _make in (
    ("GradientDescentOptimizer", _descent),
    ("MomentumOptimizer", _momentum),
    ("AdagradOptimizer", _adagrad),
    ("RMSPropOptimizer", _rms),
    ("AdamOptimizer", _adam),
):
    export_value(f"train.{_name}", Builtin(f"{_name}.__init__", _make))


@export("train.exponential_decay")
def exponential_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """Return rate * decay_rate ** (step / decay_steps), the exponent floored by `staircase`."""
    if global_step is None:
        raise failure("ValueError", "global_step is required for exponential_decay.")
    with name_scope(name, "ExponentialDecay") as scope:
        rate = convert(learning_rate, None, "learning_rate")
        step = call_op("Cast", None, global_step, DstT=rate.dtype.base)
        steps = call_op("Cast", None, decay_steps, DstT=rate.dtype.base)
        exponent = call_op("RealDiv", None, step, steps, default="truediv")
        if staircase:
            exponent = call_op("Floor", None, exponent)
        base = convert(decay_rate, rate.dtype.base)
        return call_op("Mul", scope, rate, call_op("Pow", None, base, exponent))


@export("train.get_or_create_global_step", "train.create_global_step")
def global_step() -> Any:
    """Return the graph's step counter."""
    graph = default_graph()
    known = graph.collection("global_step")
    if known:
        return known[0]
    variable = make_variable(np.int64(0), trainable=False, name="global_step")
    graph.collect("global_step", variable)
    return variable


class ExponentialMovingAverage:
    """Shadows of variables: shadow -= (1 - decay) * (shadow - variable)."""

    def __init__(self, decay: Any, num_updates: Any = None, zero_debias: Any = False,
                 name: Any = "ExponentialMovingAverage") -> None:  # fmt: skip
        self.decay = decay
        self.num_updates = num_updates
        self.name = name
        self.shadows: dict[RefVariable, RefVariable] = {}

    def apply(self, var_list: Any = None) -> Operation:
        """Return the node that updates the shadows of `var_list`."""
        variables = default_graph().collection(TRAINABLE) if var_list is None else list(var_list)
        for variable in variables:
            if variable not in self.shadows:
                name = f"{variable.op.name}/{self.name}"
                graph = default_graph()
                before, graph.scope = graph.scope, ""
                try:
                    shadow = make_variable(variable.initial_value, False, [GLOBAL], True, name)
                finally:
                    graph.scope = before
                self.shadows[variable] = shadow
        with name_scope(self.name) as scope:
            decay = convert(self.decay, None, "decay")
            if self.num_updates is not None:
                count = call_op("Cast", None, self.num_updates, DstT=dt.FLOAT32)
                bound = call_op(
                    "RealDiv", "truediv", call_op("AddV2", "add", count, constant(1.0)),
                    call_op("AddV2", "add", count, constant(10.0)),
                )  # fmt: skip
                decay = call_op("Minimum", None, decay, bound)
            updates = []
            for variable in variables:
                shadow = self.shadows[variable]
                with name_scope("AssignMovingAvg") as inner:
                    share = call_op("Sub", "sub", constant(1.0, decay.dtype.base), decay)
                    gap = call_op("Sub", "sub", shadow.snapshot, variable.snapshot)
                    step = call_op("Mul", "mul", gap, share)
                    updates.append(assigned("AssignSub", shadow, step, inner).op)
            return grouped(updates, scope)

    def average(self, variable: Any) -> RefVariable | None:
        """Return the shadow of a variable, or None when it has none."""
        return self.shadows.get(variable)

    def average_name(self, variable: Any) -> str:
        """Return the name of a variable's shadow."""
        return f"{variable.op.name}/{self.name}"


export_value("train.ExponentialMovingAverage",
             Builtin("ExponentialMovingAverage", ExponentialMovingAverage))  # fmt: skip
