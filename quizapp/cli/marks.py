"""`quizapp marks`: what the person starred, put away, noted and reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.names import complete_ids
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.drive.marks import Marked
    from quizapp.store.remarks import Remark, RemarkSort


@click.command()
@click.argument("names", metavar="[ID]...", nargs=-1, shell_complete=complete_ids)
@click.option("--starred", is_flag=True, help="With a star.")
@click.option("--suspended", is_flag=True, help="Not asked until that is taken back.")
@click.option("--buried", is_flag=True, help="Put away for today.")
@click.option("--noted", is_flag=True, help="With a note of yours.")
@click.option("--reported", is_flag=True, help="With a report of what is wrong.")
@click.option("--take-back", "back", is_flag=True, help="Ask these suspended or buried ones again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question and line.")
def marks(names: tuple[str, ...], back: bool, as_json: bool, **wanted: bool) -> ExitCode:
    """List the questions you starred, suspended, buried, noted or reported, by id.

    \b
    quizapp marks
    quizapp marks --suspended --reported
    quizapp marks --take-back conv-output-size

    Several options: any of them fits. A question is named by its id, its bank left out or not.

    With --json a line is {"key": "bank/id", "prompt": its first words, "starred", "suspended",
    "buried_until": "YYYY-MM-DD" or null, "notes": [{"day", "text"}], "reports": [{"day", "text"}]};
    with --take-back it is {"taken_back": ["bank/id"]}.
    """
    if back:
        return _take_back(names, as_json)
    from quizapp.drive.marks import marked_questions

    sorts = {sort for sort, given in wanted.items() if given}
    found = [
        marked
        for marked in marked_questions(current_config())
        if (not sorts or marked.sorts & sorts)
        and (not names or not {marked.key, marked.key.partition("/")[2]}.isdisjoint(names))
    ]
    for marked in found:
        click.echo(json.dumps(_form(marked), ensure_ascii=False) if as_json else _told(marked))
    if not found and not as_json:
        click.echo("No such marks." if sorts or names else "Nothing is marked.")
    return ExitCode.OK


def _take_back(names: tuple[str, ...], as_json: bool) -> ExitCode:
    from quizapp.drive.marks import take_back

    if not names:
        raise UsageError(
            "Name the questions to take back.",
            hint="quizapp marks --suspended --buried lists them.",
        )
    keys = take_back(current_config(), names)
    if as_json:
        click.echo(json.dumps({"taken_back": keys}))
        return ExitCode.OK
    for key in keys:
        click.echo(clean(key, lines=False))
    note("Asked again: 1 question." if len(keys) == 1 else f"Asked again: {len(keys)} questions.")
    return ExitCode.OK


def remark_line(remark: Remark) -> str:
    """Return a note or a report as one line, its day first where that is known."""
    day = f"{remark.day}  " if remark.day else ""
    return f"{day}{remark.sort}: {remark.text}"


def remark_forms(remarks: Iterable[Remark], sort: RemarkSort) -> list[dict[str, str | None]]:
    """Return the days and texts of the notes, or of the reports, ready for JSON."""
    return [
        {"day": remark.day.isoformat() if remark.day else None, "text": remark.text}
        for remark in remarks
        if remark.sort == sort
    ]


def _told(marked: Marked) -> str:
    """Return a question's lines: its id and marks, its first words, what was written and when."""
    signs = ["starred"] if marked.starred else []
    signs += ["suspended"] if marked.suspended else []
    signs += [f"buried until {marked.buried_until}"] if marked.buried_until else []
    lines = [f"{marked.key}  {', '.join(signs)}".rstrip()]
    lines.append(f"    {marked.prompt}" if marked.prompt else "    (no longer in the banks in use)")
    lines += [f"    {remark_line(remark)}" for remark in marked.remarks]
    return "\n".join(clean(line) for line in lines)


def _form(marked: Marked) -> dict[str, Any]:
    until = marked.buried_until
    return {
        "key": marked.key,
        "prompt": marked.prompt,
        "starred": marked.starred,
        "suspended": marked.suspended,
        "buried_until": until.isoformat() if until else None,
        "notes": remark_forms(marked.remarks, "note"),
        "reports": remark_forms(marked.remarks, "report"),
    }
