"""`quizapp bank copy`: a bank, or one question, made one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import one_of, read_only_question, telling_problems
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.library import Library
    from quizapp.bank.loader import Loaded


@click.command()
@click.argument("name", metavar="BANK|ID")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The new folder of the bank. Default: one among your data, where it is found by itself.",
)
def copy(name: str, folder: Path | None) -> ExitCode:
    """Make a read-only bank, or one question of it, your own.

    \b
    quizapp bank copy dl-interview                     the whole bank, with the same id
    quizapp bank copy dl-interview --to my-bank        into a folder of your choice
    quizapp bank copy dl-interview/conv-output-size    one question, as a patch in your own bank

    A bank keeps its id, and with it your progress; it is asked in place of the original. A patch
    begins with all texts of the question: change what you like, delete the rest.
    """
    from quizapp.drive.library import open_library

    config = current_config()
    library = open_library(config)
    bank = next((one for one in library.banks if one.bank and one.bank.id == name), None)
    if bank is None:
        if folder is not None:
            raise UsageError(f"There is no bank {name}.", hint="--to is for whole banks.")
        return _question(library, name, config.data)
    return _bank(library, bank, name, folder, config.data)


def _bank(library: Library, bank: Loaded, name: str, folder: Path | None, data: Path) -> ExitCode:
    from quizapp.bank.copying import copy_bank

    if name in library.own and folder is None:
        hint = "Name a folder with --to for a copy of it."
        raise UsageError(f"The bank {name} is your own already: {bank.path}", hint=hint)
    target = folder or data / "banks" / name
    paths = copy_bank(bank.path, target)
    click.echo(clean(str(target), lines=False))
    note(f"{len(paths)} files copied.")
    if folder is not None:
        note(f"Ask from it: quizapp --bank {folder}")
    return ExitCode.OK


def _question(library: Library, name: str, data: Path) -> ExitCode:
    from quizapp.bank.changes import write_all
    from quizapp.bank.copying import patch_of
    from quizapp.bank.families import EngineFamilies

    question = one_of(library, name)
    if question.bank in library.own:
        place = question.position
        raise UsageError(f"{question.key} is in a bank of your own.", hint=f"Edit it: {place}")
    with telling_problems():
        patch = patch_of(read_only_question(library, question, data), EngineFamilies())
    write_all(patch.texts)
    click.echo(clean(f"{patch.path}:{patch.line}", lines=False))
    note(f"Look at it: quizapp bank preview {question.key}")
    return ExitCode.OK
