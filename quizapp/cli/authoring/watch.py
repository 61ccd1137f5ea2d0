"""`quizapp bank watch`: a bank is checked and shown again whenever it is saved."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import default_banks
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.drawn import TruthRunner
    from quizapp.bank.model import Question
    from quizapp.bank.watching import Update, Watcher

SHOWN = 3
"""Questions that are shown of one change; of more the names are told."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    default=10,
    show_default=True,
    type=click.IntRange(0, 1000),
    metavar="N",
    help="Draws of a question that changed.",
)
@click.option("--no-run", is_flag=True, help="Leave out what needs PyTorch.")
def watch(paths: tuple[Path, ...], seeds: int, no_run: bool) -> ExitCode:
    """Check and show questions again whenever their file is saved; ctrl+c ends it.

    \b
    quizapp bank watch
    quizapp bank watch my-bank/cnn.yaml
    quizapp bank watch my-bank --no-run

    Without PATHS: the bank in this folder, else the banks in use. What was proved here is proved
    with few draws; `quizapp bank check --changed` proves it in full.
    """
    config = current_config()
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"There is no file or folder {path}.", hint="Name a bank's folder or a topic file."
            )
    from quizapp.bank.cache import ParsedCache
    from quizapp.bank.watching import INTERVAL, Watcher
    from quizapp.drive.truths import WorkerTruths
    from quizapp.engine_client import EngineClient
    from quizapp.paths import cache_dir

    with suppress(KeyboardInterrupt), EngineClient(device=config.device) as client:
        runner = None if no_run else WorkerTruths(client)
        cache = ParsedCache(cache_dir() / "parsed")
        watcher = Watcher(paths or default_banks(config), seeds=seeds, runner=runner, cache=cache)
        if not no_run:
            client.warm()
        click.echo(_greeting(watcher))
        _follow(watcher, runner, lambda: time.sleep(INTERVAL))
    return ExitCode.OK


def _greeting(watcher: Watcher) -> str:
    from quizapp.bank.checked import count

    where = ", ".join(str(folder) for folder in watcher.folders)
    return clean(f"Watching {count(watcher.questions, 'question')} in {where}; ctrl+c ends it.")


def _follow(watcher: Watcher, runner: TruthRunner | None, pause: Callable[[], None]) -> None:
    """Show what comes of each change, until something interrupts it."""
    while True:
        pause()
        update = watcher.poll()
        if update is not None:
            _show(update, runner)


def _show(update: Update, runner: TruthRunner | None) -> None:
    from quizapp.bank.checked import Checked, Tally
    from quizapp.bank.render import as_text

    base = Path.cwd()
    if sys.stdout.isatty():
        click.clear()
    for question in update.questions[:SHOWN]:
        for line in _preview(question, runner):
            click.echo(line)
        click.echo()
    for question in update.questions[SHOWN:]:
        click.echo(clean(f"changed too: {question.key}"))
    for problem in update.problems:
        click.echo(as_text(problem, base))
    names = ", ".join(path.name for path in update.files)
    checked = Checked(update.problems, Tally(questions=len(update.questions)), None)
    click.echo(clean(f"{time.strftime('%H:%M:%S')} {names}: {checked.summary}"))


def _preview(question: Question, runner: TruthRunner | None) -> list[str]:
    """Return the canonical question as its author wants to see it, or why it cannot be asked."""
    from quizapp.bank.asking import asked_for
    from quizapp.bank.drawing import draw
    from quizapp.bank.drawn import CannotDraw
    from quizapp.bank.preview import WIDTH, behind, learner_view
    from quizapp.terminal import page_width

    try:
        drawn = draw(question, 0, "canonical", runner)
    except CannotDraw as error:
        return [clean(f"{question.key} cannot be asked: {error.reason}")]
    width = page_width(WIDTH)
    return [*learner_view(drawn, width), *behind(drawn, asked_for(drawn), width)]
