"""`quizapp add`: a question of one's own, written and in the next session in ten seconds."""

from __future__ import annotations

import click

from quizapp.cli.options import current_config
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.textsafe import clean


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
    from quizapp.bank.authoring import add_recall
    from quizapp.bank.families import EngineFamilies
    from quizapp.bank.insertion import CannotWrite
    from quizapp.bank.library import MINE
    from quizapp.bank.render import as_text
    from quizapp.plain.add_question import MOST_POINTS, ask_for_draft
    from quizapp.plain.console import StandardConsole, Stopped
    from quizapp.terminal import judge

    config = current_config()
    prompt = clean(" ".join(text)).strip()
    given = clean(answer).strip() if answer is not None else None
    if len(points) > MOST_POINTS:
        raise UsageError(f"A question takes at most {MOST_POINTS} points.", hint="Join some.")
    if not judge().is_tty and not (prompt and given):
        missing = "answer" if prompt else "question"
        hint = 'quizapp add "The question" --answer "The answer"'
        raise UsageError(f"The {missing} is missing; without a terminal none is asked.", hint=hint)
    console = StandardConsole()
    try:
        draft = ask_for_draft(console, prompt, given, tuple(filter(str.strip, points)))
    except Stopped as stopped:
        note("Nothing was added.")
        return ExitCode.INTERRUPTED if stopped.interrupted else ExitCode.USAGE
    try:
        written = add_recall(
            clean(draft.prompt),
            clean(draft.answer),
            [clean(point, lines=False) for point in draft.points],
            config.data / MINE,
            EngineFamilies(),
            topic=topic,
        )
    except CannotWrite as error:
        for problem in error.problems:
            note(as_text(problem, config.data))
        raise
    click.echo(clean(written.key))
    note("It comes first among the new questions of your next session: quizapp study")
    note(f"Mend it: {written.path}:{written.line}")
    return ExitCode.OK
