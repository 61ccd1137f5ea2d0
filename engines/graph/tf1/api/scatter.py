"""tf functions that change some entries of a variable."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.scope import Builtin
from engines.graph.show import show
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.slices import IndexedSlices
from engines.graph.tf1.variables import RefVariable, referenced, updated

_FLAT = ("update", "add", "sub", "mul", "div", "max", "min")
_ND = ("update", "add", "sub", "max", "min")


def _kind(prefix: str, verb: str) -> str:
    return f"{prefix}{verb.capitalize()}"


def _scatter(kind: str, locked: bool) -> Any:
    def scatter(ref: Any, indices: Any, updates: Any, use_locking: Any = locked,
                name: Any = None) -> Any:  # fmt: skip
        return updated(kind, referenced(ref, "_lazy_read"), (indices, updates), name,
                       use_locking=bool(use_locking))  # fmt: skip

    return scatter


for _verb in _FLAT:
    export(f"scatter_{_verb}")(_scatter(_kind("Scatter", _verb), _verb == "update"))


for _verb in _ND:
    export(f"scatter_nd_{_verb}")(_scatter(_kind("ScatterNd", _verb), _verb == "update"))


@export("count_up_to")
def count_up_to(ref: Any, limit: Any, name: Any = None) -> Any:
    """Return the variable's value and increment it, up to a limit."""
    return updated("CountUpTo", referenced(ref, "handle"), (), name, limit=int(limit))


def _with_slices(kind: str) -> Any:
    def of(variable: RefVariable) -> Any:
        def change(sparse_delta: Any, use_locking: Any = False, name: Any = None) -> Any:
            if not isinstance(sparse_delta, IndexedSlices):
                raise failure(
                    "TypeError", f"sparse_delta is not IndexedSlices: {show(sparse_delta)}"
                )
            given = (sparse_delta.indices, sparse_delta.values)
            return updated(kind, variable.reference, given, name, use_locking=bool(use_locking))

        return Builtin(kind, change)

    return of


def _with_coordinates(kind: str) -> Any:
    def of(variable: RefVariable) -> Any:
        return Builtin(
            kind,
            lambda indices, updates, name=None: updated(
                kind, variable.reference, (indices, updates), name, use_locking=True
            ),
        )

    return of


METHODS: dict[str, Any] = {
    **{f"scatter_{verb}": _with_slices(_kind("Scatter", verb)) for verb in _FLAT},
    **{f"scatter_nd_{verb}": _with_coordinates(_kind("ScatterNd", verb)) for verb in _ND[:3]},
    "count_up_to": lambda v: Builtin("count_up_to", lambda limit: count_up_to(v, limit)),
}


def slice_assignment(tensor: SymbolicTensor) -> Any:
    """Return the `assign` of `variable[...]`. Raises AttributeError for any other tensor."""
    source = tensor.op.inputs[0].op if tensor.op.type == "StridedSlice" else None
    if source is None or source.type != "Identity" or not source.inputs[0].dtype.ref:
        kind = type(tensor).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute 'assign'")
    reference, bounds = source.inputs[0], tensor.op.inputs[1:]
    masks = {key: value for key, value in tensor.op.attrs.items() if key.endswith("_mask")}

    def assign(val: Any, name: Any = None) -> Any:
        label = f"{tensor.op.name}/_assign" if name is None else name
        return updated("StridedSliceAssign", reference, (*bounds, val), label, **masks)

    return assign
