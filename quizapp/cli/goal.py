"""`quizapp goal`: the day of the interview, the minutes a day, the job and its level."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from quizapp.cli.options import current_config
from quizapp.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from quizapp.config import Config


@click.command()
@click.argument("day", required=False, nargs=-1, metavar="[DATE]")
@click.option("--minutes", metavar="N", help="Minutes of study a day.")
@click.option("--role", metavar="ROLE", help="The job: a role of the bank, such as any or vision.")
@click.option("--level", metavar="LEVEL", help="beginner, intermediate or advanced.")
def goal(day: tuple[str, ...], minutes: str | None, role: str | None, level: str | None) -> None:
    """Show the goal, or set what is given.

    DATE is written as people do: 14 dec, in 3 weeks, 2026-12-14, or none.
    """
    today = datetime.now().astimezone().date()
    options = {"minutes": minutes, "role": role, "level": level}
    changes: dict[str, object] = {key: text for key, text in options.items() if text is not None}
    if day:
        from quizapp.dates import parse_goal_date

        text = " ".join(day)
        if not text.strip():
            # An unset variable of a script: it must not take the day away.
            raise UsageError("The date is empty.", hint="Write none for no date.")
        changes["goal_date"] = parse_goal_date(text, today)
    if role is not None:
        from quizapp.drive.interviews import role_problem
        from quizapp.drive.library import open_library

        if (problem := role_problem(open_library(current_config()), role)) is not None:
            raise problem
    if changes:
        from quizapp.config_edit import save_config

        save_config(changes)
    for line in tell(current_config(), today):
        click.echo(line)


def tell(config: Config, today: date) -> list[str]:
    """The goal in lines, label first."""
    from quizapp.dates import describe

    when = describe(config.goal_date, today) if config.goal_date else "none yet"
    return [
        f"Interview: {when}",
        f"Minutes a day: {config.minutes}",
        f"Role: {config.role}",
        f"Level: {config.level}",
    ]
