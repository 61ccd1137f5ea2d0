"""Evaluates checked expressions: one small function for each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from engines.graph.attributes import attribute
from engines.graph.builtin_values import BUILTINS
from engines.graph.callables import UserFunction
from engines.graph.calls import call
from engines.graph.errors import failure
from engines.graph.gathering import hashed, spread
from engines.graph.limits import check_cells
from engines.graph.operators import (
    binary,
    collect,
    compare,
    items,
    store_subscript,
    subscript,
    truth,
    unary,
)
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Run, Scope
from engines.graph.show import formatted, show, show_repr
from engines.graph.symbols import REFUSED_NAMES, symbol_of


def evaluate(run: Run, node: ast.AST, scope: Scope) -> Any:
    """Return the value of an expression. Raises Raised, CapReached or SnippetRefused."""
    run.budget.spend()
    return _TABLE[type(node)](run, node, scope)


def _constant(run: Run, node: ast.Constant, scope: Scope) -> Any:
    return node.value


def _name(run: Run, node: ast.Name, scope: Scope) -> Any:
    value = scope.get(node.id)
    if value is MISSING:
        value = BUILTINS.get(node.id, MISSING)
    if value is not MISSING:
        return value
    if node.id in REFUSED_NAMES:
        raise SnippetRefused(node.lineno, node.col_offset + 1, node.id)
    run.line = node.lineno
    raise failure("NameError", f"name '{node.id}' is not defined")


def _attribute(run: Run, node: ast.Attribute, scope: Scope) -> Any:
    value = evaluate(run, node.value, scope)
    run.line, run.column = node.lineno, node.col_offset + 1
    return attribute(run, value, node.attr)


def _subscript(run: Run, node: ast.Subscript, scope: Scope) -> Any:
    value = evaluate(run, node.value, scope)
    key = evaluate(run, node.slice, scope)
    run.line = node.lineno
    return subscript(run, value, key)


def _slice(run: Run, node: ast.Slice, scope: Scope) -> slice:
    return slice(
        *(None if part is None else evaluate(run, part, scope)
          for part in (node.lower, node.upper, node.step))
    )  # fmt: skip


def _call(run: Run, node: ast.Call, scope: Scope) -> Any:
    function = evaluate(run, node.func, scope)
    arguments = entries(run, node.args, scope)
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(run, keyword.value, scope)
        if keyword.arg is not None:
            named[keyword.arg] = value
        elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
            named.update(value)
        else:
            raise failure("TypeError", "argument after ** must be a mapping with string keys")
    run.line, run.column = node.lineno, node.col_offset + 1
    return call(run, function, arguments, named)


def entries(run: Run, nodes: list[ast.expr], scope: Scope) -> list[Any]:
    """Return the values of a display or an argument list, `*` unpacked."""
    values: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            values.extend(collect(run, evaluate(run, node.value, scope)))
            check_cells(len(values))
        else:
            values.append(evaluate(run, node, scope))
    return values


def _binary(run: Run, node: ast.BinOp, scope: Scope) -> Any:
    left = evaluate(run, node.left, scope)
    right = evaluate(run, node.right, scope)
    run.line = node.lineno
    return binary(run, symbol_of(node.op), left, right)


def _unary(run: Run, node: ast.UnaryOp, scope: Scope) -> Any:
    return unary(run, symbol_of(node.op), evaluate(run, node.operand, scope))


def _bool_op(run: Run, node: ast.BoolOp, scope: Scope) -> Any:
    wanted = isinstance(node.op, ast.Or)
    value: Any = None
    for part in node.values:
        value = evaluate(run, part, scope)
        if part is not node.values[-1] and truth(run, value) is wanted:
            return value
    return value


def _compare(run: Run, node: ast.Compare, scope: Scope) -> Any:
    left = evaluate(run, node.left, scope)
    result: Any = True
    for index, (operator, other) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = evaluate(run, other, scope)
        run.line = node.lineno
        result = compare(run, symbol_of(operator), left, right)
        if index < len(node.ops) - 1 and not truth(run, result):
            return result
        left = right
    return result


def _if(run: Run, node: ast.IfExp, scope: Scope) -> Any:
    taken = node.body if truth(run, evaluate(run, node.test, scope)) else node.orelse
    return evaluate(run, taken, scope)


def _list(run: Run, node: ast.List, scope: Scope) -> list[Any]:
    return entries(run, node.elts, scope)


def _tuple(run: Run, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
    return tuple(entries(run, node.elts, scope))


def _set(run: Run, node: ast.Set, scope: Scope) -> set[Any]:
    return hashed(set[Any], entries(run, node.elts, scope))


def _dict(run: Run, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            result.update(hashed(dict[Any, Any], list(evaluate(run, value, scope).items())))
        else:
            pair = (evaluate(run, key, scope), evaluate(run, value, scope))
            result.update(hashed(dict[Any, Any], [pair]))
    return result


def _loops(
    run: Run, generators: list[ast.comprehension], scope: Scope, level: int = 0
) -> Iterator[Scope]:
    if level == len(generators):
        yield scope
        return
    generator = generators[level]
    for entry in items(run, evaluate(run, generator.iter, scope)):
        bind(run, generator.target, entry, scope)
        if all(truth(run, evaluate(run, test, scope)) for test in generator.ifs):
            yield from _loops(run, generators, scope, level + 1)


def _comprehension(
    run: Run, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
) -> list[Any]:
    result: list[Any] = []
    for inner in _loops(run, node.generators, Scope(scope)):
        result.append(evaluate(run, node.elt, inner))
        check_cells(len(result))
    return result


def _generator(run: Run, node: ast.GeneratorExp, scope: Scope) -> Iterator[Any]:
    return iter(_comprehension(run, node, scope))


def _set_comprehension(run: Run, node: ast.SetComp, scope: Scope) -> set[Any]:
    return hashed(set[Any], _comprehension(run, node, scope))


def _dict_comprehension(run: Run, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
    pairs: list[Any] = []
    for inner in _loops(run, node.generators, Scope(scope)):
        pairs.append((evaluate(run, node.key, inner), evaluate(run, node.value, inner)))
        check_cells(len(pairs))
    return hashed(dict[Any, Any], pairs)


def _joined(run: Run, node: ast.JoinedStr, scope: Scope) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else evaluate(run, part, scope)
        for part in node.values
    )


def _formatted_value(run: Run, node: ast.FormattedValue, scope: Scope) -> str:
    value = evaluate(run, node.value, scope)
    spec = "" if node.format_spec is None else evaluate(run, node.format_spec, scope)
    if node.conversion == ord("r"):
        value = show_repr(value)
    elif node.conversion == ord("s"):
        value = show(value)
    return formatted(value, spec)


def _lambda(run: Run, node: ast.Lambda, scope: Scope) -> UserFunction:
    def body(run: Run, inner: Scope) -> Any:
        return evaluate(run, node.body, inner)

    return define(run, scope, "<lambda>", node.args, frozenset(), body)


def define(
    run: Run, scope: Scope, name: str, spec: ast.arguments, local_names: frozenset[str], body: Any
) -> UserFunction:
    """Return the function that a `def` or `lambda` makes, its defaults evaluated now."""
    defaults = [evaluate(run, default, scope) for default in spec.defaults]
    named = {
        argument.arg: evaluate(run, default, scope)
        for argument, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
        if default is not None
    }
    return UserFunction(run, scope, name, spec, defaults, named, local_names, body)


def _named(run: Run, node: ast.NamedExpr, scope: Scope) -> Any:
    value = evaluate(run, node.value, scope)
    bind(run, node.target, value, scope)
    return value


def bind(run: Run, target: ast.AST, value: Any, scope: Scope) -> None:
    """Bind `value` to an assignment target; tuples are unpacked as Python unpacks them."""
    if isinstance(target, ast.Name):
        scope.set(target.id, value)
        run.language.bound(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(run, target.elts, value, scope)
    elif isinstance(target, ast.Subscript):
        container = evaluate(run, target.value, scope)
        store_subscript(run, container, evaluate(run, target.slice, scope), value)
    elif isinstance(target, ast.Attribute):
        owner = evaluate(run, target.value, scope)
        if run.language.store_attribute(owner, target.attr, value) is MISSING:
            raise SnippetRefused(target.lineno, target.col_offset + 1, f".{target.attr} =")
    else:
        raise SnippetRefused(getattr(target, "lineno", run.line), 1, type(target).__name__)


def _unpack(run: Run, targets: list[ast.expr], value: Any, scope: Scope) -> None:
    stars = [index for index, target in enumerate(targets) if isinstance(target, ast.Starred)]
    values = spread(run, value, len(targets), stars[0] if stars else None)
    for target, entry in zip(targets, values, strict=True):
        bind(run, target.value if isinstance(target, ast.Starred) else target, entry, scope)


_TABLE: dict[type[ast.AST], Callable[[Run, Any, Scope], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _bool_op,
    ast.Compare: _compare,
    ast.IfExp: _if,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _generator,
    ast.SetComp: _set_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted_value,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
}
