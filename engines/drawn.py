"""Drawing variants of a family: what may be asked, and the figures that a check reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from engines.draw import LIVE_WANTED, Purpose, Stream, candidates, decimal, first_good
from engines.family import Family, Params
from engines.params import check_params, complete
from engines.ranges import ChoiceRange, DecimalRange, IntRange, MatrixRange, Range, VectorRange
from engines.values import Acceptance, Value
from engines.variants import SlipChoice, build, can_be_too_fine, chosen, has_live, too_fine

MAX_LISTED = 100
"""Ranges of more values than this are not followed value by value."""


@dataclass(frozen=True, slots=True)
class DrawReport:
    """What drawing a question many times shows.

    `reasons` counts why candidates were refused, `live` gives for each slip the share of accepted
    draws in which it is live, `never` the values of small ranges that no accepted draw had.
    """

    candidates: int
    accepted: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    live: Mapping[str, float] = field(default_factory=dict)
    never: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """The share of candidates that were accepted."""
        return self.accepted / self.candidates if self.candidates else 0.0


def draw_variant(
    family: Family,
    key: str,
    seed: int,
    purpose: Purpose,
    vary: Mapping[str, Range],
    together: tuple[Params, ...] = (),
    base: Params | None = None,
    *,
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
) -> Params:
    """Return complete parameters drawn for the question `key`. Raises DrawFailed, UnknownSlip.

    For the purpose `live` at least two slips are live, or as many as 100 possible draws show.
    """
    stream = Stream(key, seed, purpose)
    drawn = candidates(stream, vary, together, base if base is not None else family.ask.params)
    # A question that takes one slip can never have two live: nothing to look for beyond it.
    enough = min(LIVE_WANTED, len(chosen(family, slips))) if purpose == "live" else 0

    def live(params: Params) -> int:
        return has_live(family, complete(family, params), acceptance, slips, enough)

    found = first_good(
        key,
        drawn,
        lambda params: refusal(family, params, acceptance),
        live if enough else None,
        enough,
    )
    return complete(family, found)


def refusal(family: Family, params: Params, acceptance: Acceptance | None = None) -> str | None:
    """Return why these parameters cannot be asked, or None: bounds, validity, too fine a truth."""
    problems = check_params(family, params)
    if problems:
        return problems[0].message
    full = complete(family, params)
    taken = acceptance if acceptance is not None else family.answer(full)
    return too_fine(taken, family.truth(full).value) if can_be_too_fine(taken) else None


def draw_report(
    family: Family,
    key: str,
    vary: Mapping[str, Range],
    together: tuple[Params, ...] = (),
    base: Params | None = None,
    *,
    acceptance: Acceptance | None = None,
    slips: SlipChoice = "all",
    draws: int = 2000,
) -> DrawReport:
    """Return the figures of `draws` plain candidates. Raises UnknownSlip."""
    start = base if base is not None else family.ask.params
    stream = candidates(Stream(key, 0, "report"), vary, together, start)
    reasons: Counter[str] = Counter()
    lively: Counter[str] = Counter(dict.fromkeys(chosen(family, slips), 0))
    seen: dict[str, set[Value]] = {name: set() for name in vary}
    accepted = 0
    for params in islice(stream, draws):
        reason = refusal(family, params, acceptance)
        if reason is not None:
            reasons[reason] += 1
            continue
        accepted += 1
        for name, values in seen.items():
            values.add(params[name])
        variant = build(family, complete(family, params), acceptance, slips)
        lively.update(slip.id for slip in variant.live)
    never = {
        name: missing
        for name, values in seen.items()
        if (missing := tuple(v for v in listed(vary[name]) if v not in values))
    }
    shares = {slip: count / accepted if accepted else 0.0 for slip, count in lively.items()}
    return DrawReport(draws, accepted, dict(reasons.most_common()), shares, never)


def listed(drawn_from: Range) -> tuple[Value, ...]:
    """Return the values of a range of at most 100, else nothing (vectors and matrices neither)."""
    match drawn_from:
        case IntRange(low, high, step):
            numbers = range(low, high + 1, step)
            return tuple(numbers) if len(numbers) <= MAX_LISTED else ()
        case DecimalRange(low, high, places):
            units = range(low, high + 1)
            return tuple(decimal(u, places) for u in units) if len(units) <= MAX_LISTED else ()
        case ChoiceRange(values):
            return values if len(values) <= MAX_LISTED else ()
        case VectorRange() | MatrixRange():
            return ()
