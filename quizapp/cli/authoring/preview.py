"""`quizapp bank preview`: a question as its learner sees it, and what stands behind it."""

from __future__ import annotations

import sys

import click

from quizapp.cli.authoring.finding import one_question
from quizapp.cli.names import complete_ids
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError


@click.command()
@click.argument("name", metavar="ID", shell_complete=complete_ids)
@click.option("--seed", type=int, metavar="N", help="A draw; without it the canonical numbers.")
@click.option("--answer", "text", metavar="TEXT", help="See an answer judged; - is stdin.")
@click.option("--reveal", is_flag=True, help="Show truth, acceptance, slips, steps and texts.")
@click.option(
    "--all-variants", is_flag=True, help="A table of the variants: numbers, truth, live slips."
)
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=40,
    show_default=True,
    metavar="N",
    help="Variants in that table.",
)
def preview(
    name: str, seed: int | None, text: str | None, reveal: bool, all_variants: bool, most: int
) -> ExitCode:
    """Show a question as a learner sees it; ID may leave the bank out.

    \b
    quizapp bank preview conv-output-size
    quizapp bank preview conv-output-size --seed 7 --reveal
    quizapp bank preview conv-output-size --answer 12
    quizapp bank preview conv-output-size --all-variants --most 10
    """
    from quizapp.bank.asking import asked_for
    from quizapp.bank.drawing import draw
    from quizapp.bank.drawn import CannotDraw, Purpose
    from quizapp.bank.preview import WIDTH, behind, judged, learner_view
    from quizapp.bank.variants_table import distinct_variants, variant_lines
    from quizapp.drive.truths import WorkerTruths
    from quizapp.engine_client import EngineClient
    from quizapp.grading.evaluate import evaluate
    from quizapp.terminal import page_width

    config = current_config()
    question = one_question(config, name)
    with EngineClient(device=config.device) as client:
        purpose: Purpose = "canonical" if seed is None else "plain"
        try:
            if all_variants:
                lines = variant_lines(distinct_variants(question, most, WorkerTruths(client)))
                click.echo("\n".join(lines))
                return ExitCode.OK
            drawn = draw(question, seed or 0, purpose, WorkerTruths(client))
        except CannotDraw as error:
            raise UsageError(f"{question.key} cannot be asked. {error.reason}") from error
        asked = asked_for(drawn)
        width = page_width(WIDTH)
        lines = learner_view(drawn, width)
        text = sys.stdin.read() if text == "-" else text
        if text is not None and asked is not None:
            lines += judged(evaluate(text, asked), text, width)
        elif text is not None:
            raise UsageError(
                f"{question.key} is a recall question: only you can judge your answer."
            )
    if reveal:
        lines += behind(drawn, asked, width)
    for line in lines:
        click.echo(line)
    return ExitCode.OK
