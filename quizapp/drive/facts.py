"""What planning needs of the questions in use."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.bank.asking import seconds_of
from quizapp.bank.library import Library
from quizapp.bank.model import Question
from quizapp.config import Config
from quizapp.srs.queue import Learner, QuestionFacts
from quizapp.srs.state import CardFacts, CardKey
from quizapp.store.engine import Store


def question_facts(library: Library) -> tuple[QuestionFacts, ...]:
    """Return the facts of every question that may be planned; deprecated ones are left out."""
    return tuple(_facts(question) for question in library.questions if not question.deprecated)


def count_met(questions: Iterable[QuestionFacts], cards: Iterable[CardFacts]) -> int:
    """Return how many of these questions have progress; cards of others do not count."""
    met = {card.key for card in cards if card.state is not None}
    return sum(facts.key in met for facts in questions)


def learner_of(config: Config, library: Library, store: Store, topic: str | None = None) -> Learner:
    """Return whom the day is for: the level and the role of the settings, or one `topic` first.

    One's own drafts come first among the new questions, beside what was missed in practice.
    """
    role = library.roles.get(config.role)
    topics = dict(role.topics) if role else {}
    return Learner(
        level=config.level,
        topics={topic: 1.0} if topic else topics,
        front=store.missed_unstudied() | _drafts(library),
    )


def _drafts(library: Library) -> frozenset[CardKey]:
    """Return what the person has just added: a draft is in use in one's own bank alone."""
    return frozenset(CardKey.parse(q.key) for q in library.questions if q.draft)


def _facts(question: Question) -> QuestionFacts:
    return QuestionFacts(
        key=CardKey.parse(question.key),
        topic=question.topic,
        level=question.level or "beginner",
        asked=question.asked,
        needs=_keys(question, question.needs),
        contrast=_keys(question, question.contrast),
        sibling=question.sibling,
        seconds=seconds_of(question),
    )


def _keys(question: Question, ids: Iterable[str]) -> tuple[CardKey, ...]:
    return tuple(CardKey(question.bank, name) for name in ids)
