"""Whether a bank's right options can be told by their length or their place.

Of one question neither says much; over a bank a habit of its author gives the answers away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from quizapp.bank.model import Choice, Question
from quizapp.bank.problems import Problem

LEAST = 20
"""Choice questions that a bank must have before a share says anything."""
_SURPRISE = 3.0
"""Standard deviations above what chance gives; beyond it is a habit (once in 700 banks it is not).
"""
_FIXED = "where options are not shuffled"


class Tells(NamedTuple):
    """What a choice question of one right option gives away, and what chance would.

    `longest`, `shortest`: its right option is longer, or shorter, than every other; `place`: where
    it stands, from 1, and 0 where options are shuffled; `options`: how many there are.
    """

    longest: bool
    shortest: bool
    place: int
    options: int


class Habit(NamedTuple):
    """A way to guess: `hits` of `of` questions are right by it, chance gives `expected`."""

    rule: str
    hits: int
    of: int
    expected: float


def tells_of(question: Question) -> Tells | None:
    """Return what a question gives away; None where it has not one right option, written out."""
    if not isinstance(question, Choice) or not isinstance(question.options, tuple):
        return None
    right = [option for option in question.options if option.correct]
    if len(right) != 1:
        return None
    length = len(right[0].text)
    others = [len(option.text) for option in question.options if not option.correct]
    longest, shortest = all(o < length for o in others), all(o > length for o in others)
    place = 0 if question.shuffle else question.options.index(right[0]) + 1
    return Tells(longest, shortest, place, len(question.options))


def habits(all_tells: Iterable[Tells | None]) -> tuple[Habit, ...]:
    """Return the ways in which right options can be guessed far oftener than by chance."""
    known = [tells for tells in all_tells if tells is not None]
    fixed = [tells for tells in known if tells.place]
    found = [
        _habit("is the longest", known, [tells.longest for tells in known]),
        _habit("is the shortest", known, [tells.shortest for tells in known]),
        _habit(f"stands last {_FIXED}", fixed, [tells.place == tells.options for tells in fixed]),
    ]
    for place, name in enumerate(("first", "second", "third", "fourth"), 1):
        of = [tells for tells in fixed if tells.options >= place]
        found.append(_habit(f"stands {name} {_FIXED}", of, [t.place == place for t in of]))
    return tuple(habit for habit in found if habit is not None)


def guessable(all_tells: Iterable[Tells | None], folder: Path) -> list[Problem]:
    """Return a warning at the bank's own file for each habit."""
    return [
        Problem(
            "QB607",
            f"the right option {habit.rule} in {habit.hits} of {habit.of} choice questions; chance"
            f" gives {habit.expected:.0f}",
            folder / "bank.yaml",
            hint="say as much in the wrong options as in the right ones, and let options shuffle",
            severity="warning",
        )
        for habit in habits(all_tells)
    ]


def _habit(rule: str, of: Sequence[Tells], hits: Sequence[bool]) -> Habit | None:
    if len(of) < LEAST:
        return None
    chances = [1 / tells.options for tells in of]
    expected = sum(chances)
    deviation: float = sum(chance * (1 - chance) for chance in chances) ** 0.5
    if sum(hits) <= expected + _SURPRISE * deviation:
        return None
    return Habit(rule, sum(hits), len(of), expected)
