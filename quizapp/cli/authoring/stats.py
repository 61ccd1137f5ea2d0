"""`quizapp bank stats`: what a bank holds, and how its questions fare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.authoring.listing import chosen_questions, filters
from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode
from quizapp.levels import LEVELS
from quizapp.textsafe import clean
from quizapp.wording import plural

if TYPE_CHECKING:
    from quizapp.bank.counts import TopicCount
    from quizapp.reports.items import ItemLine

_SHOWN_TEXTS = 5
"""Unexplained answers of one question in the text form; JSON has all."""


@click.command()
@filters("One JSON object.")
def stats(as_json: bool, **wanted: tuple[str, ...]) -> ExitCode:
    """Count what is there, and say how the questions fare that were answered.

    \b
    quizapp bank stats
    quizapp bank stats --topic cnn
    quizapp bank stats --json

    By topic: questions, those whose truth is computed and proved by a run (executable), the
    levels, how often they are asked. By question, from the log of answers that stand: facility,
    the share right at the first try; discrimination, the point-biserial correlation of that with
    the share right at the first try among the other questions of the same session, or of the same
    study day where there was no session (told from five answers on that have three others beside
    them); median seconds; the share with a hint open; the slips made, as shares of the answers;
    and wrong answers that no slip and no known-wrong answer explains, the most frequent first:
    what a new slip could be made of.

    With --json: {"questions", "executable", "kinds": {kind: count}, "levels": {level: count},
    "asked": {how: count}, "topics": [{"topic", "questions", "executable", "levels", "kinds",
    "asked", "levels_missing": [level]}], "discrimination_with": "session", "items": [{"key",
    "answers", "facility", "discrimination" or null, "seconds", "hint_rate", "slips": [{"slip",
    "share"}], "unexplained": [{"text", "times"}]}]}, the hardest question first.
    """
    from quizapp.bank.counts import count, count_topics
    from quizapp.drive.bank_stats import items_of

    questions = chosen_questions(wanted)
    total, topics = count("all", questions), count_topics(questions)
    items = items_of(current_config(), questions)
    if as_json:
        echo_json(_json(total, topics, items))
    else:
        for line in (*_topic_lines(total, topics), "", *_item_lines(items)):
            click.echo(clean(line))
    return ExitCode.OK


def _json(
    total: TopicCount, topics: Iterable[TopicCount], items: Iterable[ItemLine]
) -> dict[str, Any]:
    return {
        **_counts(total),
        "topics": [
            {"topic": one.topic, **_counts(one), "levels_missing": one.levels_missing}
            for one in topics
        ],
        "discrimination_with": "session",
        "items": [item.to_json() for item in items],
    }


def _counts(one: TopicCount) -> dict[str, Any]:
    return {
        "questions": one.questions,
        "executable": one.executable,
        "kinds": dict(one.kinds),
        "levels": dict(one.levels),
        "asked": dict(one.asked),
    }


def _topic_lines(total: TopicCount, topics: Iterable[TopicCount]) -> Iterator[str]:
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(total.kinds.items()))
    yield f"{plural(total.questions, 'question')}{': ' + kinds if kinds else ''}"
    if not total.questions:
        return
    yield ""
    heads = ("topic", "all", "run", "begin", "inter", "advan", "often", "some", "rare")
    yield _row(heads)
    for one in (*topics, total):
        yield _row((one.topic, one.questions, one.executable, *_levels(one), *_asked(one)))
    share = total.executable / total.questions
    yield ""
    yield f"run: the truth is computed and proved by a run, {share:.0%} of all."
    for one in topics:
        if one.levels_missing:
            yield f"{one.topic} has no {' and no '.join(one.levels_missing)} question."


def _levels(one: TopicCount) -> tuple[int, ...]:
    return tuple(one.levels.get(level, 0) for level in LEVELS)


def _asked(one: TopicCount) -> tuple[int, ...]:
    return tuple(one.asked.get(how, 0) for how in ("often", "sometimes", "rarely"))


def _row(cells: tuple[object, ...]) -> str:
    head, *numbers = cells
    return str(head)[:24].ljust(24) + "".join(str(number).rjust(6) for number in numbers)


def _item_lines(items: tuple[ItemLine, ...]) -> Iterator[str]:
    if not items:
        yield "None of them was answered yet."
        return
    answers = sum(item.answers for item in items)
    yield f"{plural(len(items), 'question')} answered, {answers} answers; the hardest first."
    yield ""
    yield "facility  discrimination  seconds  hints  answers  question"
    for item in items:
        told = "–" if item.discrimination is None else f"{item.discrimination:+.2f}"
        yield (
            f"{item.facility:>8.0%}  {told:>14}  {item.seconds:>7.0f}  {item.hint_rate:>5.0%}"
            f"  {item.answers:>7}  {item.key}"
        )
        if item.slips:
            shares = ", ".join(f"{slip} {share:.0%}" for slip, share in item.slips)
            yield f"          slips: {shares}"
        if item.unexplained:
            texts = ", ".join(f"{text} ({n})" for text, n in item.unexplained[:_SHOWN_TEXTS])
            yield f"          unexplained: {texts}"
    yield ""
    yield "discrimination: with the rest of the session, from five answers on."
