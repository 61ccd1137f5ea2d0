"""Choosing among questions: by what they are, and by words, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.bank.model import Compute, Question, Snippet
from quizapp.bank.ranking import Fields, rank, word_set
from quizapp.bank.texts import texts

_FIRST_WORDS = 76
"""Characters of a prompt that stand for the whole of it."""
_WEIGHTS: Mapping[str, float] = {"id": 4.0, "tags": 3.0, "prompt": 3.0, "topic": 2.0, "texts": 1.0}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a question must be; what is empty does not matter. Several of one sort: any of them."""

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    def takes(self, question: Question) -> bool:
        """Whether a question is all of it. A topic may be named by its title; a family by its
        group alone (`conv2d` for `conv2d.output_size`)."""
        family = question.family or ""
        return (
            _any(self.topics, question.topic, question.topic_title)
            and _any(self.kinds, question.kind)
            and _any(self.levels, question.level or "beginner")
            and _any(self.tags, *question.tags)
            and _any(self.families, family, family.partition(".")[0])
            and _any(self.asked, question.asked)
        )


def chosen(questions: Iterable[Question], wanted: Filter) -> tuple[Question, ...]:
    """Return the questions that the filter takes, in their order."""
    return tuple(question for question in questions if wanted.takes(question))


def search_questions(words: str, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions in which any of `words` stand, the best first: in their ids, tags,
    topics, prompts, explanations and other texts."""
    ranked = rank(words, [_fields(question) for question in questions], _WEIGHTS)
    return tuple(questions[one.place] for one in ranked)


def is_executable(question: Question) -> bool:
    """Whether its truth is computed and proved by a run, rather than stated by its author."""
    return (
        question.family is not None
        or isinstance(question, Snippet)
        or (isinstance(question, Compute) and question.truth is not None)
    )


def row(question: Question) -> dict[str, Any]:
    """Return a question's line of a list, ready for JSON."""
    return {
        "key": question.key,
        "topic": question.topic,
        "kind": question.kind,
        "level": question.level,
        "asked": question.asked,
        "skill": question.skill,
        "tags": question.tags,
        "family": question.family,
        "seconds": question.seconds,
        "position": question.position,
        "yours": question.place.yours,
        "prompt": question.prompt,
    }


def first_words(question: Question) -> str:
    """Return the beginning of a prompt on one line, with dots where it goes on."""
    prompt = " ".join((question.prompt or "").split())
    if len(prompt) <= _FIRST_WORDS:
        return prompt
    return prompt[:_FIRST_WORDS].rsplit(" ", 1)[0] + " ..."


def _fields(question: Question) -> Fields:
    return {
        "id": word_set(question.id, question.family or ""),
        "tags": word_set(*question.tags),
        "prompt": word_set(question.prompt or ""),
        "topic": word_set(question.topic, question.topic_title),
        "texts": word_set(*(text.text for text in texts(question))),
    }


def _any(wanted: Sequence[str], *have: str) -> bool:
    folded = {word.casefold() for word in have}
    return not wanted or any(word.casefold() in folded for word in wanted)
