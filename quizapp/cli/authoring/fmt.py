"""`quizapp bank fmt`: topic files in canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli.authoring.finding import existing, own_banks, telling_problems
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.textsafe import clean


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit 1 if any would change."
)
def fmt(paths: tuple[Path, ...], only_check: bool) -> ExitCode:
    """Bring topic files into canonical form.

    \b
    quizapp bank fmt                     the bank in this folder, else your own ones
    quizapp bank fmt my-bank/cnn.yaml    one file
    quizapp bank fmt --check             name the files that would change

    Keys get the order of the format, questions one blank line between them; comments, quotes and
    blocks stay, and so does everything that is said. PATHS are banks' folders or topic files. All
    of them are written, or none.
    """
    from quizapp.bank.changes import write_all
    from quizapp.bank.formatting import formatted

    with telling_problems():
        result = formatted(existing(paths) or own_banks(current_config()))
    if not only_check:
        write_all(result.changes)
    for path in result.changes:
        click.echo(clean(str(path), lines=False))
    done = "would change" if only_check else "changed"
    note(f"{len(result.changes)} of {result.files} files {done}.")
    return ExitCode.FINDINGS if only_check and result.changes else ExitCode.OK
