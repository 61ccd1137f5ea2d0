"""Questions as cards: the canonical numbers in place, and a list of what a card cannot hold."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.bank.asking import present
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, TruthRunner
from quizapp.bank.exchange.cards import Card, Deck, Skipped
from quizapp.bank.model import Question, Recall
from quizapp.bank.presented import Presented

_BESIDE = ("points", "wrong", "followups", "sources", "brief", "evidence", "caveat", "needs")
"""What a card has no place for."""


def cards_of(questions: Iterable[Question], runner: TruthRunner | None = None) -> Deck:
    """Return a card for each question, and what each loses by it.

    `runner` runs what needs PyTorch; without one such questions are left out.
    """
    cards: list[Card] = []
    skipped: list[Skipped] = []
    for question in questions:
        try:
            drawn = draw(question, 0, "canonical", runner)
        except CannotDraw as error:
            skipped.append(Skipped(question.id, f"left out: {error.reason}"))
            continue
        card = _card(drawn)
        if not card.front or not card.back:
            skipped.append(Skipped(question.id, "left out: it has only one side"))
            continue
        cards.append(card)
        if lost := _lost(question):
            skipped.append(Skipped(question.id, f"without its {', '.join(lost)}"))
    return Deck(tuple(cards), tuple(skipped))


def _card(drawn: Drawn) -> Card:
    question = drawn.question
    shown = present(drawn)
    if isinstance(question, Recall):
        front, back = shown.prompt, shown.model_answer
    else:
        front = "\n\n".join(filter(None, (shown.prompt, _program(shown), _choices(shown))))
        back = "\n\n".join(filter(None, (drawn.right.rstrip("\n"), shown.explanation)))
    return Card(front.strip(), back.strip(), question.tags, question.id, question.topic)


def _program(shown: Presented) -> str:
    return f"```\n{shown.code}\n```" if shown.code else ""


def _choices(shown: Presented) -> str:
    options = [f"- {option.text}" for option in shown.options]
    return "\n".join(options or [f"{item.mark}. {item.text}" for item in shown.items])


def _lost(question: Question) -> list[str]:
    lost = [name for name in _BESIDE if getattr(question, name)]
    lost += ["explanation"] if isinstance(question, Recall) and question.explanation else []
    return lost + (["other numbers"] if question.vary or question.together else [])
