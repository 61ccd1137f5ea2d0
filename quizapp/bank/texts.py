"""Every text of a question with its path, so that rules about texts see all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quizapp.bank.model import (
    Choice,
    Cloze,
    Code,
    Compute,
    Match,
    Multi,
    Order,
    Question,
    Recall,
    Snippet,
)

Sort = Literal["prose", "code", "answer", "cloze"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `may_answer`: `{{answer}}` may stand in it."""

    path: tuple[str | int, ...]
    text: str
    sort: Sort = "prose"
    may_answer: bool = False


def texts(question: Question) -> Iterator[Text]:
    """Yield every text that a person may come to read, in the order of the format."""
    for name in ("prompt", "brief"):
        if (value := getattr(question, name)) is not None:
            yield Text((name,), value)
    for name in ("explanation", "caveat"):
        if (value := getattr(question, name)) is not None:
            yield Text((name,), value, may_answer=True)
    yield from _of_the_kind(question)
    for i, point in enumerate(question.points):
        role, said = point.said
        yield Text(("points", i, role), said)
    for i, wrong in enumerate(question.wrong):
        sort: Sort = "code" if isinstance(question, Code) else "answer"
        yield Text(("wrong", i, "answer"), wrong.answer, sort)
        yield Text(("wrong", i, "why"), wrong.why, may_answer=True)
    for i, evidence in enumerate(question.evidence):
        yield Text(("evidence", i, "show"), evidence.show)
    if isinstance(question.hints, tuple):
        for i, hint in enumerate(question.hints):
            yield Text(("hints", i), hint)
    for name, text in question.slip_texts.items():
        yield Text(("slip_texts", name), text, may_answer=True)


def lines(question: Question) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the lines about a question with their paths: they are shown as they stand, and hold
    neither names nor maths."""
    for i, source in enumerate(question.sources):
        yield ("sources", i), source
    if question.deprecated is not None:
        yield ("deprecated",), question.deprecated
    for i, evidence in enumerate(question.evidence):
        for j, word in enumerate(evidence.on):
            yield ("evidence", i, "on", j), word


def _of_the_kind(question: Question) -> Iterator[Text]:
    match question:
        case Recall(answer=str(answer)):
            yield Text(("answer",), answer, may_answer=True)
        case Choice(options=tuple(options)):
            for i, option in enumerate(options):
                yield Text(("options", i, "text"), option.text)
                if option.why is not None:
                    yield Text(("options", i, "why"), option.why, may_answer=True)
        case Multi(parts=parts):
            for i, part in enumerate(parts):
                if part.prompt is not None:
                    yield Text(("parts", i, "prompt"), part.prompt)
        case Cloze() | Order() | Match():
            yield from _arranged(question)
        case Compute() | Snippet() | Code():
            yield from _programs(question)
        case _:
            pass


def _programs(question: Compute | Snippet | Code) -> Iterator[Text]:
    match question:
        case Compute(truth=truth) if truth is not None:
            yield Text(("truth", "torch"), truth.torch, "code")
        case Snippet(code=code, ask=ask, expect=expect):
            yield Text(("code",), code, "code")
            if ask in ("fill", "fix") and expect is not None:
                yield Text(("expect",), expect, "code")
        case Code():
            for name in ("signature", "starter", "solution"):
                if (value := getattr(question, name)) is not None:
                    yield Text((name,), value, "code")


def _arranged(question: Cloze | Order | Match) -> Iterator[Text]:
    match question:
        case Cloze(text=text, accept=accept):
            yield Text(("text",), text, "cloze")
            for name, words in accept.items():
                for i, word in enumerate(words):
                    yield Text(("accept", name, i), word, "answer")
        case Order(steps=steps):
            for i, step in enumerate(steps):
                yield Text(("steps", i), step)
        case Match(pairs=pairs):
            for i, pair in enumerate(pairs):
                for side in (0, 1):
                    yield Text(("pairs", i, side), pair[side])
