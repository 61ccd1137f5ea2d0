"""Functions and lambdas that a snippet defines: binding of arguments, one call deeper."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engines.graph.errors import failure
from engines.graph.limits import MAX_CALL_DEPTH, CapReached
from engines.graph.scope import Run, Scope

Body = Callable[[Run, Scope], Any]


class UserFunction:
    """A function of the snippet; calling it evaluates its body in the run that defined it."""

    __slots__ = (
        "body",
        "defaults",
        "local_names",
        "name",
        "named_defaults",
        "qualified",
        "run",
        "scope",
        "spec",
    )

    def __init__(
        self,
        run: Run,
        scope: Scope,
        name: str,
        spec: ast.arguments,
        defaults: list[Any],
        named_defaults: dict[str, Any],
        local_names: frozenset[str],
        body: Body,
    ) -> None:
        self.run = run
        self.scope = scope
        self.name = name
        inside = scope.function
        self.qualified = f"{inside}.<locals>.{name}" if inside else name
        self.spec = spec
        self.defaults = defaults
        self.named_defaults = named_defaults
        self.local_names = local_names
        self.body = body

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return what the body returns. Raises CapReached when calls nest too deeply."""
        run = self.run
        if run.depth >= MAX_CALL_DEPTH:
            raise CapReached(self.name, f"calls nest deeper than {MAX_CALL_DEPTH}")
        run.budget.spend(8)
        scope = Scope(self.scope, self.local_names, self.qualified)
        scope.names.update(self._bind(arguments, named))
        line, run.depth = run.line, run.depth + 1
        try:
            result = self.body(run, scope)
        finally:
            run.depth -= 1
        run.line = line
        return result

    def positional(self) -> list[str]:
        """Return the names that positional arguments bind, in order."""
        return [argument.arg for argument in (*self.spec.posonlyargs, *self.spec.args)]

    def _bind(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        names = self.positional()
        bound = dict(zip(names, arguments, strict=False))
        extra = arguments[len(names) :]
        if self.spec.vararg is not None:
            bound[self.spec.vararg.arg] = tuple(extra)
        elif extra:
            self._too_many(names, len(arguments))
        only_named = [argument.arg for argument in self.spec.kwonlyargs]
        rest: dict[str, Any] = {}
        for name, value in named.items():
            if name in bound and name in names:
                raise failure(
                    "TypeError", f"{self.qualified}() got multiple values for argument '{name}'"
                )
            if name in names or name in only_named:
                bound[name] = value
            elif self.spec.kwarg is not None:
                rest[name] = value
            else:
                raise failure(
                    "TypeError", f"{self.qualified}() got an unexpected keyword argument '{name}'"
                )
        if self.spec.kwarg is not None:
            bound[self.spec.kwarg.arg] = rest
        self._fill_defaults(names, only_named, bound)
        return bound

    def _fill_defaults(
        self, names: list[str], only_named: list[str], bound: dict[str, Any]
    ) -> None:
        for name, value in zip(reversed(names), reversed(self.defaults), strict=False):
            bound.setdefault(name, value)
        for name, value in self.named_defaults.items():
            bound.setdefault(name, value)
        for kind, wanted in (("positional", names), ("keyword-only", only_named)):
            missing = [repr(name) for name in wanted if name not in bound]
            if missing:
                plural = "s" if len(missing) > 1 else ""
                raise failure(
                    "TypeError",
                    f"{self.qualified}() missing {len(missing)} required {kind}"
                    f" argument{plural}: {listing(missing)}",
                )

    def _too_many(self, names: list[str], given: int) -> None:
        most, least = len(names), len(names) - len(self.defaults)
        takes = f"{most}" if most == least else f"from {least} to {most}"
        plural = "s" if most != 1 or most != least else ""
        raise failure(
            "TypeError",
            f"{self.qualified}() takes {takes} positional argument{plural}"
            f" but {given} {'was' if given == 1 else 'were'} given",
        )


def listing(names: list[str]) -> str:
    """Return names as Python lists them in its messages: `a`, `a and b`, `a, b, and c`."""
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return f"{names[0]} and {names[1]}"
    return f"{', '.join(names[:-1])}, and {names[-1]}"
