"""Checking banks in several processes: chunks of questions, each process with a worker of its own.

What is found comes back in the order of the questions, so that it does not depend on the number of
processes. However the check ends, none of them outlives it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import util

from quizapp.bank.check import Verify
from quizapp.bank.loader import Files
from quizapp.bank.model import Question
from quizapp.bank.verifying import Verified, Verifier
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import Device, EngineClient
from quizapp.errors import EnvironmentProblem

FEW = 4
"""So many questions are verified in this process."""
CHUNKS = 40
"""Chunks for each process: many, since one question may take a hundred times as long as another."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every process needs to know. `run`: whether PyTorch is asked."""

    seeds: int
    run: bool
    device: Device = "auto"


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def torch_version() -> str | None:
    """Return the version of the installed PyTorch without importing it, or None."""
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return None


@contextmanager
def verifying(setting: Setting, jobs: int, files: Files | None = None) -> Iterator[Verify]:
    """Give a way to verify questions: in this process, or where `jobs` is more than 1 in as many.

    `files` are those of the check, composed already where they were read. A worker is started only
    when something needs PyTorch. Raises EnvironmentProblem, out of the iteration, where a process
    ends before its work is done.
    """
    files = files if files is not None else Files()
    with EngineClient(device=setting.device) as client, _rarely_collected():
        runner = WorkerTruths(client) if setting.run else None
        here = Verifier(setting.seeds, runner, files=files)

        def verify(questions: Sequence[Question]) -> Iterator[Verified]:
            if jobs == 1 or len(questions) <= FEW:
                return here(questions)
            return _in_processes(setting, jobs, questions, files)

        yield verify


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Look for circular garbage a hundredth as often: a check makes many objects and hardly any
    circles, and looking takes a tenth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(100 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _in_processes(
    setting: Setting, jobs: int, questions: Sequence[Question], files: Files
) -> Iterator[Verified]:
    size = max(1, len(questions) // (CHUNKS * jobs))
    chunks = [slice(first, first + size) for first in range(0, len(questions), size)]
    if not chunks:
        return
    # A fork of a process without threads starts at once, with every module that is loaded already.
    alone = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if alone else "spawn")
    # A fork has the files as they are here; another process composes what it needs.
    given = (setting, questions, files if alone else Files(files.given))
    pool = ProcessPoolExecutor(min(jobs, len(chunks)), context, _begin, given)
    started: set[int | None] = set()
    try:
        futures: list[Future[list[Verified]]] = [pool.submit(_verify, chunk) for chunk in chunks]
        started = {child.pid for child in multiprocessing.active_children()}
        for future in futures:
            yield from future.result()
        pool.shutdown()
    except BrokenProcessPool as broken:
        raise EnvironmentProblem(
            "A checking process ended before its work was done; memory may have run out.",
            hint="Try again with --jobs 1.",
        ) from broken
    finally:
        # Nothing to do behind a check that came to its end. Else nobody waits for the rest.
        for child in multiprocessing.active_children():
            if child.pid in started:
                child.kill()
        pool.shutdown(cancel_futures=True)


_verifier: Verifier
_questions: Sequence[Question]
"""What a process of the pool verifies, and with what; set once as it begins."""


def _begin(setting: Setting, questions: Sequence[Question], files: Files) -> None:
    """Make ready a process of the pool: it ends with the one that started it, and not before."""
    global _verifier, _questions
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    runner = None
    if setting.run:
        client = EngineClient(device=setting.device)
        util.Finalize(None, client.close, exitpriority=1)
        runner = WorkerTruths(client)
    _verifier = Verifier(setting.seeds, runner, files=files)
    _questions = questions


def _verify(chunk: slice) -> list[Verified]:
    return list(_verifier(_questions[chunk]))


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
