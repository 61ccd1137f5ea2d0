"""The running state of one snippet and the names it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from engines.graph.containers import NamedRow
from engines.graph.errors import failure
from engines.graph.limits import (
    MAX_OUTPUT,
    MAX_RECORDED,
    Budget,
    CapReached,
)
from engines.graph.picture import GraphPicture
from engines.graph.result import SnippetStep


class Missing:
    """Says that a language does not know an attribute or an operation."""


MISSING = Missing()


@dataclass(frozen=True, slots=True, eq=False)
class Namespace:
    """A module as a snippet sees it: a name and its members, nothing else.

    `absent` raises the snippet's AttributeError for a name that the real module has not either.
    """

    name: str
    members: Mapping[str, Any]
    absent: Callable[[str], None] | None = None

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """A function of ours that a snippet may call; `name` is what error messages call it.

    `check` gets the number of positional arguments and the names of the others before each call;
    it raises what the real function says to arguments that it does not take. `owner` is the object
    whose method it is.
    """

    name: str
    function: Any
    check: Callable[[int, Iterable[str]], None] | None = None
    owner: Any = None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the function behind it."""
        return self.function(*arguments, **named)

    def __repr__(self) -> str:
        if self.owner is not None:
            return f"<bound method {self.name} of {self.owner!r}>"
        return f"<function {self.name}>"


@dataclass(frozen=True, slots=True, eq=False)
class TypeValue:
    """A class as a value: what `type(x)` gives and what `isinstance` takes."""

    name: str
    module: str = ""
    python: tuple[type, ...] = ()
    construct: Any = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the entries of its instances, where they are rows with names."""
        kind = self.python[0] if self.python else None
        return kind.fields if isinstance(kind, type) and issubclass(kind, NamedRow) else ()

    def __repr__(self) -> str:
        return f"<class '{self.module}.{self.name}'>" if self.module else f"<class '{self.name}'>"


class Language(Protocol):
    """What a snippet language adds to the plain values: its modules and its own objects.

    Every method returns MISSING when the value is none of the language's own.
    """

    modules: Mapping[str, Namespace]

    def attribute(self, value: Any, name: str) -> Any:
        """Return the attribute `name` of `value`; raise the snippet's AttributeError."""

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Set an attribute and return None."""

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Return `left symbol right` for + - * / // % ** @ & | ^ << >>."""

    def augmented(self, symbol: str, left: Any, right: Any) -> Any:
        """Return the value of `left symbol= right` where it changes `left` in place."""

    def unary(self, symbol: str, value: Any) -> Any:
        """Return `symbol value` for - + ~."""

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Return `left symbol right` for == != < <= > >= in."""

    def truth(self, value: Any) -> Any:
        """Return the bool that `if value` takes."""

    def items(self, value: Any) -> Any:
        """Return an iterator over `value`."""

    def length(self, value: Any) -> Any:
        """Return `len(value)`."""

    def subscript(self, value: Any, key: Any) -> Any:
        """Return `value[key]`."""

    def store_subscript(self, value: Any, key: Any, new: Any) -> Any:
        """Perform `value[key] = new` and return None."""

    def call(self, value: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Return `value(*arguments, **named)` for callables of the language."""

    def enter(self, value: Any) -> Any:
        """Enter `with value` and return what `as` binds."""

    def leave(self, value: Any) -> None:
        """Leave `with value`."""

    def type_of(self, value: Any) -> Any:
        """Return the TypeValue of `value`."""

    def text(self, value: Any, brief: bool) -> Any:
        """Return repr of `value`, or str when `brief`."""

    def formatted(self, value: Any, spec: str) -> Any:
        """Return `format(value, spec)`."""

    def bound(self, name: str, value: Any) -> None:
        """Take note that `name` was bound to `value`."""

    def picture(self) -> GraphPicture | None:
        """Return the graphs of the run that is going on, None where the language has none."""


@dataclass(slots=True, eq=False)
class Run:
    """One run: its language, its budget, where it stands, what it has printed."""

    language: Language
    budget: Budget = field(default_factory=Budget)
    line: int = 1
    column: int = 1
    depth: int = 0
    printed: int = 0
    output: list[str] = field(default_factory=list)
    steps: list[SnippetStep] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)

    def write(self, text: str) -> None:
        """Add `text` to the output. Raises CapReached when that becomes too long."""
        if not text.isascii():
            text.encode("utf-8")
        self.printed += len(text)
        if self.printed > MAX_OUTPUT:
            raise CapReached("print", f"more than {MAX_OUTPUT} bytes are printed")
        self.output.append(text)

    def record(self, node: str, text: str) -> None:
        """Keep one step of the worked run, up to a cap."""
        if len(self.steps) < MAX_RECORDED:
            self.steps.append(SnippetStep(self.line, node, text))


_CURRENT: ContextVar[Run] = ContextVar("snippet_run")


def current_run() -> Run:
    """Return the run that is going on in this context. Raises LookupError when none is."""
    return _CURRENT.get()


def start_run(run: Run) -> Any:
    """Make `run` the current one; `end_run` takes what this returns."""
    return _CURRENT.set(run)


def end_run(token: Any) -> None:
    """Restore what was current before the matching `start_run`."""
    _CURRENT.reset(token)


class Scope:
    """Names bound in one function body (or the whole snippet), chained to the enclosing one."""

    __slots__ = ("function", "local_names", "names", "outer", "outside")

    def __init__(
        self, outer: Scope | None = None, local_names: Iterable[str] = (), function: str = ""
    ) -> None:
        self.names: dict[str, Any] = {}
        self.outer = outer
        self.function: str = function or (outer.function if outer is not None else "")
        self.local_names = frozenset(local_names)
        self.outside: dict[str, Scope] = {}

    def get(self, name: str) -> Any:
        """Return what `name` is bound to, or MISSING; raise UnboundLocalError as Python does."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if name in scope.local_names and name not in scope.outside:
                raise failure(
                    "UnboundLocalError",
                    f"cannot access local variable '{name}' where it is not associated"
                    " with a value",
                )
            scope = scope.outer
        return MISSING

    def set(self, name: str, value: Any) -> None:
        """Bind `name` here, or where a `global` or `nonlocal` statement says."""
        self.outside.get(name, self).names[name] = value

    def remove(self, name: str) -> bool:
        """Unbind `name` here and say whether it was bound."""
        return self.outside.get(name, self).names.pop(name, MISSING) is not MISSING

    def chain(self) -> Iterator[Scope]:
        """Yield this scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer
