"""`quizapp bank list` and `search`: the questions in use, chosen by what they are or by words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.names import complete_families, complete_topics
from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import UsageError
from quizapp.levels import LEVELS
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.catalogue import Filter
    from quizapp.bank.library import Library
    from quizapp.bank.model import Question

_ASKED = ("often", "sometimes", "rarely")
_JSON = "One JSON object a question and line."


def filters(json_help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that choose among questions, each repeatable, and --json with its help."""
    options = (
        click.option(
            "--topic",
            "topics",
            multiple=True,
            metavar="TOPIC",
            shell_complete=complete_topics,
            help="Of this topic, by its id or title.",
        ),
        click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Of this kind."),
        click.option(
            "--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Of this level."
        ),
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="With this tag."),
        click.option(
            "--family",
            "families",
            multiple=True,
            metavar="FAMILY",
            shell_complete=complete_families,
            help="On this family, or group of families (conv2d).",
        ),
        click.option("--asked", multiple=True, type=click.Choice(_ASKED), help="Asked so often."),
        click.option("--json", "as_json", is_flag=True, help=json_help),
    )

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


@click.command("list")
@filters(_JSON)
def list_questions(as_json: bool, **wanted: tuple[str, ...]) -> ExitCode:
    """List the questions in use, by topic. Problems of the banks go to stderr.

    \b
    quizapp bank list --topic cnn --level advanced
    quizapp bank list --kind compute --kind design --asked often
    quizapp bank list --family conv2d --json

    An option may be repeated: any of its values then fits; different options must all fit.

    With --json a line is {"key": "bank/id", "topic", "kind", "level", "asked", "skill", "tags":
    [tag], "family": name or null, "seconds", "position": "path:line", "yours": whether a patch of
    your own changed it, "prompt"}. Fields may be added, none is renamed or taken away.
    """
    _print(chosen_questions(wanted), as_json, _row)
    return ExitCode.OK


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--most", default=10, show_default=True, type=click.IntRange(1), metavar="N")
@filters(_JSON)
def search(words: tuple[str, ...], most: int, as_json: bool, **wanted: tuple[str, ...]) -> ExitCode:
    """Find questions by words in their ids, tags, topics, prompts, explanations: the best first.

    \b
    quizapp bank search padding
    quizapp bank search vanishing gradient --topic rnn-lstm-gru
    quizapp bank search kv cache --most 3 --json

    Questions with more of the words come first. The beginning of a word is enough. The options
    of `quizapp bank list` narrow the search, and --json prints the lines described there.

    Exit code 0 with something found, 1 with nothing.
    """
    from quizapp.bank.catalogue import search_questions

    found = search_questions(" ".join(words), chosen_questions(wanted))
    _print(found[:most], as_json, _found)
    if len(found) > most:
        note(f"{len(found) - most} more; --most {len(found)} shows all.")
    return ExitCode.OK if found else ExitCode.FINDINGS


def chosen_questions(wanted: dict[str, tuple[str, ...]]) -> tuple[Question, ...]:
    """Return the questions in use that the options of `filters` choose, and note on stderr where
    banks have problems. Raises UsageError for a topic or kind that there is not."""
    from quizapp.bank.catalogue import chosen
    from quizapp.bank.problems import blocks
    from quizapp.drive.library import open_library

    library = open_library(current_config())
    if blocks(library.problems):
        note(f"Problems in the banks: {len(library.problems)}; see quizapp bank check")
    return chosen(library.questions, _filter(library, wanted))


def _filter(library: Library, wanted: dict[str, tuple[str, ...]]) -> Filter:
    from quizapp.bank.catalogue import Filter
    from quizapp.bank.model import KINDS
    from quizapp.bank.problems import nearest

    topics = {name: q.topic for q in library.questions for name in (q.topic, q.topic_title)}
    known: dict[str, Iterable[str]] = {"topics": topics, "kinds": KINDS}
    for sort, names in known.items():
        folded = {name.casefold() for name in names}
        for word in wanted[sort]:
            if word.casefold() not in folded:
                hint = nearest(word, set(topics.values()) if sort == "topics" else names)
                raise UsageError(f"There is no {sort[:-1]} {word[:60]!r}.", hint=hint)
    return Filter(**wanted)


def _print(questions: Iterable[Question], as_json: bool, line: Callable[[Question], str]) -> None:
    from quizapp.bank.catalogue import row

    for question in questions:
        if as_json:
            echo_json(row(question))
        else:
            click.echo(line(question))


def _row(question: Question) -> str:
    columns = (question.topic, question.kind, question.level or "", question.asked, question.key)
    widths = (18, 8, 12, 9, 0)
    return clean("  ".join(text.ljust(w) for text, w in zip(columns, widths, strict=True))).rstrip()


def _found(question: Question) -> str:
    from quizapp.bank.catalogue import first_words

    head = f"{question.key}  ({question.topic}, {question.kind}, {question.level or 'beginner'})"
    return f"{clean(head, lines=False)}\n    {clean(first_words(question), lines=False)}"
