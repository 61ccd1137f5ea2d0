"""`quizapp bank schema` and `explain`: the format and its problems, looked up."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError
from quizapp.textsafe import clean


@click.command()
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Lay it into the bank in this folder.",
)
def schema(folder: Path | None) -> ExitCode:
    """Print the JSON Schema of topic files, which editors complete and check by."""
    from quizapp.bank.schema import SCHEMA_FILE, schema_text

    if folder is None:
        click.echo(schema_text(), nl=False)
        return ExitCode.OK
    from quizapp.bank.changes import write_all

    path = folder / "schema" / SCHEMA_FILE
    write_all({path: schema_text()})
    click.echo(clean(str(path)))
    return ExitCode.OK


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> ExitCode:
    """Say what a problem's CODE means, with an example mended; without CODE list them all."""
    from quizapp.bank.codes import CODES, explanation
    from quizapp.bank.problems import nearest

    if code is None:
        for name, entry in CODES.items():
            click.echo(f"{name}  {entry.title}")
        return ExitCode.OK
    text = explanation(code)
    if text is None:
        raise UsageError(f"There is no code {code}.", hint=nearest(code.upper(), CODES))
    click.echo(text)
    return ExitCode.OK
