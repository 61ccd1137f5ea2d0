"""Drawing variants of a family: what may be asked, and the figures that a check reports."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from engines.draw import LIVE_WANTED, Purpose, Stream, candidates, decimal, first_good
from engines.family import Family, Params
from engines.params import check_params, complete
from engines.ranges import ChoiceRange, DecimalRange, IntRange, MatrixRange, Range, VectorRange
from engines.values import Acceptance, Value
from engines.variants import SlipChoice, can_be_too_fine, chosen, has_live, live_slips, too_fine

MAX_LISTED = 100
"""Ranges of more values than this are not followed value by value."""

MAX_KEPT = 4096
"""Sets of parameters of which it is kept what they show: small ranges come to the same again."""


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

    full: Params = {}

    def refuse(params: Params) -> str | None:
        nonlocal full
        full = complete(family, params)
        return refusal(family, params, acceptance, full)

    def live(_params: Params) -> int:
        # Asked of what has just not been refused.
        return has_live(family, full, acceptance, slips, enough)

    found = first_good(key, drawn, refuse, live if enough else None, enough)
    return complete(family, found)


def refusal(
    family: Family,
    params: Params,
    acceptance: Acceptance | None = None,
    full: Params | None = None,
) -> str | None:
    """Return why these parameters cannot be asked, or None: bounds, validity, too fine a truth.

    `full` are the same parameters completed, where they are known.
    """
    problems = check_params(family, params)
    if problems:
        return problems[0].message
    full = full if full is not None else complete(family, params)
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
    least: float | None = None,
) -> DrawReport:
    """Return the figures of `draws` plain candidates. Raises UnknownSlip.

    With `least` it ends as soon as the rest could bring no share below it and every value of the
    small ranges has come. What lies below `least` or is missing, all draws have been counted for.
    """
    start = base if base is not None else family.ask.params
    stream = candidates(Stream(key, 0, "report"), vary, together, start)
    counts = _Counts(family, acceptance, slips, vary, math.ceil(draws * (least or 0)))
    for made, params in enumerate(islice(stream, draws)):
        if least is not None and counts.settled:
            return counts.report(made)
        counts.take(params, all_slips=least is None)
    return counts.report(draws)


class _Counts:
    """What a row of candidates shows. A count of `enough` is settled: as many as that of all the
    draws there are to be are no small share, however the rest turn out."""

    def __init__(
        self,
        family: Family,
        acceptance: Acceptance | None,
        slips: SlipChoice,
        vary: Mapping[str, Range],
        enough: int,
    ) -> None:
        self._family = family
        self._acceptance = acceptance
        self._enough = enough
        self._reasons: Counter[str] = Counter()
        self._live = dict.fromkeys(chosen(family, slips), 0)
        self._open = set(self._live)
        self._missing = {name: dict.fromkeys(listed(drawn)) for name, drawn in vary.items()}
        self._accepted = 0
        self._known: dict[tuple[Value, ...], _Shown] = {}

    @property
    def settled(self) -> bool:
        """Whether more candidates can change nothing of what is too rare or missing."""
        return not self._open and self._accepted >= self._enough and not any(self._missing.values())

    def take(self, params: Params, *, all_slips: bool) -> None:
        """Count one candidate; of slips only those that are not settled, or all of them."""
        values = tuple(params.values())
        shown = self._known.get(values)
        if shown is None:
            full = complete(self._family, params)
            shown = _Shown(refusal(self._family, params, self._acceptance, full), full)
            if len(self._known) < MAX_KEPT:
                self._known[values] = shown
        if shown.reason is not None:
            self._reasons[shown.reason] += 1
            return
        self._accepted += 1
        for name, missing in self._missing.items():
            missing.pop(params[name], None)
        wanted = self._live if all_slips else sorted(self._open)
        if any(slip not in shown.live for slip in wanted):
            unknown = tuple(slip for slip in wanted if slip not in shown.live)
            live = live_slips(self._family, shown.params, self._acceptance, unknown)
            shown.live |= {slip: slip in live for slip in unknown}
        for slip in wanted:
            self._live[slip] += shown.live[slip]
            if self._live[slip] >= self._enough:
                self._open.discard(slip)

    def report(self, made: int) -> DrawReport:
        """Return the figures of the candidates that were taken."""
        never = {name: tuple(values) for name, values in self._missing.items() if values}
        accepted = self._accepted
        live = {slip: count / accepted if accepted else 0.0 for slip, count in self._live.items()}
        return DrawReport(made, accepted, dict(self._reasons.most_common()), live, never)


@dataclass(slots=True)
class _Shown:
    """What is known of one set of parameters: why it is refused, and which slips are live."""

    reason: str | None
    params: Params
    live: dict[str, bool] = field(default_factory=dict)


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
