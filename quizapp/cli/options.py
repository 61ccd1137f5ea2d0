"""The options that every command takes, before its name or after it, and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.config import Config


@dataclass(slots=True)
class Flags:
    """What the command line said, keyed like `Config`; filled while click reads it."""

    given: dict[str, object] = field(default_factory=dict)


def current_flags() -> dict[str, object]:
    """The global flags of the running command, keyed like `Config`."""
    return click.get_current_context().ensure_object(Flags).given


def current_config() -> Config:
    """The settings in force for the running command.

    Raises `quizapp.config.ConfigError` with every problem of the settings.
    """
    from quizapp.config import load_config

    return load_config(current_flags())


def _keep(key: str, value: object) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, _: click.Parameter, given: bool) -> None:
        if given:
            context.ensure_object(Flags).given[key] = value

    return callback


def _keep_data(context: click.Context, _: click.Parameter, folder: str | None) -> None:
    if folder is not None:
        context.ensure_object(Flags).given["data"] = folder


def _keep_banks(context: click.Context, _: click.Parameter, banks: tuple[str, ...]) -> None:
    if banks:
        given = context.ensure_object(Flags).given
        earlier = given.get("banks")
        given["banks"] = (*(earlier if isinstance(earlier, tuple) else ()), *banks)


def global_options(*, hidden: bool = False) -> list[click.Option]:
    """Fresh copies of the options; hidden in the help of single commands, where they work too."""
    return [
        click.Option(
            ["--plain"],
            is_flag=True,
            expose_value=False,
            hidden=hidden,
            callback=_keep("ui", "plain"),
            help="Line by line, for screen readers, pipes and slow links.",
        ),
        click.Option(
            ["--bank", "--banks"],
            multiple=True,
            metavar="PATH",
            expose_value=False,
            hidden=hidden,
            callback=_keep_banks,
            help="Ask from this bank, a folder or file; may be repeated.",
        ),
        click.Option(
            ["--data"],
            metavar="DIR",
            expose_value=False,
            hidden=hidden,
            callback=_keep_data,
            help="Keep the database in this folder.",
        ),
        click.Option(
            ["--ascii"],
            is_flag=True,
            expose_value=False,
            hidden=hidden,
            callback=_keep("ascii", True),
            help="Show ASCII signs only.",
        ),
        click.Option(
            ["--no-mouse"],
            is_flag=True,
            expose_value=False,
            hidden=hidden,
            callback=_keep("mouse", False),
            help="Leave the mouse to the terminal, so that it selects text.",
        ),
    ]


def accept_global_options(command: click.Command) -> click.Command:
    """`command`, and every command below it, taking the global options after its name too.

    A command that has an option of the same name keeps its own.
    """
    own = {name for param in command.params for name in param.opts}
    command.params.extend(
        option for option in global_options(hidden=True) if not own.intersection(option.opts)
    )
    if isinstance(command, click.Group):
        for below in command.commands.values():
            accept_global_options(below)
    return command
