"""tf.FIFOQueue and its like: a queue of entries that each session fills and empties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.scope import Builtin, TypeValue
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export_value
from engines.graph.tf1.folding import static_value
from engines.graph.tf1.graph import Operation, SymbolicTensor
from engines.graph.tf1.shapes import Shape, TensorShape, compatible, shape_of

_MODULE = "tensorflow.python.ops.data_flow_ops"


class Queue:
    """A queue: `enqueue` and `dequeue` give nodes that act on it when they are run."""

    def __init__(self, op: Operation) -> None:
        self.op = op
        self.label = op.name.rpartition("/")[2]
        self.dtypes: list[dt.DType] = op.attrs["dtypes"]
        self.shapes: list[Shape] | None = op.attrs["shapes"]

    def __repr__(self) -> str:
        return f"<{_MODULE}.{self.op.type.removesuffix('V2')} object>"

    def enqueue(self, vals: Any, name: Any = None) -> Operation:
        """Return the node that adds one entry."""
        with name_scope(name, f"{self.label}_enqueue") as scope:
            parts = self._components(vals)
            for part, shape in zip(parts, self._shapes(), strict=True):
                _check_compatible(part.shape, shape)
            return add_node("QueueEnqueueV2", scope, parts, queue=self.op)

    def enqueue_many(self, vals: Any, name: Any = None) -> Operation:
        """Return the node that adds one entry for each row."""
        with name_scope(name, f"{self.label}_EnqueueMany") as scope:
            parts = self._components(vals)
            rows: int | None = None
            for part, shape in zip(parts, self._shapes(), strict=True):
                whole = part.shape
                if whole == ():
                    raise failure("ValueError", "Shape () must have rank at least 1")
                if whole is None:
                    continue
                if rows is not None and whole[0] is not None and whole[0] != rows:
                    raise failure(
                        "ValueError", f"Dimensions {rows} and {whole[0]} are not compatible"
                    )
                rows = whole[0] if rows is None else rows
                _check_compatible(whole[1:], shape)
            return add_node("QueueEnqueueManyV2", scope, parts, queue=self.op)

    def dequeue(self, name: Any = None) -> Any:
        """Return the next entry as tensors; each run takes one away."""
        outputs = list(zip(self.dtypes, self._shapes(), strict=True))
        with name_scope(name, f"{self.label}_Dequeue") as scope:
            return _alone(add_node("QueueDequeueV2", scope, (), queue=self.op, outputs=outputs))

    def dequeue_many(self, n: Any, name: Any = None) -> Any:
        """Return the next `n` entries, each component as the rows of one tensor."""
        return self._several("DequeueMany", n, name)

    def dequeue_up_to(self, n: Any, name: Any = None) -> Any:
        """Return at most `n` entries: fewer once the queue is closed."""
        return self._several("DequeueUpTo", n, name)

    def _several(self, verb: str, n: Any, name: Any) -> Any:
        with name_scope(name, f"{self.label}_{verb}") as scope:
            number = convert(n, None, "n", dt.INT32)
            known = static_value(number) if verb == "DequeueMany" else None
            rows = None if known is None or known < 0 else int(known)
            outputs = [
                (kind, None if shape is None else (rows, *shape))
                for kind, shape in zip(self.dtypes, self._shapes(), strict=True)
            ]
            kind = f"Queue{verb}V2"
            return _alone(add_node(kind, scope, (number,), queue=self.op, outputs=outputs))

    def size(self, name: Any = None) -> Any:
        """Return the number of entries as a tensor."""
        return self._asked("Size", dt.INT32, name)

    def is_closed(self, name: Any = None) -> Any:
        """Return whether the queue is closed as a tensor."""
        return self._asked("Is_Closed", dt.BOOL, name)

    def _asked(self, what: str, kind: dt.DType, name: Any) -> Any:
        node = f"Queue{what.replace('_', '')}V2"
        with name_scope(name, f"{self.label}_{what}") as scope:
            return add_node(node, scope, (), queue=self.op, outputs=[(kind, ())]).outputs[0]

    def close(self, cancel_pending_enqueues: Any = False, name: Any = None) -> Operation:
        """Return the node that closes the queue: nothing is added from then on."""
        with name_scope(name, f"{self.label}_Close") as scope:
            return add_node("QueueCloseV2", scope, (), queue=self.op)

    def _shapes(self) -> list[Shape]:
        return self.shapes or [None] * len(self.dtypes)

    def _components(self, vals: Any) -> tuple[SymbolicTensor, ...]:
        if isinstance(vals, dict):
            raise failure("ValueError", "vals must not be a dictionary")
        given = list(vals) if isinstance(vals, (list, tuple)) else [vals]
        if len(given) != len(self.dtypes):
            raise CapReached("enqueue", "an entry with too many or too few components")
        return tuple(
            convert(value, kind, f"component_{index}")
            for index, (value, kind) in enumerate(zip(given, self.dtypes, strict=True))
        )


def _alone(op: Operation) -> Any:
    return op.outputs[0] if len(op.outputs) == 1 else list(op.outputs)


def _check_compatible(own: Shape, wanted: Shape) -> None:
    if not compatible(own, wanted):
        raise failure(
            "ValueError", f"Shapes {TensorShape(own)} and {TensorShape(wanted)} are incompatible"
        )


def _made(
    kind: str, capacity: Any, dtypes: Any, shapes: Any, name: Any, names: Any, least: int = 0,
    seed: Any = None,
) -> Queue:  # fmt: skip
    if names is not None:
        raise CapReached("names=", "`names=` of a queue is not supported")
    kinds = [
        (needs_dtype(given) or dt.FLOAT32).base
        for given in (dtypes if isinstance(dtypes, (list, tuple)) else [dtypes])
    ]
    known: list[Shape] | None = None
    if shapes is not None:
        several = isinstance(shapes, (list, tuple)) and all(
            isinstance(entry, (list, tuple, TensorShape)) for entry in shapes
        )
        known = [shape_of(entry) for entry in (shapes if several and shapes else [shapes])]
        if len(known) != len(kinds):
            raise failure("ValueError", "Queue shapes must have the same length as dtypes")
    op = add_node(
        f"{kind}V2", name, (), capacity=int(capacity), dtypes=kinds, shapes=known, least=least,
        seed=seed,
    )  # fmt: skip
    return Queue(op)


def _fifo(capacity: Any, dtypes: Any, shapes: Any = None, names: Any = None,
          shared_name: Any = None, name: Any = "fifo_queue") -> Queue:  # fmt: skip
    return _made("FIFOQueue", capacity, dtypes, shapes, name, names)


def _padding(capacity: Any, dtypes: Any, shapes: Any, names: Any = None,
             shared_name: Any = None, name: Any = "padding_fifo_queue") -> Queue:  # fmt: skip
    return _made("PaddingFIFOQueue", capacity, dtypes, shapes, name, names)


def _shuffling(
    capacity: Any, min_after_dequeue: Any, dtypes: Any, shapes: Any = None, names: Any = None,
    seed: Any = None, shared_name: Any = None, name: Any = "random_shuffle_queue",
) -> Queue:  # fmt: skip
    least = int(min_after_dequeue)
    return _made("RandomShuffleQueue", capacity, dtypes, shapes, name, names, least, seed)


QUEUE_TYPES = tuple(
    TypeValue(kind, _MODULE, (), Builtin(f"{kind}.__init__", make))
    for kind, make in (
        ("FIFOQueue", _fifo),
        ("PaddingFIFOQueue", _padding),
        ("RandomShuffleQueue", _shuffling),
    )
)
for _kind in QUEUE_TYPES:
    export_value(_kind.name, _kind)


def _method(name: str) -> Callable[[Queue], Any]:
    return lambda queue: Builtin(name, getattr(queue, name))


QUEUE_ATTRIBUTES: dict[str, Callable[[Queue], Any]] = {
    "name": lambda q: q.op.name,
    "dtypes": lambda q: list(q.dtypes),
    "shapes": lambda q: [TensorShape(shape) for shape in q._shapes()],
    "names": lambda q: None,
    **{
        name: _method(name)
        for name in ("enqueue", "enqueue_many", "dequeue", "dequeue_many", "dequeue_up_to",
                     "size", "is_closed", "close")
    },
}  # fmt: skip
