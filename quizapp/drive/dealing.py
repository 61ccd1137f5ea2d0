"""Dealing one question: its card, its seed, its draw, everything a loop needs."""

from __future__ import annotations

from engines import api
from quizapp.bank.asking import asked_for, present
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, TruthRunner
from quizapp.bank.inverse import inverse_question
from quizapp.bank.model import Question
from quizapp.drive.house import House
from quizapp.session.item import ExpressionRun, Item, ProofRequest, SnippetRun, Why, WitnessRequest
from quizapp.srs import seeds
from quizapp.srs.state import CardKey
from quizapp.store.records import CardRecord

__all__ = ["CannotDraw", "deal", "item_of"]

BACKWARDS_ONE_IN = 3
"""On the top rung one review in so many asks the relation backwards."""


def deal(house: House, key: str, why: Why, *, run: bool = True) -> Item:
    """Return the question `key` as it is asked now: the numbers follow from the card's history.

    `key` may be an earlier id. The same card gives the same numbers until it is answered; practice
    draws others each time.
    Without `run` nothing is asked of the worker, and what only it knows cannot be drawn. Raises
    CannotDraw.
    """
    question = house.library.question(key)
    if question is None:
        raise CannotDraw("It is no longer in the bank.")
    name = CardKey.parse(question.key)
    card = house.store.card(name)
    stage = card.state.stage if card and card.state else 0
    if why == "practice":
        # Numbers of its own: those of the next review stay unseen.
        seed, stage = (
            seeds.seed(house.now().isoformat().encode(), name, 0),
            stage or 1,
        )
    else:
        answers = card.answers if card else 0
        seed = seeds.seed(house.store.salt(), name, answers)
    purpose = seeds.purpose(stage)
    if stage >= seeds.TOP_STAGE and seed % BACKWARDS_ONE_IN == 0:
        question = inverse_question(question) or question
    runner = house.truths if run else None
    return item_of(question, seed, purpose, runner, card=card, why=why)


def item_of(
    question: Question,
    seed: int,
    purpose: seeds.Purpose,
    runner: TruthRunner | None,
    *,
    card: CardRecord | None = None,
    why: Why = "practice",
) -> Item:
    """Return one draw of `question` as an item. Raises CannotDraw."""
    drawn = draw(question, seed, purpose, runner)
    return Item(
        key=question.key,
        presented=present(drawn),
        seed=seed,
        why=why,
        revision=question.revision,
        purpose=purpose,
        asked=asked_for(drawn),
        right=drawn.right,
        steps=drawn.steps,
        family=question.family or "",
        params=drawn.params,
        proof=_proof(drawn),
        picture=_picture(drawn),
        card=card.state if card else None,
        last_row=card.last_review if card else None,
        needs=question.needs,
    )


def _proof(drawn: Drawn) -> ProofRequest | None:
    if drawn.program is not None:
        return None
    if drawn.variant is not None:
        return WitnessRequest(drawn.variant.family, drawn.params)
    if drawn.parts:
        last = drawn.parts[-1].variant
        return WitnessRequest(last.family, last.params)
    if drawn.run is not None:
        error = drawn.run.error.type if drawn.run.error else None
        return SnippetRun(drawn.run.stdout, error, drawn.language)
    if drawn.expression:
        return ExpressionRun(drawn.expression)
    return None


def _picture(drawn: Drawn) -> api.Picture | None:
    if drawn.variant is None:
        return None
    picture = api.family(drawn.variant.family).picture
    return picture(drawn.params) if picture else None
