"""What the app may call of the closed-form half. Loads one module of families on demand."""

from __future__ import annotations

from collections.abc import Mapping

from engines import drawn, variants
from engines.draw import DrawFailed, Purpose, draw_params
from engines.drawn import DrawReport
from engines.family import (
    Ask,
    Family,
    Judgement,
    LiveSlip,
    Param,
    Params,
    Picture,
    Slip,
    Step,
    Truth,
    Variant,
)
from engines.params import (
    BadParams,
    ParamProblem,
    bounds_text,
    check_params,
    checked,
    complete,
    ranges_outside,
    typed,
)
from engines.range_grammar import RangeProblem, range_from
from engines.ranges import ChoiceRange, DecimalRange, IntRange, MatrixRange, Range, VectorRange
from engines.registry import UnknownFamily, families, family, names, nearest
from engines.slips import SLIPS
from engines.values import Acceptance, Value, show_value
from engines.variants import SlipChoice, UnknownSlip

__all__ = [
    "Ask",
    "BadParams",
    "ChoiceRange",
    "DecimalRange",
    "DrawFailed",
    "DrawReport",
    "Family",
    "IntRange",
    "Judgement",
    "LiveSlip",
    "MatrixRange",
    "Param",
    "ParamProblem",
    "Params",
    "Picture",
    "Purpose",
    "Range",
    "RangeProblem",
    "Slip",
    "SlipChoice",
    "Step",
    "Truth",
    "UnknownFamily",
    "UnknownSlip",
    "Variant",
    "VectorRange",
    "auto_hints",
    "bounds_text",
    "check_params",
    "complete",
    "draw",
    "draw_params",
    "draw_report",
    "families",
    "family",
    "judge",
    "names",
    "nearest",
    "range_from",
    "ranges_outside",
    "slip_names",
    "slips_shown_by",
    "variant",
]


def variant(
    name: str,
    params: Mapping[str, object],
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
    *,
    slip_texts: Mapping[str, str] | None = None,
) -> Variant:
    """Return truth, steps, live and silent slips of the family `name` at `params`.

    `acceptance` is the question's own, where it narrows the family's; `slips` the ids it takes;
    `slip_texts` its own sentences for some of them. Raises UnknownFamily, BadParams, UnknownSlip.
    """
    found = family(name)
    return variants.build(found, checked(found, params), acceptance, slips, slip_texts)


def judge(name: str, params: Mapping[str, object], given: Value) -> Judgement:
    """Return whether the design `given` has the property that the family asks for.

    Parameters under which no design has it are judged too: the evidence then says why. Raises
    UnknownFamily, BadParams, and ValueError for a family that asks for no design.
    """
    found = family(name)
    if found.judge is None:
        raise ValueError(f"{name} asks for a value, not for a design")
    return found.judge(typed(found, params), given)


def slips_shown_by(name: str, params: Mapping[str, object], given: Value) -> tuple[str, ...]:
    """Return the ids of the slips that show only in what was given, and do so in `given`.

    Raises UnknownFamily, BadParams.
    """
    found = family(name)
    full = typed(found, params)
    return tuple(
        slip_id
        for slip_id, slip in found.slips.items()
        if slip.when is not None and slip.when(full, given)
    )


def draw(
    name: str,
    key: str,
    seed: int,
    purpose: Purpose,
    vary: Mapping[str, Range] | None = None,
    together: tuple[Params, ...] | None = None,
    base: Params | None = None,
    *,
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
) -> Params:
    """Return complete parameters for the question `key`: the same for the same arguments, always.

    `vary`, `together` and `base` default to the family's own question. `live` draws have at least
    two live slips, or as many as the question can have. Raises UnknownFamily, DrawFailed,
    UnknownSlip.
    """
    found = family(name)
    ranges, joint = _own_ranges(found, vary, together)
    return drawn.draw_variant(
        found, key, seed, purpose, ranges, joint, base, acceptance=acceptance, slips=slips
    )


def draw_report(
    name: str,
    key: str,
    vary: Mapping[str, Range] | None = None,
    together: tuple[Params, ...] | None = None,
    base: Params | None = None,
    *,
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
    draws: int = 2000,
    least: float | None = None,
) -> DrawReport:
    """Return how many of `draws` candidates can be asked, how often each slip is live, and which
    values are never drawn. With `least` it ends when no share can come to less any more; shares
    above it are then those of the draws so far. Raises UnknownFamily, UnknownSlip."""
    found = family(name)
    ranges, joint = _own_ranges(found, vary, together)
    return drawn.draw_report(
        found,
        key,
        ranges,
        joint,
        base,
        acceptance=acceptance,
        slips=slips,
        draws=draws,
        least=least,
    )


def slip_names() -> Mapping[str, str]:
    """Return the closed list of slips: name -> what goes wrong, in two sentences."""
    return SLIPS


def auto_hints(name: str, made: Variant) -> tuple[str, ...]:
    """Return the hints of a variant, from a nudge to all but the last step.

    The family's own where it has them, else: what to find first, the formula, the formula with
    the variant's numbers, the worked steps without the last. Raises UnknownFamily.
    """
    found = family(name)
    words = {key: show_value(value) for key, value in made.params.items()}
    if found.ask.hints is not None:
        return tuple(variants.substitute(hint, words) for hint in found.ask.hints)
    hints = [found.formula]
    if made.steps:
        hints.insert(0, f"Start with this: {made.steps[0].what}.")
    if len(made.steps) > 1:
        hints.append("\n".join(f"{step.what}: {step.numbers}" for step in made.steps))
        worked = (f"{step.what}: {step.numbers} = {step.value}" for step in made.steps[:-1])
        hints.append("\n".join(worked))
    return tuple(hints)


def _own_ranges(
    found: Family, vary: Mapping[str, Range] | None, together: tuple[Params, ...] | None
) -> tuple[Mapping[str, Range], tuple[Params, ...]]:
    if vary is None and together is None:
        return found.ask.vary, found.ask.together
    return vary or {}, together or ()
