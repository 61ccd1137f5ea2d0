"""`quizapp bank show`: one question whole, as it is resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import one_of
from quizapp.cli.names import complete_ids
from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode, report
from quizapp.errors import QuizappError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.store.remarks import Remark


@click.command()
@click.argument("name", metavar="ID", shell_complete=complete_ids)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(name: str, as_json: bool) -> ExitCode:
    """Print a whole question: what stands in its file and where, and what its family supplies.

    \b
    quizapp bank show conv-output-size
    quizapp bank show conv-output-size --json

    The fields are written as they would stand in a topic file; your own notes and reports follow.

    With --json: {"key", "position": "path:line", "topic", "yours": whether a patch of your own
    changed it, "written": {field: value}, "supplied": {field: value}, "notes": [{"day", "text"}],
    "reports": [{"day", "text"}]}, fields as in the format.
    """
    from quizapp.bank.whole import whole, whole_lines
    from quizapp.cli.marks import remark_forms, remark_line
    from quizapp.drive.library import open_library

    config = current_config()
    library = open_library(config)
    question = one_of(library, name)
    names = library.written(question)
    remarks = _remarks(config, question.key)
    if not as_json:
        lines = whole_lines(question, names)
        lines += ["", "# Written by you:"] if remarks else []
        lines += [f"# {remark_line(remark)}" for remark in remarks]
        for line in lines:
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
        "notes": remark_forms(remarks, "note"),
        "reports": remark_forms(remarks, "report"),
    }
    echo_json(form, indent=2)
    return ExitCode.OK


def _remarks(config: Config, key: str) -> tuple[Remark, ...]:
    """Return what the person wrote about it; a database that cannot be read hides no question."""
    from quizapp.drive.marks import remarks_on

    try:
        return remarks_on(config, key)
    except QuizappError as error:
        report(error)
        return ()
