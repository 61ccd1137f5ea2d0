"""Spot the slip: a wrong working is shown, and the options say what may have gone wrong."""

from __future__ import annotations

from collections import Counter

from engines import api
from engines.api import LiveSlip, Params, Variant
from quizapp.bank.drawn import CannotDraw, Drawn, OptionDrawn
from quizapp.bank.substitute import substitute

_LEAD = "{{value}} is what comes out when "


def spotted(drawn: Drawn, variant: Variant) -> LiveSlip:
    """Return the live slip that this draw shows: one whose value is no other's. Raises CannotDraw.

    Slips whose working can be shown come first; the seed chooses among them.
    """
    shown = Counter(_shown(variant, slip) for slip in variant.live)
    alone = [
        slip
        for slip in variant.live
        if shown[_shown(variant, slip)] == 1 and slip.value is not None
    ]
    with_working = [slip for slip in alone if slip.steps]
    candidates = with_working or alone
    if not candidates or len(api.family(variant.family).slips) < 2:
        raise CannotDraw("no slip stands alone with these numbers")
    return min(candidates, key=lambda slip: drawn.place_of(slip.id))


def slip_options(
    drawn: Drawn, variant: Variant, slip: LiveSlip, count: int
) -> tuple[OptionDrawn, ...]:
    """Return what may have gone wrong, the slip itself first: others of the family, live or not."""
    family = api.family(variant.family)
    others = sorted((name for name in family.slips if name != slip.id), key=drawn.place_of)
    chosen = [slip.id, *others[: count - 1]]
    return tuple(
        OptionDrawn(name, cause(family.slips[name].text, drawn.params), name == slip.id)
        for name in chosen
    )


def working(variant: Variant, slip: LiveSlip) -> str:
    """Return the wrong answer and the working that led to it, as lines."""
    steps = slip.steps or ()
    width = max((len(step.what) for step in steps), default=0)
    lines = [f"{step.what:<{width}}  {step.numbers} = {step.value}" for step in steps]
    return "\n".join([*lines, f"answer: {_shown(variant, slip)}"])


def cause(text: str, params: Params) -> str:
    """Return what goes wrong, without the number that it leads to."""
    told = substitute(text.removeprefix(_LEAD), params).replace("{{value}}", "the number")
    first = told.split(" ", 1)[0]
    # A symbol begins a sentence as it is: x and ε/K are not X and Ε/K. An article is no symbol.
    is_symbol = (len(first) == 1 and first != "a") or not first[:1].isascii()
    return told if is_symbol else told[:1].upper() + told[1:]


def _shown(variant: Variant, slip: LiveSlip) -> str:
    return "" if slip.value is None else variant.acceptance.show(slip.value)
