"""How a command ends and what it writes: exit codes, lines, JSON, errors."""

from __future__ import annotations

import json
import sys

from engines import api
from engines.api import ParamProblem

FINE, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
INSTALL = "PyTorch is not installed: pip install torch"


class Stop(Exception):
    """Ends a command with an exit code, a sentence and the problems behind it."""

    def __init__(self, code: int, text: str, problems: tuple[ParamProblem, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.problems = problems


def one_of(word: str, what: str, known: tuple[str, ...]) -> str:
    """Return `word` where it is known; else stop with the nearest spelling."""
    if word in known:
        return word
    near = api.nearest(word, known)
    raise Stop(USAGE, f"there is no {what} {word!r}" + (f"; did you mean {near}?" if near else ""))


def report(stop: Stop, as_json: bool) -> None:
    if as_json:
        problems = [
            {"name": problem.name, "message": problem.message, "bound": problem.bound}
            for problem in stop.problems
        ]
        write_json({"error": {"text": stop.text, "problems": problems}})
        return
    sys.stderr.write(f"engines: {stop.text}\n")


def write_json(form: object) -> int:
    write(json.dumps(form, ensure_ascii=False, indent=1))
    return FINE


def write(text: str = "") -> None:
    sys.stdout.write(text + "\n")
