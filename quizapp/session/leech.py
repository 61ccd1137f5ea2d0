"""What is said of a question that is forgotten again and again."""

from __future__ import annotations

from quizapp.session.events import Receipt
from quizapp.session.item import Item
from quizapp.srs.state import LEECH_LAPSES, Rating

MOST_NEEDS = 3


def leech_line(item: Item, receipt: Receipt) -> str:
    """Return how often a question was missed by now and what it rests on; empty unless it has just
    been missed and that often. A first meeting that fails is no lapse and does not count."""
    if receipt.rating is not Rating.AGAIN or receipt.lapses < LEECH_LAPSES:
        return ""
    missed = f"Missed {receipt.lapses} times by now."
    if not item.needs:
        return missed
    shown = item.needs[:MOST_NEEDS]
    return (
        f"{missed} What it rests on: {', '.join(shown)}. See one: quizapp bank preview {shown[0]}"
    )
