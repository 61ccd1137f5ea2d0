"""Each live slip's own value, typed, is judged wrong and named as that slip; the truth is right."""

from __future__ import annotations

from functools import partial

import pytest

from engines import api
from engines.api import Variant
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Wrong
from tests.scale import n

_DRAWS = n(200, 40)


def _asked(made: Variant) -> Asked:
    family = api.family(made.family)
    return Asked(
        acceptance=made.acceptance,
        truth=made.truth,
        live=made.live,
        judge=partial(api.judge, made.family, made.params) if family.judge else None,
        slip_of=partial(api.slips_shown_by, made.family, made.params),
    )


def _variants(name: str) -> list[Variant]:
    family = api.family(name)
    drawn = [api.draw(name, f"graded/{name}", seed, "live") for seed in range(_DRAWS)]
    return [api.variant(name, params) for params in [family.ask.params, *drawn]]


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_the_shown_truth_is_right_when_it_is_typed(name: str) -> None:
    for made in _variants(name):
        shown = made.acceptance.show(made.truth)
        verdict = evaluate(shown, _asked(made)).verdict
        assert isinstance(verdict, Correct), (made.params, shown, verdict)


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_live_slips_are_named_and_silent_ones_right(name: str) -> None:
    family = api.family(name)
    for made in _variants(name):
        asked = _asked(made)
        for slip in made.live:
            if slip.value is None:
                continue
            typed = made.acceptance.show(slip.value)
            verdict = evaluate(typed, asked).verdict
            named = {found.id for found in verdict.slips} if isinstance(verdict, Wrong) else set()
            assert slip.id in named, (made.params, slip.id, typed, verdict)
        for slip_id in made.silent:
            rule = family.slips[slip_id].value
            value = None if rule is None else rule(made.params)
            if value is not None:
                typed = made.acceptance.show(value)
                assert isinstance(evaluate(typed, asked).verdict, Correct), (made.params, slip_id)
