"""Sessions: what may be fetched and fed, the state between runs, what `run` returns."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import Raised, failure, from_python
from engines.graph.limits import check_elements
from engines.graph.scope import current_run
from engines.graph.show import show, weigh
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import is_variable
from engines.graph.tf1.convert import to_numpy, to_torch
from engines.graph.tf1.drawn import DRAWN_RUNS, keep_run
from engines.graph.tf1.elements import Element, element_of, fetched, rebuilt, visit_leaves
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor, default_graph, world
from engines.graph.tf1.plan import Evaluation, Plan, make_plan, tracked_value
from engines.graph.tf1.shapes import TensorShape, compatible


class Session:
    """A session over one graph; variables live in it from their first assignment on."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        self.graph = default_graph() if graph is None else graph
        self.closed = False
        self.variables: dict[Operation, Any] = {}
        self.generators: dict[Operation, torch.Generator] = {}
        self.plans: dict[Any, Plan] = {}
        self.blocks: dict[Any, dict[tuple[Operation, str], Plan]] = {}

    def __repr__(self) -> str:
        return f"<tensorflow.python.client.session.{type(self).__name__} object>"

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None) -> Any:
        """Return the values of `fetches` in the structure in which they are given."""
        if self.closed:
            raise failure("RuntimeError", "Attempted to use a closed Session.")
        if not self.graph.operations:
            raise failure(
                "RuntimeError",
                "The Session graph is empty. Add operations to the graph before calling run().",
            )
        weigh(fetches)
        feeds = self._feeds(feed_dict)
        elements: list[Element] = []
        visit_leaves(fetches, lambda leaf: elements.append(fetched(self.graph, leaf)))
        memo = self._compute(elements, feeds)
        values = iter([_fetched_value(memo, feeds, element) for element in elements])
        return rebuilt(fetches, values)

    def _feeds(self, feed_dict: Any) -> dict[SymbolicTensor, Any]:
        if feed_dict is None:
            return {}
        if not isinstance(feed_dict, dict):
            raise failure(
                "TypeError",
                f"`feed_dict` must be a dictionary-like object, got {show(feed_dict)}",
            )
        return {
            self._fed_tensor(key): _fed_value(self._fed_tensor(key), value)
            for key, value in feed_dict.items()
        }

    def _fed_tensor(self, key: Any) -> SymbolicTensor:
        try:
            element = element_of(self.graph, key, operations=False)
        except Raised as raised:
            raise failure(
                "TypeError", f"Cannot interpret feed_dict key as Tensor: {raised.error.message}"
            ) from None
        assert isinstance(element, SymbolicTensor)
        return element

    def _compute(
        self, elements: list[Element], feeds: dict[SymbolicTensor, Any]
    ) -> dict[SymbolicTensor, Any]:
        fed = frozenset(feeds)
        key = (tuple(elements), fed)
        plan = self.plans.get(key)
        if plan is None:
            wanted = [
                element.op if isinstance(element, SymbolicTensor) else element
                for element in elements
                if element not in fed
            ]
            plan = make_plan(wanted, fed)
            self.plans[key] = plan
        run = current_run()
        evaluation = Evaluation(
            run, self.variables, self.generators, fed, dict(feeds), self.blocks.setdefault(fed, {})
        )
        if plan.differentiates:
            evaluation.tracked = plan.tracked
            for tensor in plan.tracked & fed:
                evaluation.memo[tensor] = tracked_value(tensor, evaluation.memo[tensor])
        with torch.set_grad_enabled(plan.differentiates):
            evaluation.execute(plan)
        for element in elements:
            if isinstance(element, SymbolicTensor):
                _readable(evaluation, element)
        self._record(elements, evaluation)
        return evaluation.memo

    def _record(self, elements: list[Element], evaluation: Evaluation) -> None:
        kept = world()
        kept.runs += 1
        if kept.runs <= DRAWN_RUNS:
            keep_run(kept, self.graph, elements, evaluation)

    def close(self) -> None:
        """Close the session; it runs nothing more."""
        self.closed = True


class InteractiveSession(Session):
    """A session that is the default one from the moment it is made."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        world().sessions.append(self)

    def close(self) -> None:
        """Close the session, which is then no default any more."""
        super().close()
        if self in world().sessions:
            world().sessions.remove(self)


def _fetched_value(
    memo: dict[SymbolicTensor, Any], feeds: dict[SymbolicTensor, Any], element: Element
) -> Any:
    if not isinstance(element, SymbolicTensor):
        return None
    if element in feeds:
        # What was fed comes back as the array it was made into, without becoming a scalar.
        return np.array(to_numpy(feeds[element]))
    return to_numpy(memo[element])


def _readable(evaluation: Evaluation, tensor: SymbolicTensor) -> None:
    from engines.graph.tf1.ops_state import Uninitialized

    value = evaluation.memo[tensor]
    if isinstance(value, Uninitialized):
        raise failure(
            "FailedPreconditionError", f"Attempting to use uninitialized value {value.name}"
        )


def _fed_value(tensor: SymbolicTensor, value: Any) -> Any:
    if isinstance(value, SymbolicTensor) or is_variable(value):
        raise failure(
            "TypeError",
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include"
            " Python scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the"
            f" tensor object was {value} which was passed to the argument `feed_dict` with key"
            f" {tensor}.",
        )
    kind = tensor.dtype.base
    array = _fed_array(value, kind)
    check_elements(array.size)
    if not compatible(tensor.shape, array.shape):
        raise failure(
            "ValueError",
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name}, which has shape"
            f" {TensorShape(tensor.shape)}",
        )
    return to_torch(array, kind)


def _fed_array(value: Any, kind: dt.DType) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and kind.integer:
        bounds = np.iinfo(kind.numpy)
        if not bounds.min <= value <= bounds.max:
            raise failure(
                "TypeError",
                f"Type of feed value {value} with type {type(value)} is not compatible with Tensor"
                f" type {kind.numpy}. Try explicitly setting the type of the feed tensor to a"
                f" larger"
                " type (e.g. int64).",
            )
    weigh(value)
    try:
        with np.errstate(all="ignore"):
            array = np.asarray(value, dtype=None if kind is dt.STRING else kind.numpy)
    except (TypeError, ValueError, OverflowError) as problem:
        raise from_python(problem) from None
    if kind is dt.STRING:
        from engines.graph.tf1.convert import array_of

        return array_of(np.asarray(value), dt.STRING)
    return array


def default_session() -> Session | None:
    """Return the innermost default session, or None."""
    sessions = world().sessions
    return sessions[-1] if sessions else None


def evaluated(tensor: SymbolicTensor, feed_dict: Any = None, session: Any = None) -> Any:
    """Return `tensor.eval(...)`. Raises the snippet's ValueError without a default session."""
    return _session_for(session, tensor, "evaluate tensor using `eval()`", "eval").run(
        tensor, feed_dict
    )


def performed(op: Operation, feed_dict: Any = None, session: Any = None) -> None:
    """Perform `op.run(...)`. Raises the snippet's ValueError without a default session."""
    _session_for(session, op, "execute operation using `run()`", "run").run(op, feed_dict)


def _session_for(session: Any, element: Element, what: str, method: str) -> Session:
    if session is None:
        session = default_session()
        if session is None:
            raise failure(
                "ValueError",
                f"Cannot {what}: No default session is registered. Use `with sess.as_default()"
                f"{':`' if method == 'run' else '`'} or"
                f" pass an explicit session to `{method}(session=sess)`",
            )
        graph = element.graph if isinstance(element, Operation) else element.op.graph
        if session.graph is not graph:
            noun = "tensor" if isinstance(element, SymbolicTensor) else "operation"
            raise failure(
                "ValueError",
                f"Cannot use the default session to {what.split(' using')[0]}: the {noun}'s"
                f" graph is"
                " different from the session's graph. Pass an explicit session to"
                f" `{method}(session=sess)`.",
            )
    assert isinstance(session, Session)
    return session
