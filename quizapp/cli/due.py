"""`quizapp due`: what waits today, for a shell prompt or a glance."""

from __future__ import annotations

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode


@click.command()
@click.option("--short", is_flag=True, help="A few characters for a shell prompt; none: silence.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def due(short: bool, as_json: bool) -> ExitCode:
    """Say what is due today and how many minutes it takes.

    \b
    PS1='$(quizapp due --short) \\$ '
    """
    import json

    from quizapp.drive.due import due_today

    today = due_today(current_config())
    if as_json:
        click.echo(json.dumps(today.to_json()))
    elif short:
        if today.due:
            click.echo(f"{today.due} due {today.minutes}m")
    else:
        click.echo(today.sentence())
    return ExitCode.OK
