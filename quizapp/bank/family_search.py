"""Finding families by words: by their names, titles, topics and the sentences of their slips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engines import api
from quizapp.bank.families import Families
from quizapp.bank.ranking import Fields, rank, word_set
from quizapp.bank.substitute import substitute

if TYPE_CHECKING:
    from engines.api import Family

BEST = 3
"""How many families are offered."""

_WEIGHTS: Mapping[str, float] = {"name": 5.0, "title": 4.0, "tags": 2.0, "topic": 2.0, "slips": 1.0}


@dataclass(frozen=True, slots=True)
class Match:
    """A family that words lead to: `whole` counts the words that it has as they were typed."""

    family: Family
    score: float
    whole: int


@dataclass(frozen=True, slots=True)
class Example:
    """A family's own question with its canonical numbers, and the right answer as shown."""

    prompt: str
    answer: str


def search_families(words: str, families: Families, most: int = BEST) -> tuple[Match, ...]:
    """Return the families that fit `words` best, the best first; none where no word is found."""
    # Of equals the plainer name comes first, then the engine's order: the simplest stands first.
    known = sorted(_all(families), key=lambda family: len(word_set(family.name)))
    ranked = rank(words, [_fields(family) for family in known], _WEIGHTS)
    return tuple(Match(known[one.place], one.score, one.whole) for one in ranked[:most])


def example_of_family(family: Family) -> Example:
    """Return the family's own question with its canonical numbers."""
    variant = api.variant(family.name, family.ask.params)
    prompt = " ".join(substitute(family.ask.prompt, variant.params).split())
    return Example(prompt, variant.acceptance.show(variant.truth))


def _all(families: Families) -> Iterable[Family]:
    return (family for name in families.names() if (family := families.get(name)) is not None)


def _fields(family: Family) -> Fields:
    return {
        "name": word_set(family.name),
        "title": word_set(family.title),
        "tags": word_set(*family.ask.tags),
        "topic": word_set(family.topic),
        "slips": word_set(*(f"{slip.name} {slip.text}" for slip in family.slips.values())),
    }
