"""What a check of banks found and did, and its closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields

from quizapp.bank.problems import Problem


@dataclass(slots=True)
class Tally:
    """What was done, for the closing line."""

    questions: int = 0
    variants: int = 0
    answers: int = 0
    not_run: int = 0
    runs: int = 0
    """Runs of PyTorch beside a closed form."""
    unproved: int = 0
    """Questions with a closed form that PyTorch, which is missing, was not asked about."""
    unchanged: int = 0
    """Questions whose verification was known; their figures are counted here as well."""

    def add(self, other: Tally) -> None:
        """Add the figures of another one."""
        for each in fields(Tally):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found and what it did. `seeds` is None for one that drew nothing."""

    problems: tuple[Problem, ...]
    tally: Tally
    seeds: int | None

    @property
    def summary(self) -> str:
        """Return the closing line: what was done and how much was found."""
        severities = Counter[str](problem.severity for problem in self.problems)
        return summary(self.tally, self.seeds, severities)


def summary(tally: Tally, seeds: int | None, severities: Mapping[str, int]) -> str:
    """Return the closing line of a check with these figures."""
    found = [count(severities.get("problem", 0), "problem")]
    found += [count(n, word) for word in ("warning", "note") if (n := severities.get(word, 0))]
    if seeds is None:
        return f"{count(tally.questions, 'question')} read, {', '.join(found)}"
    each = round(tally.answers / tally.variants) if tally.variants else 0
    each_of = (tally.questions, "question"), (seeds, "variant"), (each, "answer")
    done = " × ".join(count(number, word) for number, word in each_of)
    if tally.not_run:
        found.append(f"{count(tally.not_run, 'question')} not run")
    if tally.unchanged:
        found.append(f"{count(tally.unchanged, 'question')} unchanged")
    exact = f"{tally.variants:,} variants and {tally.answers:,} answers judged"
    exact += f", {count(tally.runs, 'run')} of PyTorch beside them" if tally.runs else ""
    return f"{done}, {', '.join(found)} ({exact})"


def count(number: int, word: str) -> str:
    """Return a number with its noun: `1 question`, `1,200 questions`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
