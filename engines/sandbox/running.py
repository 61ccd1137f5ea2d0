"""Runs the learner's code and calls its function. Everything that it does ends as data."""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Callable
from fractions import Fraction
from types import CodeType, ModuleType, TracebackType
from typing import Any

from engines.sandbox.limits import Memory
from engines.sandbox.plain import NoValue, plain_value
from engines.sandbox.protocol import ANSWER, Call, Fault, Program
from engines.values import Value, to_json

LONGEST_MESSAGE = 300
_MODULE = "answer"
_LIBRARIES = ("torch", "numpy")

Outcome = tuple[tuple[Value | Fault, ...], Fault | None]


def libraries_of(code: str) -> tuple[str, ...]:
    """Return the large libraries that the code imports anywhere, which are loaded beforehand: their
    time and memory are not the learner's."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return tuple(name for name in _LIBRARIES if name in names)


def run(program: Program, memory: Memory, began: Callable[[int], None]) -> Outcome:
    """Return what the function gives for each call, or the fault that kept it from being called.

    The code gets all of the `memory` but for the last words. `began` is told the number of each
    call before it is made.
    """
    try:
        code = compile(program.code, ANSWER, "exec", dont_inherit=True)
    except SyntaxError as error:
        return (), Fault("syntax", str(error.msg), type(error).__name__, error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        return (), Fault("syntax", _message(error), type(error).__name__)
    module = ModuleType(_MODULE)
    sys.modules[_MODULE] = module
    if (fault := _execute(code, module, memory)) is not None:
        return (), fault
    function = module.__dict__.get(program.entry)
    if not callable(function):
        there = "it is no function" if program.entry in module.__dict__ else "it is not there"
        return (), Fault("no-entry", f"{program.entry} is to be called, but {there}")
    outputs: list[Value | Fault] = []
    for number, call in enumerate(program.calls):
        began(number)
        outputs.append(_called(function, call, memory))
    return tuple(outputs), None


def _execute(code: CodeType, module: ModuleType, memory: Memory) -> Fault | None:
    try:
        memory.tighten()
        exec(code, module.__dict__)
    # SystemExit and KeyboardInterrupt are an end like any other here.
    except BaseException as error:
        memory.release()
        fault = _raised(error)
        error.__traceback__ = None
        # What it piled up is let go, so that a program without memory can be told so.
        module.__dict__.clear()
        return fault
    memory.release()
    return None


def _called(function: Callable[..., Any], call: Call, memory: Memory) -> Value | Fault:
    try:
        values = [_argument(value) for value in call.values]
        named = {name: _argument(value) for name, value in call.named.items()}
        memory.tighten()
        result = function(*values, **named)
        memory.release()
        value = plain_value(result)
        to_json(value)
    except NoValue as error:
        return Fault("no-value", str(error))
    except BaseException as error:
        memory.release()
        fault = _raised(error)
        error.__traceback__ = None
        return fault
    return value


def _argument(value: Value) -> object:
    """Return a value as a person would write it in a call: lists, and floats for fractions."""
    if isinstance(value, tuple):
        return [_argument(entry) for entry in value]
    return float(value) if isinstance(value, Fraction) else value


def _raised(error: BaseException) -> Fault:
    return Fault("raised", _message(error), type(error).__name__, _line(error.__traceback__))


def _message(error: BaseException) -> str:
    with contextlib.suppress(BaseException):
        told = str(error).split("\n", 1)[0][:LONGEST_MESSAGE]
        return "out of memory" if isinstance(error, MemoryError) and not told else told
    return ""


def _line(trace: TracebackType | None) -> int | None:
    """Return the deepest line of the learner's own code in a traceback."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == ANSWER:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
