"""Import statements: the modules that a language offers, and names from them."""

from __future__ import annotations

import ast

from engines.graph.errors import Raised, failure
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Namespace, Run, Scope
from engines.graph.syntax import nearest


def import_modules(run: Run, node: ast.Import, scope: Scope) -> None:
    """Bind the modules of `import a, b as c`. Raises SnippetRefused for what is not offered."""
    for alias in node.names:
        module = _module(run, node, alias.name)
        if "." in alias.name and alias.asname is None:
            raise SnippetRefused(
                node.lineno, node.col_offset + 1, f"import {alias.name}", f"import {alias.name} as"
            )
        scope.set(alias.asname or alias.name, module)


def import_names(run: Run, node: ast.ImportFrom, scope: Scope) -> None:
    """Bind the names of `from a import b, c as d`. Raises as the attribute itself would."""
    if node.module == "__future__":
        return
    module = _module(run, node, node.module or "")
    for alias in node.names:
        value = module.members.get(alias.name, MISSING)
        if value is MISSING:
            _check_importable(module, node.module or "", alias.name)
            raise SnippetRefused(
                node.lineno,
                node.col_offset + 1,
                f"{node.module}.{alias.name}",
                nearest(alias.name, module.members),
            )
        scope.set(alias.asname or alias.name, value)


def _check_importable(module: Namespace, module_name: str, name: str) -> None:
    if module.absent is None:
        return
    try:
        module.absent(name)
    except Raised:
        raise failure("ImportError", f"cannot import name '{name}' from '{module_name}'") from None


def _module(run: Run, node: ast.stmt, name: str) -> Namespace:
    module = run.language.modules.get(name)
    if module is None:
        raise SnippetRefused(
            node.lineno,
            node.col_offset + 1,
            f"import {name}",
            nearest(name, run.language.modules),
        )
    return module
