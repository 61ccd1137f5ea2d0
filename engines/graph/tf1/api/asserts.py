"""tf.assert_...: conditions that are checked while building where they can be, else at run."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import Raised, failure
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.debug import tf_assert
from engines.graph.tf1.api.reduce import reduce
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype, to_numpy
from engines.graph.tf1.exports import export
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation, SymbolicTensor
from engines.graph.tf1.shapes import TensorShape

_PAIRS = (
    ("assert_equal", "==", "Equal"), ("assert_none_equal", "!=", "NotEqual"),
    ("assert_less", "<", "Less"), ("assert_less_equal", "<=", "LessEqual"),
    ("assert_greater", ">", "Greater"), ("assert_greater_equal", ">=", "GreaterEqual"),
)  # fmt: skip
# Name, sign, the comparison behind it, and whether zero stands on its left.
_SIGNS = (
    ("assert_negative", "< 0", "assert_less", False),
    ("assert_positive", "> 0", "assert_less", True),
    ("assert_non_negative", ">= 0", "assert_less_equal", True),
    ("assert_non_positive", "<= 0", "assert_less_equal", False),
)


def _compared(
    label: str, sign: str, kind: str, x: Any, y: Any, data: Any, summarize: Any, message: Any,
    name: Any,
) -> Any:  # fmt: skip
    with name_scope(name, label):
        left, right = convert(x, None, "x"), convert(y, None, "y")
        told = data if data is not None else [
            f"Condition x {sign} y did not hold element-wise:",
            f"x ({left.name}) = ", left, f"y ({right.name}) = ", right,
        ]  # fmt: skip
        if message is not None:
            told = [message, *told]
        holds = reduce("All", call_op(kind, None, left, right), None, False, None)
        _check_now(holds, told)
        return tf_assert(holds, told, summarize)


def _check_now(holds: SymbolicTensor, told: list[Any]) -> None:
    """Raise the snippet's error when the condition is known to be false already."""
    known = static_value(holds)
    if known is None or bool(known):
        return
    lines = []
    for entry in told:
        value = static_value(entry) if isinstance(entry, SymbolicTensor) else None
        lines.append(show(entry if value is None else to_numpy(value)))
    raise failure("InvalidArgumentError", "\n".join(lines))


def _pair(label: str, sign: str, kind: str) -> Any:
    def assertion(x: Any, y: Any, data: Any = None, summarize: Any = None, message: Any = None,
                  name: Any = None) -> Any:  # fmt: skip
        if label == "assert_equal":
            with name_scope(name, label):
                if x is y:
                    return add_node("NoOp", "NoOp", ())
        return _compared(label, sign, kind, x, y, data, summarize, message, name)

    return assertion


def _signed(label: str, sign: str, behind: str, zero_first: bool) -> Any:
    kind = "Less" if behind == "assert_less" else "LessEqual"

    def assertion(x: Any, data: Any = None, summarize: Any = None, message: Any = None,
                  name: Any = None) -> Any:  # fmt: skip
        with name_scope(name, label):
            value = convert(x, None, "x")
            told = data if data is not None else [
                _prefix(message), f"Condition x {sign} did not hold element-wise:",
                f"x ({value.name}) = ", value,
            ]  # fmt: skip
            zero = convert(0, value.dtype.base)
            sides = (zero, value) if zero_first else (value, zero)
            return _compared(behind, "", kind, *sides, told, summarize, None, None)

    return assertion


for _label, _sign, _kind in _PAIRS:
    export(_label, f"debugging.{_label}")(_pair(_label, _sign, _kind))


for _label, _sign, _behind, _first in _SIGNS:
    export(_label, f"debugging.{_label}")(_signed(_label, _sign, _behind, _first))


def _prefix(message: Any) -> str:
    return f"{message}.  " if message else ""


def _of_rank(label: str, words: str, kind: str) -> Any:
    def assertion(x: Any, rank: Any, data: Any = None, summarize: Any = None, message: Any = None,
                  name: Any = None) -> Any:  # fmt: skip
        with name_scope(name, label):
            value, wanted = convert(x, None, "x"), convert(rank, None, "rank")
            prefix = _prefix(message)
            told = data if data is not None else [
                prefix, f"Tensor {value.name} must have rank{words}", wanted, "Received shape: ",
                call_op("Shape", None, value, out_type=dt.INT32),
            ]  # fmt: skip
            known = static_value(wanted)
            if known is not None and value.shape is not None:
                found = len(value.shape)
                if found != int(known) if kind == "Equal" else found < int(known):
                    raise failure(
                        "ValueError",
                        f"{prefix}Tensor {value.name} must have rank{words} {int(known)}. "
                        f" Received rank {found}, shape {TensorShape(value.shape)}",
                    )
                return add_node("NoOp", "static_checks_determined_all_ok", ())
            holds = call_op(kind, None, call_op("Rank", None, value), wanted)
            return tf_assert(holds, told, summarize)

    return assertion


export("assert_rank", "debugging.assert_rank")(_of_rank("assert_rank", "", "Equal"))


export("assert_rank_at_least", "debugging.assert_rank_at_least")(
    _of_rank("assert_rank_at_least", " at least", "GreaterEqual")
)


@export("assert_type", "debugging.assert_type")
def assert_type(tensor: Any, tf_type: Any, message: Any = None, name: Any = None) -> Operation:
    """Return a node without effect. Raises the snippet's TypeError for another type."""
    wanted = needs_dtype(tf_type)
    with name_scope(name, "assert_type"):
        value = convert(tensor, None, "tensor")
        if value.dtype != wanted:
            raise failure(
                "TypeError",
                f"{_prefix(message)}{value.name} must be of type {wanted!r}; got {value.dtype!r}",
            )
        return add_node("NoOp", "statically_determined_correct_type", ())


@export("assert_integer", "debugging.assert_integer")
def assert_integer(x: Any, message: Any = None, name: Any = None) -> Operation:
    """Return a node without effect. Raises the snippet's TypeError for other types."""
    with name_scope(name, "assert_integer"):
        value = convert(x, None, "x")
        if not value.dtype.base.integer:
            raise failure(
                "TypeError",
                f'{_prefix(message)}Expected "x" to be integer type.  Found: {value.name} of dtype'
                f" {value.dtype}",
            )
        return add_node("NoOp", "statically_determined_was_integer", ())


@export("assert_scalar", "debugging.assert_scalar")
def assert_scalar(tensor: Any, name: Any = None, message: Any = None) -> SymbolicTensor:
    """Return the tensor. Raises the snippet's ValueError unless it is known to be a scalar."""
    with name_scope(name, "assert_scalar") as scope:
        value = convert(tensor, None, scope)
        if value.shape != ():
            raise _not_scalar(value, _prefix(message))
        return value


def _not_scalar(value: SymbolicTensor, prefix: str) -> Raised:
    shape = TensorShape(value.shape)
    return failure(
        "ValueError", f"{prefix}Expected scalar shape for {value.name}, saw shape: {shape}."
    )
