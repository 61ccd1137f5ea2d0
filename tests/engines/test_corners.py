"""Parameters at the ends of their bounds, many at once: a problem or a variant, nothing else."""

from __future__ import annotations

import contextlib
import math
import tracemalloc
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from engines import api
from engines.cost import TooCostly, refuse
from engines.family import Param
from engines.prove import proof_of
from engines.values import Value
from tests.scale import n

_CORNERS = n(60, 4)
_UNBOUNDED = 10**6
_MOST_MEMORY = 20_000_000


def _entry(param: Param, chooser: Random) -> Value:
    low = -_UNBOUNDED if param.low is None else param.low
    high = _UNBOUNDED if param.high is None else param.high
    end = chooser.choice((low, high, low, high, 0, 1))
    end = min(max(end, low), high)
    whole = param.kind in ("int", "pair") or (
        param.kind in ("vector", "matrix") and param.entry == "int"
    )
    return int(end) if whole else end


def _end(param: Param, chooser: Random) -> Value:
    """Return a value at an end of the parameter's bounds."""
    match param.kind:
        case "bool":
            return chooser.choice((False, True))
        case "choice":
            return chooser.choice(param.choices)
        case "vector":
            return tuple(_entry(param, chooser) for _ in range(chooser.choice(param.sizes)))
        case "matrix":
            rows, columns = chooser.choice(param.sizes), chooser.choice(param.sizes)
            return tuple(tuple(_entry(param, chooser) for _ in range(columns)) for _ in range(rows))
        case _:
            return _entry(param, chooser)


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_corners_are_refused_or_computed_and_never_large(name: str) -> None:
    family = api.family(name)
    tracemalloc.start()
    for seed in range(_CORNERS):
        chooser = Random(f"{name}{seed}")
        params: dict[str, Any] = dict(family.ask.params)
        for param in family.params:
            if chooser.random() < 0.7:
                params[param.name] = _end(param, chooser)
        if api.check_params(family, params):
            continue
        made = api.variant(name, params)
        assert made.acceptance.show(made.truth), params
        with contextlib.suppress(TooCostly):
            refuse(proof_of(name).cost(made.params))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < _MOST_MEMORY


_JUNK: tuple[Value, ...] = (
    *(0, -1, 1, 2, 0.5, 10**400, -(10**400), 1e308, -1e308, 5e-324, Fraction(1, 3)),
    *(math.nan, math.inf, -math.inf, True, "", "x", "1", ()),
    *((1,), (1, 2), (1, 2, 3), (1,) * 9, (1,) * 1000, ((1, 2), (3, 4)), (math.nan,) * 3),
    *((math.inf,) * 3, ("a", "b", "c"), (10**400,) * 9, (1e308,) * 9),
)


@pytest.mark.parametrize("name", [family.name for family in api.families() if family.judge])
@pytest.mark.parametrize("given", _JUNK, ids=lambda given: f"{given!r:.30}")
def test_a_design_of_any_kind_is_judged_with_evidence(name: str, given: Value) -> None:
    family = api.family(name)
    found = api.judge(name, family.ask.params, given)
    assert 0 <= found.score <= 1
    assert found.holds == (found.score == 1)
    assert found.evidence
    assert all(len(line) < 500 for line in found.evidence)
    api.slips_shown_by(name, family.ask.params, given)


@pytest.mark.parametrize("name", [family.name for family in api.families() if family.judge])
def test_the_model_answer_of_a_design_has_the_property(name: str) -> None:
    for seed in range(10):
        made = api.variant(name, api.draw(name, "designs", seed, "plain"))
        assert api.judge(name, made.params, made.truth).holds, made.params
