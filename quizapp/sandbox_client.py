"""Runs a learner's program in a child of its own and says what came of it.

Nothing that the program does raises here: what it prints, returns, breaks or exhausts comes back as
data. The whole process group of the child is ended in every case.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from engines.sandbox.protocol import (
    TOKEN,
    Fault,
    Limits,
    Program,
    ProgramRun,
    SandboxFailed,
    encode_request,
    run_from_json,
)

START_SECONDS = 40.0
"""How long the child may take until it begins to run the code; PyTorch from a cold disk is slow."""
SHOWN = 64 << 10
"""Bytes of what a program prints that are kept."""
_MOST_ANSWERED = 8 << 20
_LOOK = 0.05
"""Seconds between two looks at whether the child still lives."""
_BLOCK = 1 << 16

_PASSED_ON = (
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)
"""What a child sees of the environment: nothing that could be a secret."""
_QUIET = {
    "CUDA_VISIBLE_DEVICES": "",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8:backslashreplace",
}


def run_program(
    program: Program,
    *,
    command: Sequence[str] = (sys.executable, "-P", "-m", "engines.sandbox"),
    start_seconds: float = START_SECONDS,
    monotonic: Callable[[], float] = time.monotonic,
) -> ProgramRun:
    """Return what the program's function gives for each call, and what it printed.

    Takes at most `start_seconds` and the program's own limit. Raises SandboxFailed where the child
    does not come to running the code, ValueError for calls with what is no value.
    """
    token = secrets.token_hex(TOKEN // 2)
    request = encode_request(program, token)
    scratch = tempfile.mkdtemp(prefix="quizapp-code-")
    try:
        child = _start(command, scratch)
        watch = _Watch(child, program, token, request, monotonic)
        try:
            return watch.until_done(start_seconds)
        finally:
            child.end()
    except OSError as error:
        raise SandboxFailed(f"the sandbox could not be started: {error}") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run_together(
    programs: Sequence[Program], run: Callable[[Program], ProgramRun] = run_program
) -> list[ProgramRun | None]:
    """Return the run of each program; those that differ in their calls alone share one child.

    None for what did not go smoothly, or printed something: such a program is to be run by itself.
    """
    same: dict[tuple[str, str, Limits], list[int]] = {}
    for place, program in enumerate(programs):
        same.setdefault((program.code, program.entry, program.limits), []).append(place)
    runs: list[ProgramRun | None] = [None] * len(programs)
    for places in same.values():
        calls = tuple(call for place in places for call in programs[place].calls)
        try:
            whole = run(replace(programs[places[0]], calls=calls))
        except SandboxFailed:
            continue
        if whole.fault is not None or whole.printed:
            continue
        outputs = iter(whole.outputs)
        for place in places:
            runs[place] = ProgramRun(tuple(islice(outputs, len(programs[place].calls))))
    return runs


@dataclass(slots=True)
class _Child:
    """The process and our ends of its pipes."""

    process: subprocess.Popen[bytes]
    requests: int
    prints: int
    answers: int

    def end(self) -> None:
        """End every process of the child's group and put the pipes away."""
        # The leader may be gone while others of its group still run.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        for descriptor in (self.requests, self.prints, self.answers):
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _start(command: Sequence[str], scratch: str) -> _Child:
    """Start the child in a session of its own. Raises OSError."""
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    ours_answers, theirs_answers = os.pipe()
    ours, theirs = (ours_in, ours_out, ours_answers), (theirs_in, theirs_out, theirs_answers)
    try:
        process = subprocess.Popen(
            [*command, str(theirs_answers)],
            stdin=theirs_in,
            stdout=theirs_out,
            stderr=theirs_out,
            cwd=scratch,
            env=_environment(os.environ, scratch),
            pass_fds=(theirs_answers,),
            start_new_session=True,
        )
    except OSError:
        for descriptor in ours:
            os.close(descriptor)
        raise
    finally:
        for descriptor in theirs:
            os.close(descriptor)
    for descriptor in ours:
        os.set_blocking(descriptor, False)
    return _Child(process, *ours)


def _environment(own: Mapping[str, str], scratch: str) -> dict[str, str]:
    kept = {name: own[name] for name in _PASSED_ON if name in own}
    return kept | _QUIET | {"HOME": scratch, "TMPDIR": scratch}


class _Watch:
    """Feeds one child, reads what it prints and answers, and keeps the time."""

    def __init__(
        self,
        child: _Child,
        program: Program,
        token: str,
        request: bytes,
        monotonic: Callable[[], float],
    ) -> None:
        self._child = child
        self._program = program
        self._token = token
        self._rest = memoryview(request)
        self._now = monotonic
        self._printed = bytearray()
        self._count = 0
        self._answers = bytearray()
        self._answered = 0
        self._ready = False
        self._at: int | None = None
        self._run: ProgramRun | None = None
        self._until = 0.0

    def until_done(self, start_seconds: float) -> ProgramRun:
        """Return the run, or the limit or the end that came before it. Raises SandboxFailed."""
        self._until = self._now() + start_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.requests, selectors.EVENT_WRITE, self._feed)
            selector.register(self._child.prints, selectors.EVENT_READ, self._take_print)
            selector.register(self._child.answers, selectors.EVENT_READ, self._take_answer)
            fault = self._watch(selector)
        if not self._ready:
            raise SandboxFailed(f"the sandbox did not start{self._last_words()}")
        run = self._run or ProgramRun(fault=fault, at=self._at)
        return replace(run, printed=self._printed[:SHOWN].decode("utf-8", "replace"))

    def _watch(self, selector: selectors.BaseSelector) -> Fault | None:
        limits = self._program.limits
        while self._run is None:
            left = self._until - self._now()
            if left <= 0:
                return Fault("time", f"it did not end within {limits.wall:g} seconds")
            # Asked before reading: what it wrote before its end is then still taken in.
            ended = self._child.process.poll()
            wait = 0.0 if ended is not None else min(left, _LOOK)
            ready = selector.select(wait)
            for key, _ in ready:
                if not key.data():
                    selector.unregister(key.fd)
            if self._count > limits.printed:
                return Fault("printed", f"it printed more than {limits.printed >> 20} MiB")
            if self._answered > _MOST_ANSWERED:
                return Fault("ended", "it wrote where only the answer goes")
            if ended is not None and not ready and self._run is None:
                return _ending(ended, limits.cpu)
        return None

    def _feed(self) -> bool:
        """Hand over more of the request; False when all of it is, or nobody reads it."""
        try:
            self._rest = self._rest[os.write(self._child.requests, self._rest) :]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return bool(self._rest)

    def _take_print(self) -> bool:
        block = os.read(self._child.prints, _BLOCK)
        self._count += len(block)
        self._printed += block[: max(SHOWN - len(self._printed), 0)]
        return bool(block)

    def _take_answer(self) -> bool:
        block = os.read(self._child.answers, _BLOCK)
        self._answered += len(block)
        self._answers += block
        *lines, rest = self._answers.split(b"\n")
        self._answers = bytearray(rest)
        for line in lines:
            self._take_line(bytes(line))
        return bool(block)

    def _take_line(self, line: bytes) -> None:
        """Take in one line; only the one with the token can say what came of the calls."""
        try:
            form = json.loads(line)
        except (ValueError, RecursionError):
            return
        match form:
            case {"token": self._token, "run": told} if self._ready:
                with contextlib.suppress(ValueError, RecursionError):
                    run = run_from_json(told)
                    if run.fault is not None or len(run.outputs) == len(self._program.calls):
                        self._run = run
            case {"ready": True} if not self._ready:
                self._ready = True
                self._until = self._now() + self._program.limits.wall
            case {"at": int(at)} if 0 <= at < len(self._program.calls):
                self._at = at

    def _last_words(self) -> str:
        lines = self._printed.decode("utf-8", "replace").strip().splitlines()
        return f": {lines[-1][:200]}" if lines else ""


def _ending(status: int, cpu: int) -> Fault:
    """Return why a child that said nothing has ended."""
    if status >= 0:
        return Fault("ended", f"it ended the process itself, with status {status}")
    match -status:
        case signal.SIGXCPU:
            return Fault("cpu", f"it used more than {cpu} seconds of computing time")
        case signal.SIGALRM:
            return Fault("time", "it did not end in time")
        case signal.SIGKILL:
            return Fault("killed", "the system ended it: too much memory or computing time")
        case number:
            with contextlib.suppress(ValueError):
                return Fault("ended", f"it crashed with {signal.Signals(number).name}")
            return Fault("ended", f"it crashed with signal {number}")
