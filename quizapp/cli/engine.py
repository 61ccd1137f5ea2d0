"""`quizapp engine ...`: hands over to `python -m engines`, and imports nothing of it."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click


class HandOver(click.Command):
    """A command that reads none of its arguments: all of them are another program's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the arguments as they were typed, `--help` and the app's own options among them."""
        ctx.params["arguments"] = tuple(args)
        return []


@click.command(cls=HandOver)
def engine(arguments: tuple[str, ...]) -> NoReturn:
    """List, show and run the engine's families."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "engines", *arguments])
