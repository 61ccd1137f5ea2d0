"""From text to a syntax tree that holds nothing outside the allow-list.

Parsing is Python's own `ast`, which executes nothing; every node, name and constant is checked
before anything is evaluated.
"""

from __future__ import annotations

import ast
import difflib
import warnings

from engines.graph.limits import MAX_BITS, MAX_NESTING, MAX_SOURCE
from engines.graph.result import SnippetError, SnippetRefused

_STATEMENTS: tuple[type[ast.AST], ...] = (
    ast.Module, ast.Expression, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Import,
    ast.ImportFrom, ast.alias, ast.With, ast.withitem, ast.For, ast.While, ast.If, ast.Pass,
    ast.Break, ast.Continue, ast.FunctionDef, ast.Return, ast.arguments, ast.arg, ast.Try,
    ast.ExceptHandler, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal, ast.Delete,
)  # fmt: skip
_EXPRESSIONS: tuple[type[ast.AST], ...] = (
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Call, ast.keyword,
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.List, ast.Tuple, ast.Dict,
    ast.Set, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.comprehension,
    ast.JoinedStr, ast.FormattedValue, ast.Lambda, ast.Starred, ast.NamedExpr,
)  # fmt: skip
_TOKENS: tuple[type[ast.AST], ...] = (
    ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
_ALLOWED = frozenset((*_STATEMENTS, *_EXPRESSIONS))

_NEAREST = {
    "ClassDef": ("class", "def"),
    "AsyncFunctionDef": ("async def", "def"),
    "AsyncFor": ("async for", "for"),
    "AsyncWith": ("async with", "with"),
    "Await": ("await", None),
    "Yield": ("yield", "return"),
    "YieldFrom": ("yield from", "return"),
    "Match": ("match", "if"),
    "TryStar": ("except*", "except"),
}
_DUNDERS = frozenset({"__name__"})


class SyntaxProblem(Exception):
    """The text is not Python at all: `error` is what Python itself would say."""

    def __init__(self, error: SnippetError) -> None:
        self.error = error
        super().__init__(error.message)


def words(text: str) -> list[str]:
    """Return the words of `text`: it keeps tables of names readable."""
    return text.split()


def nearest(name: str, known: object) -> str | None:
    """Return the known name closest to `name` in spelling, or None when none is close."""
    names = [str(entry) for entry in known] if hasattr(known, "__iter__") else []
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return close[0] if close else None


def parse_snippet(source: str) -> ast.Module:
    """Return the checked syntax tree of a snippet.

    Raises SnippetRefused for what lies outside the allow-list, SyntaxProblem for what is no Python.
    """
    tree = _parse(source, "exec")
    assert isinstance(tree, ast.Module)
    _check(tree)
    _compile(tree, "exec")
    return tree


def parse_expression(source: str) -> ast.Expression:
    """Return the checked syntax tree of one expression; raises as `parse_snippet` does."""
    tree = _parse(source.strip(), "eval")
    assert isinstance(tree, ast.Expression)
    _check(tree)
    _compile(tree, "eval")
    return tree


def _compile(tree: ast.Module | ast.Expression, mode: str) -> None:
    """Let Python say what only its compiler sees, such as `return` outside a function.

    The code object is thrown away; compiling executes nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<snippet>", mode, dont_inherit=True)
    except SyntaxError as problem:
        raise _syntax_problem(problem) from None


def _parse(source: str, mode: str) -> ast.AST:
    if len(source) > MAX_SOURCE:
        raise SnippetRefused(1, 1, "source", None, f"the text is longer than {MAX_SOURCE} bytes")
    _check_depth_of_text(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, "<snippet>", mode)
    except SyntaxError as problem:
        raise _syntax_problem(problem) from None
    except (MemoryError, RecursionError):
        raise SnippetRefused(1, 1, "nesting", None, "the text is nested too deeply") from None
    except ValueError as problem:
        raise SnippetRefused(1, 1, "source", None, f"the text cannot be read: {problem}") from None


def _syntax_problem(problem: SyntaxError) -> SyntaxProblem:
    message = problem.msg or "invalid syntax"
    return SyntaxProblem(SnippetError(type(problem).__name__, message, problem.lineno or 1))


def _check_depth_of_text(source: str) -> None:
    """Refuse deep brackets and long operator runs before Python's parser has to recurse on them."""
    depth = run = 0
    for line_number, line in enumerate(source.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            run = run + 1 if character in "-+~" else 0
            if depth > 2 * MAX_NESTING or run > 2 * MAX_NESTING:
                raise SnippetRefused(
                    line_number, column, "nesting", None, "the text is nested too deeply"
                )


def _check(tree: ast.AST) -> None:
    pending: list[tuple[ast.AST, int, int, int]] = [(tree, 0, 1, 1)]
    while pending:
        node, depth, line, column = pending.pop()
        line = getattr(node, "lineno", line)
        column = getattr(node, "col_offset", column - 1) + 1
        if depth > MAX_NESTING:
            raise SnippetRefused(line, column, "nesting", None, "the text is nested too deeply")
        kind = type(node)
        if kind not in _ALLOWED and not isinstance(node, _TOKENS):
            name, instead = _NEAREST.get(kind.__name__, (kind.__name__, None))
            raise SnippetRefused(line, column, name, instead)
        for name in _names(node):
            if name.startswith("__") and name not in _DUNDERS:
                raise SnippetRefused(line, column, name)
        if isinstance(node, ast.Constant):
            _check_constant(node, line, column)
        pending.extend((child, depth + 1, line, column) for child in ast.iter_child_nodes(node))


def _names(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.arg(arg=name):
            return (name,)
        case ast.Attribute(attr=name):
            return (name,)
        case ast.keyword(arg=str(name)) | ast.ExceptHandler(name=str(name)):
            return (name,)
        case ast.alias(name=name, asname=other):
            return () if name == "__future__" else (name, other or name)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return tuple(names)
        case _:
            return ()


def _check_constant(node: ast.Constant, line: int, column: int) -> None:
    value = node.value
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise SnippetRefused(line, column, "integer", None, "the integer has too many digits")
