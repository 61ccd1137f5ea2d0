"""Moving averages of variables and of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_shape
from engines.graph.scope import Builtin
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import is_variable, name_scope, without_controls
from engines.graph.tf1.exports import export_value
from engines.graph.tf1.graph import Operation, default_graph
from engines.graph.tf1.shapes import fully_known
from engines.graph.tf1.variables import (
    GLOBAL,
    TRAINABLE,
    RefVariable,
    assigned,
    grouped,
    initialized_value,
    make_variable,
)

_AVERAGED = "moving_average_variables"


class ExponentialMovingAverage:
    """Shadows of variables: shadow -= (1 - decay) * (shadow - variable)."""

    def __init__(self, decay: Any, num_updates: Any = None, zero_debias: Any = False,
                 name: Any = "ExponentialMovingAverage") -> None:  # fmt: skip
        self.decay = decay
        self.num_updates = num_updates
        self.zero_debias = zero_debias
        self.name = name
        self.shadows: dict[Any, RefVariable] = {}

    def apply(self, var_list: Any = None) -> Operation:
        """Return the node that updates the shadows of `var_list`."""
        graph = default_graph()
        entries = graph.collection(TRAINABLE) if var_list is None else list(var_list)
        for entry in entries:
            kind = entry.reference.dtype if is_variable(entry) else entry.dtype
            if not kind.base.floating:
                raise failure(
                    "TypeError", f"The variables must be half, float, or double: {entry.name}"
                )
            if entry not in self.shadows:
                self.shadows[entry] = self._shadow(entry)
        with name_scope(self.name) as scope:
            decay = self._decay()
            updates = []
            for entry in entries:
                shadow = self.shadows[entry]
                value = entry.snapshot if is_variable(entry) else entry
                with name_scope("AssignMovingAvg") as inner:
                    one = constant(1.0, decay.dtype.base, "sub/x")
                    share = call_op("Sub", "sub", one, decay)
                    if share.dtype.base != value.dtype.base:
                        share = call_op("Cast", None, share, DstT=value.dtype.base)
                    gap = call_op("Sub", "sub", shadow.snapshot, value)
                    step = call_op("Mul", "mul", gap, share)
                    updates.append(assigned("AssignSub", shadow, step, inner).op)
            return grouped(updates, scope)

    def _decay(self) -> Any:
        decay = convert(self.decay, dt.FLOAT32, "decay")
        if self.num_updates is None:
            return decay
        count = convert(self.num_updates)
        if count.dtype.base != dt.FLOAT32:
            count = call_op("Cast", "num_updates", count, DstT=dt.FLOAT32)
        upper = call_op("AddV2", "add", constant(1.0, dt.FLOAT32, "add/x"), count)
        lower = call_op("AddV2", "add", constant(10.0, dt.FLOAT32, "add_1/x"), count)
        return call_op("Minimum", None, decay, call_op("RealDiv", "truediv", upper, lower))

    def _shadow(self, entry: Any) -> RefVariable:
        graph = default_graph()
        shape = (entry.reference if is_variable(entry) else entry).shape
        with without_controls(), name_scope(""):
            name = f"{entry.op.name}/{self.name}"
            if is_variable(entry):
                graph.collect(_AVERAGED, entry)
                return make_variable(initialized_value(entry), False, [GLOBAL], True, name)
            if self.zero_debias:
                raise CapReached("zero_debias=", "`zero_debias=` for tensors is not supported")
            if not fully_known(shape):
                raise CapReached("apply", "moving averages of unknown shapes are not supported")
            sizes = tuple(int(size or 0) for size in shape or ())
            check_shape(sizes)
            zeros = np.zeros(sizes)
            return make_variable(
                lambda: constant(zeros, entry.dtype.base, "zeros"), False, [GLOBAL], True, name
            )

    def average(self, var: Any) -> RefVariable | None:
        """Return the shadow of a variable, or None when it has none."""
        return self.shadows.get(var)

    def average_name(self, var: Any) -> str:
        """Return the name of a variable's shadow."""
        if var in self.shadows:
            return self.shadows[var].op.name
        return f"{var.op.name}/{self.name}"

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Any]:
        """Return the variables under the names under which a checkpoint has their averages."""
        graph = default_graph()
        averaged = list(
            moving_avg_variables
            if moving_avg_variables is not None
            else graph.collection(TRAINABLE) + graph.collection(_AVERAGED)
        )
        named = {self.average_name(variable): variable for variable in averaged}
        known = {variable.name for variable in averaged}
        for variable in graph.collection(GLOBAL):
            if variable.name not in known:
                named.setdefault(variable.op.name, variable)
        return named


export_value("train.ExponentialMovingAverage",
             Builtin("ExponentialMovingAverage.__init__", ExponentialMovingAverage))  # fmt: skip
