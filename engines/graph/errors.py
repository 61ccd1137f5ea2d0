"""Errors inside a snippet: classes as values, instances, and the signal that carries them.

A snippet's error is never a Python exception of the interpreter itself: `Raised` carries it, so
that a defect of ours cannot be mistaken for the snippet's own error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class ErrorClass:
    """An exception class that a snippet can name; `parent` is None for the root."""

    name: str
    parent: ErrorClass | None = None
    module: str = ""
    code: int = 0

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
    """An error instance: what `except ... as e` binds.

    `node` is the operation that failed at run, `told` what the error says of itself where that is
    more than `message`, which is what went wrong. `line` is where it arose, once it was caught.
    """

    kind: ErrorClass
    message: str
    arguments: tuple[Any, ...] = field(default=())
    node: Any = None
    told: str = ""
    line: int = 0

    def __str__(self) -> str:
        return self.told or self.message

    @property
    def reported(self) -> str:
        """What a run-time error's `message` holds: without the stack trace that follows it."""
        return str(self).split("\n\nOriginal stack trace", 1)[0]

    def __repr__(self) -> str:
        if self.kind.code:
            return f"{self.kind.name}()"
        values = self.arguments or ((self.message,) if self.message else ())
        return f"{self.kind.name}({', '.join(map(repr, values))})"


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
      UFuncTypeError
    ValueError
      AxisError
      LinAlgError
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
# The error codes of TensorFlow's run-time errors, in the order of their numbers.
_NUMBERED = (
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
    "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
    "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
)  # fmt: skip
CODES = {name: number for number, name in enumerate(_NUMBERED)}
_OP_MODULE = "tensorflow.python.framework.errors_impl"


def _code_name(name: str) -> str:
    words = re.findall("[A-Z][a-z]+", name.removesuffix("Error"))
    return "_".join(words).upper()


def _classes() -> dict[str, ErrorClass]:
    known: dict[str, ErrorClass] = {}
    path: list[ErrorClass] = []
    for line in _TREE.strip().splitlines():
        name = line.strip()
        depth = (len(line) - len(name)) // 2
        del path[depth:]
        parent = path[-1] if path else None
        of_run = name == "OpError" or (parent is not None and parent.name == "OpError")
        module = _OP_MODULE if of_run or name.startswith("Operator") else ""
        code = CODES.get(_code_name(name), CODES["UNKNOWN"]) if of_run else 0
        known[name] = ErrorClass(name, parent, module, code)
        path.append(known[name])
    return known


ERRORS = _classes()
PYTHON_ERRORS = {
    name: kind
    for name, kind in ERRORS.items()
    if not kind.module
    and name not in ("OutOfMemoryError", "UFuncTypeError", "AxisError", "LinAlgError")
}


def made(kind: ErrorClass, arguments: list[Any], named: dict[str, Any], text: str) -> ErrorValue:
    """Return the instance that calling `kind` gives; `text` is its only argument as text.

    Raises the snippet's TypeError where a run-time error of TensorFlow gets other arguments.
    """
    if not kind.code:
        message = text if arguments else ""
        if kind.name == "KeyError" and len(arguments) == 1:
            message = repr(arguments[0])
        return ErrorValue(kind, message, tuple(arguments))
    given = dict(zip(("node_def", "op", "message"), arguments, strict=False)) | named
    missing = [repr(name) for name in ("node_def", "op", "message") if name not in given]
    if missing:
        listed = missing[0] if len(missing) == 1 else " and ".join(missing[:2])
        listed = f"{missing[0]}, {missing[1]}, and {missing[2]}" if len(missing) == 3 else listed
        plural = "s" if len(missing) > 1 else ""
        raise failure(
            "TypeError",
            f"{kind.name}.__init__() missing {len(missing)} required positional argument{plural}:"
            f" {listed}",
        )
    return ErrorValue(kind, str(given["message"]), (), given["op"])


def failure(kind: str, message: str, *arguments: Any) -> Raised:
    """Return the signal for an error of class `kind` (a name in `ERRORS`) with `message`."""
    return Raised(ErrorValue(ERRORS[kind], message, arguments))


def failed_node(kind: str, message: str, node: Any, name: str, line: int) -> Raised:
    """Return the signal for a node that failed at run: class, what went wrong, and where."""
    where = f"{message}\n\t [[{{{{node {name}}}}}]]"
    if node is None:
        return Raised(ErrorValue(ERRORS[kind], where, (), None, f"{_AT_RUN}{where}"))
    told = (
        f"{_AT_RUN}Detected at node '{name}' defined at (most recent call last):\n"
        f'    File "<snippet>", line {line}, in <module>\n'
        f"Node: '{name}'\n{where}\n\nOriginal stack trace for '{name}':\n"
        f'  File "<snippet>", line {line}, in <module>\n'
    )
    return Raised(ErrorValue(ERRORS[kind], where, (), node, told))


_AT_RUN = "Graph execution error:\n\n"


def from_python(problem: BaseException) -> Raised:
    """Return the signal for a Python exception that a library raised on the snippet's values."""
    for base in type(problem).__mro__:
        kind = ERRORS.get(base.__name__)
        if kind is not None:
            break
    else:
        kind = ERRORS["Exception"]
    return Raised(ErrorValue(kind, str(problem), problem.args))
