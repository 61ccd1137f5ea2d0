"""How the questions in use fare, out of the log of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engines.values import from_json
from quizapp.bank.model import Choice, Match, Order, Question
from quizapp.bank.substitute import substitute
from quizapp.clock import Clock, SystemClock
from quizapp.config import Config
from quizapp.drive.house import has_progress, open_progress
from quizapp.reports.items import ItemLine, Observation, item_lines
from quizapp.store.records import AnswerGiven, texts_in

_DONT_KNOW = frozenset({"", "idk"})


def items_of(
    config: Config, questions: Iterable[Question], clock: Clock | None = None
) -> tuple[ItemLine, ...]:
    """Return a line for each of these questions that was answered, also under an earlier id, the
    hardest first.

    Other answers of the log count for what the learner knew in a session. A database that is not
    there yet is not made. Raises QuizappError where it cannot be read.
    """
    if not has_progress(config):
        return ()
    known: dict[str, Question] = {}
    for question in questions:
        known |= {f"{question.bank}/{name}": question for name in (*question.formerly, question.id)}
    with open_progress(config, clock or SystemClock()) as store:
        given = store.answers_given()
    lines = item_lines(observation(one, known.get(str(one.key))) for one in given)
    return tuple(line for line in lines if line.key in known)


def observation(given: AnswerGiven, question: Question | None) -> Observation:
    """Return what an answer says of its question; `question` as it is today, None where it has
    gone."""
    tries = given.tries
    first = tries[0].get("verdict") if tries else given.verdict
    group = f"session {given.session}" if given.session is not None else f"day {given.study_day}"
    return Observation(
        key=question.key if question is not None else str(given.key),
        group=group,
        right=first == "correct",
        seconds=given.seconds,
        hinted=given.hints > 0,
        slips=tuple(slip for one in tries for slip in texts_in(one.get("slips"))),
        unexplained=tuple(_unexplained(given, question)),
    )


def _unexplained(given: AnswerGiven, question: Question | None) -> Iterator[str]:
    """Yield the wrong texts that nothing explains; options and orders are explained as a whole."""
    if question is None or isinstance(question, (Choice, Match, Order)):
        return
    explained = {_folded(text) for text in _known_wrong(given, question)}
    for one in given.tries:
        text = str(one.get("text", ""))
        if one.get("verdict") != "wrong" or one.get("slips"):
            continue
        folded = _folded(text)
        if folded not in _DONT_KNOW and folded not in explained:
            yield text.strip().rstrip("?").rstrip()


def _known_wrong(given: AnswerGiven, question: Question) -> Iterator[str]:
    parameters: Mapping[str, object] = given.parameters or {}
    values = {name: from_json(value) for name, value in parameters.items()}
    for wrong in question.wrong:
        yield substitute(wrong.answer, values)


def _folded(text: str) -> str:
    return "".join(text.casefold().split()).rstrip("?")
