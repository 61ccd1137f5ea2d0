"""`quizapp bank fmt`: topic files in canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli.authoring.finding import (
    STDIN,
    existing,
    from_stdin,
    own_banks,
    telling_problems,
)
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit 1 if any would change."
)
def fmt(paths: tuple[Path, ...], only_check: bool) -> ExitCode:
    """Bring topic files into canonical form.

    \b
    quizapp bank fmt                     the bank in this folder, else your own ones
    quizapp bank fmt my-bank/cnn.yaml    one file
    quizapp bank fmt --check             name the files that would change
    quizapp bank fmt - < a.yaml          from stdin to stdout

    Keys get the order of the format, questions one blank line between them; comments, quotes and
    blocks stay, and so does everything that is said. PATHS are banks' folders or topic files. All
    of them are written, or none.
    """
    from quizapp.bank.changes import write_all
    from quizapp.bank.formatting import formatted

    if STDIN in paths:
        return _through(paths, only_check)
    with telling_problems():
        result = formatted(existing(paths) or own_banks(current_config()))
    if not only_check:
        write_all(result.changes)
    for path in result.changes:
        click.echo(clean(str(path), lines=False))
    done = "would change" if only_check else "changed"
    note(f"{len(result.changes)} of {result.files} files {done}.")
    return ExitCode.FINDINGS if only_check and result.changes else ExitCode.OK


def _through(paths: tuple[Path, ...], only_check: bool) -> ExitCode:
    """Write the canonical form of what comes through stdin to stdout, or, with `only_check`, say
    whether it differs. Nothing is written of a text that has none."""
    from quizapp.bank.canonical import NotCanonical
    from quizapp.bank.formatting import formatted_text
    from quizapp.bank.problems import Problem
    from quizapp.bank.render import as_text

    if len(paths) > 1:
        raise UsageError("- is stdin and goes to stdout.", hint="Format files with a second call.")
    raw = from_stdin()
    try:
        if isinstance(raw, Problem):
            raise NotCanonical(raw)
        text = formatted_text(raw)
    except NotCanonical as error:
        note(as_text(error.problem))
        return ExitCode.FINDINGS
    if not only_check:
        click.echo(text, nl=False)
        return ExitCode.OK
    changes = text.encode() != raw.data
    note(f"{int(changes)} of 1 files would change.")
    return ExitCode.FINDINGS if changes else ExitCode.OK
