"""`quizapp bank rm`: a question goes, its id is retired, its progress stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import own_question, telling_problems
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.config import Config


@click.command()
@click.argument("name", metavar="ID")
@click.option("--force", is_flag=True, help="Drop the references of other questions to it.")
def rm(name: str, force: bool) -> ExitCode:
    """Take a question of your own out of its bank.

    \b
    quizapp bank rm conv-size
    quizapp bank rm conv-size --force    although other questions name it

    Its id is retired, so that no other question can take over its progress. The answers that were
    given to it are counted and kept.
    """
    from quizapp.bank.changes import write_all
    from quizapp.bank.removing import removed

    config = current_config()
    with telling_problems():
        own = own_question(config, name)
        change = removed(own.folder, own.id, force=force, mine=own.mine)
    ids = (own.id, *map(str, own.folder.entry(own.id).data.get("formerly") or ()))
    answers = {key: number for key in ids if (number := _answers(config, own.folder.id, key))}
    write_all(change.texts)
    for path in change.texts:
        click.echo(clean(str(path), lines=False))
    if change.referrers:
        note(f"It is no longer named by: {', '.join(change.referrers)}.")
    for key, number in answers.items():
        what = "1 answer is" if number == 1 else f"{number} answers are"
        note(f"{what} kept for {own.folder.id}/{key}, which is asked no more.")
    return ExitCode.OK


def _answers(config: Config, bank: str, question: str) -> int:
    """Return how many answers to a question stand; no database is made to find out."""
    from pathlib import Path

    from quizapp.clock import SystemClock
    from quizapp.drive.house import open_progress
    from quizapp.srs.state import CardKey
    from quizapp.store.connect import locate

    where = locate(config.database)
    if isinstance(where, Path) and not where.exists():
        return 0
    with open_progress(config, SystemClock()) as store:
        rows = store.history(CardKey(bank, question))
    return sum(row.kind == "answer" and not row.undone for row in rows)
