"""tf.train: the optimiser that every update rule shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.operators import collect
from engines.graph.scope import TypeValue, current_run
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.gradients import Slope, gradient_tensors
from engines.graph.tf1.graph import Controller, Operation, SymbolicTensor, default_graph
from engines.graph.tf1.slices import IndexedSlices
from engines.graph.tf1.variable_scopes import current_scope
from engines.graph.tf1.variables import TRAINABLE, RefVariable, assigned, grouped, make_variable

_FLOATS = "[tf.float32, tf.float64, tf.float16, tf.bfloat16]"
TRAIN_OP = "train_op"
_PLAIN = "ApplyGradientDescent"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of optimiser updates a variable.

    `op` is the kind of node; `inputs` names what the node takes after the variable and its slots:
    numbers, `grad`, or the running powers of Adam. `slots` holds the key and first value of each
    slot, in the order in which they are made.
    """

    op: str
    inputs: tuple[str, ...]
    slots: tuple[tuple[str, float], ...] = ()
    powers: tuple[str, ...] = ()


class Optimizer:
    """An optimiser: `minimize` builds slopes and one update of each variable."""

    def __init__(
        self, kind: TypeValue, rule: Rule, name: str, numbers: dict[str, Any], **attrs: Any
    ) -> None:
        self.type = kind
        self.rule = rule
        self.name = name
        self.numbers = numbers
        self.attrs = attrs
        self.slots: dict[tuple[str, RefVariable], RefVariable] = {}
        self.powers: dict[str, RefVariable] = {}

    def __repr__(self) -> str:
        return f"<{self.type.module}.{self.type.name} object>"

    def get_name(self) -> str:
        """Return the optimiser's name."""
        return self.name

    def get_slot_names(self) -> list[str]:
        """Return the keys of the slots made so far, sorted."""
        return sorted({key for key, _ in self.slots})

    def get_slot(self, var: Any, name: Any) -> RefVariable | None:
        """Return the slot of a variable under a key, or None."""
        return self.slots.get((name, var))

    def variables(self) -> list[RefVariable]:
        """Return the optimiser's own variables, sorted by name."""
        return sorted([*self.powers.values(), *self.slots.values()], key=lambda slot: slot.name)

    def minimize(self, loss: Any, global_step: Any = None, var_list: Any = None,
                 gate_gradients: Any = 1, aggregation_method: Any = None,
                 colocate_gradients_with_ops: Any = False, name: Any = None,
                 grad_loss: Any = None) -> Any:  # fmt: skip
        """Return the node that performs one step."""
        pairs = self.compute_gradients(loss, var_list, gate_gradients, grad_loss=grad_loss)
        if not any(slope is not None for slope, _ in pairs):
            shown = [str(variable) for _, variable in pairs]
            raise failure(
                "ValueError",
                "No gradients provided for any variable, check your graph for ops that do not"
                f" support gradients, between variables {shown} and loss {loss}.",
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self, loss: Any, var_list: Any = None, gate_gradients: Any = 1,
        aggregation_method: Any = None, colocate_gradients_with_ops: Any = False,
        grad_loss: Any = None,
    ) -> list[Any]:  # fmt: skip
        """Return pairs of slope and variable."""
        if not isinstance(loss, SymbolicTensor) and not is_variable(loss):
            kind = type(loss).__name__
            raise failure("AttributeError", f"'{kind}' object has no attribute 'dtype'")
        _check_float(loss.reference if is_variable(loss) else loss)
        variables = default_graph().collection(TRAINABLE) if var_list is None else (
            list(var_list) if isinstance(var_list, (list, tuple)) else [var_list])  # fmt: skip
        if not variables:
            raise failure("ValueError", "No variables to optimize.")
        slopes = gradient_tensors(loss, variables, grad_loss, gated=gate_gradients == 1)
        for variable, slope in zip(variables, slopes, strict=True):
            if slope is not None or is_variable(variable):
                _check_float(variable.reference if is_variable(variable) else variable)
        return list(zip(slopes, variables, strict=True))

    def apply_gradients(self, grads_and_vars: Any, global_step: Any = None,
                        name: Any = None) -> Any:  # fmt: skip
        """Return the node that applies given slopes."""
        given_pairs = collect(current_run(), grads_and_vars)
        pairs = [(_slope(given), variable) for given, variable in given_pairs]
        if not pairs:
            raise failure("ValueError", "No variables provided.")
        live = [(slope, variable) for slope, variable in pairs if slope is not None]
        if not live:
            shown = [str(variable) for _, variable in pairs]
            raise failure("ValueError", f"No gradients provided for any variable: {shown}.")
        for _, variable in live:
            if not is_variable(variable):
                message = f"('Trying to update a Tensor ', {variable!r})"
                raise failure("NotImplementedError", message)
        self._make_powers()
        slots = [self._slots(variable) for _, variable in live]
        with name_scope(name, self.name) as scope:
            numbers = {
                label: convert(value() if callable(value) else value, None, label)
                for label, value in self.numbers.items()
            }
            updates = [
                self._apply(variable, slope, own, numbers)
                for (slope, variable), own in zip(live, slots, strict=True)
            ]
            updates += self._finish(numbers, updates)
            step = grouped(updates, scope if global_step is None else "update")
            if global_step is not None:
                step = _after([step], lambda: assigned("AssignAdd", global_step, 1, scope).op)
        default_graph().collect(TRAIN_OP, step)
        return step

    def _make_powers(self) -> None:
        for label in self.rule.powers:
            key = f"{label}_power"
            if key not in self.powers:
                start = np.asarray(self.numbers[label], dtype=np.float32)
                self.powers[key] = make_variable(start, trainable=False, name=key)

    def _slots(self, variable: RefVariable) -> list[RefVariable]:
        for key, start in self.rule.slots:
            if (key, variable) not in self.slots:
                shape = [int(size or 0) for size in variable.reference.shape or ()]
                first = self.attrs.get("initial", start) if start else start
                value = np.full(shape, first, dtype=variable.reference.dtype.base.numpy)
                self.slots[key, variable] = _slot_variable(value, variable, self.name)
        return [self.slots[key, variable] for key, _ in self.rule.slots]

    def _apply(self, variable: RefVariable, slope: Slope, own: list[RefVariable],
               numbers: dict[str, SymbolicTensor]) -> Operation:  # fmt: skip
        kind = variable.reference.dtype.base
        if isinstance(slope, IndexedSlices) and self.rule.op == _PLAIN:
            return _descend_rows(variable, slope, numbers["learning_rate"])
        powers = {key: power.snapshot for key, power in self.powers.items()}
        rows = slope.indices if isinstance(slope, IndexedSlices) else None
        given = {**powers, **numbers, "grad": convert(slope)}
        rest = []
        for label in self.rule.inputs:
            tensor = given[label]
            if tensor.dtype.base != kind:
                tensor = call_op("Cast", None, tensor, DstT=kind)
            rest.append(tensor)
        references = (variable.reference, *(slot.reference for slot in own))
        indices = () if rows is None else (rows,)
        return add_node(
            self.rule.op, f"update_{variable.op.name}/{self.rule.op}",
            (*references, *rest, *indices), rows=rows is not None,
            nesterov=bool(self.attrs.get("nesterov", False)),
        )  # fmt: skip

    def _finish(
        self, numbers: dict[str, SymbolicTensor], updates: list[Operation]
    ) -> list[Operation]:
        """Move the running powers on, once every variable has been updated."""

        def moved() -> list[Operation]:
            ops = []
            for key, power in self.powers.items():
                factor = numbers[key.removesuffix("_power")]
                grown = call_op("Mul", "mul", power.snapshot, factor)
                ops.append(assigned("Assign", power, grown, None).op)
            return ops

        found: list[Operation] = _after(updates, moved) if self.powers else []
        return found


def _check_float(tensor: Any) -> None:
    if not tensor.dtype.base.floating:
        raise failure(
            "ValueError",
            f"Invalid type {tensor.dtype.base!r} for {tensor.name}, expected: {_FLOATS}.",
        )


def _descend_rows(variable: RefVariable, slope: IndexedSlices, rate: SymbolicTensor) -> Operation:
    """Subtract rows one by one, so that a row that occurs twice is rounded twice."""
    with name_scope(f"update_{variable.op.name}"):
        if rate.dtype.base != variable.reference.dtype.base:
            rate = call_op("Cast", None, rate, DstT=variable.reference.dtype.base)
        step = call_op("Mul", "mul", slope.values, rate)
        changed = call_op("ScatterSub", None, variable.reference, slope.indices, step)
    return changed.op  # type: ignore[no-any-return]


def _slope(given: Any) -> Slope:
    return given if given is None or isinstance(given, IndexedSlices) else convert(given)


def _after(before: list[Operation], build: Callable[[], Any]) -> Any:
    graph = default_graph()
    controller = Controller(tuple(before))
    graph.controllers.append(controller)
    try:
        return build()
    finally:
        graph.controllers.remove(controller)


def _slot_variable(start: Any, variable: RefVariable, label: str) -> RefVariable:
    graph = default_graph()
    prefix = current_scope(graph).name
    name = f"{variable.op.name}/{label}"
    before, graph.scope = graph.scope, ""
    try:
        return make_variable(start, trainable=False, name=f"{prefix}/{name}" if prefix else name)
    finally:
        graph.scope = before
