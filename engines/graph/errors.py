"""Errors inside a snippet: classes as values, instances, and the signal that carries them.

A snippet's error is never a Python exception of the interpreter itself: `Raised` carries it, so
that a defect of ours cannot be mistaken for the snippet's own error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class ErrorClass:
    """An exception class that a snippet can name; `parent` is None for the root."""

    name: str
    parent: ErrorClass | None = None
    module: str = ""

    def covers(self, other: ErrorClass) -> bool:
        """Return whether `except self` catches an error of class `other`."""
        current: ErrorClass | None = other
        while current is not None:
            if current is self:
                return True
            current = current.parent
        return False

    def __repr__(self) -> str:
        return f"<class '{self.module}.{self.name}'>" if self.module else f"<class '{self.name}'>"


@dataclass(slots=True, eq=False)
class ErrorValue:
    """An error instance: what `except ... as e` binds."""

    kind: ErrorClass
    message: str
    arguments: tuple[Any, ...] = field(default=())

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{self.kind.name}({', '.join(map(repr, self.arguments or (self.message,)))})"


class Raised(Exception):
    """The signal that a snippet's own error is on its way up."""

    def __init__(self, error: ErrorValue) -> None:
        self.error = error
        super().__init__(f"{error.kind.name}: {error.message}")


_TREE = """
BaseException
  Exception
    ArithmeticError
      OverflowError
      ZeroDivisionError
      FloatingPointError
    AssertionError
    AttributeError
    ImportError
      ModuleNotFoundError
    LookupError
      IndexError
      KeyError
    NameError
      UnboundLocalError
    RuntimeError
      NotImplementedError
      RecursionError
    StopIteration
    TypeError
      OperatorNotAllowedInGraphError
    ValueError
      UnicodeDecodeError
      UnicodeEncodeError
    OpError
      AbortedError
      AlreadyExistsError
      CancelledError
      DataLossError
      DeadlineExceededError
      FailedPreconditionError
      InternalError
      InvalidArgumentError
      NotFoundError
      OutOfRangeError
      PermissionDeniedError
      ResourceExhaustedError
      UnavailableError
      UnimplementedError
      UnknownError
    OutOfMemoryError
"""
_OP_MODULE = "tensorflow.python.framework.errors_impl"


def _classes() -> dict[str, ErrorClass]:
    known: dict[str, ErrorClass] = {}
    path: list[ErrorClass] = []
    for line in _TREE.strip().splitlines():
        name = line.strip()
        depth = (len(line) - len(name)) // 2
        del path[depth:]
        parent = path[-1] if path else None
        module = _OP_MODULE if name == "OpError" or (parent and parent.name == "OpError") else ""
        known[name] = ErrorClass(name, parent, module)
        path.append(known[name])
    return known


ERRORS = _classes()
PYTHON_ERRORS = {
    name: kind
    for name, kind in ERRORS.items()
    if not kind.module
    and name not in ("OpError", "OperatorNotAllowedInGraphError", "OutOfMemoryError")
}


def failure(kind: str, message: str, *arguments: Any) -> Raised:
    """Return the signal for an error of class `kind` (a name in `ERRORS`) with `message`."""
    return Raised(ErrorValue(ERRORS[kind], message, arguments))


def from_python(problem: BaseException) -> Raised:
    """Return the signal for a Python exception that a library raised on the snippet's values."""
    for base in type(problem).__mro__:
        kind = ERRORS.get(base.__name__)
        if kind is not None:
            break
    else:
        kind = ERRORS["Exception"]
    return Raised(ErrorValue(kind, str(problem), problem.args))
