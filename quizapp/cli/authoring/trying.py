"""`quizapp bank try`: answer a question again and again, and keep answers as its tests."""

from __future__ import annotations

import click

from quizapp.cli.authoring.finding import one_of, read_only_question
from quizapp.cli.names import complete_ids
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError


@click.command("try")
@click.argument("name", metavar="ID", shell_complete=complete_ids)
@click.option("--seed", type=int, metavar="N", help="A draw; without it the canonical numbers.")
def try_question(name: str, seed: int | None) -> ExitCode:
    """Type answers to a question: how each is read, judged and why, and what would be accepted.

    \b
    quizapp bank try conv-output-size
    quizapp bank try conv-output-size --seed 7
    printf '12\\n10\\n' | quizapp bank try conv-output-size

    n draws new numbers, c goes back to the canonical ones. t keeps the last answer as a test in
    the question's file: a wrong one under wrong, with the sentence that is asked for; a right one
    as expect, where none is there yet. a accepts an answer as a spelling that was not taken for
    right. Comments and layout of the file stay; what would not pass the check is not kept. What is
    kept of a question in a read-only bank becomes a patch in your own bank. q ends. Where options
    are chosen by letters, commands begin with a slash: /n.

    A function has several lines; a lone full stop or two empty lines end it. e opens your editor.

    Without a terminal answers and letters are read from stdin, one a line; the end of stdin ends a
    function too.
    """
    from quizapp.bank.drawn import CannotDraw
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.model import Recall
    from quizapp.bank.preview import WIDTH
    from quizapp.bank.storing import Prover
    from quizapp.drive.library import open_library
    from quizapp.drive.truths import WorkerTruths
    from quizapp.editor import open_editor
    from quizapp.engine_client import EngineClient
    from quizapp.plain.console import PipedConsole, StandardConsole
    from quizapp.plain.try_question import PlainTry
    from quizapp.terminal import judge, page_width

    config = current_config()
    library = open_library(config)
    question = one_of(library, name)
    if isinstance(question, Recall):
        raise UsageError(f"{question.key} is a recall question: only you can judge your answer.")
    read_only = None
    if question.bank not in library.own:
        read_only = read_only_question(library, question, config.data)
    is_tty = judge().is_tty
    console = StandardConsole() if is_tty else PipedConsole()
    editor = open_editor if is_tty else None
    with EngineClient(device=config.device) as client:
        prover = Prover(EngineFamilies(), WorkerTruths(client), read_only)
        try:
            return PlainTry(question, prover, console, editor, page_width(WIDTH)).run(seed)
        except CannotDraw as error:
            raise UsageError(f"{question.key} cannot be asked. {error.reason}") from error
