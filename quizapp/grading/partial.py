"""Partly right: shares of entries, boxes, places, pairs; and in words which parts are not."""

from __future__ import annotations

from fractions import Fraction

from engines.values import (
    Estimate,
    Gaps,
    Matrix,
    Option,
    Ordering,
    Pairs,
    SetOf,
    Value,
    Vector,
    as_number,
    matched,
)
from quizapp.grading.asked import Asked
from quizapp.grading.comparing import gaps_right
from quizapp.grading.readers.options import letter
from quizapp.grading.verdict import Partial, Read, SlipFound, Wrong

_NAMED = 4
"""Entries that are named; of more, the count is given."""


def partly_right(reading: Read, asked: Asked) -> Partial | None:
    """Return the share that is right where the question gives credit for it; a share of 0 is
    wrong and gives None."""
    given, truth = reading.value, asked.truth
    match asked.acceptance:
        case Estimate():
            return _magnitude(given, truth)
        case Vector(partial=True) | Matrix(partial=True) if _same_rank(given, truth):
            return _entries(asked, given, truth)
        case Option(multi=True, scoring="each"):
            return _boxes(asked, given, truth)
        case Ordering(partial=True):
            ours, theirs = _tuple(given), _tuple(truth)
            places = [one == other for one, other in zip(ours, theirs, strict=False)]
            return _share(places, "place")
        case Gaps(partial=True) as form:
            return _share(gaps_right(given, truth, form), "gap")
        case Pairs(partial=True):
            right = [pair in _tuple(truth) for pair in _tuple(given)]
            return _share(right, "pair")
        case _:
            return None


def plainly_wrong(reading: Read, asked: Asked) -> Wrong:
    """Return the verdict where nothing else is known, with words on which parts differ."""
    given, truth = reading.value, asked.truth
    match asked.acceptance:
        case Vector(unordered=False) if _same_length(given, truth):
            return Wrong(sentence=_which(_accepted(asked, given, truth), "entry"))
        case Matrix() if _same_rank(given, truth) and _same_length(given, truth):
            return Wrong(sentence=_which_cells(asked, given, truth))
        case SetOf():
            return _set_difference(asked, given, truth)
        case Option():
            return _wrong_options(asked, given, truth)
        case Gaps(length=length) as form if length > 1:
            return Wrong(sentence=_which(gaps_right(given, truth, form), "gap"))
        case _:
            return Wrong()


def _tuple(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same_length(given: Value, truth: Value) -> bool:
    return len(_tuple(given)) == len(_tuple(truth))


def _same_rank(given: Value, truth: Value) -> bool:
    return isinstance(given, tuple) and isinstance(truth, tuple)


def _magnitude(given: Value, truth: Value) -> Partial | None:
    x, t = Fraction(as_number(given)), Fraction(as_number(truth))
    if t == 0 or not Fraction(1, 10) < x / t < 10:
        return None
    return Partial(0.5, "the order of magnitude is right")


def _accepted(asked: Asked, given: Value, truth: Value) -> list[bool]:
    """Return entry by entry, row by row, whether it is accepted."""
    form = asked.acceptance
    assert isinstance(form, (Vector, Matrix))
    element = form.rule(truth)
    return [
        element.accepts(one, other)
        for one, other in zip(_cells(given), _cells(truth), strict=False)
    ]


def _cells(value: Value) -> list[Value]:
    return [cell for row in _tuple(value) for cell in (row if isinstance(row, tuple) else (row,))]


def _entries(asked: Asked, given: Value, truth: Value) -> Partial | None:
    ours, theirs = _cells(given), _cells(truth)
    most = max(len(ours), len(theirs))
    form = asked.acceptance
    if isinstance(form, Vector) and form.unordered:
        score = matched(form.rule(truth), tuple(ours), tuple(theirs)) / most
        return Partial(score, f"{most - round(score * most)} of {most} differ") if score else None
    if isinstance(form, Matrix):
        if [len(_tuple(row)) for row in _tuple(given)] != [len(_tuple(r)) for r in _tuple(truth)]:
            return None
        which = _which_cells(asked, given, truth)
    else:
        which = _which(_accepted(asked, given, truth), "entry")
    score = sum(_accepted(asked, given, truth)) / most
    return Partial(score, which) if score else None


def _share(right: list[bool], noun: str) -> Partial | None:
    if not any(right):
        return None
    return Partial(sum(right) / len(right), _which(right, noun))


def _which(right: list[bool], noun: str) -> str:
    wrong = [str(place) for place, good in enumerate(right, 1) if not good]
    plural = {"entry": "entries"}.get(noun, f"{noun}s")
    if not wrong:
        return ""
    if len(wrong) == 1:
        return f"{noun.capitalize()} {wrong[0]} differs."
    if len(wrong) == len(right) or len(wrong) > _NAMED:
        return f"{len(wrong)} of {len(right)} {plural} differ."
    return f"{plural.capitalize()} {', '.join(wrong[:-1])} and {wrong[-1]} differ."


def _which_cells(asked: Asked, given: Value, truth: Value) -> str:
    right = _accepted(asked, given, truth)
    width = len(_tuple(_tuple(truth)[0]))
    wrong = [divmod(place, width) for place, good in enumerate(right) if not good]
    if len(wrong) == 1:
        return f"The entry in row {wrong[0][0] + 1}, column {wrong[0][1] + 1} differs."
    return f"{len(wrong)} of {len(right)} entries differ." if wrong else ""


def _set_difference(asked: Asked, given: Value, truth: Value) -> Wrong:
    form = asked.acceptance
    assert isinstance(form, SetOf)
    ours, theirs = form.distinct(_tuple(given)), form.distinct(_tuple(truth))
    extra = [one for one in ours if not any(form.element.accepts(one, t) for t in theirs)]
    missing = [t for t in theirs if not any(form.element.accepts(one, t) for one in ours)]
    parts = []
    if extra:
        shown = ", ".join(form.element.show(entry) for entry in extra[:_NAMED])
        parts.append(f"not in the set: {shown}{', …' if len(extra) > _NAMED else ''}")
    if missing:
        parts.append(f"{len(missing)} missing")
    named = ", ".join(form.element.show(entry) for entry in missing[:_NAMED])
    sentence = "; ".join(parts)
    return Wrong(
        sentence=sentence[:1].upper() + sentence[1:] + "." if sentence else "",
        detail=f"Missing: {named}{', …' if len(missing) > _NAMED else ''}." if missing else "",
    )


def _boxes(asked: Asked, given: Value, truth: Value) -> Partial | None:
    chosen, right = set(_tuple(given)), set(_tuple(truth))
    boxes = [option.key for option in asked.options]
    good = [(key in chosen) == (key in right) for key in boxes]
    if not any(good):
        return None
    wrong = [letter(index) for index, fine in enumerate(good) if not fine]
    return Partial(sum(good) / len(good), f"not as it should be: {', '.join(wrong)}")


def _wrong_options(asked: Asked, given: Value, truth: Value) -> Wrong:
    """Return the slips behind the options that were wrongly chosen, and what is said of them."""
    wrongly = [o for o in asked.options if o.key in _tuple(given) and o.key not in _tuple(truth)]
    slips = tuple(SlipFound(option.key, option.slip) for option in wrongly if option.slip)
    return Wrong(slips, " ".join(option.why.strip() for option in wrongly if option.why))
