"""tf.nn.embedding_lookup: rows of a table, which may be kept in several parts."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_cells
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.api.parts import dynamic_partition, dynamic_stitch
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


@export("nn.embedding_lookup")
def embedding_lookup(params: Any, ids: Any, partition_strategy: Any = "mod", name: Any = None,
                     validate_indices: Any = True, max_norm: Any = None) -> Any:  # fmt: skip
    """Return the rows of an embedding table, whose parts `params` lists where it has several."""
    if max_norm is not None:
        raise CapReached("max_norm=", "`max_norm=` is not supported")
    with name_scope(name, "embedding_lookup") as scope:
        if isinstance(params, (list, tuple)) and len(params) > 1:
            return _from_parts(list(params), ids, partition_strategy)
        if isinstance(params, (list, tuple)) and not params:
            raise failure("ValueError", "Value for argument `params` must be specified.")
        table = params[0] if isinstance(params, (list, tuple)) else params
        found = call_op("GatherV2", scope, table, convert(ids, None, "ids"), 0)
        return call_op("Identity", None, found)


def _from_parts(params: list[Any], ids: Any, strategy: Any) -> Any:
    check_cells(len(params))
    wanted = convert(ids, None, "ids")
    tables = [convert(part, None, "params") for part in params]
    flat = call_op("Reshape", None, wanted, [-1])
    places = call_op("Range", "range", 0, call_op("Size", None, flat, out_type=dt.INT32), 1)
    part, row = _placed(flat, tables, strategy)
    part = part if part.dtype.base is dt.INT32 else call_op("Cast", None, part, DstT=dt.INT32)
    rows = dynamic_partition(row, part, len(tables))
    origins = dynamic_partition(places, part, len(tables))
    found = [
        call_op("GatherV2", None, table, own, 0) for table, own in zip(tables, rows, strict=True)
    ]
    joined = dynamic_stitch(origins, found)
    inner = tables[0].shape
    if inner is None or None in inner[1:]:
        raise CapReached("embedding_lookup", "parts of unknown sizes are not supported")
    shape = call_op("Shape", None, wanted, out_type=dt.INT32)
    sizes = add_node("ConcatV2", "concat", (shape, convert(list(inner[1:]), dt.INT32), convert(0)))
    result: SymbolicTensor = call_op("Reshape", None, joined, sizes.outputs[0])
    if wanted.shape is not None:
        result.shape = (*wanted.shape, *inner[1:])
    return result


def _placed(flat: Any, tables: list[SymbolicTensor], strategy: Any) -> tuple[Any, Any]:
    """Return for each id the part that holds its row, and the place of the row there."""
    count = len(tables)
    if strategy == "mod":
        return operate("FloorMod", "mod", flat, count), operate("FloorDiv", "floordiv", flat, count)
    if strategy != "div":
        raise failure(
            "ValueError",
            f"Unrecognized partition strategy: {show(strategy)}.Must be one of either `mod` or"
            " `div`.",
        )
    known = [table.shape[0] for table in tables if table.shape]
    total = sum(size for size in known if size is not None)
    if len(known) < count or None in known:
        raise CapReached("embedding_lookup", "parts of unknown sizes are not supported")
    each, extra = divmod(total, count)
    later = operate("Sub", "sub", flat, extra)
    part = call_op(
        "Maximum", None, operate("FloorDiv", "floordiv", flat, each + 1),
        operate("FloorDiv", "floordiv", later, each),
    )  # fmt: skip
    row = call_op(
        "Select", "Select", call_op("Less", None, part, extra),
        operate("FloorMod", "mod", flat, each + 1), operate("FloorMod", "mod", later, each),
    )  # fmt: skip
    return part, row
