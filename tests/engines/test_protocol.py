"""Messages between app and worker: what goes in comes out, and nothing else is taken."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.protocol import (
    MAX_LINE,
    Error,
    Expression,
    Failed,
    Hello,
    HelloRequest,
    ProtocolProblem,
    Reply,
    Request,
    SnippetError,
    SnippetRequest,
    SnippetResult,
    SnippetStep,
    Witness,
    WitnessBatchRequest,
    Witnesses,
    WitnessRequest,
    decode_reply,
    decode_request,
    encode_reply,
    encode_request,
)

WITNESS = Witness((1, 2.5), 1e-5, "softmax(x)", "cuda:0", 0.25, float("inf"), False, "note")


@pytest.mark.parametrize(
    "request_",
    [
        HelloRequest(1),
        WitnessRequest(2, "softmax.value", {"z": (1, 2.5), "q": Fraction(1, 3), "w": "and"}),
        WitnessBatchRequest(3, "conv2d.params", ({"Ci": 1}, {"bias": True})),
        SnippetRequest(4, "print('é\\n\u2028')\n", "tf1", 1),
        SnippetRequest(5, "1 + 1", "expression"),
    ],
)
def test_requests_come_out_as_they_went_in(request_: Request) -> None:
    line = encode_request(request_)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_request(line) == request_


@pytest.mark.parametrize(
    "body",
    [
        Hello("0.1.0", "3.11.7", "2.13.0", "cuda:0", "NVIDIA H200"),
        Hello("0.1.0", "3.11.7", None, "", "", "ModuleNotFoundError"),
        WITNESS,
        Witnesses((WITNESS, Error("witness", "raised", "RuntimeError: x"))),
        SnippetResult("3\n", SnippetError("ValueError", "no", 2), (SnippetStep(1, "a", "b"),)),
        Expression((1, float("nan"))),
        Failed(Error("snippet", "refused", "no", {"line": 1})),
    ],
)
def test_replies_come_out_as_they_went_in(body: object) -> None:
    reply = Reply(9, body)  # type: ignore[arg-type]
    assert repr(decode_reply(encode_reply(reply))) == repr(reply)


def test_lines_are_plain_json_without_nan() -> None:
    line = encode_reply(Reply(1, WITNESS))
    assert line.isascii()
    assert json.loads(line)["ok"]["difference"] == {"f": "inf"}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{",
        b"[]",
        b"null",
        b'"hello"',
        b"\xff\xfe\n",
        b'{"op": "hello"}',
        b'{"id": true, "op": "hello"}',
        b'{"id": "1", "op": "hello"}',
        b'{"id": 1, "op": "eval"}',
        b'{"id": 1, "op": "witness", "family": "x"}',
        b'{"id": 1, "op": "witness", "family": "x", "params": [1]}',
        b'{"id": 1, "op": "witness", "family": "x", "params": {"H": {"f": "x"}}}',
        b'{"id": 1, "op": "snippet", "source": "1", "language": "perl"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_request_is_a_problem(line: bytes) -> None:
    with pytest.raises(ProtocolProblem):
        decode_request(line)


@pytest.mark.parametrize(
    "line",
    [
        b"warning: something\n",
        b'{"id": 1}',
        b'{"id": 1, "ok": 5}',
        b'{"id": 1, "ok": {}}',
        b'{"id": 1, "ok": {"hello": "1"}}',
        b'{"id": 1, "error": "no"}',
        b'{"id": 1, "ok": {"snippet": {"stdout": 1}}}',
    ],
)
def test_what_is_no_reply_is_a_problem(line: bytes) -> None:
    with pytest.raises(ProtocolProblem):
        decode_reply(line)


@given(st.binary(max_size=200))
def test_junk_is_a_problem_or_a_message(line: bytes) -> None:
    for decode in (decode_request, decode_reply):
        try:
            decode(line)
        except ProtocolProblem as problem:
            assert str(problem).startswith("not ")  # noqa: PT017


def test_a_line_has_an_end() -> None:
    with pytest.raises(ProtocolProblem, match="at most"):
        encode_request(SnippetRequest(1, "x" * MAX_LINE, "torch"))
    with pytest.raises(ProtocolProblem, match="16 MiB"):
        decode_reply(b" " * (MAX_LINE + 1))
