"""`quizapp bank check`: everything that can be proved of a bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import default_banks, existing
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.check import Checked
    from quizapp.bank.drawn import TruthRunner
    from quizapp.bank.render import Format


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    default=50,
    show_default=True,
    type=click.IntRange(0, 100_000),
    metavar="N",
    help="Draws of each question beside its canonical numbers.",
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "github"]),
    help="How problems are printed.",
)
@click.option("--no-run", is_flag=True, help="Leave out what needs PyTorch.")
def check(paths: tuple[Path, ...], seeds: int, form: Format, no_run: bool) -> ExitCode:
    """Prove banks: folders, or single topic files.

    Without PATHS: the bank in this folder, else the banks in use. Every problem is printed with
    its place, what it means and what to do. Exit code 0 without problems, 1 with some.

    \b
    quizapp bank check
    quizapp bank check my-bank/cnn.yaml --seeds 200
    quizapp bank check --format github
    """
    config = current_config()
    chosen = existing(paths) or default_banks(config)
    from quizapp.bank.check import check_paths

    if no_run:
        checked = check_paths(chosen, seeds=seeds)
    else:
        from quizapp.drive.truths import WorkerTruths
        from quizapp.engine_client import EngineClient

        with EngineClient(device=config.device) as client:
            runner: TruthRunner = WorkerTruths(client)
            checked = check_paths(chosen, seeds=seeds, runner=runner)
    _report(checked, form)
    found = any(problem.severity == "problem" for problem in checked.problems)
    return ExitCode.FINDINGS if found else ExitCode.OK


def _report(checked: Checked, form: Format) -> None:
    from quizapp.bank.render import as_github, as_json, as_text

    base = Path.cwd()
    if form == "json":
        click.echo(as_json(checked.problems, checked.summary, base))
        return
    for problem in checked.problems:
        click.echo(as_text(problem, base) if form == "text" else as_github(problem, base))
    click.echo(clean(checked.summary))
