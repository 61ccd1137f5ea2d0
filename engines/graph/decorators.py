"""Decorators: functions of the snippet, or of ours, that a new function passes through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engines.graph.callables import UserFunction
from engines.graph.calls import call
from engines.graph.expressions import evaluate
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Run, Scope


def decorators(run: Run, node: ast.FunctionDef, scope: Scope) -> Callable[[Any], Any]:
    """Return what the decorators above a `def` make of its function.

    Raises SnippetRefused for a decorator that is no function of the snippet or of ours.
    """
    found = [_decorator(run, entry, scope) for entry in node.decorator_list]

    def decorated(function: Any) -> Any:
        for entry, decorator in zip(reversed(node.decorator_list), reversed(found), strict=True):
            run.line = entry.lineno
            function = call(run, decorator, [function], {})
        return function

    return decorated


def _decorator(run: Run, entry: ast.expr, scope: Scope) -> Any:
    unbound = isinstance(entry, ast.Name) and scope.get(entry.id) is MISSING
    value = None if unbound else evaluate(run, entry, scope)
    if not isinstance(value, (Builtin, UserFunction)):
        raise SnippetRefused(entry.lineno, entry.col_offset + 1, "@", "def")
    return value
