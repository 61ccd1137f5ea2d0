"""`quizapp study` and `quizapp practise`: straight to the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.session.stages import Mode


@click.command()
@click.option("--minutes", type=click.IntRange(1, 600), help="Minutes for this session.")
@click.option("--yes", is_flag=True, help="Take the defaults of everything not yet asked.")
def study(minutes: int | None, yes: bool) -> ExitCode:
    """Study what is due, then meet new questions, until the minutes are over.

    \b
    quizapp study --minutes 15
    quizapp --plain study
    """
    config = current_config()
    if yes and not config.first_run_done:
        from quizapp.config_edit import save_config

        save_config({"first_run_done": True})
    return play(config, "study", minutes)


@click.command()
@click.option("--minutes", type=click.IntRange(1, 600), help="Minutes for this session.")
@click.option("--topic", help="Only this topic, by its id or title.")
def practise(minutes: int | None, topic: str | None) -> ExitCode:
    """Practise without touching the schedule."""
    config = current_config()
    if topic is not None:
        from quizapp.drive.planning import topic_problem

        refused = topic_problem(config, topic)
        if refused is not None:
            raise refused
    return play(config, "practice", minutes, topic)


def play(
    config: Config, mode: Mode, minutes: int | None = None, topic: str | None = None
) -> ExitCode:
    """Play one session in the face that the configuration and the terminal call for."""
    from quizapp.terminal import judge, opens_plain

    minutes = minutes or config.minutes
    if not opens_plain(config, judge()):
        from quizapp.tui.app import run_app

        return ExitCode(run_app(config, start=mode, minutes=minutes, topic=topic))
    from quizapp.drive.house import open_house
    from quizapp.drive.study import StudyDrive
    from quizapp.plain.console import StandardConsole
    from quizapp.plain.study import PlainStudy

    with open_house(config) as house:
        return PlainStudy(StudyDrive(house, mode), StandardConsole()).run(minutes, topic)
