"""Exceptions of torch as errors of the snippet."""

from __future__ import annotations

from engines.graph.errors import ERRORS, ErrorClass, ErrorValue, Raised, from_python

PROBLEMS = (
    RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError, ZeroDivisionError,
    OverflowError, AssertionError,
)  # fmt: skip
LINALG_ERROR = ErrorClass("_LinAlgError", ERRORS["RuntimeError"])


def from_torch(problem: BaseException) -> Raised:
    """Return the signal for an exception that torch raised on the snippet's values."""
    if type(problem).__name__ == LINALG_ERROR.name:
        return Raised(ErrorValue(LINALG_ERROR, str(problem), problem.args))
    return from_python(problem)
