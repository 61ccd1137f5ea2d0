"""`quizapp data`: where progress lives, whether it is sound, and copies of it.

`--json` prints one object. check: `cards`, `differences` (each `card`, `fields`, `text`) and
`rebuilt`; backup: `backup`; path: `database` and `backups` (null on a server); reschedule:
`changed`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.textsafe import clean
from quizapp.wording import plural

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.store.engine import Store
    from quizapp.store.records import Difference

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def data() -> None:
    """Look after the record of what was answered."""


@data.command()
@click.option("--rebuild", is_flag=True, help="Set cards that differ from the log, after a backup.")
@_json
def check(rebuild: bool, as_json: bool) -> ExitCode:
    """Compare every card with the log of its answers. Exit code 1 where they differ."""
    with _open(current_config()) as store:
        differences = store.check()
        rebuilt = store.rebuild() if rebuild and differences else 0
        cards = len(store.cards())
    if as_json:
        listed = [
            {"card": str(d.key), "fields": list(d.fields), "text": d.text} for d in differences
        ]
        click.echo(json.dumps({"cards": cards, "differences": listed, "rebuilt": rebuilt}))
    else:
        for line in _told(differences, cards, rebuilt):
            click.echo(clean(line, lines=False))
    return ExitCode.FINDINGS if differences and not rebuilt else ExitCode.OK


@data.command()
@_json
def backup(as_json: bool) -> None:
    """Write a checked copy beside the database."""
    with _open(current_config()) as store:
        made = store.backup("by hand")
    click.echo(json.dumps({"backup": str(made)}) if as_json else str(made))


@data.command()
@_json
def path(as_json: bool) -> None:
    """Print where the database is."""
    from quizapp.store.backup import FOLDER
    from quizapp.store.connect import locate

    where = locate(current_config().database)
    if isinstance(where, Path):
        database, backups = str(where), str(where.parent / FOLDER)
    else:
        database, backups = where.render_as_string(hide_password=True), None
    if as_json:
        click.echo(json.dumps({"database": database, "backups": backups}))
    else:
        click.echo(database)


@data.command()
@_json
def reschedule(as_json: bool) -> None:
    """Recompute when each card is due, from its answers and the settings of today."""
    from quizapp.drive.house import scheduler_of
    from quizapp.srs.replay import replay

    config = current_config()
    with _open(config) as store:
        scheduler = scheduler_of(config)
        if store.path is not None:
            store.backup("reschedule")
        changed = store.reschedule(
            lambda key, answers: replay(scheduler, key, answers),
            store.scheduler_id(scheduler.spec),
        )
    all_alike = "Every card is as these settings have it."
    told = f"{plural(changed, 'card')} changed." if changed else all_alike
    click.echo(json.dumps({"changed": changed}) if as_json else told)


def _told(differences: list[Difference], cards: int, rebuilt: int) -> list[str]:
    if not differences:
        return [f"{plural(cards, 'card')}, all as the log says."]
    lines = [f"{d.key}: {d.text} ({', '.join(d.fields) or 'whole card'})" for d in differences]
    if rebuilt:
        return [
            *lines,
            f"{plural(rebuilt, 'card')} set from the log; the state before is in a backup.",
        ]
    return [*lines, "Set them from the log with: quizapp data check --rebuild"]


def _open(config: Config) -> Store:
    from quizapp.clock import SystemClock
    from quizapp.drive.house import open_progress

    return open_progress(config, SystemClock())
