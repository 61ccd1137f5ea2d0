"""`quizapp bank diff`: what differs between two banks, or between patches and their originals.

`--json` prints one object: `added`, `removed`, `changed` (each `id`, `was`, `fields` with `field`,
`before`, `after`, and `truths` with `seed`, `before`, `after`) and `not_drawn`. Without banks:
`patches`, each with `patch`, `state` (same, changed, gone, unknown) and `fields`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.differing import Difference, FieldChange, QuestionChange
    from quizapp.bank.model import Question
    from quizapp.bank.stale import PatchState

_SHOWN = 60
_BEFORE = 20
"""Characters that are shown before a difference."""


@click.command()
@click.argument("first", required=False, metavar="[A]", type=click.Path(path_type=Path))
@click.argument("second", required=False, metavar="[B]", type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    default=20,
    show_default=True,
    type=click.IntRange(0, 10_000),
    metavar="N",
    help="Draws of each changed question that are compared.",
)
@click.option("--no-run", is_flag=True, help="Leave out what needs PyTorch.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def diff(
    first: Path | None, second: Path | None, seeds: int, no_run: bool, as_json: bool
) -> ExitCode:
    """Say what differs between the banks in two folders.

    \b
    quizapp bank diff old-bank new-bank
    quizapp bank diff old-bank new-bank --seeds 200 --json
    quizapp bank diff                       your patches whose originals have changed since

    Questions that were added (+), removed (-) and changed (~), field by field, and draws that have
    another right answer now. Exit code 1 where something differs.
    """
    if first is None:
        return _patches(as_json)
    if second is None:
        raise UsageError("Name two banks' folders, or none.")
    from quizapp.bank.differing import difference

    before, after = _questions(first), _questions(second)
    if no_run:
        found = difference(before, after, seeds=seeds)
    else:
        from quizapp.drive.truths import WorkerTruths
        from quizapp.engine_client import EngineClient

        with EngineClient(device=current_config().device) as client:
            found = difference(before, after, seeds=seeds, runner=WorkerTruths(client))
    if as_json:
        echo_json(asdict(found), default=str)
    else:
        for line in _lines(found):
            click.echo(clean(line, lines=False) if not line.startswith(" ") else clean(line))
    if found.not_drawn and not as_json:
        note(f"Not drawn: {', '.join(found.not_drawn)}.")
    return ExitCode.FINDINGS if found else ExitCode.OK


def _questions(folder: Path) -> tuple[Question, ...]:
    from quizapp.bank.loader import load_bank
    from quizapp.bank.problems import blocks

    loaded = load_bank(folder)
    if loaded.bank is None:
        hint = f"See quizapp bank check {folder}"
        raise UsageError(f"There is no readable bank in {folder}.", hint=hint)
    if blocks(loaded.problems):
        note(f"{folder} has problems; what cannot be read is left out.")
    return loaded.questions


def _lines(found: Difference) -> list[str]:
    lines = [f"+ {name}" for name in found.added] + [f"- {name}" for name in found.removed]
    for change in found.changed:
        was = f" (was {change.was})" if change.was != change.id else ""
        lines.append(f"~ {change.id}{was}")
        lines += [f"    {_told(field)}" for field in change.fields]
        lines += _truths(change)
    return lines or ["Nothing differs."]


def _told(change: FieldChange) -> str:
    if change.before is None:
        return f"{change.field}: added {_short(change.after)}"
    if change.after is None:
        return f"{change.field}: removed {_short(change.before)}"
    return f"{change.field}: {_both(change.before, change.after)}"


def _both(before: Any, after: Any) -> str:
    """Return two values from a few characters before the first that differs, long ones cut."""
    one, two = _line(before), _line(after)
    if max(len(one), len(two)) <= _SHOWN:
        return f"{one} → {two}"
    pairs = enumerate(zip(one, two, strict=False))
    same = next((place for place, (a, b) in pairs if a != b), min(len(one), len(two)))
    return " → ".join(_cut(text, same - _BEFORE) for text in (one, two))


def _short(value: Any) -> str:
    """Return a value as JSON on one line, cut where it is long."""
    return _cut(_line(value))


def _line(value: Any) -> str:
    return clean(json.dumps(value, ensure_ascii=False, default=str), lines=False)


def _cut(text: str, start: int = 0) -> str:
    """Return what may be shown of a text from `start` on, with dots where something is left out."""
    if start > 0:
        text = f"...{text[start:]}"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _truths(change: QuestionChange) -> list[str]:
    if not change.truths:
        return []
    first = change.truths[0]
    where = "the canonical numbers" if first.seed is None else f"seed {first.seed}"
    count = f"{len(change.truths)} of {change.draws} draws"
    both = _both(first.before, first.after)
    return [f"    another right answer in {count}; with {where} {both}"]


def _patches(as_json: bool) -> ExitCode:
    from quizapp.bank.library import MINE
    from quizapp.bank.stale import patch_states
    from quizapp.drive.library import open_library

    config = current_config()
    states = patch_states(open_library(config), config.data / MINE)
    stale = [one for one in states if one.state in ("changed", "gone")]
    if as_json:
        listed = [asdict(one) for one in states]
        echo_json({"patches": listed}, default=str)
        return ExitCode.FINDINGS if stale else ExitCode.OK
    for one in states:
        for line in _state(one):
            click.echo(clean(line))
    note(f"{len(stale)} of {len(states)} patches have an original that changed since.")
    return ExitCode.FINDINGS if stale else ExitCode.OK


def _state(one: PatchState) -> list[str]:
    match one.state:
        case "changed":
            return [f"~ {one.patch}", *(f"    {_told(field)}" for field in one.fields)]
        case "gone":
            return [f"- {one.patch}"]
        case "unknown":
            return [f"? {one.patch}: what its original said then is not recorded"]
        case _:
            return []
