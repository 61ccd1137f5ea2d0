"""Questions as cards: the canonical numbers in place, and a list of what a card cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from quizapp.bank.asking import present, usual_skill
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, TruthRunner
from quizapp.bank.exchange.cards import Card, Deck, Skipped, left_out
from quizapp.bank.model import Choice, Multi, Question, Recall
from quizapp.bank.presented import Presented

_CARRIED = frozenset({"id", "tags", "prompt", "params", "draft"})
"""The fields that a card carries of every question: what is imported is a draft again."""
_ON_CARDS = frozenset(
    {"explanation", "expect", "text", "options", "steps", "pairs", "code", "parts", *_CARRIED}
)
"""Those that it carries of all kinds but `recall`, which it is itself."""
_EMPTY: tuple[object, ...] = (None, "", (), {})


def cards_of(questions: Iterable[Question], runner: TruthRunner | None = None) -> Deck:
    """Return a card for each question, and what is lost by it: the questions that are left out,
    and of the others each field that a card has no place for, with how many have it.

    `runner` runs what needs PyTorch; without one such questions are left out.
    """
    cards: list[Card] = []
    skipped: list[Skipped] = []
    lost: Counter[str] = Counter()
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
        lost.update(set(_lost(question)))
    skipped += (left_out(name, number) for name, number in sorted(lost.items()))
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


def _lost(question: Question) -> Iterator[str]:
    """Yield the names of the fields that say something which a card does not carry."""
    is_card = isinstance(question, Recall)
    carried = _CARRIED | {"kind", "answer"} if is_card else _ON_CARDS
    for name, field in type(question).model_fields.items():
        value = getattr(question, name)
        usual = (
            usual_skill(question)
            if name == "skill"
            else field.get_default(call_default_factory=True)
        )
        if name not in carried and name != "place" and value not in _EMPTY and value != usual:
            yield name
    if isinstance(question, Choice) and isinstance(question.options, tuple):
        yield from ("options.why" for option in question.options if option.why)
    if isinstance(question, Multi):
        yield "parts.family"
        for part in question.parts:
            yield from (f"parts.{name}" for name in part.model_fields_set & {"answer", "weight"})
