"""A question in several parts: the text of each, its verdict, and the verdict on the whole."""

from __future__ import annotations

import re
from collections.abc import Callable

from engines.values import Value
from quizapp.grading.asked import Asked, PartAsked
from quizapp.grading.parts import Part, score_parts
from quizapp.grading.verdict import (
    Correct,
    DontKnow,
    EngineError,
    Graded,
    Invalid,
    Read,
    Reading,
    Unreadable,
    Wrong,
)

Evaluate = Callable[[str, Asked], Graded]
Reader = Callable[[str, Asked], Reading]

_SEPARATOR = re.compile(r"[;\n]")


class BadParts(Exception):
    """A text that does not fall into the parts asked for; `position` counts from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


def split(text: str, parts: tuple[PartAsked, ...]) -> list[tuple[str, int]]:
    """Return the text of each part and where it begins.

    Parts are written in order behind ``;`` or on lines of their own; or in any order behind their
    names, as in ``b: 3; a: 4``. Raises BadParts.
    """
    labelled = _labelled(text, [part.name for part in parts])
    if labelled is not None:
        return labelled
    pieces: list[tuple[str, int]] = []
    start = 0
    for match in _SEPARATOR.finditer(text):
        pieces.append((text[start : match.start()], start))
        start = match.end()
    pieces.append((text[start:], start))
    pieces = [(piece, at) for piece, at in pieces if piece.strip()]
    if len(pieces) != len(parts):
        reason = f"{len(parts)} answers are expected, {len(pieces)} given; put ; between them"
        raise BadParts(reason, len(text))
    return pieces


def _labelled(text: str, names: list[str]) -> list[tuple[str, int]] | None:
    """Return the parts by their names, None where the text does not begin with one."""
    label = re.compile(
        rf"(?:^|[;\n])\s*({'|'.join(map(re.escape, names))})\s*[:)=]\s*", re.IGNORECASE
    )
    if label.match(text.lstrip()) is None:
        return None
    marks = list(label.finditer(text))
    found: dict[str, tuple[str, int]] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        name = next(name for name in names if name.casefold() == mark[1].casefold())
        if name in found:
            raise BadParts(f"{name} is answered twice", mark.start(1))
        end = following.start() if following else len(text)
        found[name] = text[mark.end() : end].rstrip("; \n"), mark.end()
    missing = [name for name in names if name not in found]
    if missing:
        raise BadParts(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing", len(text)
        )
    return [found[name] for name in names]


def read_parts(text: str, asked: Asked, read: Reader) -> Reading:
    """Return how every part is read, or why one is not."""
    try:
        pieces = split(text, asked.parts)
    except BadParts as problem:
        return Unreadable(problem.reason, problem.position)
    values: list[Value] = []
    echoes: list[str] = []
    sure = True
    for part, (piece, at) in zip(asked.parts, pieces, strict=True):
        reading = read(piece, part.asked)
        if isinstance(reading, Unreadable):
            place = None if reading.position is None else at + reading.position
            return Unreadable(f"{part.name}: {reading.reason}", place)
        if isinstance(reading, DontKnow):
            values.append("?")
            echoes.append(f"{part.name} ?")
        else:
            values.append(reading.value)
            echoes.append(f"{part.name} {reading.echo}")
            sure = sure and reading.sure
    return Read(tuple(values), "   ".join(echoes), sure, text.strip())


def evaluate_parts(text: str, asked: Asked, reading: Read, evaluate: Evaluate) -> Graded:
    """Return the verdict on the whole: the weighted mean of the parts, with what carries over."""
    judged: list[Part] = []
    own: dict[str, Value] = {}
    evidence: list[str] = []
    for part, (piece, _) in zip(asked.parts, split(text, asked.parts), strict=True):
        graded = evaluate(piece, part.asked)
        if isinstance(graded.verdict, (EngineError, Invalid)):
            return Graded(graded.verdict, reading, reading.sure)
        carried = None
        if part.carried is not None and not isinstance(graded.verdict, Correct):
            again = part.carried(own)
            carried = evaluate(piece, again).verdict if again is not None else None
        if isinstance(graded.reading, Read):
            own[part.name] = graded.reading.value
        judged.append(Part(part.name, graded.verdict, part.weight, carried))
        evidence += [f"{part.name}: {line}" for line in graded.evidence]
    verdict = score_parts(judged)
    if isinstance(verdict, Wrong):
        verdict = _explained(judged)
    return Graded(verdict, reading, reading.sure, tuple(evidence))


def _explained(parts: list[Part]) -> Wrong:
    wrong = [(part.name, part.verdict) for part in parts if isinstance(part.verdict, Wrong)]
    slips = tuple(slip for _, verdict in wrong for slip in verdict.slips)
    told = [f"{name}: {verdict.sentence}" for name, verdict in wrong if verdict.sentence]
    return Wrong(slips, " ".join(told), dont_know=all(verdict.dont_know for _, verdict in wrong))
