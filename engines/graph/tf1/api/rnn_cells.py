"""tf.nn.rnn_cell: cells that take one step of a recurrent network."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_shape
from engines.graph.scope import Builtin, TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.array import concat, split
from engines.graph.tf1.api.get_variable import get_variable
from engines.graph.tf1.api.initialisers import constant_initializer, zeros_initializer
from engines.graph.tf1.api.layers import layer_scope
from engines.graph.tf1.api.nn import dropout
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export_value
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.rows import LSTMStateTuple
from engines.graph.tf1.variables import RefVariable


class Cell:
    """One step of a recurrent network; the variables are made by the first call."""

    label = ""
    default = ""

    def __init__(self, num_units: Any, activation: Any = None, reuse: Any = None,
                 name: Any = None) -> None:  # fmt: skip
        self.units = int(num_units)
        self.activation = activation
        self.reuse = reuse
        self.given_name = name
        self.scope: str | None = None
        self.weights: list[RefVariable] = []

    def __repr__(self) -> str:
        return f"<tensorflow.python.ops.rnn_cell_impl.{self.label} object>"

    @property
    def state_size(self) -> Any:
        """The size of the state."""
        return self.units

    @property
    def output_size(self) -> int:
        """The size of the output."""
        return self.units

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return a state of zeros."""
        kind = needs_dtype(dtype) or dt.FLOAT32
        with name_scope(f"{self.label}ZeroState"):
            return zeros_like_sizes(self.state_size, batch_size, kind)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """Return output and next state for one step."""
        value = convert(inputs)
        if self.scope is not None:
            with name_scope(self.scope):
                return self.step(value, state)
        with layer_scope(self.given_name if scope is None else scope, self.default,
                         self.reuse) as opened:  # fmt: skip
            self.scope = opened.original_name_scope
            self.build(value)
            return self.step(value, state)

    def build(self, value: SymbolicTensor) -> None:
        """Make the variables."""

    def step(self, value: SymbolicTensor, state: Any) -> Any:
        """Return output and next state."""
        raise NotImplementedError

    def _make(self, value: SymbolicTensor, prefix: str, columns: int, first: Any = None) -> None:
        depth = (value.shape or (None,))[-1]
        if depth is None:
            raise failure("ValueError", "Expected inputs.shape[-1] to be known, saw shape: "
                          f"{value.shape}")  # fmt: skip
        self.weights.append(get_variable(f"{prefix}kernel", [depth + self.units, columns],
                                         value.dtype.base, first))  # fmt: skip
        start = constant_initializer(1.0) if prefix == "gates/" else zeros_initializer()
        self.weights.append(get_variable(f"{prefix}bias", [columns], value.dtype.base, start))

    def _affine(self, value: Any, state: Any, place: int = 0) -> Any:
        kernel, bias = self.weights[place : place + 2]
        joined = concat([value, state], 1)
        product = call_op("MatMul", None, joined, kernel, transpose_a=False, transpose_b=False)
        return call_op("BiasAdd", None, product, bias, data_format="NHWC")

    def _bent(self, value: Any) -> Any:
        return call_op("Tanh", None, value) if self.activation is None else self.activation(value)


def zeros_like_sizes(size: Any, batch: Any, kind: dt.DType) -> Any:
    """Return zeros of the sizes of a state, for a batch."""
    if isinstance(size, tuple):
        parts = [zeros_like_sizes(entry, batch, kind) for entry in size]
        return type(size)(*parts) if isinstance(size, LSTMStateTuple) else tuple(parts)
    if isinstance(batch, SymbolicTensor):
        nought = constant(0, kind)
        return call_op("Fill", None, [batch, size], nought, default="zeros")
    check_shape((int(batch), int(size)))
    return constant(np.zeros((int(batch), int(size))), kind, "zeros")


class BasicRNNCell(Cell):
    """The cell h' = tanh([x, h] W + b)."""

    label, default = "BasicRNNCell", "basic_rnn_cell"

    def build(self, value: SymbolicTensor) -> None:
        """Make kernel and bias."""
        self._make(value, "", self.units)

    def step(self, value: SymbolicTensor, state: Any) -> Any:
        """Return the new state twice."""
        output = self._bent(self._affine(value, state))
        return output, output


class GRUCell(Cell):
    """The gated recurrent unit of Cho et al. 2014."""

    label, default = "GRUCell", "gru_cell"

    def build(self, value: SymbolicTensor) -> None:
        """Make the kernels and biases of the gates and of the candidate."""
        self._make(value, "gates/", 2 * self.units)
        self._make(value, "candidate/", self.units)

    def step(self, value: SymbolicTensor, state: Any) -> Any:
        """Return the new state twice."""
        gates = call_op("Sigmoid", None, self._affine(value, state))
        reset, update = split(gates, 2, 1)
        kept = operate("Mul", "mul", reset, state)
        candidate = self._bent(self._affine(value, kept, 2))
        rest = operate("Mul", "mul", operate("Sub", "sub", 1, update), candidate)
        output = operate("AddV2", "add", operate("Mul", "mul", update, state), rest)
        return output, output


class BasicLSTMCell(Cell):
    """The long short-term memory of Zaremba et al. 2014."""

    label, default = "BasicLSTMCell", "basic_lstm_cell"

    def __init__(self, num_units: Any, forget_bias: Any = 1.0, state_is_tuple: Any = True,
                 activation: Any = None, reuse: Any = None, name: Any = None) -> None:  # fmt: skip
        super().__init__(num_units, activation, reuse, name)
        if not state_is_tuple:
            raise CapReached("state_is_tuple=False", "`state_is_tuple=False` is not supported")
        self.forget_bias = forget_bias
        self.first: Any = None

    @property
    def state_size(self) -> Any:
        """The sizes of c and h."""
        return LSTMStateTuple(self.units, self.units)

    def build(self, value: SymbolicTensor) -> None:
        """Make kernel and bias."""
        self._make(value, "", 4 * self.units, self.first)

    def step(self, value: SymbolicTensor, state: Any) -> Any:
        """Return h, and the new c and h."""
        memory, before = state
        gate, fresh, forget, out = split(self._affine(value, before), 4, 1)
        kept = operate("Mul", "mul", memory, call_op(
            "Sigmoid", None, operate("AddV2", "add", forget, self.forget_bias)))  # fmt: skip
        added = operate("Mul", "mul", call_op("Sigmoid", None, gate), self._bent(fresh))
        after = operate("AddV2", "add", kept, added)
        hidden = operate("Mul", "mul", self._bent(after), call_op("Sigmoid", None, out))
        return hidden, LSTMStateTuple(after, hidden)


class LSTMCell(BasicLSTMCell):
    """The long short-term memory without peepholes or projection."""

    label, default = "LSTMCell", "lstm_cell"

    def __init__(self, num_units: Any, use_peepholes: Any = False, cell_clip: Any = None,
                 initializer: Any = None, num_proj: Any = None, proj_clip: Any = None,
                 num_unit_shards: Any = None, num_proj_shards: Any = None,
                 forget_bias: Any = 1.0, state_is_tuple: Any = True, activation: Any = None,
                 reuse: Any = None, name: Any = None) -> None:  # fmt: skip
        for label, given in (("use_peepholes=", use_peepholes), ("cell_clip=", cell_clip),
                             ("num_proj=", num_proj)):  # fmt: skip
            if given:
                raise CapReached(label, f"`{label}` of LSTMCell is not supported")
        super().__init__(num_units, forget_bias, state_is_tuple, activation, reuse, name)
        self.first = initializer


class MultiRNNCell(Cell):
    """Several cells, each fed with the output of the one before."""

    label, default = "MultiRNNCell", "multi_rnn_cell"

    def __init__(self, cells: Any, state_is_tuple: Any = True) -> None:
        if not cells:
            raise failure("ValueError", "Must specify at least one cell for MultiRNNCell.")
        if not isinstance(cells, (list, tuple)):
            raise failure("TypeError", "cells must be a list or tuple, but saw: " + repr(cells))
        super().__init__(cells[-1].output_size)
        self.cells = list(cells)

    @property
    def state_size(self) -> Any:
        """The sizes of the states of the cells."""
        return tuple(cell.state_size for cell in self.cells)

    def step(self, value: SymbolicTensor, state: Any) -> Any:
        """Return the output of the last cell and the states of all."""
        states = []
        for index, cell in enumerate(self.cells):
            with layer_scope(f"cell_{index}", ""):
                value, after = cell(value, state[index])
            states.append(after)
        return value, tuple(states)


class DropoutWrapper(Cell):
    """A cell whose input and output entries are dropped at random."""

    label, default = "DropoutWrapper", "dropout_wrapper"

    def __init__(self, cell: Any, input_keep_prob: Any = 1.0, output_keep_prob: Any = 1.0,
                 state_keep_prob: Any = 1.0) -> None:  # fmt: skip
        super().__init__(cell.output_size)
        self.cell = cell
        self.keep = (input_keep_prob, output_keep_prob)

    @property
    def state_size(self) -> Any:
        """The size of the state of the cell inside."""
        return self.cell.state_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Return a state of zeros."""
        return self.cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """Return output and next state for one step."""
        output, after = self.cell(_kept(inputs, self.keep[0]), state, scope)
        return _kept(output, self.keep[1]), after


def _kept(value: Any, share: Any) -> Any:
    if isinstance(share, (int, float)) and share == 1:
        return value
    return dropout(value, keep_prob=share)


_CELLS: tuple[type[Cell], ...] = (
    BasicRNNCell, GRUCell, BasicLSTMCell, LSTMCell, MultiRNNCell, DropoutWrapper
)  # fmt: skip
CELL_TYPES = tuple(
    TypeValue(cell.label, "tensorflow.python.ops.rnn_cell_impl", (cell,),
              Builtin(f"{cell.label}.__init__", cell))
    for cell in _CELLS
)  # fmt: skip
for _type in CELL_TYPES:
    export_value(f"nn.rnn_cell.{_type.name}", _type)
export_value("nn.rnn_cell.LSTMStateTuple", Builtin("LSTMStateTuple", LSTMStateTuple))
