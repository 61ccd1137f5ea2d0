"""The `np.random` module of snippets: draws whose sizes are known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.host import as_shape, numpy_call
from engines.graph.limits import check_elements, check_shape
from engines.graph.scope import Builtin, Namespace, current_run
from engines.graph.show import weigh
from engines.graph.syntax import words


def _generator() -> np.random.RandomState:
    state = current_run().state
    if "numpy_random" not in state:
        state["numpy_random"] = np.random.RandomState(0)
    generator = state["numpy_random"]
    assert isinstance(generator, np.random.RandomState)
    return generator


# Where the size stands among the arguments of a function that draws.
_SIZE_AT = {"random": 0, "random_sample": 0, "standard_normal": 0, "choice": 1}
_DRAWS = words(
    "rand randn randint uniform normal permutation random random_sample choice standard_normal"
    " shuffle"
)


def _random(name: str, generator: Callable[[], np.random.RandomState] = _generator) -> Builtin:
    def draw(*arguments: Any, **named: Any) -> Any:
        for argument in arguments:
            weigh(argument)
        at = _SIZE_AT.get(name, 2)
        size = named.get("size", arguments[at] if len(arguments) > at else ())
        if name in ("rand", "randn"):
            size = arguments
        check_shape(as_shape(size), "array")
        if name in ("choice", "permutation") and arguments and isinstance(arguments[0], int):
            check_elements(arguments[0], "array")
        return numpy_call(getattr(generator(), name), *arguments, **named)

    return Builtin(name, draw)


def _random_state(seed: Any = None) -> Namespace:
    """Return a generator of its own as a namespace of what it draws."""
    state = numpy_call(np.random.RandomState, 0 if seed is None else seed)
    return Namespace(
        "numpy.random.RandomState", {name: _random(name, lambda: state) for name in _DRAWS}
    )


RANDOM = Namespace(
    "numpy.random",
    {
        "seed": _random("seed"),
        **{name: _random(name) for name in _DRAWS},
        "RandomState": Builtin("RandomState", _random_state),
    },
)
