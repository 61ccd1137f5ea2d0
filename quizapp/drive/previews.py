"""What each rating of an answer would lead to."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.drive.house import House
from quizapp.drive.recording import LONG_KINDS
from quizapp.session.item import Item
from quizapp.srs.scheduler import Preview
from quizapp.srs.state import CardKey, Rating


def previews(house: House, item: Item) -> Mapping[Rating, Preview]:
    """Return, for the card as it was when `item` was dealt, where each rating takes it."""
    return house.scheduler.preview(
        item.card,
        house.now(),
        house.offset(),
        key=CardKey.parse(item.key),
        long=item.presented.kind in LONG_KINDS,
    )
