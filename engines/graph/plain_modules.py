"""The few modules of the standard library that snippets name besides `math`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.graph.calls import call
from engines.graph.collected import COLLECTIONS
from engines.graph.errors import failure
from engines.graph.operators import collect
from engines.graph.scope import MISSING, Builtin, Namespace, current_run


def _reduce(function: Any, entries: Any, initial: Any = MISSING) -> Any:
    run = current_run()
    values = collect(run, entries)
    if initial is MISSING:
        if not values:
            raise failure("TypeError", "reduce() of empty iterable with no initial value")
        initial, values = values[0], values[1:]
    for value in values:
        initial = call(run, function, [initial, value], {})
    return initial


def _partial(function: Any, *first: Any, **fixed: Any) -> Builtin:
    def finish(*rest: Any, **named: Any) -> Any:
        return call(current_run(), function, [*first, *rest], {**fixed, **named})

    return Builtin("partial", finish)


STANDARD_MODULES: Mapping[str, Namespace] = {
    "collections": COLLECTIONS,
    "functools": Namespace(
        "functools",
        {"reduce": Builtin("reduce", _reduce), "partial": Builtin("partial", _partial)},
    ),
}
