"""What opens when no command is named: home, in the face that fits."""

from __future__ import annotations

from quizapp.config import Config
from quizapp.diagnostics import ExitCode


def open_app(config: Config) -> ExitCode:
    """Open the app and return how it ended."""
    from quizapp.terminal import judge, opens_plain

    if not opens_plain(config, judge()):
        from quizapp.tui.app import run_app

        return ExitCode(run_app(config, start="home"))
    from quizapp.drive.house import open_house
    from quizapp.plain.console import StandardConsole
    from quizapp.plain.home import PlainHome

    with open_house(config) as house:
        return PlainHome(house, StandardConsole()).run()
