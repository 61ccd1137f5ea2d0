"""`quizapp bank show`: one question whole, as it is resolved."""

from __future__ import annotations

import json

import click

from quizapp.cli.authoring.finding import one_of
from quizapp.cli.names import complete_ids
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.textsafe import clean


@click.command()
@click.argument("name", metavar="ID", shell_complete=complete_ids)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(name: str, as_json: bool) -> ExitCode:
    """Print a whole question: what stands in its file and where, and what its family supplies.

    \b
    quizapp bank show conv-output-size
    quizapp bank show conv-output-size --json

    The fields are written as they would stand in a topic file.

    With --json: {"key", "position": "path:line", "topic", "yours": whether a patch of your own
    changed it, "written": {field: value}, "supplied": {field: value}}, fields as in the format.
    """
    from quizapp.bank.whole import whole, whole_lines
    from quizapp.drive.library import open_library

    library = open_library(current_config())
    question = one_of(library, name)
    names = library.written(question)
    if not as_json:
        for line in whole_lines(question, names):
            click.echo(clean(line))
        return ExitCode.OK
    written, supplied = whole(question, names)
    form = {
        "key": question.key,
        "position": question.position,
        "topic": question.topic,
        "yours": question.place.yours,
        "written": written,
        "supplied": supplied,
    }
    click.echo(json.dumps(form, ensure_ascii=False, indent=2))
    return ExitCode.OK
