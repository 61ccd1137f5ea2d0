"""The right answer as it is shown: a text that would itself be read and found right."""

from __future__ import annotations

from engines.values import Option, Ordering, Pairs, Parts, Value
from quizapp.grading.asked import Asked, OptionAsked
from quizapp.grading.readers.options import letter


def shown_truth(asked: Asked) -> str:
    """Return the truth as the learner would type it: options by letter and text, orderings and
    pairs by number and letter, everything else by its acceptance."""
    truth = asked.truth
    if not isinstance(truth, tuple):
        return asked.acceptance.show(truth)
    match asked.acceptance:
        case Option():
            places = sorted(_place(asked.options, key) for key in truth)
            if len(places) > 1 and any(";" in asked.options[place].text for place in places):
                return ", ".join(map(letter, places))
            return "; ".join(_labelled(asked.options, place) for place in places)
        case Ordering():
            return " ".join(str(_place(asked.options, key) + 1) for key in truth)
        case Parts(names=names):
            each = (shown_truth(part.asked) for part in asked.parts)
            return "; ".join(f"{name}: {shown}" for name, shown in zip(names, each, strict=True))
        case Pairs():
            return " ".join(_pair(asked, pair) for pair in truth)
        case form:
            return form.show(truth)


def arrangement(asked: Asked, value: Value) -> str:
    """Return an order or pairs in the items' own words; empty for any other answer."""
    if not isinstance(value, tuple):
        return ""
    texts = {one.key: " ".join(one.text.split()) for one in (*asked.options, *asked.targets)}
    match asked.acceptance:
        case Ordering():
            return " → ".join(texts.get(str(key), "") for key in value)
        case Pairs():
            pairs = (pair for pair in value if isinstance(pair, tuple))
            return "; ".join(" – ".join(texts.get(str(key), "") for key in pair) for pair in pairs)
        case _:
            return ""


def _labelled(options: tuple[OptionAsked, ...], place: int) -> str:
    return f"{letter(place)}: {' '.join(options[place].text.split())}"


def _place(options: tuple[OptionAsked, ...], key: Value) -> int:
    return next(place for place, option in enumerate(options) if option.key == key)


def _pair(asked: Asked, pair: Value) -> str:
    assert isinstance(pair, tuple)
    left, right = pair
    return f"{_place(asked.options, left) + 1}{letter(_place(asked.targets, right))}"
