"""A check's questions, verified in this process or in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from quizapp.bank.check import Verify
from quizapp.bank.loader import Files
from quizapp.bank.model import Question
from quizapp.bank.verifying import Verified, Verifier
from quizapp.drive.check_setting import Setting
from quizapp.drive.collecting import rarely_collected
from quizapp.drive.truths import WorkerTruths
from quizapp.engine_client import EngineClient

FEW = 4
"""So many questions are verified in this process."""


@contextmanager
def verifying(setting: Setting, jobs: int, files: Files | None = None) -> Iterator[Verify]:
    """Give a way to verify questions: in this process, or where `jobs` is more than 1 in as many.

    `files` are those of the check, composed already where they were read. A worker is started only
    when something needs PyTorch. Raises EnvironmentProblem, out of the iteration, where a process
    ends before its work is done.
    """
    files = files if files is not None else Files()
    with EngineClient(device=setting.device) as client, rarely_collected():
        runner = WorkerTruths(client) if setting.run else None
        here = Verifier(setting.seeds, runner, files=files)

        def verify(questions: Sequence[Question]) -> Iterator[Verified]:
            if jobs == 1 or len(questions) <= FEW:
                return here(questions)
            from quizapp.drive.check_processes import in_processes

            return in_processes(setting, jobs, questions, files)

        yield verify
