"""The worker's own loop, in this process: replies, giving a GPU back, the log."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from engines import worker
from engines.protocol import (
    Error,
    Expression,
    Failed,
    HelloRequest,
    ProtocolProblem,
    Request,
    SnippetRequest,
    WitnessRequest,
    decode_reply,
    encode_request,
)
from engines.worker import Inbox, Worker, serve


class _Script:
    """Hands out requests in order, then says that nothing came."""

    def __init__(self, *requests: Request | ProtocolProblem) -> None:
        self._requests = list(requests)

    def next(self, _seconds: float) -> Request | ProtocolProblem | None:
        return self._requests.pop(0) if self._requests else None


def _served(script: _Script, answers: dict[int, Any] | None = None) -> list[Any]:
    """Serve until the script is empty, for a worker that holds a GPU; return the replies."""
    out = io.BytesIO()
    standing = SimpleNamespace(
        answer=lambda request: (answers or {})[request.id], holds_gpu=lambda: True
    )
    serve(standing, script, out, 0.0)  # type: ignore[arg-type]
    return [decode_reply(line) for line in out.getvalue().splitlines()]


def test_an_idle_worker_that_holds_a_gpu_ends() -> None:
    assert _served(_Script()) == []


def test_each_request_has_its_reply_in_order() -> None:
    replies = _served(
        _Script(HelloRequest(1), HelloRequest(2)), {1: Expression(1), 2: Expression(2)}
    )
    assert [(reply.id, reply.body) for reply in replies] == [(1, Expression(1)), (2, Expression(2))]


def test_a_line_that_is_no_request_is_told() -> None:
    (reply,) = _served(_Script(ProtocolProblem("not JSON")))
    assert reply.id == -1
    assert reply.body.error.code == "bad-request"


def test_a_result_that_is_no_json_is_a_failure() -> None:
    (reply,) = _served(_Script(HelloRequest(1)), {1: Expression(10**400)})
    assert reply.body.error.code == "unsendable"


def test_requests_wait_in_their_order_and_the_end_of_input_ends_the_worker() -> None:
    lines = b"".join(encode_request(r) for r in (HelloRequest(1), HelloRequest(2)))
    ended: list[bool] = []

    def end() -> NoReturn:
        ended.append(True)
        while True:  # the real one does not come back either
            time.sleep(3600)

    inbox = Inbox(io.BytesIO(lines), end)
    requests = [inbox.next(5.0), inbox.next(5.0)]
    assert requests == [HelloRequest(1), HelloRequest(2)]
    assert inbox.next(0.2) is None
    assert ended == [True]


@pytest.mark.parametrize(
    ("request_", "phase", "code"),
    [
        (WitnessRequest(1, "no.such", {}), "witness", "unknown-family"),
        (WitnessRequest(1, "conv2d.output_size", {"H": 0}), "witness", "bad-params"),
        (SnippetRequest(1, "import os", "torch"), "snippet", "refused"),
        (SnippetRequest(1, "open('x')", "expression"), "snippet", "refused"),
    ],
)
def test_every_failure_is_an_error_with_phase_and_code(
    request_: Request, phase: str, code: str
) -> None:
    pytest.importorskip("torch")
    body = Worker("cpu").answer(request_)
    assert isinstance(body, Failed)
    assert body.error.code == code
    assert body.error.phase in (phase, "protocol")
    assert "\n" not in body.error.text


def test_what_torch_raises_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(_self: Worker, _family: str, _params: object) -> NoReturn:
        raise RuntimeError("CUDA error: an illegal memory access\nCompile with ...")

    monkeypatch.setattr(worker.Worker, "_witness", explode)
    body = Worker("cpu").answer(WitnessRequest(1, "x", {}))
    assert body == Failed(
        Error("witness", "raised", "RuntimeError: CUDA error: an illegal memory access")
    )


_NOISE = """
import os
from engines.worker import private_replies
replies = private_replies()
os.write(1, b"noise from a library\\n")
print("and from Python", flush=True)
os.system("echo and from a child")
replies.write(b"reply\\n")
replies.flush()
"""


def test_nothing_native_gets_among_the_replies() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", _NOISE], capture_output=True, text=True, check=True
    )
    assert done.stdout == "reply\n"
    assert done.stderr.splitlines() == [
        "noise from a library",
        "and from Python",
        "and from a child",
    ]
