"""The processes of a check: chunks of questions, each process with a worker of its own.

What is found comes back in the order of the questions, so that it does not depend on the number of
processes. However the check ends, none of them outlives it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import util

from quizapp.bank.loader import Files
from quizapp.bank.model import Question
from quizapp.bank.verifying import Verified, Verifier
from quizapp.drive.check_setting import Setting
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import EngineClient
from quizapp.errors import EnvironmentProblem

CHUNKS = 40
"""Chunks for each process: many, since one question may take a hundred times as long as another."""


def in_processes(
    setting: Setting, jobs: int, questions: Sequence[Question], files: Files
) -> Iterator[Verified]:
    """Yield what is found of each question by `jobs` processes. Raises EnvironmentProblem where one
    of them ends before its work is done."""
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
