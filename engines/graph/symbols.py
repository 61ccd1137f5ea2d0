"""How the operators of Python are written, and the names that snippets do not have."""

from __future__ import annotations

import ast

from engines.graph.syntax import words

_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~",
    ast.Not: "not", ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def symbol_of(node: ast.AST) -> str:
    """Return how an operator node is written."""
    return _SYMBOLS[type(node)]


# Python knows these, snippets do not: a NameError would be wrong, so they are refused by name.
REFUSED_NAMES = frozenset(
    words(
        "open exec eval compile input getattr setattr delattr globals locals vars dir id hash"
        " object super property classmethod staticmethod memoryview bytearray breakpoint exit quit"
        " help complex slice frozenset ascii issubclass aiter anext bytes copyright credits license"
    )
)
