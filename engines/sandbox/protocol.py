"""What goes into the child and what comes out of it: plain data, as JSON, for both sides.

Standard library only, so that the app can use it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, cast, get_args

from engines.values import Value, from_json, to_json

ANSWER = "<answer>"
"""The name under which the learner's code is compiled, so that its lines can be told."""

HEADER = 8
"""Hexadecimal digits of the request's length, which stand before the request."""
TOKEN = 64
"""Characters of the token behind the request; it is read only when the code has run."""

Sort = Literal[
    "syntax", "no-entry", "raised", "no-value", "cpu", "time", "printed", "ended", "killed"
]
"""syntax and no-entry: nothing was run · raised: an exception · no-value: it returned something
that is no answer · cpu, time, printed: a limit was passed · ended: the process ended by itself
without an answer · killed: the system ended it."""


class SandboxFailed(Exception):
    """The child could not be started or did not come to running anything. Not the code's fault."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the code may use: `wall` and `cpu` in seconds, `memory` in bytes beside what Python and
    the libraries that the code imports take, `printed` in bytes."""

    wall: float = 10.0
    cpu: int = 8
    memory: int = 1 << 30
    printed: int = 4 << 20


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the function: values in order, then by name."""

    values: tuple[Value, ...] = ()
    named: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Program:
    """The learner's code, the function to call, and what to call it with."""

    code: str
    entry: str
    calls: tuple[Call, ...]
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no value. `type` is the class of an exception, else empty; `line` counts from 1
    in the learner's code, None where it is not known."""

    sort: Sort
    message: str
    type: str = ""
    line: int | None = None

    @property
    def text(self) -> str:
        """A phrase like ``line 3: ZeroDivisionError: division by zero``."""
        where = f"line {self.line}: " if self.line is not None else ""
        kind = f"{self.type}: " if self.type and self.message else self.type
        return f"{where}{kind}{self.message}"


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """What came of a program: one output a call, or the `fault` that kept it from any.

    `printed` is what it wrote to stdout and stderr, at most 64 KiB. `at` is the call during which
    the fault came, from 0, where that is known.
    """

    outputs: tuple[Value | Fault, ...] = ()
    fault: Fault | None = None
    printed: str = ""
    at: int | None = None


def encode_request(program: Program, token: str) -> bytes:
    """Return the bytes for the child's stdin. Raises ValueError for what is no value."""
    form = {
        "code": program.code,
        "entry": program.entry,
        "calls": [
            {
                "values": [to_json(value) for value in call.values],
                "named": {name: to_json(value) for name, value in call.named.items()},
            }
            for call in program.calls
        ],
        "limits": asdict(program.limits),
    }
    body = json.dumps(form, allow_nan=False).encode("ascii")
    return b"%0*x" % (HEADER, len(body)) + body + token.encode("ascii")


def decode_request(body: bytes) -> Program:
    """Return the program in a request; the app's own bytes are trusted."""
    form = json.loads(body)
    calls = tuple(
        Call(
            tuple(from_json(value) for value in call["values"]),
            {name: from_json(value) for name, value in call["named"].items()},
        )
        for call in form["calls"]
    )
    return Program(form["code"], form["entry"], calls, Limits(**form["limits"]))


def run_to_json(outputs: Sequence[Value | Fault], fault: Fault | None) -> dict[str, object]:
    """Return the JSON form of a run. Raises ValueError for what is no value."""
    return {
        "outputs": [
            {"fault": asdict(one)} if isinstance(one, Fault) else {"value": to_json(one)}
            for one in outputs
        ],
        "fault": asdict(fault) if fault is not None else None,
    }


def run_from_json(form: object) -> ProgramRun:
    """Return the run that `form` stands for. Raises ValueError when it stands for none."""
    match form:
        case {"outputs": list(outputs), "fault": fault}:
            told = None if fault is None else _fault(fault)
            return ProgramRun(tuple(_output(one) for one in outputs), told)
    raise ValueError("not the form of a run")


def _output(form: object) -> Value | Fault:
    match form:
        case {"fault": fault}:
            return _fault(fault)
        case {"value": value}:
            return from_json(value)
    raise ValueError("not the form of an output")


def _fault(form: object) -> Fault:
    match form:
        case {
            "sort": str(sort),
            "message": str(message),
            "type": str(kind),
            "line": None | int() as line,
        } if sort in get_args(Sort):
            return Fault(cast(Sort, sort), message, kind, line)
    raise ValueError("not the form of a fault")
