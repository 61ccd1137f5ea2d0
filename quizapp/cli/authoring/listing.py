"""`quizapp bank list`: the questions in use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.model import Question


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question and line.")
def list_questions(as_json: bool) -> ExitCode:
    """List the questions in use, by topic. Problems of the banks go to stderr."""
    from quizapp.bank.problems import blocks
    from quizapp.drive.library import open_library

    library = open_library(current_config())
    for question in library.questions:
        click.echo(_row_json(question) if as_json else _row(question))
    if blocks(library.problems):
        note(f"{len(library.problems)} problems in the banks; see quizapp bank check")
    return ExitCode.OK


def _row(question: Question) -> str:
    columns = (question.topic, question.kind, question.level or "", question.asked, question.key)
    widths = (18, 8, 12, 9, 0)
    return clean("  ".join(text.ljust(w) for text, w in zip(columns, widths, strict=True))).rstrip()


def _row_json(question: Question) -> str:
    row = {
        "key": question.key,
        "topic": question.topic,
        "kind": question.kind,
        "level": question.level,
        "asked": question.asked,
        "skill": question.skill,
        "tags": question.tags,
        "family": question.family,
        "seconds": question.seconds,
        "position": question.position,
        "yours": question.place.yours,
        "prompt": question.prompt,
    }
    return json.dumps(row, ensure_ascii=False)
