"""From a family and parameters to a variant: truth, steps, and which slips can be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from engines.family import Family, LiveSlip, Params, Slip, Step, Truth, Variant
from engines.values import Acceptance, Float, Matrix, SetOf, Value, Vector, as_number, show_value

SlipChoice = Literal["all", "none"] | tuple[str, ...]
_NAME = re.compile(r"\{\{(\w+)\}\}")


class UnknownSlip(LookupError):
    """A family has no slip of this id; `known` are the ids that it has."""

    def __init__(self, family: str, slip: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{family} has no slip {slip!r}; it has {', '.join(known) or 'none'}")
        self.slip = slip
        self.known = known


def build(
    family: Family,
    params: Params,
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
    texts: Mapping[str, str] | None = None,
) -> Variant:
    """Return the variant of `family` at complete, checked `params`.

    A slip is live when its value, to the digits that are asked, would not be taken for the truth,
    or when it shows only in what is given; else it is silent. `texts` stand in place of the slips'
    own sentences. Raises UnknownSlip.
    """
    taken = acceptance if acceptance is not None else family.answer(params)
    truth = family.truth(params)
    words = {name: show_value(given) for name, given in params.items()}
    live: list[LiveSlip] = []
    silent: list[str] = []
    for slip_id in chosen(family, slips):
        slip = family.slips[slip_id]
        value = slip.value(params) if slip.value is not None else None
        if slip.when is None and (value is None or _right(family, params, taken, truth, value)):
            silent.append(slip_id)
            continue
        text = (texts or {}).get(slip_id, slip.text)
        live.append(_live(slip_id, slip, text, words, params, taken, truth, value))
    return Variant(family.name, params, taken, truth.value, truth.steps, tuple(live), tuple(silent))


def has_live(
    family: Family,
    params: Params,
    acceptance: Acceptance | None,
    slips: SlipChoice,
    enough: int,
) -> int:
    """Return how many slips are live, counting no further than `enough`."""
    return len(tuple(islice(_each_live(family, params, acceptance, slips), enough)))


def live_slips(
    family: Family, params: Params, acceptance: Acceptance | None, slips: SlipChoice
) -> frozenset[str]:
    """Return the ids of the slips that `build` would call live, without their texts and steps."""
    return frozenset(_each_live(family, params, acceptance, slips))


def _each_live(
    family: Family, params: Params, acceptance: Acceptance | None, slips: SlipChoice
) -> Iterator[str]:
    taken = acceptance if acceptance is not None else family.answer(params)
    truth = family.truth(params)
    for slip_id in chosen(family, slips):
        slip = family.slips[slip_id]
        value = slip.value(params) if slip.value is not None else None
        if slip.when is None and (value is None or _right(family, params, taken, truth, value)):
            continue
        yield slip_id


def chosen(family: Family, slips: SlipChoice) -> tuple[str, ...]:
    """Return the ids of the slips that a question takes. Raises UnknownSlip."""
    if slips == "all":
        return tuple(family.slips)
    if slips == "none":
        return ()
    for slip in slips:
        if slip not in family.slips:
            raise UnknownSlip(family.name, slip, tuple(family.slips))
    return tuple(slips)


def can_be_too_fine(acceptance: Acceptance) -> bool:
    """Return whether some truth could be too fine for this acceptance."""
    match acceptance:
        case Float():
            return acceptance.decimals is not None
        case Vector(element) | SetOf(element) | Matrix(element):
            return can_be_too_fine(element)
    return False


def too_fine(acceptance: Acceptance, truth: Value) -> str | None:
    """Return why the truth cannot be asked to so many places, or None.

    A float asked to d places keeps two significant digits, |t| >= 10^(1-d), or is exactly 0:
    otherwise most of what is asked would be zeros.
    """
    match acceptance:
        case Float() if acceptance.decimals is not None:
            size = abs(float(as_number(truth)))
            if size == 0 or not size < 10.0 ** (1 - acceptance.decimals):
                return None
            return f"fewer than two significant digits at {acceptance.decimals} places"
        case Vector(element) | SetOf(element) if isinstance(truth, tuple):
            return next((why for entry in truth if (why := too_fine(element, entry))), None)
        case Matrix(element) if isinstance(truth, tuple):
            row = Vector(element)
            return next((why for entry in truth if (why := too_fine(row, entry))), None)
    return None


def substitute(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each ``{{name}}`` of `values` in its place; other braces stand."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def _right(
    family: Family, params: Params, acceptance: Acceptance, truth: Truth, value: Value
) -> bool:
    if family.judge is not None:
        return family.judge(params, value).holds
    return acceptance.accepts(_rounded(acceptance, value), truth.value)


def _rounded(acceptance: Acceptance, value: Value) -> Value:
    """Return the value to the digits that are asked: nobody types more."""
    match acceptance:
        case Float():
            number = as_number(value)
            if acceptance.decimals is not None:
                return round(float(number), acceptance.decimals)
            return float(acceptance.show(number)) if acceptance.sig is not None else value
        case Vector(element) | SetOf(element) if isinstance(value, tuple):
            return tuple(_rounded(element, entry) for entry in value)
        case Matrix(element) if isinstance(value, tuple):
            return tuple(_rounded(Vector(element), entry) for entry in value)
    return value


def _live(
    slip_id: str,
    slip: Slip,
    text: str,
    words: Mapping[str, str],
    params: Params,
    acceptance: Acceptance,
    truth: Truth,
    value: Value | None,
) -> LiveSlip:
    words = dict(words)
    if slip.shown is not None:
        words["value"] = show_value(slip.shown(params))
    elif value is not None:
        words["value"] = _shown(acceptance, truth.value, value)
    steps = slip.steps(params) if slip.steps is not None else None
    parts = None if steps is None else _first_difference(truth.steps, steps)
    return LiveSlip(slip_id, slip.name, substitute(text, words), value, steps, parts)


def _shown(acceptance: Acceptance, truth: Value, value: Value) -> str:
    """Return the text of a slip's value: of a shape or list of the truth's length the one number
    that differs, where it is one, so that "19 is what comes out when ..." is true of it."""
    whole = acceptance.show(value)
    if not (isinstance(truth, tuple) and isinstance(value, tuple)) or len(truth) != len(value):
        return whole
    pairs = zip(value, truth, strict=True)
    if acceptance.type == "shape":
        differing = list(dict.fromkeys(show_value(v) for v, t in pairs if v != t))
    elif isinstance(acceptance, Vector) and not acceptance.unordered:
        element = acceptance.element
        differing = [element.show(v) for v, t in pairs if not element.accepts(v, t)]
    else:
        return whole
    return differing[0] if len(differing) == 1 else whole


def _first_difference(truth: tuple[Step, ...], slip: tuple[Step, ...]) -> int | None:
    for index, (right, wrong) in enumerate(zip(truth, slip, strict=False)):
        if right != wrong:
            return index
    shorter = min(len(truth), len(slip))
    return shorter if len(truth) != len(slip) else None
