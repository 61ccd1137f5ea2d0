"""The one long-lived child that runs torch: requests on stdin, replies on a descriptor of its own.

Descriptor 1 is kept for replies under another number; 1 and 2 then lead to the log, so that nothing
native reaches a screen or a reply. A thread watches stdin and ends the process with it: no worker
outlives its app. Started as ``python -P -m engines.worker`` by the app, with stderr on the log.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import queue
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import BinaryIO, NoReturn

from engines import __version__, device
from engines.cost import TooCostly
from engines.device import Choice
from engines.params import BadParams
from engines.protocol import (
    MAX_LINE,
    Body,
    Error,
    Expression,
    Failed,
    Hello,
    HelloRequest,
    ProtocolProblem,
    Reply,
    Request,
    SnippetRefused,
    SnippetRequest,
    Witness,
    WitnessBatchRequest,
    Witnesses,
    WitnessRequest,
    decode_request,
    encode_reply,
)
from engines.registry import UnknownFamily
from engines.values import Value

IDLE_SECONDS = 300.0
"""A CUDA context that nobody used for so long is given back by ending: the client starts anew."""


class NoTorch(Exception):
    """torch cannot be imported; the text says why."""


class Worker:
    """Answers requests one after the other. `wanted` is the device that the person chose."""

    def __init__(self, wanted: Choice = "auto") -> None:
        self._wanted = wanted
        self._torch: ModuleType | None = None
        self._device = "cpu"

    def answer(self, request: Request) -> Body | Failed:
        """Return the reply's body; every failure becomes an Error with a sentence."""
        try:
            return self._perform(request)
        except Exception as error:
            return Failed(explain(request, error))

    def holds_gpu(self) -> bool:
        """Return whether a CUDA context was made."""
        return self._torch is not None and device.holds_context(self._torch)

    def _perform(self, request: Request) -> Body:
        match request:
            case HelloRequest():
                return self._hello()
            case WitnessRequest(_, family, params):
                return self._witness(family, params)
            case WitnessBatchRequest(_, family, many):
                return self._witnesses(request, family, many)
            case SnippetRequest(_, source, "expression"):
                self._load()
                from engines.graph import evaluate_expression

                return Expression(evaluate_expression(source))
            case SnippetRequest(_, source, ("tf1" | "torch") as language, numpy):
                self._load()
                from engines.graph import run_snippet

                return run_snippet(source, language, numpy=numpy)
            case _:
                raise ProtocolProblem("this request has no reply")

    def _hello(self) -> Hello:
        python = platform.python_version()
        try:
            torch = self._load()
        except NoTorch as error:
            return Hello(__version__, python, None, "", "", str(error))
        warm_up(torch)
        name = ""
        if self._device != "cpu":
            name = self._device_name(torch)
        return Hello(__version__, python, str(torch.__version__), self._device, name)

    def _device_name(self, torch: ModuleType) -> str:
        with contextlib.suppress(RuntimeError, AssertionError):
            return device.name_of(torch, self._device)
        return ""

    def _witnesses(
        self, request: Request, family: str, many: Sequence[Mapping[str, Value]]
    ) -> Witnesses:
        torch = self._load()
        from engines.prove import prove_many

        ran = prove_many(family, many, torch, self._device)
        return Witnesses(
            tuple(explain(request, one) if isinstance(one, Exception) else one for one in ran)
        )

    def _witness(self, family: str, params: Mapping[str, Value]) -> Witness:
        torch = self._load()
        from engines.prove import prove

        return prove(family, params, torch, self._device)

    def _load(self) -> ModuleType:
        """Import torch at the first need. Raises NoTorch, NoSuchDevice."""
        if self._torch is None:
            try:
                import torch
            except (ImportError, OSError) as error:
                raise NoTorch(f"{type(error).__name__}: {error}") from error
            torch.set_num_threads(1)
            device.exact_float32(torch)
            self._device = device.best(torch, self._wanted)
            self._torch = torch
        return self._torch


def warm_up(torch: ModuleType) -> None:
    """Run one layer of each sort: the first use of the meta device imports for most of a second."""
    torch.nn.Conv2d(1, 1, 1, device="meta")(torch.empty(1, 1, 1, 1, device="meta"))
    torch.softmax(torch.zeros(2), -1)


def explain(request: Request, error: Exception) -> Error:
    """Return the sentence for what went wrong with a request."""
    phase = "snippet" if isinstance(request, SnippetRequest) else "witness"
    match error:
        case NoTorch():
            return Error(phase, "no-torch", str(error))
        case device.NoSuchDevice():
            return Error("start", "no-device", f"CUDA was asked for, but {error}.")
        case SnippetRefused():
            return Error(phase, "refused", str(error), error.to_json())
        case UnknownFamily():
            return Error(phase, "unknown-family", str(error))
        case BadParams():
            return Error(phase, "bad-params", str(error))
        case TooCostly():
            return Error(phase, "too-costly", f"{error}.")
        case ProtocolProblem():
            return Error("protocol", "bad-request", str(error))
        case _:
            return Error(phase, "raised", _first_line(error))


def _first_line(error: Exception) -> str:
    first = str(error).split("\n", 1)[0][:400]
    return f"{type(error).__name__}: {first}"


class Inbox:
    """Reads requests in a thread of its own, and ends the process when stdin ends."""

    def __init__(self, source: BinaryIO, ended: Callable[[], NoReturn]) -> None:
        self._source = source
        self._ended = ended
        self._waiting: queue.SimpleQueue[Request | ProtocolProblem] = queue.SimpleQueue()
        threading.Thread(target=self._watch, name="stdin", daemon=True).start()

    def next(self, seconds: float) -> Request | ProtocolProblem | None:
        """Return the next request, or None after so many seconds without one."""
        try:
            return self._waiting.get(timeout=seconds)
        except queue.Empty:
            return None

    def _watch(self) -> None:
        while True:
            line = self._source.readline(MAX_LINE + 1)
            if not line:
                self._ended()
            try:
                request = decode_request(line)
            except ProtocolProblem as problem:
                self._waiting.put(problem)
                continue
            self._waiting.put(request)


def serve(worker: Worker, inbox: Inbox, replies: BinaryIO, idle: float) -> None:
    """Answer until there was nothing to do for `idle` seconds while a CUDA context was held."""
    while True:
        request = inbox.next(idle)
        if request is None:
            if worker.holds_gpu():
                return
            continue
        if isinstance(request, ProtocolProblem):
            reply = Reply(-1, Failed(Error("protocol", "bad-request", str(request))))
        else:
            reply = Reply(request.id, worker.answer(request))
        replies.write(_encoded(reply))
        replies.flush()


def _encoded(reply: Reply) -> bytes:
    try:
        return encode_reply(reply)
    except (ProtocolProblem, ValueError) as problem:
        error = Error("protocol", "unsendable", f"The result cannot be sent: {problem}.")
        return encode_reply(Reply(reply.id, Failed(error)))


def private_replies() -> BinaryIO:
    """Keep descriptor 1 for replies under another number and lead 1 to where 2 leads: the log."""
    kept = os.dup(1)
    os.set_inheritable(kept, False)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Serve requests until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m engines.worker")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--idle", type=float, default=IDLE_SECONDS, metavar="SECONDS")
    parser.add_argument("--scratch", default="", help="empty folder to remove at the end")
    options = parser.parse_args(arguments)

    def end() -> NoReturn:
        if options.scratch:
            with contextlib.suppress(OSError):
                os.rmdir(options.scratch)  # noqa: PTH106 - pathlib would be imported for this alone
        os._exit(0)

    replies = private_replies()
    inbox = Inbox(sys.stdin.buffer, end)
    serve(Worker(options.device), inbox, replies, options.idle)
    end()


if __name__ == "__main__":
    main()
