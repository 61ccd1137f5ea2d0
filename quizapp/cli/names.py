"""What a shell completes where a question, a topic or a family is named. Never fails: no names."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quizapp.config import Config


def complete_ids(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of questions that begin so."""
    from quizapp.bank.glance import question_ids

    return _beginning(question_ids(_folders(context)), incomplete)


def complete_topics(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics that begin so."""
    from quizapp.bank.glance import topics

    return _beginning(topics(_folders(context)), incomplete)


def complete_families(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the families that begin so."""
    from quizapp.bank.families import EngineFamilies

    return _beginning(EngineFamilies().names(), incomplete)


def complete_new(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the kinds and the families that begin so."""
    from quizapp.bank.kind_examples import EXAMPLES

    return [*_beginning(EXAMPLES, incomplete), *complete_families(context, parameter, incomplete)]


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _folders(context: click.Context) -> tuple[Path, ...]:
    """Return the folders of the banks in use; none where the settings cannot be read."""
    from quizapp.cli.options import Flags
    from quizapp.config import read_config

    with suppress(Exception):
        flags = context.find_object(Flags)
        config, _ = read_config(flags.given if flags is not None else {})
        return _of(config)
    return ()


def _of(config: Config) -> tuple[Path, ...]:
    from importlib.resources import files

    named = [path if path.is_dir() else path.parent for path in config.banks]
    banks = config.data / "banks"
    found = sorted(banks.iterdir()) if banks.is_dir() else []
    bundled = [] if named else [Path(str(files("question_bank")))]
    return (*named, config.data / "mine", *found, *bundled)
