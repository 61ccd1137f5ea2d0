"""Sessions: what may be fetched and fed, the state between runs, what `run` returns."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.graph.errors import Raised, failed_node, failure
from engines.graph.scope import Builtin, current_run
from engines.graph.show import weigh
from engines.graph.tf1.api.configuration import Message
from engines.graph.tf1.convert import to_numpy
from engines.graph.tf1.drawn import DRAWN_RUNS, keep_run
from engines.graph.tf1.elements import (
    Element,
    element_of,
    fed_parts,
    fetched,
    rebuilt,
    said,
    visit_leaves,
)
from engines.graph.tf1.feeding import fed_value
from engines.graph.tf1.graph import Graph, Operation, SymbolicTensor, default_graph, world
from engines.graph.tf1.plan import Evaluation, Plan, make_plan, tracked_value


class Session:
    """A session over one graph; variables live in it from their first assignment on."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        _check_settings(target, graph, config)
        self.graph = default_graph() if graph is None else graph
        self.closed = False
        self.variables: dict[Operation, Any] = {}
        self.generators: dict[Operation, torch.Generator] = {}
        self.plans: dict[Any, Plan] = {}
        self.blocks: dict[Any, dict[tuple[Operation, str], Plan]] = {}

    def __repr__(self) -> str:
        return f"<tensorflow.python.client.session.{type(self).__name__} object>"

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
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

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: Any = False
    ) -> Builtin:
        """Return a function of the values of `feed_list` that runs `fetches`."""
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise failure("TypeError", "Argument `feed_list` must be a list or tuple.")
        if not self.graph.operations:
            raise failure(
                "RuntimeError",
                "The Session graph is empty. Add operations to the graph before calling run().",
            )
        keys = [self.fed_tensor(key) for key in feed_list or ()]

        def generic_runner(*values: Any) -> Any:
            if len(values) != len(keys):
                message = f"Expected {len(keys)} arguments, got {len(values)}"
                raise failure("InvalidArgumentError", message)
            return self.run(fetches, dict(zip(keys, values, strict=True)))

        return Builtin("_generic_run", generic_runner)

    def _feeds(self, feed_dict: Any) -> dict[SymbolicTensor, Any]:
        if feed_dict is None:
            return {}
        if not isinstance(feed_dict, dict):
            raise failure(
                "TypeError",
                "FlattenDictItems: 'dict' must be a dictionary or collection.Mapping type object,"
                f" instead of '{type(feed_dict).__name__}'.",
            )
        return {
            self.fed_tensor(key): fed_value(self.fed_tensor(key), value)
            for key, value in fed_parts(feed_dict)
        }

    def fed_tensor(self, key: Any) -> SymbolicTensor:
        """Return the tensor that the key of a feed stands for. Raises the snippet's TypeError."""
        try:
            element = element_of(self.graph, key, operations=False)
        except Raised as raised:
            raise failure(
                "TypeError", f"Cannot interpret feed_dict key as Tensor: {said(raised)}"
            ) from None
        assert isinstance(element, SymbolicTensor)
        if element in self.graph.unfeedable:
            raise failure("ValueError", f"Tensor {element.name} may not be fed.")
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
            evaluation.tracked, evaluation.chained = plan.tracked, bool(plan.sources)
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


def _check_settings(target: Any, graph: Any, config: Any) -> None:
    if target != "" and not isinstance(target, (str, bytes)):
        kind = target.kind if isinstance(target, Message) else type(target).__name__
        said = f'Argument `target` must be a string, but got "{kind}"'
        if isinstance(target, Message):
            said += '. Did you do "Session(config)" instead of "Session(config=config)"?'
        raise failure("TypeError", said)
    if graph is not None and not isinstance(graph, Graph):
        kind = type(graph).__name__
        raise failure("TypeError", f'Argument `graph` must be a tf.Graph, but got "{kind}"')
    if config is not None and not isinstance(config, Message):
        raise failure(
            "TypeError",
            f'Argument `config` must be a tf.ConfigProto, but got "{type(config).__name__}"',
        )


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
    from engines.graph.tf1.ops.state import Uninitialized

    value = evaluation.memo[tensor]
    if isinstance(value, Uninitialized):
        raise failed_node(
            "FailedPreconditionError",
            f"Attempting to use uninitialized value {value.name}",
            None,
            f"_retval_{tensor.op.name}_0_0",
            0,
        )


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
    if not isinstance(session, Session):
        kind = type(session).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute 'graph'")
    return session
