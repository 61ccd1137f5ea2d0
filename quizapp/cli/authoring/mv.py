"""`quizapp bank mv`: another id for a question, or another topic."""

from __future__ import annotations

import click

from quizapp.cli.authoring.finding import own_question, telling_problems
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean


@click.command()
@click.argument("name", metavar="ID")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--topic", metavar="TOPIC", help="Move it into this topic's file, made if missing.")
def mv(name: str, new: str | None, topic: str | None) -> ExitCode:
    """Give a question of your own a new id, or move it to another topic.

    \b
    quizapp bank mv conv-size conv-output-size
    quizapp bank mv conv-size --topic cnn

    Progress stays with the question: its old id is kept under `formerly`. Every question that
    names it is changed along; everything else in the files stays as it is.
    """
    from quizapp.bank.changes import write_all
    from quizapp.bank.moving import renamed
    from quizapp.bank.removing import moved

    if (new is None) == (topic is None):
        raise UsageError("Name either the new id or, with --topic, the new topic.")
    with telling_problems():
        own = own_question(current_config(), name)
        if new is not None:
            change = renamed(own.folder, own.id, new, own.mine)
        else:
            change = moved(own.folder, own.id, topic or "")
    write_all(change.texts)
    for path in change.texts:
        click.echo(clean(str(path), lines=False))
    if new is not None:
        note(f"{own.id} is {new} now; its progress goes with it.")
    if change.referrers:
        note(f"Changed along: {', '.join(change.referrers)}.")
    return ExitCode.OK
