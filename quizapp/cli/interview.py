"""`quizapp interview`: a mock interview, and the scorecards of those that were held."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import click

from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError
from quizapp.levels import LEVELS
from quizapp.session.terms import MINUTES, Round, Terms, fresh_terms

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.store.engine import Store

ROUNDS: tuple[str, ...] = get_args(Round)


@click.command()
@click.option("--minutes", type=click.IntRange(1, 180), default=MINUTES, show_default=True)
@click.option("--round", "wanted", type=click.Choice(ROUNDS), default=ROUNDS[0], show_default=True)
@click.option("--level", type=click.Choice(LEVELS), help="Default: the level of the settings.")
@click.option("--role", metavar="ROLE", help="A role of the bank, or any; default: the settings'.")
@click.option(
    "--feedback",
    type=click.Choice(("end", "now")),
    default="end",
    show_default=True,
    help="When verdicts are told.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**62), help="The same seed brings the same numbers."
)
@click.option("--list", "listed", is_flag=True, help="List the scorecards that are kept.")
@click.option("--show", type=int, metavar="ID", help="Show one scorecard.")
@click.option("--markdown", is_flag=True, help="With --show: as Markdown.")
@click.option("--json", "as_json", is_flag=True, help="With --list or --show: as JSON.")
def interview(
    minutes: int,
    wanted: str,
    level: str | None,
    role: str | None,
    feedback: str,
    seed: int | None,
    listed: bool,
    show: int | None,
    markdown: bool,
    as_json: bool,
) -> ExitCode:
    """Hold a timed mock interview without undo, ending in a scorecard.

    \b
    quizapp interview --minutes 15 --round fundamentals --level intermediate
    quizapp interview --list
    quizapp interview --show 3 --markdown

    --list --json prints one array, the newest first, of {id, line, day, finished, headline,
    terms}. --show ID --json prints {id} and the scorecard: format, line, day, finished, seconds,
    left_out, terms, words, headline, low, high, rows, answers.
    """
    config = current_config()
    if listed or show is not None:
        if listed and (show is not None or markdown):
            raise UsageError("--list takes --json alone.")
        if markdown and as_json:
            raise UsageError("Either --markdown or --json.")
        return _kept(config, show, markdown=markdown, as_json=as_json)
    if markdown or as_json:
        raise UsageError("--markdown and --json go with --show ID or --list.")
    usual = fresh_terms(config, _fresh_seed() if seed is None else seed)
    terms = replace(
        usual,
        minutes=minutes,
        round=wanted,  # type: ignore[arg-type]
        level=level or usual.level,
        role=role or usual.role,
        feedback=feedback,  # type: ignore[arg-type]
    )
    return play(config, terms)


def play(config: Config, terms: Terms) -> ExitCode:
    """Play one round in the face that the configuration and the terminal call for."""
    from quizapp.terminal import judge, opens_plain

    if not opens_plain(config, judge()):
        from quizapp.tui.app import run_app

        return ExitCode(run_app(config, start="interview", terms=terms))
    from quizapp.drive.house import open_house
    from quizapp.drive.interview import InterviewDrive
    from quizapp.plain.console import StandardConsole
    from quizapp.plain.interview import PlainInterview

    with open_house(config) as house:
        return PlainInterview(InterviewDrive(house), StandardConsole()).run(terms)


def _fresh_seed() -> int:
    import secrets

    return secrets.randbits(32)


def _kept(config: Config, show: int | None, *, markdown: bool, as_json: bool) -> ExitCode:
    from quizapp.clock import SystemClock
    from quizapp.drive.house import open_progress

    with open_progress(config, SystemClock()) as store:
        if show is None:
            _list(store, as_json=as_json)
        else:
            _show(store, show, markdown=markdown, as_json=as_json)
    return ExitCode.OK


def _list(store: Store, *, as_json: bool) -> None:
    from quizapp.drive.interviews import kept_cards
    from quizapp.reports.scorecard_filed import to_json
    from quizapp.reports.scorecard_words import home_line
    from quizapp.textsafe import clean

    cards = kept_cards(store)
    if as_json:
        names = ("line", "day", "finished", "headline", "terms")
        forms = [(card.id, to_json(card.filed)) for card in cards]
        entries = [{"id": id_, **{name: form[name] for name in names}} for id_, form in forms]
        echo_json(entries, indent=1)
        return
    if not cards:
        click.echo("No interview was held yet: quizapp interview")
    for card in cards:
        filed = card.filed
        broken = "" if filed.finished else ", broken off"
        played = ", ".join(filed.parts)
        line = f"{card.id}. {home_line(filed.card, filed.day)} ({played}{broken})"
        click.echo(clean(line, lines=False))


def _show(store: Store, session: int, *, markdown: bool, as_json: bool) -> None:
    from quizapp.drive.interviews import kept_card
    from quizapp.reports.scorecard_filed import to_json
    from quizapp.reports.scorecard_markdown import to_markdown

    card = kept_card(store, session)
    if as_json:
        form = {"id": card.id, **to_json(card.filed)}
        echo_json(form, indent=1)
    elif markdown:
        click.echo(to_markdown(card.filed), nl=False)
    else:
        from quizapp.plain.interview_words import scorecard_lines

        click.echo("\n".join(scorecard_lines(card.filed)))
