"""What app and worker say to each other: frozen messages, one JSON object a line.

A request is ``{"id": 7, "op": "witness", ...}``; its reply ``{"id": 7, "ok": {...}}`` or
``{"id": 7, "error": {"phase": ..., "code": ..., "text": ...}}``. No line is longer than 16 MiB.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engines.graph.result import SnippetError, SnippetRefused, SnippetResult, SnippetStep
from engines.values import Value, from_json, to_json

__all__ = [
    "MAX_LINE",
    "Error",
    "Expression",
    "Failed",
    "Hello",
    "HelloRequest",
    "ProtocolProblem",
    "Reply",
    "Request",
    "SnippetError",
    "SnippetRefused",
    "SnippetRequest",
    "SnippetResult",
    "SnippetStep",
    "Witness",
    "WitnessBatchRequest",
    "WitnessRequest",
    "Witnesses",
    "decode_reply",
    "decode_request",
    "encode_reply",
    "encode_request",
]

MAX_LINE = 16 * 1024 * 1024
Language = Literal["tf1", "torch", "expression"]


class ProtocolProblem(ValueError):
    """A line that is no message, or a message that is too long for a line."""


@dataclass(frozen=True, slots=True)
class HelloRequest:
    """Ask who is there; loads torch."""

    id: int


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """Ask for the proof of one variant."""

    id: int
    family: str
    params: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class WitnessBatchRequest:
    """Ask for the proofs of many variants of one family."""

    id: int
    family: str
    many: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True, slots=True)
class SnippetRequest:
    """Ask what a snippet prints, or what an expression (language ``expression``) comes to.

    `numpy` is the generation of numpy whose way of printing scalars is meant.
    """

    id: int
    source: str
    language: Language
    numpy: Literal[1, 2] = 2


Request = HelloRequest | WitnessRequest | WitnessBatchRequest | SnippetRequest


@dataclass(frozen=True, slots=True)
class Hello:
    """Versions and device of a worker. `torch` is None where it cannot be imported, and `problem`
    says why. `device` is the best one, like ``cuda:0``; `device_name` what the maker calls it."""

    distribution: str
    python: str
    torch: str | None
    device: str
    device_name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """The live run that stands beside a truth.

    `call` is the run as a person would write it, `difference` the largest distance of any number
    from the truth's, `agrees` whether it is within `tolerance`. `note` says what went otherwise
    than planned, such as a GPU without memory.
    """

    value: Value
    tolerance: float
    call: str
    device: str
    milliseconds: float
    difference: float
    agrees: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Error:
    """Why a request has no result. `code` is for programs, `text` is a sentence; `detail` holds the
    fields of a refused snippet."""

    phase: str
    code: str
    text: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The proofs of a batch, in its order; an Error where one could not be made."""

    each: tuple[Witness | Error, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """What an expression comes to."""

    value: Value


@dataclass(frozen=True, slots=True)
class Failed:
    """A reply that holds no result."""

    error: Error


Body = Hello | Witness | Witnesses | SnippetResult | Expression


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the request `id`."""

    id: int
    body: Body | Failed


def encode_request(request: Request) -> bytes:
    """Return the request as a line. Raises ProtocolProblem where it is too long."""
    form: dict[str, Any] = {"id": request.id}
    match request:
        case HelloRequest():
            form["op"] = "hello"
        case WitnessRequest(_, family, params):
            form |= {"op": "witness", "family": family, "params": _params(params)}
        case WitnessBatchRequest(_, family, many):
            each = [_params(params) for params in many]
            form |= {"op": "witness_batch", "family": family, "params": each}
        case SnippetRequest(_, source, language, numpy):
            form |= {"op": "snippet", "source": source, "language": language, "numpy": numpy}
    return _line(form)


def decode_request(line: bytes) -> Request:
    """Return the request that a line holds. Raises ProtocolProblem."""
    form = _object(line)
    try:
        number = _id(form)
        match form["op"]:
            case "hello":
                return HelloRequest(number)
            case "witness":
                return WitnessRequest(number, str(form["family"]), _read_params(form["params"]))
            case "witness_batch":
                many = tuple(_read_params(params) for params in form["params"])
                return WitnessBatchRequest(number, str(form["family"]), many)
            case "snippet" if form["language"] in ("tf1", "torch", "expression"):
                numpy: Literal[1, 2] = 1 if form.get("numpy") == 1 else 2
                return SnippetRequest(number, str(form["source"]), form["language"], numpy)
            case other:
                raise ProtocolProblem(f"no such request: {str(other)[:40]}")
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ProtocolProblem(f"not a request: {problem}") from problem


def encode_reply(reply: Reply) -> bytes:
    """Return the reply as a line. Raises ProtocolProblem where it is too long."""
    if isinstance(reply.body, Failed):
        return _line({"id": reply.id, "error": _error_form(reply.body.error)})
    return _line({"id": reply.id, "ok": _body_form(reply.body)})


def decode_reply(line: bytes) -> Reply:
    """Return the reply that a line holds. Raises ProtocolProblem."""
    form = _object(line)
    try:
        if "error" in form:
            return Reply(_id(form), Failed(_read_error(form["error"])))
        return Reply(_id(form), _read_body(form["ok"]))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ProtocolProblem(f"not a reply: {problem}") from problem


def _params(params: Mapping[str, Value]) -> dict[str, object]:
    return {name: to_json(value) for name, value in params.items()}


def _read_params(form: Any) -> dict[str, Value]:
    return {str(name): from_json(value) for name, value in form.items()}


def _body_form(body: Body) -> dict[str, Any]:
    match body:
        case Hello(distribution, python, torch, device, device_name, problem):
            return {
                "hello": distribution,
                "python": python,
                "torch": torch,
                "device": device,
                "device_name": device_name,
                "problem": problem,
            }
        case Witness():
            return _witness_form(body)
        case Witnesses(each):
            return {
                "witnesses": [
                    {"error": _error_form(one)} if isinstance(one, Error) else _witness_form(one)
                    for one in each
                ]
            }
        case SnippetResult():
            return {"snippet": body.to_json()}
        case Expression(value):
            return {"expression": to_json(value)}


def _read_body(form: Any) -> Body:
    if "hello" in form:
        torch = form["torch"]
        return Hello(
            str(form["hello"]),
            str(form["python"]),
            None if torch is None else str(torch),
            str(form["device"]),
            str(form["device_name"]),
            str(form["problem"]),
        )
    if "witnesses" in form:
        return Witnesses(
            tuple(
                _read_error(one["error"]) if "error" in one else _read_witness(one)
                for one in form["witnesses"]
            )
        )
    if "snippet" in form:
        return SnippetResult.from_json(form["snippet"])
    if "expression" in form:
        return Expression(from_json(form["expression"]))
    return _read_witness(form)


def _witness_form(witness: Witness) -> dict[str, Any]:
    return {
        "value": to_json(witness.value),
        "tolerance": witness.tolerance,
        "call": witness.call,
        "device": witness.device,
        "milliseconds": witness.milliseconds,
        "difference": to_json(witness.difference),
        "agrees": witness.agrees,
        "note": witness.note,
    }


def _read_witness(form: Any) -> Witness:
    difference = from_json(form["difference"])
    if isinstance(difference, bool) or not isinstance(difference, (int, float)):
        raise ValueError("a difference is a number")
    if not isinstance(form["agrees"], bool):
        raise ValueError("agrees is true or false")
    return Witness(
        from_json(form["value"]),
        float(form["tolerance"]),
        str(form["call"]),
        str(form["device"]),
        float(form["milliseconds"]),
        float(difference),
        form["agrees"],
        str(form["note"]),
    )


def _error_form(error: Error) -> dict[str, Any]:
    form: dict[str, Any] = {"phase": error.phase, "code": error.code, "text": error.text}
    return form | {"detail": dict(error.detail)} if error.detail else form


def _read_error(form: Any) -> Error:
    detail = form.get("detail", {})
    return Error(str(form["phase"]), str(form["code"]), str(form["text"]), dict(detail))


def _line(form: Mapping[str, Any]) -> bytes:
    text = json.dumps(form, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    if len(text) >= MAX_LINE:
        raise ProtocolProblem(f"a message of {len(text)} bytes; at most {MAX_LINE} go in a line")
    return text.encode("ascii") + b"\n"


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ProtocolProblem("a line of more than 16 MiB")
    try:
        form = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise ProtocolProblem(f"not JSON: {line[:60]!r}") from problem
    if not isinstance(form, dict):
        raise ProtocolProblem(f"not an object: {line[:60]!r}")
    return form


def _id(form: Mapping[str, Any]) -> int:
    number = form["id"]
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError("id is a whole number")
    return number
