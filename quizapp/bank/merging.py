"""The JSON report of a check, and several reports of shards merged into the one of the whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quizapp.bank.checked import Checked, Tally
from quizapp.bank.problems import Problem, in_order
from quizapp.bank.render import problem_object
from quizapp.bank.shards import Shard, shard_from
from quizapp.errors import UsageError

_SEVERITIES = ("problem", "warning", "note")
_TEXTS = ("code", "path", "question", "message", "hint", "snippet")
_NUMBERS = ("line", "column", "caret")


@dataclass(frozen=True, slots=True)
class Part:
    """What the report in the file `name` says of one shard."""

    name: str
    checked: Checked
    shard: Shard


def as_json(checked: Checked, base: Path | None = None, shard: Shard | None = None) -> str:
    """Return a check as one JSON document: problems, the closing line, the figures behind it.

    Problems are sorted as they are shown, so that the report of the whole and the one merged of
    its shards are equal. Paths are as short as they can be typed from `base`.
    """
    objects = [problem_object(problem, base) for problem in checked.problems]
    objects.sort(key=lambda one: (one["path"], one["line"], one["column"], one["code"]))
    document = {
        "problems": objects,
        "summary": checked.summary,
        "seeds": checked.seeds,
        "tally": asdict(checked.tally),
    }
    if shard is not None:
        document["shard"] = str(shard)
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def read_part(text: str, name: str) -> Part:
    """Return the shard's report that a file of this name holds. Raises UsageError for another."""
    try:
        report = json.loads(text)
        tally = _tally(report["tally"])
        problems = tuple(_problem(form) for form in report["problems"])
        seeds = report["seeds"]
        shard = shard_from(report["shard"])
        if seeds is not None and type(seeds) is not int:
            raise TypeError("seeds is a number")
    except (KeyError, RecursionError, TypeError, UsageError, ValueError):
        raise UsageError(
            f"{name} is no report of a shard.",
            hint="Make one with `quizapp bank check --shard 1/2 --format json -o a.json`.",
        ) from None
    return Part(name, Checked(problems, tally, seeds), shard)


def merged(parts: Sequence[Part]) -> Checked:
    """Return the check of the whole from those of its shards, in any order.

    Raises UsageError where they are not all the shards of one check, each once.
    """
    of = {part.shard.of for part in parts}
    seeds = {part.checked.seeds for part in parts}
    if len(of) != 1 or len(seeds) != 1:
        raise UsageError("These are reports of different checks.", hint="Merge shards of one.")
    ordered = sorted(parts, key=lambda part: part.shard.number)
    numbers = [part.shard.number for part in ordered]
    wanted = range(1, of.pop() + 1)
    if missing := ", ".join(f"{n}/{len(wanted)}" for n in wanted if n not in numbers):
        raise UsageError(f"The reports are not the whole: {missing} is missing.")
    if len(numbers) != len(wanted):
        raise UsageError("Two reports are of one shard.", hint="Name each shard once.")
    tally = Tally()
    for part in ordered:
        tally.add(part.checked.tally)
    problems = (problem for part in ordered for problem in part.checked.problems)
    return Checked(in_order(problems), tally, seeds.pop())


def _tally(form: Any) -> Tally:
    if not all(type(figure) is int for figure in form.values()):
        raise TypeError("a figure is a number")
    return Tally(**form)


def _problem(form: Any) -> Problem:
    texts = {key: form[key] for key in _TEXTS}
    numbers = {key: form[key] for key in _NUMBERS}
    severity = form["severity"]
    if not all(isinstance(text, str) for text in texts.values()) or severity not in _SEVERITIES:
        raise TypeError("no problem")
    if not all(type(number) is int and number >= 0 for number in numbers.values()):
        raise TypeError("a place is numbers")
    path = Path(texts.pop("path"))
    return Problem(path=path, severity=severity, **numbers, **texts)
