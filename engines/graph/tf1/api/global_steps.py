"""The graph's counter of training steps."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import Raised, failure
from engines.graph.show import show
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.get_variable import get_variable
from engines.graph.tf1.api.initialisers import zeros_initializer
from engines.graph.tf1.contexts import is_variable, name_scope
from engines.graph.tf1.elements import element_of
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import Graph, SymbolicTensor, default_graph, world
from engines.graph.tf1.session import Session
from engines.graph.tf1.variables import GLOBAL

_STEP = "global_step"


@export("train.get_global_step")
def get_global_step(graph: Any = None) -> Any:
    """Return the graph's step counter, or None when it has none."""
    owner: Graph = graph or default_graph()
    known = owner.collection(_STEP)
    if len(known) > 1:
        return None
    if known:
        found = known[0]
    else:
        try:
            found = element_of(owner, f"{_STEP}:0", operations=False)
        except Raised:
            return None
    assert_global_step(found)
    return found


@export("train.assert_global_step")
def assert_global_step(global_step_tensor: Any) -> None:
    """Raise the snippet's TypeError unless the step is an integer scalar."""
    given = global_step_tensor
    tensor = given.reference if is_variable(given) else given
    if not isinstance(tensor, SymbolicTensor):
        problem = f"must be a Variable or Tensor: {show(given)}."
    elif not tensor.dtype.base.integer:
        problem = f"does not have integer type: {tensor.dtype}"
    elif tensor.shape != () and tensor.shape is not None and None not in tensor.shape:
        problem = f"is not scalar: {show(tuple(tensor.shape))}"
    else:
        return
    raise failure("TypeError", f'Existing "global_step" {problem}')


@export("train.create_global_step")
def create_global_step(graph: Any = None) -> Any:
    """Return a new step counter. Raises the snippet's ValueError when there is one."""
    owner = graph or default_graph()
    if get_global_step(owner) is not None:
        raise failure("ValueError", '"global_step" already exists.')
    graphs = world().graphs
    graphs.append(owner)
    try:
        with name_scope(""):
            return get_variable(
                _STEP, shape=[], dtype=dt.INT64, initializer=zeros_initializer(),
                trainable=False, collections=[GLOBAL, _STEP],
            )  # fmt: skip
    finally:
        graphs.pop()


@export("train.get_or_create_global_step")
def get_or_create_global_step(graph: Any = None) -> Any:
    """Return the graph's step counter, made where there is none."""
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


@export("train.global_step")
def global_step(sess: Session, global_step_tensor: Any) -> int:
    """Return the number that the counter holds in a session."""
    return int(sess.run(global_step_tensor))
