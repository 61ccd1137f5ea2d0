"""One worker process: its pipes, its empty working directory, one question and answer at a time."""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from engines.protocol import MAX_LINE, ProtocolProblem, Reply, decode_reply

_WAITING_LINES = 64
"""Lines read ahead; a worker that floods its pipe is stopped by the pipe itself."""
_TAIL = 2000


class Ended(Exception):
    """The process ended by itself with `status`; `last` is the last line that it logged."""

    def __init__(self, status: int | None, last: str) -> None:
        super().__init__(status, last)
        self.status = status
        self.last = last


class Late(Exception):
    """No reply within the deadline."""


class Garbled(Exception):
    """Something that is no reply came out of the process."""


class WorkerProcess:
    """A started worker. Raises OSError where it cannot be started."""

    def __init__(self, command: Sequence[str], log: Path | None, *, tell_scratch: bool) -> None:
        self._scratch = tempfile.mkdtemp(prefix="quizapp-worker-")
        self._log: IO[bytes] = (
            tempfile.TemporaryFile() if log is None else log.open("a+b")  # noqa: SIM115
        )
        told = ("--scratch", self._scratch) if tell_scratch else ()
        try:
            self._process = subprocess.Popen(
                [*command, *told],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                cwd=self._scratch,
                env=_environment(),
                process_group=0,
            )
        except OSError:
            self._forget_files()
            raise
        self._lines: queue.Queue[bytes] = queue.Queue(_WAITING_LINES)
        self._ending = threading.Event()
        self._cleaning = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="worker-reader", daemon=True)
        self._reader.start()
        self.asked = 0

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return not self._ending.is_set() and self._process.poll() is None

    def ask(self, line: bytes, number: int, seconds: float) -> Reply:
        """Send a request and return the reply with its number.

        The deadline runs from sending. Raises Late, Ended, Garbled; after any of them the process
        is of no more use.
        """
        until = time.monotonic() + seconds
        self.asked += 1
        self._send(line, until)
        try:
            answer = self._lines.get(timeout=max(until - time.monotonic(), 0))
        except queue.Empty:
            raise Late from None
        if not answer:
            raise self._ended()
        try:
            reply = decode_reply(answer)
        except ProtocolProblem as problem:
            raise Garbled(str(problem)) from problem
        if reply.id != number:
            raise Garbled(f"a reply to request {reply.id} where {number} was asked")
        return reply

    def kill(self) -> None:
        """End the process at once and put away what belonged to it. May be repeated."""
        with self._cleaning:
            if self._ending.is_set():
                return
            self._ending.set()
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._reader.join(timeout=5)
            self._wake()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._forget_files()

    def _wake(self) -> None:
        """Let whoever waits for a reply see the end: the reader no longer tells."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._lines.get_nowait()
        self._lines.put_nowait(b"")

    def _send(self, line: bytes, until: float) -> None:
        """Write without waiting longer than the deadline for a process that does not read."""
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            raise self._ended()
        descriptor = pipe.fileno()
        rest = memoryview(line)
        os.set_blocking(descriptor, False)
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_WRITE)
            while rest:
                if not selector.select(max(until - time.monotonic(), 0)):
                    raise Late
                try:
                    rest = rest[os.write(descriptor, rest) :]
                except BlockingIOError:
                    continue
                except OSError:
                    raise self._ended() from None

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while True:
            try:
                line = pipe.readline(MAX_LINE + 1)
            except (OSError, ValueError):
                line = b""
            while not self._ending.is_set():
                with contextlib.suppress(queue.Full):
                    self._lines.put(line, timeout=0.1)
                    break
            if not line or self._ending.is_set():
                return

    def _ended(self) -> Ended:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        return Ended(self._process.poll(), self._last_logged())

    def _last_logged(self) -> str:
        try:
            end = self._log.seek(0, os.SEEK_END)
            self._log.seek(max(end - _TAIL, 0))
            text = self._log.read(_TAIL).decode("utf-8", "replace")
        except (OSError, ValueError):
            return ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def _forget_files(self) -> None:
        self._log.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _environment() -> dict[str, str]:
    """Return the environment with one thread for each numeric library, said before it loads."""
    return os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
