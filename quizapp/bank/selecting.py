"""Which codes a report shows: `--select` and `--ignore` as prefixes of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.bank.codes import CODES
from quizapp.bank.problems import Problem, nearest
from quizapp.errors import UsageError


@dataclass(frozen=True, slots=True)
class Selection:
    """Prefixes of codes that are shown and left out. The longer prefix wins, `ignore` a tie; with
    no `select` everything is shown that is not ignored."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def keeps(self, code: str) -> bool:
        """Return whether problems of this code are shown."""
        wanted = _longest(self.select, code) if self.select else 0
        if wanted is None:
            return False
        unwanted = _longest(self.ignore, code)
        return unwanted is None or wanted > unwanted

    def of(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return those of the problems that are shown."""
        return tuple(problem for problem in problems if self.keeps(problem.code))


def selection(select: Iterable[str], ignore: Iterable[str]) -> Selection:
    """Return the selection that lists like `QB4,QB601` stand for.

    Raises UsageError for what no code begins with.
    """
    return Selection(tuple(_prefixes(select)), tuple(_prefixes(ignore)))


def _prefixes(lists: Iterable[str]) -> Iterable[str]:
    for words in lists:
        for word in filter(None, (part.strip().upper() for part in words.split(","))):
            if not any(code.startswith(word) for code in CODES):
                hint = nearest(word, CODES)
                raise UsageError(
                    f"No code of a problem begins with {word[:40]}.",
                    hint=f"{hint[:1].upper()}{hint[1:]}" if hint else "",
                )
            yield word


def _longest(prefixes: Iterable[str], code: str) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)
