"""Session.partial_run: one run in several steps, each with some of its feeds and fetches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import CapReached
from engines.graph.tf1.elements import Element, fed_parts, fetched, visit_leaves
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.session import Session


@dataclass(slots=True, eq=False)
class PartialRun:
    """What a run in several steps may still fetch and be fed."""

    session: Session
    feeds: set[SymbolicTensor]
    fetches: set[Element]
    given: dict[SymbolicTensor, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<partial run>"


def set_up(session: Session, fetches: Any, feeds: Any = None) -> PartialRun:
    """Return the handle of a run that will fetch `fetches` from `feeds` step by step."""
    keys = {session.fed_tensor(key) for key in feeds or ()}
    wanted = _elements(session, fetches)
    return PartialRun(session, keys, set(wanted))


def _elements(session: Session, fetches: Any) -> list[Element]:
    found: list[Element] = []
    visit_leaves(fetches, lambda leaf: found.append(fetched(session.graph, leaf)))
    return found


def advance(session: Session, handle: Any, fetches: Any, feed_dict: Any = None) -> Any:
    """Return the values of `fetches`, computed from all that was fed so far."""
    if not isinstance(handle, PartialRun):
        kind = type(handle).__name__
        raise CapReached("partial_run", f"a handle of type {kind} is not supported")
    for key, value in fed_parts(feed_dict or {}):
        tensor = session.fed_tensor(key)
        if tensor not in handle.feeds:
            raise failure(
                "InvalidArgumentError",
                f"The feed {tensor.name} was not specified in partial_run_setup.",
            )
        if tensor in handle.given:
            raise failure("InvalidArgumentError", f"The feed {tensor.name} has already been fed.")
        handle.given[tensor] = value
    for element in _elements(session, fetches):
        if element not in handle.fetches:
            raise failure(
                "InvalidArgumentError",
                f"The fetch {element.name} was not specified in partial_run_setup.",
            )
        _check_reachable(handle, element)
    return session.run(fetches, dict(handle.given))


def _check_reachable(handle: PartialRun, element: Element) -> None:
    missing = handle.feeds - set(handle.given)
    pending = [element.op if isinstance(element, SymbolicTensor) else element]
    seen = set()
    while pending:
        op = pending.pop()
        if op in seen:
            continue
        seen.add(op)
        for tensor in (*op.inputs, *op.outputs):
            if tensor in missing:
                raise failure(
                    "InvalidArgumentError",
                    f"Fetch {tensor.name} can't be computed from the feeds that have been fed so"
                    " far.",
                )
        pending.extend(tensor.op for tensor in op.inputs if tensor not in handle.given)
