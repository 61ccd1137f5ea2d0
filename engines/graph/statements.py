"""Performs checked statements: one small function for each kind of node."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable
from typing import Any

from engines.graph.decorators import decorators
from engines.graph.errors import ErrorClass, ErrorValue, Raised, failure
from engines.graph.expressions import bind, define, evaluate
from engines.graph.imports import import_modules, import_names
from engines.graph.operators import (
    augmented,
    items,
    remove_subscript,
    store_subscript,
    subscript,
    truth,
)
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Run, Scope
from engines.graph.show import show
from engines.graph.symbols import symbol_of


class Break(Exception):
    """The innermost loop ends."""


class Continue(Exception):
    """The innermost loop goes on with its next round."""


class Return(Exception):
    """The function that is being performed ends with `value`."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__()


def perform(run: Run, body: list[ast.stmt], scope: Scope) -> None:
    """Perform statements in order. Raises Raised, CapReached or SnippetRefused."""
    for node in body:
        run.line, run.column = node.lineno, node.col_offset + 1
        run.budget.spend()
        _TABLE[type(node)](run, node, scope)


def _expression(run: Run, node: ast.Expr, scope: Scope) -> None:
    evaluate(run, node.value, scope)


def _assign(run: Run, node: ast.Assign, scope: Scope) -> None:
    value = evaluate(run, node.value, scope)
    for target in node.targets:
        bind(run, target, value, scope)


def _annotated(run: Run, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        bind(run, node.target, evaluate(run, node.value, scope), scope)


def _augmented(run: Run, node: ast.AugAssign, scope: Scope) -> None:
    symbol = symbol_of(node.op)
    target = node.target
    if isinstance(target, ast.Subscript):
        container = evaluate(run, target.value, scope)
        key = evaluate(run, target.slice, scope)
        current = subscript(run, container, key)
        new = augmented(run, symbol, current, evaluate(run, node.value, scope))
        store_subscript(run, container, key, new)
        return
    current = evaluate(run, target, scope)
    right = evaluate(run, node.value, scope)
    run.line = node.lineno
    bind(run, target, augmented(run, symbol, current, right), scope)


def _with(run: Run, node: ast.With, scope: Scope, first: int = 0) -> None:
    if first == len(node.items):
        perform(run, node.body, scope)
        return
    item = node.items[first]
    manager = evaluate(run, item.context_expr, scope)
    entered = run.language.enter(manager)
    if entered is MISSING:
        raise failure(
            "TypeError",
            f"'{type(manager).__name__}' object does not support the context manager protocol",
        )
    try:
        if item.optional_vars is not None:
            bind(run, item.optional_vars, entered, scope)
        _with(run, node, scope, first + 1)
    finally:
        run.language.leave(manager)


def _for(run: Run, node: ast.For, scope: Scope) -> None:
    for entry in items(run, evaluate(run, node.iter, scope)):
        bind(run, node.target, entry, scope)
        try:
            perform(run, node.body, scope)
        except Continue:
            continue
        except Break:
            return
    perform(run, node.orelse, scope)


def _while(run: Run, node: ast.While, scope: Scope) -> None:
    while True:
        run.line = node.lineno
        if not truth(run, evaluate(run, node.test, scope)):
            break
        try:
            perform(run, node.body, scope)
        except Continue:
            continue
        except Break:
            return
    perform(run, node.orelse, scope)


def _if(run: Run, node: ast.If, scope: Scope) -> None:
    taken = node.body if truth(run, evaluate(run, node.test, scope)) else node.orelse
    perform(run, taken, scope)


def _pass(run: Run, node: ast.Pass, scope: Scope) -> None:
    return


def _break(run: Run, node: ast.Break, scope: Scope) -> None:
    raise Break


def _continue(run: Run, node: ast.Continue, scope: Scope) -> None:
    raise Continue


def _return(run: Run, node: ast.Return, scope: Scope) -> None:
    raise Return(None if node.value is None else evaluate(run, node.value, scope))


def _function(run: Run, node: ast.FunctionDef, scope: Scope) -> None:
    def body(run: Run, inner: Scope) -> Any:
        try:
            perform(run, node.body, inner)
        except Return as returned:
            return returned.value
        return None

    decorated, bound = decorators(run, node, scope), _assigned(node.body)
    scope.set(node.name, decorated(define(run, scope, node.name, node.args, bound, body)))


def _assigned(body: list[ast.stmt]) -> frozenset[str]:
    """Return the names that a function body binds, which makes them local throughout it."""
    names: set[str] = set()
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
            continue
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp)):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def _global(run: Run, node: ast.Global, scope: Scope) -> None:
    outermost = list(scope.chain())[-1]
    scope.outside.update(dict.fromkeys(node.names, outermost))


def _nonlocal(run: Run, node: ast.Nonlocal, scope: Scope) -> None:
    for name in node.names:
        for outer in list(scope.chain())[1:]:
            if name in outer.names:
                scope.outside[name] = outer
                break


def _delete(run: Run, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            container = evaluate(run, target.value, scope)
            remove_subscript(run, container, evaluate(run, target.slice, scope))
            continue
        if not isinstance(target, ast.Name):
            raise SnippetRefused(node.lineno, node.col_offset + 1, "del ()", "del name")
        if not scope.remove(target.id):
            raise failure("NameError", f"name '{target.id}' is not defined")


def _raise(run: Run, node: ast.Raise, scope: Scope) -> None:
    value = run.state.get("handled") if node.exc is None else evaluate(run, node.exc, scope)
    if node.exc is None and value is None:
        raise failure("RuntimeError", "No active exception to reraise")
    if isinstance(value, ErrorClass):
        value = ErrorValue(value, "")
    if not isinstance(value, ErrorValue):
        raise failure("TypeError", "exceptions must derive from BaseException")
    # An error that is raised again still tells where it arose.
    run.line = value.line or node.lineno
    raise Raised(value)


def _assert(run: Run, node: ast.Assert, scope: Scope) -> None:
    if not truth(run, evaluate(run, node.test, scope)):
        message = "" if node.msg is None else show(evaluate(run, node.msg, scope))
        run.line = node.lineno
        raise failure("AssertionError", message)


def _try(run: Run, node: ast.Try, scope: Scope) -> None:
    # A cap or a refusal ends the snippet: no `finally` of its own may run after it.
    try:
        _guarded(run, node, scope)
    except (Raised, Break, Continue, Return):
        perform(run, node.finalbody, scope)
        raise
    perform(run, node.finalbody, scope)


def _guarded(run: Run, node: ast.Try, scope: Scope) -> None:
    try:
        perform(run, node.body, scope)
    except Raised as raised:
        raised.error.line = raised.error.line or run.line
        handler = _handler(run, node, raised.error, scope)
        if handler is None:
            raise
        _handle(run, handler, raised.error, scope)
    else:
        perform(run, node.orelse, scope)


def _handler(run: Run, node: ast.Try, error: ErrorValue, scope: Scope) -> ast.ExceptHandler | None:
    for handler in node.handlers:
        if handler.type is None:
            return handler
        kinds = evaluate(run, handler.type, scope)
        for kind in kinds if isinstance(kinds, tuple) else (kinds,):
            if not isinstance(kind, ErrorClass):
                raise failure(
                    "TypeError",
                    "catching classes that do not inherit from BaseException is not allowed",
                )
            if kind.covers(error.kind):
                return handler
    return None


def _handle(run: Run, handler: ast.ExceptHandler, error: ErrorValue, scope: Scope) -> None:
    before = run.state.get("handled")
    run.state["handled"] = error
    if handler.name is not None:
        scope.set(handler.name, error)
    try:
        perform(run, handler.body, scope)
    finally:
        run.state["handled"] = before
        if handler.name is not None:
            with contextlib.suppress(KeyError):
                scope.remove(handler.name)


_TABLE: dict[type[ast.AST], Callable[[Run, Any, Scope], None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Import: import_modules,
    ast.ImportFrom: import_names,
    ast.With: _with,
    ast.For: _for,
    ast.While: _while,
    ast.If: _if,
    ast.Pass: _pass,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Return: _return,
    ast.FunctionDef: _function,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Delete: _delete,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Try: _try,
}
