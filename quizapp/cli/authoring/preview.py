"""`quizapp bank preview`: a question as its learner sees it, and what stands behind it."""

from __future__ import annotations

import sys

import click

from quizapp.cli.authoring.finding import one_question
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError


@click.command()
@click.argument("name", metavar="ID")
@click.option("--seed", type=int, metavar="N", help="A draw; without it the canonical numbers.")
@click.option("--answer", "text", metavar="TEXT", help="See an answer judged; - is stdin.")
@click.option("--reveal", is_flag=True, help="Show truth, acceptance, slips, steps and texts.")
def preview(name: str, seed: int | None, text: str | None, reveal: bool) -> ExitCode:
    """Show a question as a learner sees it; ID may leave the bank out.

    \b
    quizapp bank preview conv-output-size
    quizapp bank preview conv-output-size --seed 7 --reveal
    quizapp bank preview conv-output-size --answer 12
    """
    from quizapp.bank.asking import asked_for
    from quizapp.bank.drawing import draw
    from quizapp.bank.drawn import CannotDraw, Purpose
    from quizapp.bank.preview import behind, judged, learner_view
    from quizapp.drive.truths import WorkerTruths
    from quizapp.engine_client import EngineClient
    from quizapp.grading.evaluate import evaluate

    config = current_config()
    question = one_question(config, name)
    with EngineClient(device=config.device) as client:
        purpose: Purpose = "canonical" if seed is None else "plain"
        try:
            drawn = draw(question, seed or 0, purpose, WorkerTruths(client))
        except CannotDraw as error:
            raise UsageError(f"{question.key} cannot be asked. {error.reason}") from error
        asked = asked_for(drawn)
        lines = learner_view(drawn)
        text = sys.stdin.read() if text == "-" else text
        if text is not None and asked is not None:
            lines += judged(evaluate(text, asked), text)
        elif text is not None:
            raise UsageError(
                f"{question.key} is a recall question: only you can judge your answer."
            )
    if reveal:
        lines += behind(drawn, asked)
    for line in lines:
        click.echo(line)
    return ExitCode.OK
