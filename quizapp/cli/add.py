"""`quizapp add`: a question of one's own, written and in the next session in ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import QuizappError, UsageError
from quizapp.textsafe import clean, harmless

if TYPE_CHECKING:
    from quizapp.plain.add_question import Draft

SHORTEN = "Shorten it, or make two questions of it."


@click.command()
@click.argument("text", nargs=-1)
@click.option("--answer", metavar="TEXT", help="The answer, as you would say it.")
@click.option(
    "--point",
    "points",
    multiple=True,
    metavar="TEXT",
    help="What a good answer says; up to five. A must, unless it begins with nice:, ask: or "
    "red flag:.",
)
@click.option("--topic", default="general", show_default=True, metavar="TOPIC", help="Its topic.")
def add(text: tuple[str, ...], answer: str | None, points: tuple[str, ...], topic: str) -> ExitCode:
    """Add a question of your own: it comes first among the new ones of your next session.

    \b
    quizapp add What does weight decay do that L2 in Adam does not?
    quizapp add "Why warm up?" --answer "Adam's second moment is noisy at first." \\
        --point "names the noisy estimate" --point "nice: says how long"

    What is not given is asked for: the answer, then up to five points. Without a terminal give it
    with --answer. The question goes into your own bank (mine) as a draft; its key is printed.

    Exit code 2 when nothing was written.
    """
    from quizapp.plain.add_question import MOST_POINTS, Draft, ask_for_draft, too_long
    from quizapp.plain.console import StandardConsole, Stopped
    from quizapp.terminal import judge

    prompt = harmless(" ".join(text)).strip()
    given = harmless(answer).strip() if answer is not None else None
    said = tuple(filter(None, (harmless(point).strip() for point in points)))
    if len(points) > MOST_POINTS:
        raise UsageError(f"A question takes at most {MOST_POINTS} points.", hint="Join some.")
    if not judge().is_tty and not (prompt and given):
        missing = "answer" if prompt else "question"
        hint = 'quizapp add "The question" --answer "The answer"'
        raise UsageError(f"The {missing} is missing; without a terminal none is asked.", hint=hint)
    by_flags = Draft(prompt, given or "", said)
    if sentence := too_long(by_flags):
        raise UsageError(sentence, hint=SHORTEN)
    try:
        draft = ask_for_draft(StandardConsole(), prompt, given, said)
    except Stopped as stopped:
        note("Nothing was added.")
        return ExitCode.INTERRUPTED if stopped.interrupted else ExitCode.USAGE
    try:
        return _written(draft, topic)
    except QuizappError:
        if draft != by_flags:
            _rescue(draft.as_text)
        raise


def _written(draft: Draft, topic: str) -> ExitCode:
    """Write the draft into one's own bank and say where it is. Raises QuizappError."""
    from quizapp.bank.authoring import add_recall, asking
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.library import MINE
    from quizapp.bank.substitute import NO_NAMES, no_names
    from quizapp.cli.authoring.finding import telling_problems
    from quizapp.plain.add_question import too_long

    if sentence := too_long(draft):
        raise UsageError(sentence, hint=SHORTEN)
    mine, families = current_config().data / MINE, EngineFamilies()
    prompt, answer, *points = map(no_names, (draft.prompt, draft.answer, *draft.points))
    there = asking(prompt, mine, families)
    with telling_problems():
        written = add_recall(prompt, answer, points, mine, families, topic=topic)
    click.echo(clean(written.key))
    if "{{" in draft.as_text:
        note(f"Its {NO_NAMES}.")
    if there:
        note(f"A question with this prompt is there already: {there}")
    note("It comes first among the new questions of your next session: quizapp study")
    note(f"Mend it: {written.path}:{written.line}")
    return ExitCode.OK


def _rescue(text: str) -> None:
    """Keep what was typed where it can be copied from."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="quizapp-add-", suffix=".txt", delete=False
        ) as file:
            file.write(text)
    except OSError:
        note(text)
    else:
        note(f"What you typed is kept in {file.name}")
