"""`quizapp engine ...`: hands over to `python -m engines`, and imports nothing of it."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def engine(arguments: tuple[str, ...]) -> NoReturn:
    """List, show and run the engine's families."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "engines", *arguments])
