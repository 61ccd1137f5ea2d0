"""`quizapp bank check`: everything that can be proved of a bank."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.authoring.finding import STDIN, default_banks, existing, from_stdin
from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode
from quizapp.drive.collecting import rarely_collected
from quizapp.errors import EnvironmentProblem, UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.checked import Checked
    from quizapp.bank.problems import Problem
    from quizapp.bank.render import Format
    from quizapp.bank.shards import Shard
    from quizapp.bank.source import Raw
    from quizapp.config import Config


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line asks for."""

    seeds: int
    no_run: bool
    changed: bool
    jobs: int | None
    shard: Shard | None
    given: tuple[Raw | Problem, ...]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--static", is_flag=True, help="Texts, ids and references alone: no engine, no runs.")
@click.option(
    "--seeds",
    default=50,
    show_default=True,
    type=click.IntRange(0, 100_000),
    metavar="N",
    help="Draws of each question beside its canonical numbers.",
)
@click.option("--changed", is_flag=True, help="Leave out questions that were proved before.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes at work, or shards on a cluster.  [default: one for each core]",
)
@click.option("--shard", metavar="I/N", help="Check the Ith of N parts of the questions.")
@click.option("--merge", is_flag=True, help="Merge the JSON reports of all shards: PATHS.")
@click.option(
    "--cluster", type=click.Choice(["ray"]), help="Check shards on the machines of a cluster."
)
@click.option("--select", multiple=True, metavar="CODES", help="Show these codes: QB4,QB601.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Leave these codes out.")
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json", "github"]),
    help="How problems are printed.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file."
)
@click.option("--no-run", is_flag=True, help="Leave out what needs PyTorch.")
def check(
    paths: tuple[Path, ...],
    static: bool,
    seeds: int,
    changed: bool,
    jobs: int | None,
    shard: str | None,
    merge: bool,
    cluster: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: Format,
    output: Path | None,
    no_run: bool,
) -> ExitCode:
    """Prove banks: folders, or single topic files; - is one that comes through stdin.

    \b
    quizapp bank check
    quizapp bank check --static
    quizapp bank check my-bank/cnn.yaml --changed --seeds 200
    git show main:my-bank/cnn.yaml | quizapp bank check - --static
    quizapp bank check --select QB5 --ignore QB515 --format github
    quizapp bank check --shard 1/2 --format json -o a.json
    quizapp bank check --merge a.json b.json

    Without PATHS: the bank in this folder, else the banks in use. Every problem is printed with
    its place, what it means and what to do. A file from stdin stands in no bank: that it refers to
    questions elsewhere is no problem. Exit code 0 without problems, 1 with some.
    """
    from quizapp.bank.selecting import selection
    from quizapp.bank.shards import shard_from

    config = current_config()
    chosen = selection(select, ignore)
    part = shard_from(shard) if shard is not None else None
    if static + merge + (part is not None) + (cluster is not None) > 1:
        raise UsageError(
            "--static, --shard, --merge and --cluster exclude each other.", hint="Keep one."
        )
    chosen_paths = existing(tuple(path for path in paths if path != STDIN))
    if merge:
        checked = _merged(paths)
    else:
        given = (from_stdin(),) if STDIN in paths else ()
        banks = chosen_paths if paths else default_banks(config)
        wanted = _Wanted(seeds, no_run, changed, jobs, part, given)
        do = _static if static else _checked if cluster is None else _on_cluster
        with rarely_collected():
            checked = do(banks, config, wanted)
    checked = replace(checked, problems=chosen.of(checked.problems))
    _report(checked, form, part, output)
    found = any(problem.severity == "problem" for problem in checked.problems)
    return ExitCode.FINDINGS if found else ExitCode.OK


def _static(paths: tuple[Path, ...], config: Config, wanted: _Wanted) -> Checked:
    from quizapp.bank.check import check_texts
    from quizapp.bank.outline import OutlineCache
    from quizapp.paths import cache_dir

    return check_texts(paths, OutlineCache(cache_dir() / "outlines"), wanted.given)


def _checked(paths: tuple[Path, ...], config: Config, wanted: _Wanted) -> Checked:
    from quizapp.bank.cache import ParsedCache
    from quizapp.bank.check import How, check_paths
    from quizapp.bank.known import Known
    from quizapp.bank.loader import Files
    from quizapp.cli.authoring.progress import progress_bar
    from quizapp.drive.check_setting import Setting, cores, torch_version
    from quizapp.drive.checking import verifying
    from quizapp.paths import cache_dir

    folder = cache_dir()
    known = Known(
        folder / "verified",
        seeds=wanted.seeds,
        torch=None if wanted.no_run else torch_version(),
        flags=(str(config.device), "no-run" if wanted.no_run else "run"),
    )
    setting = Setting(wanted.seeds, not wanted.no_run, config.device)
    files, jobs = Files(wanted.given), wanted.jobs or cores()
    with verifying(setting, jobs, files) as verify, progress_bar() as progress:
        how = How(
            verify=verify,
            files=files,
            parsed=ParsedCache(folder / "parsed"),
            known=known,
            changed=wanted.changed,
            shard=wanted.shard,
            progress=progress,
        )
        return check_paths(paths, seeds=wanted.seeds, how=how)


def _on_cluster(paths: tuple[Path, ...], config: Config, wanted: _Wanted) -> Checked:
    """Return what the shards find; on every machine the settings are those of its own, but for
    what is said here."""
    from quizapp.drive.cluster import check_on, ray

    if wanted.given:
        raise UsageError("The machines of a cluster do not share stdin.", hint="Name a file.")
    words = [str(path.absolute()) for path in paths]
    words += ["--seeds", str(wanted.seeds)]
    words += ["--no-run"] if wanted.no_run else []
    words += ["--changed"] if wanted.changed else []
    return check_on(ray(), words, wanted.jobs)


def _merged(paths: tuple[Path, ...]) -> Checked:
    from quizapp.bank.merging import merged, read_part

    if not paths:
        raise UsageError("There is nothing to merge.", hint="Name the reports of all shards.")
    parts = []
    for path in paths:
        try:
            data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
            text = data.decode()
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} cannot be read: {error}.") from error
        parts.append(read_part(text, str(path)))
    return merged(parts)


def _report(checked: Checked, form: Format, shard: Shard | None, output: Path | None) -> None:
    from quizapp.atomic import write_text
    from quizapp.bank.render import as_github, as_text

    base = Path.cwd()
    if form == "json":
        from quizapp.bank.merging import as_json

        text = as_json(checked, base, shard)
    else:
        render = as_text if form == "text" else as_github
        lines = [render(problem, base) for problem in checked.problems]
        text = "\n".join([*lines, clean(checked.summary)])
    if output is None:
        click.echo(text)
        return
    try:
        write_text(output, text + "\n")
    except OSError as error:
        raise EnvironmentProblem(f"{output} cannot be written: {error.strerror}.") from error
