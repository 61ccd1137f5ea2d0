"""What a bank holds, in numbers: by topic, kind, level and how often it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.bank.catalogue import is_executable
from quizapp.bank.model import Question
from quizapp.levels import LEVELS


@dataclass(frozen=True, slots=True)
class TopicCount:
    """One topic: its questions, how many of them have a computed truth, and how many there are of
    each level, kind and frequency."""

    topic: str
    questions: int
    executable: int
    levels: Mapping[str, int]
    kinds: Mapping[str, int]
    asked: Mapping[str, int]

    @property
    def levels_missing(self) -> tuple[str, ...]:
        """The levels of which the topic has no question."""
        return tuple(level for level in LEVELS if not self.levels.get(level))


def count_topics(questions: Iterable[Question]) -> tuple[TopicCount, ...]:
    """Return the counts of each topic, in the order in which topics first come."""
    by_topic: dict[str, list[Question]] = {}
    for question in questions:
        by_topic.setdefault(question.topic, []).append(question)
    return tuple(count(topic, listed) for topic, listed in by_topic.items())


def count(topic: str, questions: Iterable[Question]) -> TopicCount:
    """Return the counts of some questions under the name `topic`."""
    listed = list(questions)
    return TopicCount(
        topic,
        len(listed),
        sum(map(is_executable, listed)),
        Counter(question.level or "beginner" for question in listed),
        Counter(question.kind for question in listed),
        Counter(question.asked for question in listed),
    )
