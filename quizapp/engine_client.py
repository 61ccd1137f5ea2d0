"""The one client of the worker: starts it, asks, times out, kills, starts it again.

A supervising thread sends one request at a time and a reading thread takes the worker's lines.
Every request is a `concurrent.futures.Future`; what goes wrong is its exception, an
`EngineFailure` with a sentence. Nothing here raises at the caller.
"""

from __future__ import annotations

import itertools
import math
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from engines.protocol import (
    Body,
    Error,
    Failed,
    Hello,
    HelloRequest,
    ProtocolProblem,
    Request,
    SnippetRefused,
    SnippetRequest,
    SnippetResult,
    Witness,
    WitnessBatchRequest,
    WitnessRequest,
    encode_request,
)
from engines.protocol import Expression as ExpressionReply
from engines.protocol import Witnesses as WitnessesReply
from engines.values import Value
from quizapp import __version__
from quizapp.worker_process import Ended, Garbled, Late, WorkerProcess

State = Literal["cold", "starting", "ready", "missing", "failed"]
Device = Literal["auto", "cpu", "cuda"]
Phase = Literal["start", "witness", "snippet", "protocol"]

DEADLINE = 10.0
FIRST_EXTRA = 30.0
SENDS = 2
"""How often in all a request is sent whose worker had to be killed."""
RESTART_PAUSE = 10.0
"""Seconds in which a worker that would not start is not tried again."""
INSTALL_HINT = "Install PyTorch with `make run TORCH=cpu` or `pip install torch`."


class EngineFailure(Exception):
    """Why the engine could not do what was asked. Never the learner's fault.

    `phase` is start, witness, snippet or protocol. `code` is for programs: no-torch, no-device,
    not-started, version, died, hung, garbled, closed, too-costly, bad-params, unknown-family,
    raised, bad-request, unsendable. `text` says what happened, `hint` what to do next.
    """

    def __init__(self, phase: str, code: str, text: str, hint: str = "") -> None:
        super().__init__(phase, code, text, hint)
        self.phase = phase
        self.code = code
        self.text = text
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".rstrip()


@dataclass(slots=True)
class _Job:
    """One request on its way. `future` takes what `read` makes of a body of the class `kind`."""

    make: Callable[[int], Request]
    kind: type[Body]
    phase: Phase
    future: Future[Any]
    read: Callable[[Any], Any]
    sends: int = 0


class EngineClient:
    """Talks to one worker, started at the first need. Use as a context manager, or `close` it.

    `command` starts another worker than ours (for tests). `log` takes what the worker writes; else
    a nameless file that goes with the process. `changed` is called from the supervising thread with
    each new state.
    """

    def __init__(
        self,
        device: Device = "auto",
        *,
        command: Sequence[str] | None = None,
        deadline: float = DEADLINE,
        first_extra: float = FIRST_EXTRA,
        log: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        changed: Callable[[State], None] | None = None,
    ) -> None:
        own = (sys.executable, "-P", "-m", "engines.worker", "--device", device)
        self._command = own if command is None else tuple(command)
        self._is_own = command is None
        self._deadline = deadline
        self._first_extra = first_extra
        self._log = log
        self._monotonic = monotonic
        self._changed = changed
        self._state: State = "cold"
        self._numbers = itertools.count(1)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._process: WorkerProcess | None = None
        self._greeting: Hello | None = None
        self._trouble: EngineFailure | None = None
        self._trouble_until = -math.inf
        self._closed = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """cold, starting, ready, missing (no PyTorch) or failed (it would not start)."""
        process = self._process
        if self._state == "ready" and (process is None or not process.alive):
            return "cold"
        return self._state

    @property
    def greeting(self) -> Hello | None:
        """What the worker said of itself when it last started, or None."""
        return self._greeting

    @property
    def pid(self) -> int | None:
        """The process id of the running worker, or None."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    def __enter__(self) -> EngineClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the worker in the background, so that the first proof need not wait for torch.

        Also tries again where PyTorch was missing or the worker would not start.
        """
        self.hello()

    def hello(self) -> Future[Hello]:
        """Versions and device. Where PyTorch is missing its `torch` is None: that is no failure."""
        return self._submit(_Job(HelloRequest, Hello, "start", Future(), _same))

    def witness(self, family: str, params: Mapping[str, Value]) -> Future[Witness]:
        """The live run of the family at complete parameters."""

        def make(number: int) -> Request:
            return WitnessRequest(number, family, params)

        return self._submit(_Job(make, Witness, "witness", Future(), _same))

    def witnesses(
        self, family: str, many: Sequence[Mapping[str, Value]]
    ) -> Future[tuple[Witness | EngineFailure, ...]]:
        """The live runs of many variants of one family, in order; a failure where one has none."""

        def make(number: int) -> Request:
            return WitnessBatchRequest(number, family, tuple(many))

        def read(body: WitnessesReply) -> tuple[Witness | EngineFailure, ...]:
            return tuple(_failure(one) if isinstance(one, Error) else one for one in body.each)

        return self._submit(_Job(make, WitnessesReply, "witness", Future(), read))

    def snippet(
        self, source: str, language: Literal["tf1", "torch"], *, numpy: Literal[1, 2] = 2
    ) -> Future[SnippetResult]:
        """What the snippet prints and which error ends it. One that lies outside the allow-list
        fails with SnippetRefused, which names the place."""

        def make(number: int) -> Request:
            return SnippetRequest(number, source, language, numpy)

        return self._submit(_Job(make, SnippetResult, "snippet", Future(), _same))

    def expression(self, source: str) -> Future[Value]:
        """What a torch expression comes to. Fails with SnippetRefused as `snippet` does."""

        def make(number: int) -> Request:
            return SnippetRequest(number, source, "expression")

        def read(body: ExpressionReply) -> Value:
            return body.value

        return self._submit(_Job(make, ExpressionReply, "snippet", Future(), read))

    def close(self) -> None:
        """End the worker. What still waits fails with the code ``closed``. May be repeated."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            thread = self._thread
            self._jobs.put(None)
        process = self._process
        if process is not None:
            process.kill()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=10)

    def _submit(self, job: _Job) -> Future[Any]:
        with self._lock:
            if self._closed:
                job.future.set_exception(_closed(job.phase))
                return job.future
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._supervise, name="engine-client", daemon=True
                )
                self._thread.start()
            self._jobs.put(job)
        return job.future

    def _supervise(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                job.future.set_result(self._perform(job))
            except Exception as error:  # whatever it is, it belongs to whoever waits
                job.future.set_exception(error)
        self._drop()
        self._say("cold")

    def _perform(self, job: _Job) -> Any:
        while True:
            if self._closed:
                raise _closed(job.phase)
            asks_hello = job.make is HelloRequest
            process = self._running(try_again=asks_hello)
            if asks_hello:
                return self._greeting
            if process is None:
                raise self._no_torch(job.phase)
            extra = self._first_extra if process.asked == 1 else 0.0
            job.sends += 1
            try:
                body = self._exchange(process, job.make, self._deadline + extra)
            except (Ended, Late, Garbled) as trouble:
                self._drop()
                if job.sends < SENDS or self._closed:
                    continue
                raise _broken(job.phase, trouble, job.sends) from None
            return self._result(job, body)

    def _result(self, job: _Job, body: Body | Failed) -> Any:
        if isinstance(body, Failed):
            raise _refusal(body.error)
        if not isinstance(body, job.kind):
            self._drop()
            raise EngineFailure(job.phase, "garbled", "The worker answered something else.")
        return job.read(body)

    def _exchange(
        self, process: WorkerProcess, make: Callable[[int], Request], seconds: float
    ) -> Body | Failed:
        number = next(self._numbers)
        try:
            line = encode_request(make(number))
        except (ProtocolProblem, ValueError) as problem:
            error = Error("protocol", "unsendable", f"The request cannot be sent: {problem}.")
            return Failed(error)
        return process.ask(line, number, seconds).body

    def _running(self, *, try_again: bool) -> WorkerProcess | None:
        """Return the worker, started if need be; None where PyTorch is missing.

        Raises EngineFailure where it would not start.
        """
        if self._process is not None and self._process.alive:
            return self._process
        self._drop()
        if not try_again:
            if self._state == "missing":
                return None
            if self._trouble is not None and self._monotonic() < self._trouble_until:
                raise self._trouble
        self._trouble = None
        self._say("starting")
        try:
            self._greeting = self._start_twice()
        except EngineFailure as failure:
            self._drop()
            self._trouble = failure
            self._trouble_until = self._monotonic() + RESTART_PAUSE
            self._say("failed")
            raise
        if self._greeting.torch is None:
            self._drop()
            self._say("missing")
            return None
        self._say("ready")
        return self._process

    def _start_twice(self) -> Hello:
        """Start, and once more where something killed the worker as it was starting."""
        try:
            return self._start()
        except EngineFailure as failure:
            if failure.code != "died":
                raise
        self._drop()
        return self._start()

    def _start(self) -> Hello:
        hint = "Look at `quizapp doctor`."
        try:
            process = WorkerProcess(self._command, self._log, tell_scratch=self._is_own)
        except OSError as error:
            text = f"The engine could not be started: {error}."
            raise EngineFailure("start", "not-started", text, hint) from error
        self._process = process
        if self._closed:
            raise _closed("start")
        try:
            body = self._exchange(process, HelloRequest, self._deadline + self._first_extra)
        except (Ended, Late, Garbled) as trouble:
            if self._closed:
                raise _closed("start") from None
            text = f"The engine did not start: {_what(trouble)}."
            killed = isinstance(trouble, Ended) and (trouble.status or 0) < 0
            code = "died" if killed else "not-started"
            raise EngineFailure("start", code, text, hint) from None
        if isinstance(body, Failed):
            raise _failure(body.error)
        if not isinstance(body, Hello):
            raise EngineFailure("start", "not-started", "The engine did not greet.", hint)
        if body.distribution != __version__:
            text = f"The engine is of version {body.distribution}, the app of {__version__}."
            raise EngineFailure("start", "version", text, "Quit and start the app again.")
        return body

    def _no_torch(self, phase: Phase) -> EngineFailure:
        why = f" ({self._greeting.problem})" if self._greeting and self._greeting.problem else ""
        text = f"PyTorch cannot be imported{why}."
        return EngineFailure(phase, "no-torch", text, INSTALL_HINT)

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _say(self, state: State) -> None:
        self._state = state
        if self._changed is not None:
            self._changed(state)


def _same(body: Any) -> Any:
    return body


def _closed(phase: str) -> EngineFailure:
    return EngineFailure(phase, "closed", "The engine was closed.")


def _refusal(error: Error) -> Exception:
    if error.code == "refused" and error.detail:
        return SnippetRefused.from_json(error.detail)
    return _failure(error)


def _failure(error: Error) -> EngineFailure:
    hint = INSTALL_HINT if error.code == "no-torch" else ""
    return EngineFailure(error.phase, error.code, error.text, hint)


def _broken(phase: str, trouble: Ended | Late | Garbled, sends: int) -> EngineFailure:
    code = {Ended: "died", Late: "hung", Garbled: "garbled"}[type(trouble)]
    text = f"The engine was started again and failed {sends} times: {_what(trouble)}."
    return EngineFailure(phase, code, text, "Your answer is not affected.")


def _what(trouble: Ended | Late | Garbled) -> str:
    match trouble:
        case Late():
            return "it did not answer in time"
        case Garbled():
            return f"it sent something that is no reply ({trouble})"
        case Ended(status=status, last=last):
            how = f"signal {-status}" if status is not None and status < 0 else f"status {status}"
            return f"it ended with {how}" + (f" ({last[:200]})" if last else "")
